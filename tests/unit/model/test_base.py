"""Models made without validation: the test run sees to it that none of them is made wrongly."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from advisor.model.base import Model
from advisor.model.profile import Answer


def test_a_model_made_without_validation_is_the_same() -> None:
    fields: dict[str, Any] = {"source": "asked", "note": None, "question": "0123", "rests_on": None}
    made = Answer.unvalidated(**fields)
    assert made == Answer(**fields) and made.model_dump_json() == Answer(**fields).model_dump_json()
    assert made.model_fields_set == Answer.model_fields.keys()


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "asked", "note": None, "question": None},
        {"note": None, "question": None, "rests_on": None},
        {"source": "asked", "note": None, "question": None, "rests_on": None, "answer": "low"},
        {"note": None, "source": "asked", "question": None, "rests_on": None},
    ],
)
def test_a_field_that_is_missing_unknown_or_out_of_order_is_found(fields: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="Answer is not made of its fields"):
        Answer.unvalidated(**fields)


def test_a_value_that_does_not_fit_is_found() -> None:
    with pytest.raises(ValidationError):
        Answer.unvalidated(source="heard", note=None, question=None, rests_on=None)

    class Several(Model):
        names: tuple[str, ...]

    with pytest.raises(AssertionError, match="do not fit"):
        Several.unvalidated(names=["a"])
