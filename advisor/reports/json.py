"""Assessments as JSON: one document, or an array when there are several."""

from __future__ import annotations

import json
from collections.abc import Sequence

from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase


def render(
    assessments: Sequence[Assessment],
    knowledge: KnowledgeBase,
    *,
    full: bool = False,
    width: int = 80,
    color: bool = False,
) -> str:
    """The assessments whole, whatever is asked of ``full``, ``width`` and ``color``."""
    if len(assessments) == 1:
        return assessments[0].to_json()
    documents = [assessment.model_dump(mode="json") for assessment in assessments]
    return json.dumps(documents, ensure_ascii=False, indent=2) + "\n"
