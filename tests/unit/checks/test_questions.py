"""Topic, place and moot_if of questions: each fault at its place, and beside it what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import Issue
from advisor.resources import shipped_root
from tests.copies import faults, overlay

VISITS = """visits:
  label: Visits
  question: Does somebody visit?
  why: For the test.
  findings: []
  scale: ordinal
  topic: house
  {more}
  values: {{no: {{label: No, observe: Nobody comes.}}, yes: {{label: Yes, observe: Somebody comes.}}}}
"""
RULE = """title: House
about: For the test.
rules:
  - id: no-visits-call-for-talk
    title: A rule of the test
    when: {visits: no}
    then: {recommend: [use-preferred-channels]}
    because: For the test.
    cites: [F40]
    grade: operationalised
    examples: {fires: [{visits: no}], misses: [{visits: yes}]}
"""


def told(tmp_path: Path, more: str, files: dict[str, str] | None = None) -> list[Issue]:
    """What the checks tell of a house with one more question, of which the seventh line is ``more``."""
    written = {
        "knowledge/topics.yaml": "house: {title: The house}\n",
        "knowledge/vocabulary.yaml": VISITS.format(more=more),
        "rules/house.yaml": RULE,
    }
    return faults(shipped_root(), overlay(tmp_path, {**written, **(files or {})}))


@pytest.mark.parametrize(
    "more",
    [
        "place: 3",
        "moot_if: {personal_contact: none}",
        "moot_if: {any: [{personal_contact: none, data_trust: {at_most: medium}}, {not: {sales_channel: direct}}]}",
    ],
)
def test_sound_questions_have_no_faults(more: str, tmp_path: Path) -> None:
    assert told(tmp_path, more) == []


@pytest.mark.parametrize(
    ("more", "marker", "code", "what"),
    [
        ("place: 0", "0", "value", "0: input should be greater than or equal to 1"),
        ("moot_if: {visits: no}", "visits", "moot", "a question cannot be moot by its own answer"),
        (
            "moot_if: {distrust_risk: highest}",
            "distrust",
            "moot",
            "'distrust_risk' is derived, and what is asked hangs",
        ),
        (
            "moot_if: {not: {any: [{data_trust: low}, {sales_distance: impersonal}]}}",
            "sales_distance",
            "moot",
            "'sales_distance' is derived",
        ),
        ("moot_if: {personal_contacts: none}", "personal", "unknown-attribute", "there is no attribute 'personal_co"),
        ("moot_if: {personal_contact: some}", "some", "unknown-value", "'some' is no value of personal_contact"),
        ("moot_if: {personal_contact: {is: unknown}}", "personal", "moot", "whether an answer is known makes no"),
        ("moot_if: {not: {personal_contact: {is: known}}}", "personal", "moot", "whether an answer is known makes no"),
        ("moot_if: never", "never", "condition", "this is no condition"),
    ],
)
def test_a_spoiled_question(more: str, marker: str, code: str, what: str, tmp_path: Path) -> None:
    (issue,) = told(tmp_path, more)
    column = f"  {more}".index(marker) + 1
    assert (issue.file, issue.line, issue.column, issue.code) == ("house/knowledge/vocabulary.yaml", 8, column, code)
    assert issue.what.startswith(what)
    assert issue.expected or code == "value"


def test_a_topic_that_does_not_exist(tmp_path: Path) -> None:
    (issue,) = told(tmp_path, "place: 3", {"knowledge/topics.yaml": "hause: {title: The house}\n"})
    assert (issue.path, issue.line, issue.column, issue.code) == ("visits.topic", 7, 10, "unknown-topic")
    assert (issue.what, issue.hint) == ("there is no question topic 'house'", "did you mean 'hause'?")


def test_a_topic_whose_own_fault_is_told_is_no_second_one(tmp_path: Path) -> None:
    (issue,) = told(tmp_path, "place: 3", {"knowledge/topics.yaml": "house: {heading: The house, title: House}\n"})
    assert (issue.file, issue.code) == ("house/knowledge/topics.yaml", "unknown-key")
    (issue,) = told(tmp_path / "cut", "place: 3", {"knowledge/topics.yaml": "other: {title: [The house}\n"})
    assert (issue.file, issue.code) == ("house/knowledge/topics.yaml", "syntax")


def test_a_conclusion_is_not_asked_for(tmp_path: Path) -> None:
    asked = "sales_distance:\n  topic: house\n  place: 50\n  moot_if: {data_trust: low}\n"
    issues = told(tmp_path, "place: 3", {"knowledge/conclusions.yaml": asked})
    assert [(each.path, each.line, each.column, each.code) for each in issues] == [
        (f"sales_distance.{part}", line, 3, "question") for part, line in (("topic", 2), ("place", 3), ("moot_if", 4))
    ]
    assert {each.what for each in issues} == {"a conclusion is not asked for"}


def test_questions_that_are_moot_by_one_another(tmp_path: Path) -> None:
    """Also by way of a third; a question that only hangs on the circle is not part of it."""
    more = VISITS.format(more="moot_if: {personal_contact: none}")
    more += "personal_contact:\n  moot_if: {iot_communication: sparse}\n"
    more += "iot_communication:\n  moot_if: {visits: no}\n"
    more += "preferred_channels_used:\n  moot_if: {visits: no}\n"
    issues = told(tmp_path, "", {"knowledge/vocabulary.yaml": more})
    circle = ["visits", "personal_contact", "iot_communication"]
    assert [(each.path, each.code) for each in issues] == [(f"{name}.moot_if", "cycle") for name in circle]
    assert [each.line for each in issues] == [8, 11, 13]
