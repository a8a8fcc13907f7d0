"""What can be asked about, and how it is named."""

from __future__ import annotations

import pytest

from advisor import KnowledgeBase, UnknownId
from advisor.explain.subject import subject_of
from advisor.model.explanation import Subject
from tests.unit.explain.bases import subjects


def test_every_output_and_conclusion_can_be_asked_about(knowledge: KnowledgeBase) -> None:
    for name in subjects(knowledge):
        assert subject_of(name, knowledge).name == name


@pytest.mark.parametrize(
    ("text", "kind", "name", "value"),
    [
        ("personal-communication-first", "recommendation", "personal-communication-first", None),
        ("tension:T1", "tension", "T1", None),
        ("distrust_risk", "conclusion", "distrust_risk", None),
        ("conclusion:distrust_risk=highest", "conclusion", "distrust_risk", "highest"),
    ],
)
def test_a_kind_may_stand_in_front(
    knowledge: KnowledgeBase, text: str, kind: str, name: str, value: str | None
) -> None:
    assert subject_of(text, knowledge) == Subject.model_validate({"kind": kind, "id": name, "value": value})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("personal-comunication-first", "did you mean 'personal-communication-first'?"),
        ("recommendation:T1", "there is no recommendation 'T1'"),
        ("finding:F17", "there is no kind 'finding'"),
        ("tensions:T1", "there is no kind 'tensions'; did you mean 'tension'?"),
        ("distrust_risk=hihgest", "there is no value of distrust_risk 'hihgest'; did you mean 'highest'?"),
        ("T1=yes", "there is no"),
        ("data_trust", "there is no"),
        ("", "there is no"),
    ],
)
def test_what_is_not_there_is_refused(knowledge: KnowledgeBase, text: str, said: str) -> None:
    with pytest.raises(UnknownId, match="there is no") as raised:
        subject_of(text, knowledge)
    assert said in str(raised.value)
