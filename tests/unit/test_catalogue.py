"""What can be looked up says at which level a question is answered, where it stands, and when it is moot."""

from __future__ import annotations

from advisor import KnowledgeBase
from advisor.catalogue import Catalogue


def test_questions_say_their_level_and_conclusions_have_none(knowledge: KnowledgeBase) -> None:
    shown = Catalogue(knowledge).vocabulary()
    assert {each.name: each.level for each in shown.inputs} == {
        name: each.level for name, each in knowledge.inputs.items()
    }
    assert {each.level for each in shown.inputs} == {"firm", "relationship"}
    assert {each.level for each in shown.conclusions} == {None}


def test_questions_say_where_they_stand_and_when_they_are_moot(knowledge: KnowledgeBase) -> None:
    shown = Catalogue(knowledge).vocabulary()
    assert [each.id for each in shown.question_topics] == list(knowledge.question_topics)
    assert {(each.name, each.topic, each.place) for each in shown.inputs} == {
        (name, each.topic, each.place) for name, each in knowledge.inputs.items()
    }
    assert {(each.topic, each.place, each.moot_if) for each in shown.conclusions} == {(None, None, None)}
    moot = {each.name: each.moot_if for each in shown.inputs}
    assert moot["market_turbulence"] == {"platform_model": "classic"}
    assert moot["relationship_phase"] is None
