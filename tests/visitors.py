"""Somebody with a browser, as far as a host of the pages can tell: cookies, forms with their tokens, and redirects."""

from __future__ import annotations

import html
import re
from typing import Any

import httpx


class Visitor:
    """A browser without a screen. ``client`` is one of httpx or of Starlette, which keeps the cookies."""

    def __init__(self, client: Any):
        self.client = client
        self.page: httpx.Response

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for a page, and follow where it leads."""
        self.page = self.client.get(path, headers=headers, follow_redirects=True)
        return self.page

    def post(self, path: str, files: Any = None, headers: Any = None, **fields: str) -> httpx.Response:
        """Send a form of the page that is shown, with its token, and follow nothing."""
        data = {"token": self.token, **fields}
        answer: httpx.Response = self.client.post(path, data=data, files=files, headers=headers, follow_redirects=False)
        return answer

    @property
    def token(self) -> str:
        """The token in the forms of the page that is shown."""
        return field(self.page, "token")

    def begin(self, **fields: str) -> str:
        """Begin an interview, and give its path, with a slash at the end."""
        self.get("/interview")
        answer = self.post("/interview/begin", **fields)
        assert answer.status_code == 303, answer.text
        self.get(answer.headers["location"])
        return "/".join(answer.headers["location"].split("/")[:3]) + "/"

    def answer(self, base: str, attribute: str, value: str, **fields: str) -> httpx.Response:
        """Go to a question, and answer it."""
        page = self.get(f"{base}q/{attribute}")
        return self.post(f"{base}q/{attribute}", was=field(page, "was"), answer=value, **fields)


def field(page: httpx.Response, name: str) -> str:
    """What a hidden field of a page holds."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page.text)
    assert found is not None, f"there is no field {name} on the page: {page.status_code} {page.text}"
    return html.unescape(found[1])
