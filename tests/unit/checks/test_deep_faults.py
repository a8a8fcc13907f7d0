"""Faults that show only when all cases are looked at, and rules made to keep the checks busy."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from advisor.errors import Issue
from advisor.model.knowledge import KnowledgeBase
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.firing_sets import BUDGET, FiringSets
from tests.copies import append, copy_of_shipped, faults, overlay

DISTRUST = "rules/distrust.yaml"
RULE = """  - id: {name}
    title: A rule of the test
    when: {when}
    then: {then}
    because: For the test.
    cites: [F40]
    grade: {grade}
    examples: {{fires: [{fires}], misses: [{misses}]}}
"""
AGREE = "{recommend: [agree-customization-level]}"


def text(
    when: str, then: str, fires: str, name: str = "zz-of-the-test", grade: str = "derived", misses: str = "{}"
) -> str:
    return RULE.format(name=name, when=when, then=then, fires=fires, grade=grade, misses=misses)


def house(tmp_path: Path, *rules: str) -> list[Issue]:
    """The faults of the shipped knowledge with these rules laid over it."""
    file = "title: House\nabout: For the test.\nrules:\n" + "".join(rules)
    return faults(copy_of_shipped(tmp_path), overlay(tmp_path, {"rules/house.yaml": file}))


@pytest.mark.parametrize(
    ("when", "column"),
    [
        ("{any: [{data_trust: low}, {distrust_risk: highest, sales_channel: direct}]}", 37),
        ("{data_trust: low, any: [{sales_channel: direct}, {data_trust: high, sales_channel: internet}]}", 60),
        ("{not: {all: [{data_trust: {not: low}}, {not: {sales_distance: impersonal, sales_channel: direct}}]}}", 50),
    ],
)
def test_a_dead_alternative_inside_a_condition_that_can_hold(when: str, column: int, tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    fires = "{data_trust: low, sales_channel: direct, customization_level_agreed: yes}"
    line = append(root, DISTRUST, text(when, AGREE, fires))
    (issue,) = faults(root)
    assert (issue.file, issue.line, issue.code) == (DISTRUST, line + 2, "dead-alternative")
    assert issue.column == column
    assert "can never hold here" in issue.what


def test_a_rule_that_several_make_redundant_together(tmp_path: Path) -> None:
    parts = [
        text("{data_trust: low, sales_channel: direct}", AGREE, "{data_trust: low, sales_channel: direct}", "zz-one"),
        text(
            "{data_trust: low, sales_channel: {not: direct}}",
            AGREE,
            "{data_trust: low, sales_channel: internet}",
            "zz-two",
        ),
    ]
    when = "{data_trust: low, sales_channel: {is: known}}"
    whole = text(when, AGREE, "{data_trust: low, sales_channel: internet}", grade="operationalised")
    assert house(tmp_path, *parts) == []
    (issue,) = house(tmp_path / "again", *parts, whole)
    assert (issue.code, issue.path) == ("redundant", "rules[2].when")
    assert "zz-one or zz-two bring the same between them" in issue.what
    assert issue.what.endswith("it only lowers the grade")


def test_of_rules_that_make_one_another_redundant_one_is_left(tmp_path: Path) -> None:
    facts = "{data_trust: low, sales_channel: direct}"
    issues = house(tmp_path, *(text(facts, AGREE, facts, f"zz-{name}") for name in ("one", "two", "three")))
    assert [(issue.code, issue.path) for issue in issues] == [
        ("redundant", "rules[0].when"),
        ("redundant", "rules[2].when"),
    ]


def test_a_conclusion_that_is_always_overruled(tmp_path: Path) -> None:
    facts = "{product_customization: standardized, sales_channel: internet}"
    (issue,) = house(
        tmp_path, text(facts, "{conclude: {distrust_risk: lower}, recommend: [agree-customization-level]}", facts)
    )
    assert (issue.code, issue.path) == ("always-overruled", "rules[0].then.conclude.distrust_risk")
    assert "the highest value holds" in issue.what
    assert "standardized-indirect-raises-distrust concludes another" in issue.what


def test_a_question_whose_answer_changes_nothing(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    vocabulary = (
        "test_input:\n  label: Test\n  question: Is this a test?\n  why: For the test.\n  findings: []\n"
        "  scale: ordinal\n  values: {no: {label: No, observe: It is none.}, yes: {label: Yes, observe: It is one.}}\n"
    )
    line = append(root, "knowledge/vocabulary.yaml", vocabulary)
    whatever = "any: [{test_input: no}, {test_input: {not: no}}, {test_input: {is: unknown}}]"
    tests_it = f"{{{whatever}, data_trust: low, sales_channel: direct}}"
    append(root, DISTRUST, text(tests_it, AGREE, "{data_trust: low, sales_channel: direct}"))
    (issue,) = faults(root)
    assert (issue.file, issue.line, issue.code) == ("knowledge/vocabulary.yaml", line, "changes-nothing")


def test_an_id_that_two_kinds_of_output_share(tmp_path: Path) -> None:
    files = {
        "knowledge/caveats.yaml": "measure-data-trust:\n  kind: scope\n  text: Test.\n",
        "rules/house.yaml": "title: House\nabout: For the test.\nrules:\n"
        + text("{data_trust: low}", "{caveats: [measure-data-trust]}", "{data_trust: low}"),
    }
    (issue,) = faults(copy_of_shipped(tmp_path), overlay(tmp_path, files))
    assert (issue.file, issue.line, issue.code) == ("house/knowledge/caveats.yaml", 1, "duplicate-id")
    assert "there is a recommendation with the id" in issue.what


def answers_of(knowledge: KnowledgeBase, count: int, pick: random.Random) -> str:
    names = pick.sample(list(knowledge.inputs), count)
    return "{" + ", ".join(f"{name}: {pick.choice(knowledge.inputs[name].domain)}" for name in names) + "}"


def test_eleven_alternatives_that_cannot_hold(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    names = list(knowledge.inputs)[:11]
    impossible = [
        f"{{all: [{{{name}: {one}}}, {{{name}: {other}}}]}}"
        for name in names
        for one, other in [knowledge.inputs[name].domain[:2]]
    ]
    issues = house(tmp_path, text(f"{{any: [{', '.join(impossible)}]}}", AGREE, "{}"))
    assert [issue.code for issue in issues] == ["never-fires", "example", "example"] or {
        issue.code for issue in issues
    } == {"never-fires", "example"}


@pytest.mark.parametrize("form", ["{{any: [{}]}}", "{{not: {{any: [{}]}}}}", "{{all: [{}]}}"])
def test_a_hundred_alternatives_end_and_what_is_left_open_is_said(
    form: str, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    """Whatever is found out, or left open: nothing is called a fault that is none, and the shipped rules have none."""
    pick = random.Random(7)
    some = ["{any: [" + ", ".join(answers_of(knowledge, count, pick) for count in (1, 2, 1)) + "]}" for _ in range(100)]
    issues = house(tmp_path, text(form.format(", ".join(some)), AGREE, "{}"))
    assert {issue.code for issue in issues} <= {"undecided", "example", "redundant", "never-fires", "dead-alternative"}
    assert all(issue.file == "house/rules/house.yaml" for issue in issues if issue.code != "undecided")


def test_steps_are_bounded_and_the_same_each_time(knowledge: KnowledgeBase) -> None:
    steps = {FiringSets(CompiledRules(knowledge.rules, knowledge.attributes)).diagrams.steps for _ in range(2)}
    assert len(steps) == 1
    assert steps.pop() < BUDGET / 4, "the shipped rules leave room for a house's own"


def test_alternatives_far_apart_are_no_fault_when_the_examples_show_their_use(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    """A rule whose cases are too many to be held in one diagram, and which is sound all the same."""
    names = list(knowledge.inputs)
    first = {name: knowledge.inputs[name].domain[0] for name in names}
    pairs = [
        f"{{{one}: {first[one]}, {other}: {first[other]}}}" for one, other in zip(names[:19], names[19:], strict=True)
    ]
    assert house(tmp_path, text(f"{{any: [{', '.join(pairs)}]}}", AGREE, pairs[0])) == []


def test_too_many_rules_are_refused_with_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.loading.knowledge.MOST_RULES", 5)
    issues = house(tmp_path)
    assert "too-many" in {issue.code for issue in issues}
    (refused,) = (issue for issue in issues if issue.code == "too-many")
    assert "more than 5 rules" in refused.what and "at most 5 rules" in refused.expected
