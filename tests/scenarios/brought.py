"""What an assessment brought, by id."""

from __future__ import annotations

from advisor import Assessment


def advice(assessment: Assessment) -> dict[str, str]:
    """The grade of each recommendation."""
    return {each.id: each.grade for each in assessment.recommendations}


def conclusions(assessment: Assessment) -> dict[str, str]:
    """The value of each conclusion."""
    return {each.attribute: each.value for each in assessment.conclusions}


def tensions(assessment: Assessment) -> set[str]:
    return {each.id for each in assessment.tensions}


def caveats(assessment: Assessment) -> set[str]:
    return {each.id for each in assessment.caveats}
