"""Published figures that leave a reader guessing are refused, at their place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor import Advisor
from advisor.resources import shipped_root
from tests.copies import append, copy_of_shipped, faults, overlay, replace

FILE = "knowledge/benchmarks.yaml"
HEAD = "ours:\n  figure: ours\n  measure: m\n  group: g\n  groups: []\n  label: l\n  object: o\n"
TAIL = "  direction: not stated\n  direction_inferred: false\n  citations: [F27]\n"
MEAN = "  mean: 3\n  sd: 1\n  n: 9\n  scale_points: 5\n  scale_ends: [1, 5]\n"
SHARE = "  share: 40\n  cut_off: agree\n  n: 9\n  not_given:\n    scale_points: no scale\n    scale_ends: no scale\n"


@pytest.mark.parametrize(
    "numbers", [MEAN, SHARE, "  count: 1\n  base: 2\n  n: 2\n", "  not_given: {count: a, base: b, n: c}\n"]
)
def test_a_figure_that_tells_all_or_why_not(numbers: str, tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    append(root, FILE, HEAD + numbers + TAIL)
    assert faults(root) == []


GUESSED = {
    "no number": ("", "ours:", "the figure has no number"),
    "two kinds": (MEAN + "  share: 4\n", "ours:", "the figure is of 2 kinds: mean, share"),
    "no spread": (MEAN.replace("  sd: 1\n", ""), "ours:", "there is no 'sd', and nothing says why"),
    "no cut-off": (
        SHARE.replace("  cut_off: agree\n", ""),
        "not_given:",
        "there is no 'cut_off', and nothing says why",
    ),
    "no ends": (SHARE.replace("    scale_ends: no scale\n", ""), "not_given:", "there is no 'scale_ends'"),
    "no base": ("  count: 1\n  n: 2\n", "ours:", "there is no 'base'"),
    "given and missing": (SHARE + "    n: why\n", "n: why", "'n' is given, so it is not missing"),
    "missing of another kind": (SHARE + "    sd: why\n", "sd: why", "a share has no 'sd' that could be missing"),
    "given of another kind": (MEAN + "  base: 4\n", "base: 4", "a mean has no 'base'"),
    "missing what there is not": (SHARE + "    colour: why\n", "why", "'colour' is no value here"),
    "the reason of old": (MEAN + "  absent: why\n", "absent: why", "unknown key 'absent'"),
}


@pytest.mark.parametrize("kind", GUESSED)
def test_a_figure_that_leaves_one_guessing(kind: str, tmp_path: Path) -> None:
    numbers, marker, message = GUESSED[kind]
    root = copy_of_shipped(tmp_path)
    entry = HEAD + numbers + TAIL
    start = append(root, FILE, entry)
    at = entry.index(marker)
    place = (start + entry.count("\n", 0, at), at - entry.rfind("\n", 0, at))
    (issue,) = faults(root)
    assert (issue.file, issue.line, issue.column) == (FILE, *place)
    assert issue.what.startswith(message) and issue.expected


UNLIKE = {
    "scale": ("  scale_points: 5\n", "  scale_points: 7\n", "scale points is 7 here and 5 in 'ours'"),
    "direction": ("direction: not stated", "direction: higher is worse", "direction is 'higher is worse' here"),
    "measure": ("measure: m", "measure: k", "measure is 'k' here and 'm' in 'ours'"),
}


@pytest.mark.parametrize("kind", UNLIKE)
def test_groups_of_one_figure_stand_on_one_axis(kind: str, tmp_path: Path) -> None:
    old, new, message = UNLIKE[kind]
    root = copy_of_shipped(tmp_path)
    entry = HEAD + MEAN + TAIL
    other = entry.replace("ours:", "theirs:").replace("group: g", "group: h")
    append(root, FILE, entry + other.replace(old, new))
    (issue,) = faults(root)
    assert (issue.code, issue.path.split(".")[0]) == ("figure", "theirs")
    assert issue.what.startswith(message)


def test_groups_of_one_figure_give_one_kind_of_number(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    entry = HEAD + "  count: 1\n  base: 2\n  n: 2\n" + TAIL
    append(
        root,
        FILE,
        entry + HEAD.replace("ours:", "theirs:") + "  not_given: {mean: a, sd: b, n: c, scale_points: d, "
        "scale_ends: e}\n" + TAIL,
    )
    (issue,) = faults(root)
    assert issue.what == "kind is 'mean' here and 'count' in 'ours', which is of the same figure"


def test_a_house_that_fills_in_a_number_need_not_repeat_the_other_reasons(tmp_path: Path) -> None:
    house = overlay(tmp_path, {FILE: "fig1-university: {n: 58}\n"})
    assert faults(shipped_root(), house) == []
    shown = {
        each["id"]: each
        for each in json.loads(Advisor(house).assess({"customer_group": "university"}).to_json())["benchmarks"]
    }
    assert shown["fig1-university"]["n"] == 58
    assert list(shown["fig1-university"]["not_given"]) == ["scale_points", "scale_ends"]


def test_a_house_that_takes_a_number_away_says_why(tmp_path: Path) -> None:
    (issue,) = faults(shipped_root(), overlay(tmp_path, {FILE: "fig1-operator-critical: {n: null}\n"}))
    assert (issue.code, issue.file, issue.line, issue.column) == ("not-given", f"house/{FILE}", 1, 26)


def test_a_reason_taken_out_of_the_shipped_figures_is_missed(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    replace(root, FILE, "    mean: mean not given in the text\n", "")
    (issue,) = faults(root)
    assert issue.path == "fig2-operator-critical" and issue.what == "the figure has no number"
