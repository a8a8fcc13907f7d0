"""The report as JSON: the assessment itself."""

from __future__ import annotations

import json

from advisor import Advisor
from advisor.reports.json import render


def test_one_assessment_is_one_document(advisor: Advisor) -> None:
    assessment = advisor.assess({"data_trust": "low"}, name="Prüfung")
    text = render([assessment], advisor.knowledge, width=10, color=True)
    assert text == assessment.to_json()
    assert '"Prüfung"' in text


def test_several_assessments_are_an_array(advisor: Advisor) -> None:
    assessments = [advisor.assess({"data_trust": "low"}), advisor.assess({"data_trust": "high"})]
    documents = json.loads(render(assessments, advisor.knowledge))
    assert documents == [json.loads(each.to_json()) for each in assessments]
