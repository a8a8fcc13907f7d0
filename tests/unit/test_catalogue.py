"""What can be looked up says at which level a question is answered."""

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
