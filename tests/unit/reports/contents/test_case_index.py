"""The page that leads to several cases: what it says of each, and where its links lead."""

from __future__ import annotations

import os
from datetime import date
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes

from advisor import Advisor, Assessment
from advisor.reports.blocks import Card, Title
from advisor.reports.contents.case_index import case_index
from advisor.reports.formats import PAGE
from advisor.reports.formats.html import draw
from tests.conftest import ROOT

HOSTILE = "<script>alert(1)</script> ]]> & \u202eend"
FACTS = {"relationship_phase": "intermediate", "governance_mode": "contractual", "data_trust": "low"}


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.texts: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag != "script"
        if tag == "a":
            (address,) = (value for name, value in attrs if name == "href")
            self.targets.append(str(address))
            self.texts.append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "a"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data


def cards(advisor: Advisor, **cases: Assessment) -> list[Card]:
    blocks = case_index({f"{name}.html": each for name, each in cases.items()}, advisor.knowledge)
    return [each for each in blocks if isinstance(each, Card)]


def told(card: Card) -> dict[str, str]:
    return {line.label: line.text for line in card.lines}


def test_each_case_is_told_by_its_own_assessment(advisor: Advisor) -> None:
    known, nothing = advisor.assess(FACTS, name="N"), advisor.assess({})
    one, two = cards(advisor, known=known, nothing=nothing)
    assert (one.title, one.address, two.title, two.address) == ("N", "known.html", "nothing", "nothing.html")
    assert told(one)["Answered"] == f"3 of {len(advisor.knowledge.inputs)} questions"
    assert told(one)["Phase"].startswith("Intermediate")
    assert told(one)["Do first"] == next(each.title for each in known.recommendations if each.rank == 1)
    assert known.tensions and told(one)["Tensions"].count(";") == len(known.tensions) - 1
    assert told(two)["Answered"].startswith("0 of") and told(two)["Phase"] == "Not known"
    assert told(two)["Tensions"] == "None found"


def test_no_advice_is_said(advisor: Advisor) -> None:
    bare = advisor.assess(FACTS).model_copy(update={"recommendations": ()})
    assert told(*cards(advisor, bare=bare))["Do first"] == "No advice follows"


def test_what_lies_outside_the_samples_is_a_warning(advisor: Advisor) -> None:
    energy = ROOT / "examples" / "energy.yaml"
    outside = advisor.assess(advisor.read_profile(energy))
    assert any(each.kind == "outside" for each in outside.caveats)
    inside = advisor.assess({})
    assert not any(each.kind == "outside" for each in inside.caveats)
    (one,), (two,) = cards(advisor, outside=outside), cards(advisor, inside=inside)
    assert (one.lines[-1].tone, two.lines[-1].tone) == ("warning", "plain")
    assert "see its page" in told(one)["Samples"] and "No answer" in told(two)["Samples"]


def test_the_day_and_the_knowledge_are_said(advisor: Advisor) -> None:
    cases = {"a.html": advisor.assess({})}
    for day, said in ((date(2026, 3, 1), ", 2026-03-01,"), (None, "relationships,")):
        title = next(iter(case_index(cases, advisor.knowledge, day)))
        assert isinstance(title, Title) and title.text == "1 case" and said in title.below
        assert advisor.knowledge.sha256[:12] in title.below


def test_links_lead_to_files_beside_the_page_whatever_their_names(advisor: Advisor) -> None:
    names = [
        "a b.html",
        "javascript:alert(1).html",
        "..%2f..%2fetc.html",
        '"><img src=x onerror=1>.html',
        f"{HOSTILE.replace('/', '')}.html",
        "#top?x=1&y.html",
        "ü é.html",
        os.fsdecode(b"\xff\xfe.html"),
    ]
    page = draw(case_index(dict.fromkeys(names, advisor.assess({})), advisor.knowledge), PAGE)
    page.encode("utf-8")
    links = Links()
    links.feed(page)
    assert [os.fsdecode(unquote_to_bytes(each)) for each in links.targets] == names
    assert not any(sign in address for address in links.targets for sign in ":/?#&\"'<> ")
    assert all(links.texts) and "\u202e" not in page and "<img" not in page


def test_hostile_names_of_cases_stay_words(advisor: Advisor) -> None:
    page = draw(case_index({"a.html": advisor.assess({}, name=HOSTILE)}, advisor.knowledge), PAGE)
    links = Links()
    links.feed(page)
    assert links.texts == ["<script>alert(1)</script> ]]> & \\u202eend"]


def test_an_address_that_could_lead_elsewhere_is_no_link() -> None:
    for address in ("javascript:alert(1)", "//a.b/c", "../x.html", "x.html#y", 'x" onclick="y', "", "x.html\n"):
        page = draw([Card("", "Here", (), address=address)], PAGE)
        assert "<a " not in page and "Here" in page and "onclick" not in page
    assert '<a href="x%20y.html">Here</a>' in draw([Card("", "Here", (), address="x%20y.html")], PAGE)
