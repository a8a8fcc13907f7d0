"""The published figures of an assessment, drawn from its JSON alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from advisor import Advisor, KnowledgeBase
from advisor.model.finding import EXPECTED, Figure

GROUPS = ["industrial", "university", "operator_critical", "operator_noncritical", "other_public", "other"]
CASES = [
    {"customer_group": group, **plant}
    for group in GROUPS
    for plant in ({}, {"operator_plant": "wastewater"}, {"operator_plant": "water_supply"})
]
NUMBERS = ("mean", "sd", "share", "count", "base", "n", "scale_points", "scale_ends", "cut_off")


def shown(advisor: Advisor, facts: Mapping[str, str]) -> list[dict[str, Any]]:
    """What another program reads."""
    return list(json.loads(advisor.assess(facts).to_json())["benchmarks"])


def told(entry: Mapping[str, Any], name: str) -> str:
    """A number, or why there is none. Raises KeyError where the JSON has neither."""
    value = entry[name]
    return f"{value:g}" if value is not None else f"({entry['not_given'][name]})"


def row(entry: Mapping[str, Any], own: bool) -> str:
    """A line of a panel: mark, label, number, spread and sample."""
    kind = entry["kind"]
    bound = "" if entry["bound"] == "exactly" or entry[kind] is None else f"{entry['bound']} "
    number = f"{bound}{told(entry, kind)}"
    if kind == "mean":
        number += f" SD {told(entry, 'sd')} n {told(entry, 'n')}"
    elif kind == "share":
        number += f" % n {told(entry, 'n')}"
    else:
        number += f" of {told(entry, 'base')}"
    return f"{'>' if own else ' '} {entry['label']}: {number}"


def axis(figure: Mapping[str, Any]) -> str:
    """What the numbers stand on. There is no middle without ends."""
    if figure["kind"] == "count":
        return f"0 to {told(figure, 'base')}"
    points = f"points {told(figure, 'scale_points')}"
    low, high = figure["scale_ends"] or (None, None)
    ends = f"{low:g} to {high:g}" if low is not None else f"ends {figure['not_given']['scale_ends']}"
    if figure["kind"] == "mean":
        return f"{points}; {ends}"
    return f"0 to 100 %; {points}; {ends}; counts from {figure['cut_off'] or figure['not_given']['cut_off']}"


def panels(figure: Mapping[str, Any]) -> list[str]:
    """One panel for each thing that was judged, that of the shown group first."""
    inferred = " (direction inferred)" if figure["direction_inferred"] else ""
    head = f"{figure['measure']} | {figure['direction']}{inferred} | {axis(figure)}"
    judged: dict[str, list[str]] = {figure["object"]: [row(figure, figure["own_group"])]}
    for peer in figure["peers"]:
        assert peer["same_object"] == (peer["object"] == figure["object"])
        assert peer["kind"] == figure["kind"], "one axis for all"
        judged.setdefault(peer["object"], []).append(row(peer, False))
    return ["\n".join([head, f"Judged: {what}", *rows]) for what, rows in judged.items()]


@pytest.mark.parametrize("facts", CASES, ids=lambda facts: "-".join(facts.values()))
def test_every_panel_can_be_drawn_from_the_json_alone(advisor: Advisor, facts: dict[str, str]) -> None:
    figures = shown(advisor, facts)
    assert bool(figures) == (facts["customer_group"] not in ("other_public", "other"))
    for figure in figures:
        drawn = panels(figure)
        rows = [line for panel in drawn for line in panel.splitlines()[2:]]
        assert len(rows) == 1 + len(figure["peers"])
        assert sum(line.startswith(">") for line in rows) == (facts["customer_group"] != "industrial")
        assert "None" not in "".join(drawn)


def test_a_panel_says_all_that_the_text_gives_and_why_the_rest_is_missing(advisor: Advisor) -> None:
    critical = shown(advisor, {"customer_group": "operator_critical", "operator_plant": "wastewater"})
    drawn = {figure["figure"]: panels(figure) for figure in critical}
    scale = "points (the text names no scale for Figure 1); ends ends of the scale not given in the text"
    assert drawn["fig1"] == [
        f"Reservation about digital services | higher is worse (direction inferred) | {scale}\n"
        "Judged: Usefulness of digital services\n"
        "> Public plant operators, critical infrastructure: 4.16 SD 2.64 n 80\n"
        "  Industrial customers: 3.57 SD 2.54 n (sample size not given in the text)\n"
        "  Universities (B2G customers): 2.81 SD 2.08 n (sample size not given in the text)\n"
        "  Public plant operators, non-critical infrastructure: 4.47 SD 2.66 n 78"
    ]
    assert [panel.count("\n") for panel in drawn["fig2"]] == [3, 3], "the manufacturer and an indirect supplier apart"
    assert "> Public plant operators, critical infrastructure: (mean not given in the text)" in drawn["fig2"][0]
    assert "points 10; ends ends of the scale not given" in drawn["fig2"][0]
    assert "non-critical infrastructure: more than 30 % n (sample size" in drawn["disbelief"][0]
    assert "counts from the text does not say from which answer" in drawn["disbelief"][0]
    assert "> Public plant operators: (no figure for plant operators in the text) %" in drawn["useful"][0]
    assert "higher is better |" in drawn["useful"][0]
    (unknown,) = drawn["digitalization-unknown"]
    assert "0 to 165" in unknown and "> B2G customers at wastewater plants: 45 of 165" in unknown


@pytest.mark.parametrize("facts", CASES, ids=lambda facts: "-".join(facts.values()))
def test_reasons_are_there_exactly_where_numbers_are_not(advisor: Advisor, facts: dict[str, str]) -> None:
    for figure in shown(advisor, facts):
        for entry in (figure, *figure["peers"]):
            expected = [name for name in EXPECTED[entry["kind"]] if name in entry]
            assert list(entry["not_given"]) == [name for name in expected if entry[name] is None]
            assert all(entry["not_given"].values())
            assert all(entry.get(name) is None for name in NUMBERS if name not in expected)


def test_each_group_of_a_figure_is_a_peer_of_each_other(advisor: Advisor, knowledge: KnowledgeBase) -> None:
    for facts in CASES:
        for figure in shown(advisor, facts):
            groups = [each.group for each in knowledge.benchmarks.values() if each.figure == figure["figure"]]
            assert sorted([figure["group"], *(peer["group"] for peer in figure["peers"])]) == sorted(groups)


@pytest.mark.parametrize("facts", CASES, ids=lambda facts: "-".join(facts.values()))
def test_no_number_is_absent_from_the_findings(advisor: Advisor, facts: dict[str, str]) -> None:
    """Value, bound, sample, scale and direction are those of one and the same figure of a cited finding."""
    for figure in shown(advisor, facts):
        printed = [each for name in figure["citations"] for each in advisor.knowledge.findings[name].figures]
        for entry in (figure, *figure["peers"]):
            for unit, value in numbers(entry):
                assert any(same(each, unit, value, entry, figure) for each in printed), (figure["id"], unit, value)


def numbers(entry: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for name, unit in (("mean", "mean"), ("sd", "sd"), ("share", "percent"), ("count", "count")):
        if entry[name] is not None:
            yield unit, entry[name]
    assert entry["base"] in (None, entry["n"])


def same(printed: Figure, unit: str, value: float, entry: Mapping[str, Any], figure: Mapping[str, Any]) -> bool:
    points = re.fullmatch(r"([0-9]+)-point", printed.scale or "")
    number = (printed.unit, printed.value, printed.n, printed.bound, printed.arithmetic)
    if number != (unit, value, entry["n"], entry["bound"], False):
        return False
    if figure["scale_points"] != (int(points[1]) if points else None) or figure["scale_ends"] or figure["cut_off"]:
        return False
    read = (printed.direction, printed.direction_inferred)
    return unit == "sd" or read == (figure["direction"], figure["direction_inferred"])
