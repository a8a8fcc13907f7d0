"""Rules on what is in place and what waits: each fault, and beside it what looks like one and is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.checks.states import state_issues
from advisor.loading.knowledge import load_knowledge
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.firing_sets import FiringSets
from advisor.resources import shipped_root
from tests.unit.checks.house import SOUND, Rules, places, told

NO_CHANNELS = "{data_trust: low, preferred_channels_used: no}"
SECOND_WAITS = ("{preferred_channels_used: no, advice.first-thing: open}", "{waits: [second-thing]}", NO_CHANNELS)
FIRST_WAITS = ("{personal_contact: none, advice.second-thing: open}", "{waits: [first-thing]}")
WITHOUT_CONTACT = "{data_trust: low, personal_contact: none}"


def test_sound_rules_have_no_faults(tmp_path: Path) -> None:
    assert told(tmp_path, {"zz-waits": SECOND_WAITS}) == []


@pytest.mark.parametrize(
    ("when", "what"),
    [
        ("{data_trust: {not: low}, preferred_channels_used: no}", "second-thing is never open"),
        ("{preferred_channels_used: no, advice.third-thing: open}", "second-thing is never open"),
        (
            "{preferred_channels_used: no, any: [{advice.first-thing: open}, {advice.third-thing: open}]}",
            "second-thing and third-thing are never open together",
        ),
        (
            "{preferred_channels_used: no, any: [{advice.first-thing: open}, {not: {advice.third-thing: in_place}}]}",
            "second-thing and third-thing are never open together",
        ),
    ],
    ids=["not open", "not open beside another", "not open beside one of two", "not open beside what is not in place"],
)
def test_waiting_in_vain(when: str, what: str, tmp_path: Path) -> None:
    fires = NO_CHANNELS if "first-thing" in when else NO_CHANNELS.replace("low", "medium")
    (issue,) = told(tmp_path, {"zz-waits": (when, "{waits: [second-thing]}", fires)})
    assert places([issue]) == [("rules[3].then.waits[0]", "waits-in-vain")]
    assert issue.what == f"when this rule fires, {what}"
    assert issue.expected
    assert issue.hint


def test_waiting_for_what_is_in_place(tmp_path: Path) -> None:
    """It is no waiting for an open piece, so that only what waits has to be open."""
    when = "{preferred_channels_used: no, advice.personal-communication-first: in_place}"
    fires = "{data_trust: low, preferred_channels_used: no, personal_contact: regular}"
    assert told(tmp_path, {"zz-waits": (when, "{waits: [second-thing]}", fires)}) == []


def test_a_question_beyond_the_budget_is_undecided() -> None:
    loaded = load_knowledge(shipped_root())
    sets = FiringSets(CompiledRules(loaded.base.rules, loaded.base.attributes), question=0)
    found = [issue for issue in state_issues(loaded, sets) if ".then.waits" in issue.path]
    assert {issue.code for issue in found} == {"undecided"}
    assert {issue.file for issue in found} <= {"rules/sides.yaml", "rules/waiting.yaml"}


def test_waiting_in_a_circle(tmp_path: Path) -> None:
    (issue,) = told(tmp_path, {"zz-first": (*FIRST_WAITS, WITHOUT_CONTACT), "zz-second": SECOND_WAITS})
    assert places([issue]) == [("rules[3].then.waits[0]", "waits-in-circle")]
    assert issue.what == "first-thing waits for itself: first-thing -> second-thing -> first-thing"


def test_waiting_for_itself(tmp_path: Path) -> None:
    when = "{preferred_channels_used: no, advice.second-thing: open}"
    (issue,) = told(tmp_path, {"zz-waits": (when, "{waits: [second-thing]}", NO_CHANNELS)})
    assert (issue.code, issue.what) == (
        "waits-in-circle",
        "second-thing waits for itself: second-thing -> second-thing",
    )


def test_a_circle_of_three_is_told_once(tmp_path: Path) -> None:
    rules: Rules = {
        "low-trust-recommends": (
            SOUND["low-trust-recommends"][0],
            "{recommend: [first-thing, second-thing, third-thing]}",
            "{data_trust: low}",
        ),
        "zz-first": (*FIRST_WAITS, WITHOUT_CONTACT),
        "zz-second": (SECOND_WAITS[0].replace("first", "third"), SECOND_WAITS[1], NO_CHANNELS),
        "zz-third": (
            "{iot_communication: sparse, advice.first-thing: open}",
            "{waits: [third-thing]}",
            "{data_trust: low, iot_communication: sparse}",
        ),
    }
    (issue,) = told(tmp_path, rules)
    assert issue.what.endswith(": first-thing -> second-thing -> third-thing -> first-thing")


def test_advice_that_nothing_shows_to_be_done(tmp_path: Path) -> None:
    shows = {"high-trust-shows": ("{data_trust: high}", "{in_place: [first-thing, third-thing]}", "{data_trust: high}")}
    (issue,) = told(tmp_path, shows)
    assert (issue.path, issue.code, issue.line) == ("second-thing", "never-in-place", 10)
    assert issue.expected == "a rule with in_place: [second-thing]"
    reason = {"second-thing": "  never_in_place: It is done anew each time.\n"}
    assert told(tmp_path / "with a reason", shows, reason) == []
    (issue,) = told(tmp_path / "with both", None, reason)
    assert places([issue]) == [("second-thing.never_in_place", "never-in-place")]
    assert "high-trust-shows puts it in place" in issue.what


SILENT = """nobody_knows:
  label: Nobody knows
  why: For the test.
  findings: []
  scale: nominal
  merge: single
  values: {yes: {label: Yes, observe: Nobody knows.}}
