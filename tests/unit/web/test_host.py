"""The host of the browser, run here: requests and pages as text, and the interview that is kept."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from advisor import Advisor
from advisor.web.host import BrowserHost

WITHIN = "#/0123456789ab/"


class Tab:
    """What the script of the page does, without a page."""

    def __init__(self, advisor: Advisor):
        self.host = BrowserHost(advisor)
        self.kept: str | None = None
        self.told: dict[str, Any] = {}

    def ask(self, method: str, path: str, files: dict[str, Any] | None = None, **form: str) -> dict[str, Any]:
        asked = {
            "method": method,
            "path": path,
            "within": WITHIN,
            "kept": self.kept,
            "form": form,
            "files": files or {},
        }
        self.told = json.loads(self.host.answer(json.dumps(asked)))
        self.kept = self.told.get("kept")
        return self.told


@pytest.fixture
def tab(advisor: Advisor) -> Tab:
    return Tab(advisor)


def test_without_an_interview_one_can_be_begun(tab: Tab) -> None:
    told = tab.ask("GET", "")
    assert (told["kind"], told["status"], told["kept"], told["path"]) == ("page", 200, None, "")
    assert 'action="#/begin"' in told["body"]


def test_what_begins_is_kept_and_its_pages_stand_below_its_own_address(tab: Tab) -> None:
    told = tab.ask("POST", "begin", name="A client", way="full")
    assert told["path"].startswith("q/") and told["name"] == "A client" and told["answered"] == 0
    assert f'action="{WITHIN}{told["path"]}"' in told["body"] and 'action="#/begin"' not in told["body"]
    told = tab.ask("POST", told["path"], answer="unknown")
    assert told["answered"] == 1
    assert json.loads(str(told["kept"]))["format"] == 1
    assert tab.ask("GET", "")["path"].startswith("q/")


def test_a_saved_profile_is_opened_and_downloaded_again(tab: Tab) -> None:
    profile = b"format: 1\nname: From a file\nfacts: {sales_channel: direct}\n"
    file = {"name": "saved.yaml", "content": base64.b64encode(profile).decode()}
    told = tab.ask("POST", "begin", {"profile": file}, way="full")
    assert (told["name"], told["answered"]) == ("From a file", 1)
    saved = tab.ask("GET", "profile.yaml")
    assert saved["kind"] == "download" and saved["file"].endswith(".yaml")
    assert b"sales_channel: direct" in base64.b64decode(saved["content"])
    assert saved["kept"] is not None


def test_a_faulty_file_begins_nothing(tab: Tab) -> None:
    file = {"name": "saved.yaml", "content": base64.b64encode(b"facts: {sales_chanel: direct}").decode()}
    told = tab.ask("POST", "begin", {"profile": file}, way="full")
    assert told["kept"] is None and "sales_chanel" in told["body"] and told["path"] == "begin"


def test_nothing_is_recorded(tab: Tab) -> None:
    tab.ask("POST", "begin", way="full")
    told = tab.ask("POST", "finish", checked="")
    assert told["path"] == "result"
    assert json.loads(str(told["kept"]))["record"] is None
    assert "audit" not in told["body"].casefold()


def test_what_is_deleted_is_kept_no_longer(tab: Tab) -> None:
    tab.ask("POST", "begin", way="full")
    told = tab.ask("POST", "delete")
    assert told["kept"] is None and told["kind"] == "page"
    assert WITHIN not in told["body"] and 'action="#/"' in told["body"]


def test_an_interview_of_another_knowledge_stays_as_it_is_while_it_is_only_looked_at(tab: Tab) -> None:
    """Two builds may keep their interviews in one place, as files of one disk do: what one of them does not know is
    lost to the other only when somebody goes on with it."""
    tab.ask("POST", "begin", way="full")
    before = json.loads(str(tab.kept))
    before["profile"]["facts"] = {"data_trust": "low", "of_the_other_house": "yes"}
    before["profile"]["knowledge"]["sha256"] = "0" * 64
    tab.kept = kept = json.dumps(before)
    for path in ("", "answers", "q/data_trust", "profile.yaml"):
        tab.ask("GET", path)
        assert tab.kept == kept
    tab.ask("POST", "q/focal_role", answer="provider", was="")
    after = json.loads(str(tab.kept))
    assert after["profile"]["knowledge"]["sha256"] != "0" * 64 and after["profile"]["facts"]["data_trust"] == "low"


@pytest.mark.parametrize(
    "kept",
    ["", "nonsense", "null", "[]", "{}", '{"format": 0}', '{"format": 1}', '{"format": 1, "profile": 3}',
     '{"format": 1, "profile": {"facts": {"no_such": "thing"}}, "trail": 1}'],
)  # fmt: skip
def test_what_cannot_be_read_is_told(tab: Tab, kept: str) -> None:
    tab.kept = kept
    assert tab.ask("GET", "")["kind"] == "unreadable"
