"""Documents as text, for the tests of what stands in them."""

from __future__ import annotations

from collections.abc import Mapping

from advisor import Advisor
from advisor.model.assessment import Assessment
from advisor.model.profile import Profile
from advisor.reports.contents.assessment import document
from advisor.reports.formats import Canvas, written


def report(
    advisor: Advisor, of: Assessment | Profile | Mapping[str, str], name: str = "terminal", width: int = 80
) -> str:
    """The full report on an assessment, or on a profile or answers that are assessed first."""
    assessment = of if isinstance(of, Assessment) else advisor.assess(of)
    return written(document(assessment, advisor.knowledge, full=True), name, Canvas(width))


def flowing(text: str) -> str:
    """The text without its line breaks."""
    return " ".join(text.split())
