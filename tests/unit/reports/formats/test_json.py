"""Data as JSON: of an assessment it is the assessment itself."""

from __future__ import annotations

import json

from advisor import Advisor
from advisor.reports.contents.assessment import document
from advisor.reports.document import Document
from advisor.reports.formats import Canvas, written


def test_an_assessment_is_one_document_on_any_canvas(advisor: Advisor) -> None:
    assessment = advisor.assess({"data_trust": "low"}, name="Prüfung")
    for full in (False, True):
        text = written(document(assessment, advisor.knowledge, full=full), "json", Canvas(10, True, True))
        assert text == assessment.to_json() and '"Prüfung"' in text


def test_models_may_stand_anywhere_in_plain_data(advisor: Advisor) -> None:
    assessment = advisor.assess({"data_trust": "low"})
    text = written(Document(data=lambda: {"all": (assessment, [assessment]), "none": None, "ü": 1}), "json")
    whole = json.loads(assessment.to_json())
    assert json.loads(text) == {"all": [whole, [whole]], "none": None, "ü": 1}
    assert text.startswith('{\n  "all": [\n') and text.endswith("}\n") and '"ü"' in text
