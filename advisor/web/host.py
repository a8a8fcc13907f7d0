"""The host in the browser: what the page's script asks for comes in as text, and what is to be shown, saved and kept
goes out as text. It runs in the browser, and knows nothing of one."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from advisor.advisor import Advisor
from advisor.errors import AdvisorError
from advisor.model.knowledge import KnowledgeBase
from advisor.pages import sitting as sittings
from advisor.pages.exchange import Download, Host, Redirect, Request, Upload
from advisor.pages.interview import Pages
from advisor.pages.sitting import Sitting

KNOWLEDGE = "knowledge.json"
"""The file beside this one that holds all that the advisor knows, checked when the files were built."""

BASE = "#/"
"""What stands in front of every path where no interview is under way."""

MOST_REDIRECTS = 10


@dataclass(frozen=True)
class Asked:
    """What the script asks for. ``kept`` is the interview as it was kept, None where there is none. ``within`` is the
    base of an interview's pages, which an interview that begins now gets as well."""

    method: str
    path: str
    within: str
    kept: str | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class BrowserHost:
    """The pages on one advisor, for a script that asks for them in JSON."""

    def __init__(self, advisor: Advisor):
        self._pages = Pages(advisor)

    def answer(self, text: str) -> str:
        """What comes of a request, both as JSON. Redirects are followed here: ``path`` is where they ended. ``kept`` is
        the interview to keep from now on, None where there is none; ``name`` and ``answered`` are for a list of those
        that are kept."""
        asked = Asked(**json.loads(text))
        try:
            sitting = None if asked.kept is None else sittings.read(asked.kept, self._pages.knowledge)
        except (AdvisorError, AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            # Whoever keeps it can change it: whatever is in it, it is no defect of this program.
            return json.dumps({"kind": "unreadable", "why": str(error).partition("\n")[0]})
        uploads = {name: Upload(each["name"], b64decode(each["content"])) for name, each in asked.files.items()}
        request = Request("POST" if asked.method == "POST" else "GET", asked.path, asked.form, uploads)
        found = sitting
        for _ in range(MOST_REDIRECTS):
            turn = self._pages.answer(request, sitting, self._host(asked, sitting))
            sitting = turn.sitting
            if not isinstance(turn.response, Redirect):
                break
            request = Request("GET", turn.response.path)
        else:
            raise RuntimeError(f"{asked.path} leads from page to page")
        told = _told(turn.response)
        # Word for word where it is the same: an interview of another knowledge is not made one of this by a look at it.
        kept = {"kept": asked.kept} if sitting == found else self._kept(sitting)
        return json.dumps({**told, "path": request.path, **kept})

    def _host(self, asked: Asked, sitting: Sitting | None) -> Host:
        return Host(BASE if sitting is None else asked.within, "browser", BASE)

    def _kept(self, sitting: Sitting | None) -> dict[str, Any]:
        if sitting is None:
            return {"kept": None}
        session = sitting.session
        return {
            "kept": sittings.written(sitting, self._pages.knowledge),
            "name": session.name,
            "answered": len(session.given),
        }


def _told(response: Any) -> dict[str, Any]:
    if isinstance(response, Download):
        content = b64encode(response.content).decode()
        return {"kind": "download", "file": response.name, "type": response.media_type, "content": content}
    return {"kind": "page", "title": response.title, "body": response.body, "status": response.status}


def begun() -> BrowserHost:
    """The host on the knowledge that was built in."""
    text = (files("advisor.web") / KNOWLEDGE).read_text(encoding="utf-8")
    return BrowserHost(Advisor.of(KnowledgeBase.model_validate_json(text)))