"""
UNKNOWN = "{data_trust: low, advice.first-thing: open, preferred_channels_used: {is: unknown}}"


@pytest.mark.parametrize(
    ("when", "then", "path"),
    [
        (UNKNOWN, "{waits: [second-thing]}", ".preferred_channels_used"),
        (
            "{personal_contact: regular, any: [{data_trust: high}, {preferred_channels_used: {is: unknown}}]}",
            "{in_place: [second-thing]}",
            ".preferred_channels_used",
        ),
        (
            "{personal_contact: regular, not: {preferred_channels_used: {is: known}}}",
            "{in_place: [second-thing]}",
            ".preferred_channels_used",
        ),
        ("{personal_contact: regular, nobody_knows: yes}", "{in_place: [second-thing]}", ".nobody_knows"),
        ("{advice.first-thing: open}", "{waits: [second-thing]}", ""),
        ("{advice.first-thing: open, focal_role: customer}", "{waits: [second-thing]}", ""),
        ("{focal_role: customer}", "{in_place: [second-thing]}", ""),
        (
            "{advice.first-thing: open, any: [{preferred_channels_used: no}, {focal_role: customer}]}",
            "{waits: [second-thing]}",
            "",
        ),
        ("{advice.first-thing: open, assets_in_doubt: {is: unknown}}", "{waits: [second-thing]}", ""),
    ],
)
def test_what_no_known_answer_shows(when: str, then: str, path: str, tmp_path: Path) -> None:
    rules: Rules = {
        "aa-nobody-knows": (
            "{preferred_channels_used: {is: unknown}}",
            "{conclude: {nobody_knows: yes}, caveats: [readiness-is-our-reading]}",
            "{}",
        ),
        "zz-state": (when, then, "{data_trust: low, personal_contact: regular, focal_role: customer}"),
    }
    found = [issue for issue in told(tmp_path, rules, more=SILENT) if issue.code not in ("example", "never-tested")]
    assert places(found) == [(f"rules[4].when{path}", "shown-by-nothing")]


@pytest.mark.parametrize(
    ("when", "then"),
    [
        (
            "{preferred_channels_used: yes, any: [{focal_role: provider}, {focal_role: {is: unknown}}]}",
            "{in_place: [second-thing]}",
        ),
        ("{asset_stage: enabling_platform, assets_in_doubt: {is: unknown}}", "{in_place: [second-thing]}"),
        ("{distrust_risk: raised, advice.first-thing: open}", "{waits: [second-thing]}"),
        ("{advice.personal-communication-first: in_place}", "{in_place: [second-thing]}"),
    ],
)
def test_what_a_known_answer_shows(when: str, then: str, tmp_path: Path) -> None:
    issues = told(tmp_path, {"zz-state": (when, then, "{data_trust: low}")})
    assert {issue.code for issue in issues} <= {"example"}


@pytest.mark.parametrize(
    ("when", "faulty"),
    [
        ("{asset_stage: {at_least: tailored_platform}, preferred_channels_used: yes}", True),
        ("{asset_stage: {at_least: tailored_platform}, assets_in_doubt: {is: unknown}}", False),
        ("{any: [{asset_stage: {at_least: tailored_platform}}, {preferred_channels_used: yes}]}", True),
        (
            "{any: [{asset_stage: {at_least: tailored_platform}, assets_in_doubt: {is: unknown}},"
            " {preferred_channels_used: yes}]}",
            False,
        ),
        ("{asset_stage: {at_least: tailored_platform}, routine_in_doubt: {is: unknown}}", True),
        # What puts the stage in doubt cannot be: the stage is not one that anything doubts.
        ("{asset_stage: none, preferred_channels_used: yes}", False),
    ],
)
def test_an_answer_in_doubt_puts_nothing_in_place(when: str, faulty: bool, tmp_path: Path) -> None:
    fires = "{asset_stage: tailored_platform, preferred_channels_used: yes}"
    issues = [
        each
        for each in told(tmp_path, {"zz-shows": (when, "{in_place: [second-thing]}", fires)})
        if each.code != "example"
    ]
    assert [issue.code for issue in issues] == ["shown-by-doubt"] * faulty
    for issue in issues:
        assert issue.path == "rules[3].when.asset_stage"
        assert issue.hint == "assets_in_doubt: {is: unknown} beside it"
