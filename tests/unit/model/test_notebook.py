"""What a notebook shows of a document: the page that a file would hold, well-formed and escaped, wherever the document
comes from, and a plain listing where nobody has the knowledge any more."""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from advisor import Advisor, Assessment
from advisor.model import showing
from advisor.model.explanation import Explanation
from advisor.reports.contents.assessment import document
from advisor.reports.contents.explanation import document as explained
from advisor.reports.formats.html import fragment

FACTS = {"sales_channel": "wholesaler", "data_trust": "low", "customer_group": "university"}
HOSTILE = "<script>alert('x')</script>\" onload=\"& ]]>"
VOID = {"br"}


class Checker(HTMLParser):
    """Collects text, and fails on any element that is not closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def checked(fragment: str) -> Checker:
    checker = Checker()
    checker.feed(fragment)
    checker.close()
    assert checker.open == []
    assert "script" not in checker.tags
    return checker


def explanations(advisor: Advisor, facts: dict[str, str]) -> Iterator[Explanation]:
    yield advisor.why(facts, "measure-data-trust")
    yield advisor.why_not(facts, "T1")
    yield advisor.for_and_against(facts, "measure-data-trust")
    yield advisor.what_if(facts, {"data_trust": "high"})
    yield advisor.sensitivity(facts)
    yield advisor.compare(facts, {"data_trust": "high"})


def test_an_assessment_is_shown_as_its_file_shows_it(advisor: Advisor) -> None:
    assessment = advisor.assess(FACTS, name="N")
    sheet = document(assessment, advisor.knowledge).sheet
    assert sheet is not None and assessment._repr_html_() == fragment(sheet())
    text = checked(assessment._repr_html_()).text
    for each in assessment.recommendations:
        assert each.title in text and each.action in text
    for tension in assessment.tensions:
        assert tension.text in text
    for caveat in assessment.caveats:
        assert caveat.text in text
    for name, finding in assessment.findings.items():
        assert name in text and finding.caveat in text
    assert "Roadmap" in text


@pytest.mark.parametrize("facts", [{}, FACTS], ids=["nothing", "something"])
def test_explanations_are_shown_as_their_files_show_them(advisor: Advisor, facts: dict[str, str]) -> None:
    for explanation in explanations(advisor, facts):
        sheet = explained(explanation, advisor.knowledge).sheet
        assert sheet is not None and explanation._repr_html_() == fragment(sheet())
        checked(explanation._repr_html_())


def test_names_cannot_add_markup(advisor: Advisor) -> None:
    for shown in (
        advisor.assess({}, name=HOSTILE)._repr_html_(),
        advisor.sensitivity(advisor.profile({}, name=f"{HOSTILE}\u202e"))._repr_html_(),
    ):
        assert "<script" not in shown and "\u202e" not in shown
        assert HOSTILE in checked(shown).text


def test_what_the_firm_answered_is_marked(advisor: Advisor) -> None:
    firm = {"platform_model": "new", "market_growth": "high"}
    shown = checked(advisor.assess({"market_growth": "low"}, firm=firm)._repr_html_()).text
    assert "Platform model: New (inherited)" in shown and "Market growth: Low (overrules the firm's: High)" in shown


LAST_LINE = """
import gc, pickle, sys
from advisor import Advisor

shown = Advisor().assess({"data_trust": "low"}, name="N")
gc.collect()
other = pickle.load(sys.stdin.buffer)
sys.stdout.write(shown._repr_html_() + "\\0" + other._repr_html_())
"""
UNPICKLED = "import pickle, sys; sys.stdout.write(pickle.load(sys.stdin.buffer)._repr_html_())"


def in_a_process(program: str, document: Assessment | Explanation) -> str:
    """What a program of its own writes that gets a document on its standard input."""
    run = subprocess.run([sys.executable, "-c", program], input=pickle.dumps(document), capture_output=True, timeout=60)
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout.decode()


def test_the_last_line_of_a_cell_needs_no_advisor_any_more(advisor: Advisor) -> None:
    proof = advisor.why(FACTS, "measure-data-trust")
    shown, other = in_a_process(LAST_LINE, proof).split("\0")
    assert shown == advisor.assess({"data_trust": "low"}, name="N")._repr_html_()
    assert other == proof._repr_html_()


def test_what_was_pickled_elsewhere_is_shown_where_no_advisor_ever_was(advisor: Advisor) -> None:
    assessment = advisor.assess(FACTS, name="N")
    assert in_a_process(UNPICKLED, assessment) == assessment._repr_html_()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "house.yaml").write_text(
        "title: House rules\nabout: What this house has learned itself.\nrules:\n"
        "  - id: house-rule\n    title: A rule of the house\n    when: {data_trust: low}\n"
        "    then: {recommend: [discuss-data-safety-openly]}\n    because: We have seen it help.\n"
        "    cites: [F40]\n    grade: operationalised\n"
        "    examples: {fires: [{data_trust: low}], misses: [{data_trust: high}]}\n",
        encoding="utf-8",
    )
    return tmp_path


def test_own_knowledge_is_found_as_long_as_somebody_holds_it(house: Path) -> None:
    kept, gone = Advisor(house), Advisor(house)
    assessment = gone.assess({"data_trust": "low"}, name=f"{HOSTILE}\u202e")
    proof = gone.why({"data_trust": "low"}, "discuss-data-safety-openly")
    del gone
    gc.collect()
    assert "A rule of the house" in checked(assessment._repr_html_()).text, "another advisor has the same"
    kept.assess({})
    del kept
    gc.collect()
    for made in (assessment, proof):
        shown = made._repr_html_()
        text = checked(shown).text
        assert "is not at hand any more" in text and assessment.knowledge.sha256[:12] in text
        assert "house-rule" in text and "<svg" not in shown and "\u202e" not in shown
    text = checked(assessment._repr_html_()).text
    assert HOSTILE in text
    assert all(each.title in text and each.id in text for each in assessment.recommendations)


def test_nothing_is_kept_alive_by_being_found(house: Path) -> None:
    sha256 = (advisor := Advisor(house)).knowledge.sha256
    assert showing.at_hand(sha256) is advisor.knowledge
    del advisor
    gc.collect()
    assert showing.at_hand(sha256) is None


def test_documents_stay_equal_and_pickled_without_their_knowledge(advisor: Advisor) -> None:
    for made in (advisor.assess(FACTS), advisor.why(FACTS, "measure-data-trust")):
        made._repr_html_()
        pickled = pickle.dumps(made)
        assert pickle.loads(pickled) == made and len(pickled) < 4 * len(made.to_json())
