"""Questions that answers make moot."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import Advisor, KnowledgeBase
from advisor.loading.knowledge import load_knowledge
from advisor.model.condition import tests as leaves_of
from advisor.reasoning.logic import truth
from advisor.reasoning.moot import moot
from advisor.resources import shipped_root
from tests.copies import overlay

HOUSE = """personal_contact:
  moot_if: {data_trust: {at_least: medium}, sales_channel: {not: direct}}
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    directory = tmp_path_factory.mktemp("moot")
    return load_knowledge(shipped_root(), overlay(directory, {"knowledge/vocabulary.yaml": HOUSE})).base


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"data_trust": "high", "sales_channel": "internet"}, True),
        ({"data_trust": "high", "sales_channel": "direct"}, False),
        ({"data_trust": "low", "sales_channel": "internet"}, False),
        ({"data_trust": "high"}, False),
        ({"sales_channel": "internet"}, False),
        ({}, False),
        ({"data_trust": "high", "sales_channel": "internet", "personal_contact": "none"}, False),
    ],
)
def test_a_question_is_moot_on_known_answers_alone(facts: dict[str, str], expected: bool, house: KnowledgeBase) -> None:
    assert ("personal_contact" in moot(house, facts)) is expected


def test_a_condition_stays_the_same_in_recorded_content(house: KnowledgeBase) -> None:
    again = KnowledgeBase.from_content(json.loads(json.dumps(house.content)))
    assert again.attributes == house.attributes
    assert again.sha256 == house.sha256
    facts = {"data_trust": "high", "sales_channel": "internet"}
    assert moot(again, facts) == moot(house, facts)


def test_knowledge_without_question_topics_is_still_read(knowledge: KnowledgeBase) -> None:
    """As it was recorded before there were any: nothing is moot, and the hash is that of the time."""
    new = ("topic", "place", "moot_if")
    content = {name: part for name, part in knowledge.content.items() if name != "question_topics"}
    content["attributes"] = {
        name: {key: part for key, part in each.items() if key not in new}
        for name, each in content["attributes"].items()
    }
    base = KnowledgeBase.from_content(content)
    assert (base.question_topics, base.hashed) == ({}, content)
    assert {(each.topic, each.place, each.moot_if) for each in base.attributes.values()} == {(None, 50, None)}
    assert moot(base, {name: each.domain[0] for name, each in list(base.inputs.items())[:4]}) == frozenset()


@given(data=st.data())
def test_more_answers_make_more_moot_and_never_less(data: st.DataObject, knowledge: KnowledgeBase) -> None:
    drawn = {name: data.draw(st.sampled_from(each.domain)) for name, each in knowledge.inputs.items()}
    known = data.draw(st.sets(st.sampled_from(list(drawn))))
    fewer = data.draw(st.sets(st.sampled_from(sorted(known)))) if known else set()
    less, more = ({name: drawn[name] for name in names} for names in (fewer, known))
    assert moot(knowledge, less) - set(more) <= moot(knowledge, more)


def test_every_shipped_question_has_its_place(knowledge: KnowledgeBase) -> None:
    topics = knowledge.question_topics
    assert next(iter(topics)) == "role"
    assert [name for name, each in knowledge.inputs.items() if each.topic not in topics] == []
    assert {each.topic for each in knowledge.inputs.values()} == set(topics)
    first = [name for name, each in knowledge.inputs.items() if each.place == 1]
    assert set(first) == {name for name, each in knowledge.inputs.items() if each.essential} | {knowledge.asking}


def test_a_house_adds_a_topic_and_renames_one(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    files = {"knowledge/topics.yaml": "visits: {title: Visits}\ncustomer: {title: The client}\n"}
    base = load_knowledge(shipped_root(), overlay(tmp_path, files)).base
    assert list(base.question_topics) == [*knowledge.question_topics, "visits"]
    assert base.question_topics["customer"].title == "The client"
    assert [(each.kind, each.id, each.change) for each in base.overrides] == [
        ("question topic", "visits", "added"),
        ("question topic", "customer", "replaced"),
    ]


HIDDEN = {
    # The fit is first looked for, or made, and both have their own advice.
    "complementarity_reviewed": {"reassess-complementarity", "bring-process-knowledge"},
    # Before the start, and before an agreement, no incentives are there to pull apart.
    "incentives_aligned": {"bring-your-half-of-the-incentives"},
}
"""What an answer to a moot question would still bring to do, and why it is not missed."""


def to_do(advisor: Advisor, facts: dict[str, str]) -> tuple[set[str], set[str]]:
    """The pieces to do on these facts, and the contradictions between them."""
    assessment = advisor.assess(facts)
    told = {each.id for each in assessment.caveats if each.kind == "contradiction"}
    return {each.id for each in assessment.recommendations if each.state == "to_do"}, told


SHIPPED = Advisor().knowledge
MOOT = [name for name, each in SHIPPED.inputs.items() if each.moot_if is not None]


@pytest.mark.long
@pytest.mark.parametrize("name", MOOT)
def test_no_advice_is_hidden_behind_a_moot_question(name: str, advisor: Advisor) -> None:
    """No answer that fits the others would change what is to do, but for what is named above."""
    inputs, draw = advisor.knowledge.inputs, random.Random(name)
    condition = inputs[name].moot_if
    assert condition is not None
    tested = sorted({each.attribute for each in leaves_of(condition)})
    changed, cases = set[str](), 0
    while cases < 40:
        facts = {one: draw.choice(inputs[one].domain) for one in tested}
        if truth(condition, facts):
            cases += 1
            share = draw.choice((0.2, 0.6, 0.9))
            others = [one for one in inputs if one != name and one not in facts and draw.random() < share]
            facts |= {one: draw.choice(inputs[one].domain) for one in others}
            before, clashes = to_do(advisor, facts)
            for value in inputs[name].domain:
                after, more = to_do(advisor, {**facts, name: value})
                changed |= before ^ after if more <= clashes else set()
    assert changed <= HIDDEN.get(name, set())
