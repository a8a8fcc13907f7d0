"""What tells two assessments apart, as people read it: a sentence first, then each change by its title."""

from __future__ import annotations

import pytest

from advisor import Advisor, KnowledgeBase
from advisor.model.difference import (
    ChangedConclusion,
    ChangedFact,
    ChangedOutput,
    ChangedRank,
    ChangedState,
    Difference,
    KnowledgeChange,
)
from advisor.reports.blocks import Card, Heading, Item, Paragraph
from advisor.reports.contents.difference import account
from advisor.reports.contents.explanation import document
from advisor.reports.contents.wording import fact
from advisor.reports.lexicon import lexicon

ONE, TWO, THREE = "balance-components", "measure-data-trust", "personal-communication-first"


def ranked(name: str, before: int, after: int, reordered: bool) -> ChangedRank:
    return ChangedRank(id=name, before=before, after=after, reordered=reordered, urgency_before=9, urgency_after=5)


def found(**parts: object) -> Difference:
    nothing: dict[str, object] = dict.fromkeys(
        ("facts", "conclusions", "gained", "lost", "ranked", "standings", "rules_before", "rules_after"), ()
    )
    return Difference.model_validate({**nothing, **parts})


def piece(name: str, rank: int | None = None) -> ChangedOutput:
    return ChangedOutput(kind="recommendation", id=name, state="to_do", rank=rank, causes=(), rules=())


def told(difference: Difference, knowledge: KnowledgeBase | None, full: bool = False) -> list[str]:
    """Every line, a heading in capitals."""
    lines = []
    for block in account(difference, lexicon(knowledge), full):
        if isinstance(block, Heading):
            lines.append(block.text.upper())
        elif isinstance(block, Card):
            lines += [block.title, *(f"{line.label}: {line.text}" for line in block.lines)]
        elif isinstance(block, (Item, Paragraph)):
            lines.append(block.text)
    return lines


RANKED = found(ranked=(ranked(ONE, 1, 3, True), ranked(TWO, 2, 2, True), ranked(THREE, 4, 5, False)))


def test_what_moved_is_listed_by_title_and_what_makes_room_is_counted(knowledge: KnowledgeBase) -> None:
    title = {name: knowledge.recommendations[name].title for name in (ONE, TWO, THREE)}
    assert told(RANKED, knowledge) == [
        "1 piece of advice is ranked otherwise.",
        "RANKED OTHERWISE",
        f"{title[ONE]}: from 1 to 3 (urgency 9 before, now 5) ({ONE})",
        "1 piece of advice has another number only because others come or go.",
    ]
    full = told(RANKED, knowledge, full=True)
    assert f"{title[THREE]}: from 4 to 5 (urgency 9 before, now 5) ({THREE})" in full
    assert not any(title[TWO] in line for line in full), "it has the number that it had"


SUMMARIES: dict[str, dict[str, object]] = {
    "1 piece of advice comes.": {"gained": (piece(ONE),)},
    "2 pieces of advice come and 1 goes.": {"gained": (piece(ONE), piece(TWO)), "lost": (piece(THREE),)},
    "1 piece of advice goes and nothing is to do any more.": {"lost": (piece(ONE),), "first_before": (ONE,)},
    'No piece of advice comes, goes or stands otherwise and the first is now "{one}".': {
        "first_before": (TWO, ONE),
        "first_after": (ONE, TWO),
    },
    '1 piece of advice stands otherwise and the first is still "{one}".': {
        "states": (ChangedState(id=TWO, before="to_do", after="waits", causes=(), rules=()),),
        "first_before": (ONE, TWO),
        "first_after": (ONE,),
    },
    "No piece of advice comes, goes or stands otherwise. 1 tension comes and 2 caveats go.": {
        "gained": (ChangedOutput(kind="tension", id="T1", causes=(), rules=()),),
        "lost": tuple(ChangedOutput(kind="caveat", id=name, causes=(), rules=()) for name in ("a", "b")),
    },
}


@pytest.mark.parametrize("sentence", SUMMARIES)
def test_a_sentence_comes_first(knowledge: KnowledgeBase, sentence: str) -> None:
    title = knowledge.recommendations[ONE].title
    assert told(found(**SUMMARIES[sentence]), knowledge)[0] == sentence.format(one=title)


def test_causes_rules_and_knowledge_are_named_in_words(knowledge: KnowledgeBase) -> None:
    rule = min(knowledge.rules)
    change = KnowledgeChange(kind="rule", id=rule, how="changed")
    conclusion = ChangedConclusion(
        attribute="distrust_risk",
        before=None,
        after="highest",
        causes=(("data_trust", "knowledge"),),
        rules=(rule,),
        knowledge=(change,),
    )
    fact_that_differs = ChangedFact(attribute="data_trust", before=None, after="low")
    lines = told(
        found(facts=(fact_that_differs,), conclusions=(conclusion,), knowledge=(change,)), knowledge, full=True
    )
    title = knowledge.rules[rule].title
    assert lines[1:] == [
        "FACTS THAT DIFFER",
        "Trust in data handling: from unknown to Low, expects harm",
        "CONCLUDED OTHERWISE",
        "Risk of distrust: from nothing concluded to Highest",
        "Because of: Trust in data handling and the knowledge",
        f"Rules that make the difference: {title} [{rule}]",
        f"Knowledge that makes the difference: rule changed: {title} ({rule})",
        "KNOWLEDGE THAT DIFFERS",
        f"Rule changed: {title} ({rule})",
    ]
    without = told(found(conclusions=(conclusion,)), None, full=True)
    assert without[2] == "distrust_risk: from nothing concluded to highest"


def test_a_value_that_is_not_there_is_told_by_its_kind(knowledge: KnowledgeBase) -> None:
    assert fact(knowledge, "distrust_risk", None) == "Risk of distrust: nothing concluded"
    assert fact(knowledge, "data_trust", None) == "Trust in data handling: unknown"
    assert fact(knowledge, f"hold.{ONE}", None).endswith(": nothing concluded")


def test_what_if_begins_with_it(advisor: Advisor) -> None:
    explained = advisor.what_if({"sales_channel": "direct", "data_trust": "low"}, {"data_trust": "high"})
    make = document(explained, advisor.knowledge).blocks
    assert make is not None
    _, summary, *_ = make()
    counted = sum(each.kind == "recommendation" for each in explained.difference.lost)
    assert isinstance(summary, Paragraph) and counted
    assert f"{counted} go" in summary.text or f"{counted} piece" in summary.text


def test_nothing_at_all_is_said_as_such(knowledge: KnowledgeBase) -> None:
    assert told(found(), knowledge) == ["Nothing differs but the order of keys."]
