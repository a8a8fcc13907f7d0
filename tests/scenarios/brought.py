"""What an assessment brought, by id."""

from __future__ import annotations

from advisor import Assessment
from advisor.model.states import State


def advice(assessment: Assessment) -> dict[str, str]:
    """The grade of each recommendation that is to do."""
    return {each.id: each.grade for each in assessment.recommendations if each.state == "to_do"}


def standing(assessment: Assessment, state: State) -> set[str]:
    """The pieces of advice in a state."""
    return {each.id for each in assessment.recommendations if each.state == state}


def conclusions(assessment: Assessment) -> dict[str, str]:
    """The value of each conclusion."""
    return {each.attribute: each.value for each in assessment.conclusions}


def tensions(assessment: Assessment) -> set[str]:
    return {each.id for each in assessment.tensions}


def caveats(assessment: Assessment) -> set[str]:
    return {each.id for each in assessment.caveats}
