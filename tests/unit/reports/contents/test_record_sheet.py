"""A record to look at: pictures where they can be drawn, a sentence where they cannot, and never an error."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from advisor import Advisor, Assessment
from advisor.model.record import AssessmentRecord, DecisionRecord
from advisor.reports.blocks import Heading, Paragraph
from advisor.reports.contents import record_sheet as module
from advisor.reports.contents.audit_records import page
from advisor.reports.contents.case_sheet import KEY, pictured
from advisor.reports.contents.record_sheet import record_sheet
from advisor.reports.drawing import Drawing
from advisor.reports.formats.html import fragment
from advisor.reports.lexicon import lexicon
from advisor.reports.pictures.figures import HOW_TO_READ
from advisor.reports.pictures.proof import HOW_TO_READ as PROOFS
from advisor.reports.sheet import Fold, Picture, Piece

FACTS = {
    "product_customization": "standardized",
    "sales_channel": "consulting_engineer",
    "data_trust": "low",
    "relationship_phase": "foundational",
    "customer_group": "operator_critical",
}
HOSTILE = "<script>alert(1)</script> ]]> & \u202eend"
DIGEST = "0" * 64


def record_of(advisor: Advisor, assessment: Assessment) -> AssessmentRecord:
    return AssessmentRecord(
        seq=1,
        at="2026-03-01T12:00:00.000000Z",
        entry="library",
        program="0",
        redaction="none",
        knowledge=advisor.knowledge.stamp,
        previous=DIGEST,
        request_id=None,
        profile={"name": assessment.profile.name},
        assessment=json.loads(assessment.to_json()),
        document=DIGEST,
    )


@pytest.fixture
def record(advisor: Advisor) -> AssessmentRecord:
    return record_of(advisor, advisor.assess(FACTS, name="N"))


def pictures(pieces: list[Piece]) -> list[str]:
    """The titles of all pictures, those in folds among them."""
    found = []
    for piece in pieces:
        if isinstance(piece, Fold):
            found += pictures(list(piece.inside))
        elif isinstance(piece, Picture):
            found.append(piece.title)
    return found


def without(pieces: list[Piece]) -> str:
    """The sentence that says why there are no pictures."""
    (said,) = (each.text for each in pieces if isinstance(each, Paragraph) and "no pictures" in each.text)
    assert not pictures(pieces)
    fragment(pieces)
    return said


def test_it_has_the_pictures_of_the_case(advisor: Advisor, record: AssessmentRecord) -> None:
    shown = list(record_sheet(record, DIGEST, (), advisor.knowledge))
    of_the_case = pictures(list(pictured(advisor.assess(FACTS, name="N"), advisor.knowledge)))
    assert pictures(shown) == of_the_case and len(of_the_case) > 5
    drawn = fragment(shown)
    assert drawn.count("<svg") == 2 * len(of_the_case)


def test_it_says_all_that_the_page_says(advisor: Advisor, record: AssessmentRecord) -> None:
    said = []
    for piece in record_sheet(record, DIGEST, (), advisor.knowledge):
        if isinstance(piece, Fold) and not pictures([piece]):
            said += [Heading(piece.title), *piece.inside]
        elif not isinstance(piece, (Fold, Picture)):
            said.append(piece)
    ours = {"In pictures", "Beside the study's figures", "The proofs of what comes first", "Everything behind it"}
    said = [each for each in said if not (isinstance(each, Heading) and each.text in ours)]
    said = [each for each in said if each not in (Paragraph(HOW_TO_READ), Paragraph(PROOFS), Paragraph(KEY, "quiet"))]
    assert said == list(page(record, DIGEST, (), lexicon(advisor.knowledge)))


def test_without_its_knowledge_it_says_so(record: AssessmentRecord) -> None:
    assert "knowledge" in without(list(record_sheet(record, DIGEST, (), None)))


ALTERED: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a field of another time": (lambda document: document["recommendations"][0].pop("urgency"), "another shape"),
    "a rank in words": (lambda document: document["recommendations"][0].update(rank="first"), "another shape"),
    "a piece that nobody knows": (
        lambda document: document["recommendations"][0].update(id="none", state="waits", waits_for=["other"]),
        "does not fit",
    ),
    "a rule that nobody knows": (
        lambda document: [each.update(rule="none") for each in document["firings"]],
        "does not fit",
    ),
    "a phase that nobody knows": (lambda document: document["next_phase"]["components"].clear(), "does not fit"),
}


@pytest.mark.parametrize("what", ALTERED)
def test_what_was_altered_or_is_old_is_shown_without_pictures(
    advisor: Advisor, record: AssessmentRecord, what: str
) -> None:
    alter, said = ALTERED[what]
    document = json.loads(json.dumps(record.assessment))
    alter(document)
    altered = record.model_copy(update={"assessment": document})
    assert said in without(list(record_sheet(altered, DIGEST, (), advisor.knowledge)))


def test_a_decision_has_none_and_says_nothing_of_it(advisor: Advisor) -> None:
    decision = DecisionRecord(
        seq=2,
        at="2026-03-02T12:00:00.000000Z",
        entry="command",
        program="0",
        redaction="none",
        knowledge=advisor.knowledge.stamp,
        previous=DIGEST,
        of=1,
        of_hash=DIGEST,
        name=HOSTILE,
        recommendation="balance-components",
        verdict="reject",
        reason=HOSTILE,
        because="other",
    )
    shown = list(record_sheet(decision, DIGEST, (), advisor.knowledge))
    assert shown == list(page(decision, DIGEST, (), lexicon(advisor.knowledge)))


def test_hostile_names_stay_words(advisor: Advisor) -> None:
    record = record_of(advisor, advisor.assess(FACTS, name=HOSTILE))
    shown = fragment(record_sheet(record, DIGEST, (), advisor.knowledge))
    assert "<script" not in shown and "\u202e" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; &amp; \\u202eend" in shown


def test_a_case_without_advice_is_shown(advisor: Advisor) -> None:
    record = record_of(advisor, advisor.assess({}))
    fragment(record_sheet(record, DIGEST, (), advisor.knowledge))


def test_a_picture_that_cannot_be_laid_out_is_left_out_too(
    advisor: Advisor, record: AssessmentRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(width: float) -> Drawing:
        raise KeyError(width)

    spoiled = Fold("Folded", (Picture("T", "said", (), drawn),))
    monkeypatch.setattr(module, "pictured", lambda *_: iter([spoiled]))
    assert "does not fit" in without(list(record_sheet(record, DIGEST, (), advisor.knowledge)))
