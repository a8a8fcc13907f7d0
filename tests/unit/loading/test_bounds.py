"""What is bounded: the size of a profile, how many faults are told, and how much work there is on the rest."""

from __future__ import annotations

import difflib
import json
import pickle
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from advisor import Advisor, KnowledgeBase, Profile
from advisor.errors import (
    MOST_FAULTS,
    MOST_KEPT,
    Faults,
    Issue,
    KnowledgeError,
    Nearest,
    ProfileError,
    did_you_mean,
    shown,
)
from advisor.loading.bounds import DEEPEST, KEYS_OF_AN_INPUT, MOST_KEYS, bounds_of, out_of_bounds
from advisor.loading.profile import profile_from_data, profile_from_text
from advisor.model.profile import LONGEST_NAME, LONGEST_NOTE


def nearest_looked_for(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that is compared with spellings from now on."""
    compared: list[str] = []
    near = difflib.get_close_matches

    def counted(word: str, *rest: Any, **more: Any) -> list[str]:
        compared.append(word)
        return near(word, *rest, **more)

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    return compared


def told(data: Any, knowledge: KnowledgeBase) -> ProfileError:
    with pytest.raises(ProfileError) as caught:
        profile_from_data(data, knowledge)
    return caught.value


def told_of_text(text: str, knowledge: KnowledgeBase, name: str = "case.yaml") -> ProfileError:
    with pytest.raises(ProfileError) as caught:
        profile_from_text(text, name, knowledge)
    return caught.value


def test_the_first_hundred_faults_are_told_and_the_rest_counted(
    knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = nearest_looked_for(monkeypatch)
    error = told({"facts": {f"data_trusty_{number}": "low" for number in range(300)}}, knowledge)
    assert len(error.issues) == MOST_FAULTS
    assert (error.more, len(error.every)) == (200, 300)
    assert str(error).endswith("\nand 200 more faults")
    assert error.issues[0].hint == "did you mean 'data_trust'?"
    assert len(compared) == MOST_FAULTS


def test_the_first_faults_are_those_that_stand_first(knowledge: KnowledgeBase) -> None:
    answers = "".join(f"  wrong_{number}: {{}}\n" for number in range(120))
    error = told_of_text(f"answers:\n{answers}facts:\n  wrong: low\nwrong: x\n", knowledge)
    assert [issue.line for issue in error.issues] == list(range(2, 102))
    assert error.more == 22


def test_a_single_fault_beyond_the_hundredth() -> None:
    issue = Issue("", 0, 0, "x", "wrong")
    assert str(ProfileError([issue] * (MOST_FAULTS + 1))).endswith("\nand 1 more fault")
    assert ProfileError([issue] * MOST_FAULTS).more == 0


def test_faults_of_several_inputs_are_counted_together(advisor: Advisor) -> None:
    wrong = {f"wrong_{number}": "low" for number in range(150)}
    with pytest.raises(ProfileError) as caught:
        advisor.profile(wrong, firm=wrong)
    assert len(caught.value.issues) + caught.value.more == 300


def test_an_error_goes_to_another_process_and_back() -> None:
    hint = Nearest("wong", iter(["wrong"]))
    error = ProfileError(Issue.of("", 0, 0, str(number), "x", "", hint, "") for number in range(150))
    again = pickle.loads(pickle.dumps(error))
    assert (again.issues, again.more, str(again)) == (error.issues, 50, str(error))


def test_an_issue_that_is_moved_keeps_its_hint_and_does_not_look_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = nearest_looked_for(monkeypatch)
    moved = Issue.of("", 0, 0, "facts.a", "x", "", Nearest("lo", ["low"]), "").moved("other.a")
    assert not compared
    assert moved.told() == Issue("", 0, 0, "other.a", "x", hint="did you mean 'low'?")


def test_faults_beyond_those_that_are_kept_are_counted() -> None:
    faults = Faults()
    faults.extend(Issue("", 0, 0, "", "wrong") for _ in range(MOST_KEPT + 7))
    assert (len(faults), faults.more) == (MOST_KEPT, 7)


@pytest.mark.parametrize("length", [150, 100_000])
def test_nothing_is_near_to_a_text_that_is_longer_than_any_name(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = nearest_looked_for(monkeypatch)
    assert did_you_mean("data_trust" * (length // 10), ["data_trust"]) == ""
    assert not compared


def test_among_very_many_names_only_those_are_looked_through_that_begin_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def counted(word: str, names: Iterable[str], **_: Any) -> list[str]:
        compared.append(len([*names]))
        return []

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    did_you_mean("name_x", [f"name_{number}" for number in range(50_000)])
    assert compared == [1_000]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("low", "'low'"),
        ("x" * 60, repr("x" * 60)),
        pytest.param("x" * 1_000_000, f"'{'x' * 60}…' (1,000,000 characters)", id="a long text"),
        ("a\x1b[31m\u202eb", "'a\\x1b[31m\\u202eb'"),
        (None, "nothing"),
        (True, "True"),
        (["low"], "['low']"),
        pytest.param(10**5_000, "a number of 16,610 bits", id="a very large number"),
    ],
)
def test_a_value_in_a_message_is_short_and_takes_no_effect(value: Any, expected: str) -> None:
    assert shown(value) == expected


def test_a_value_that_holds_very_much_or_itself_is_shown_in_short() -> None:
    deep: list[Any] = []
    for _ in range(sys.getrecursionlimit() * 2):
        deep = [deep]
    endless: list[Any] = []
    endless.append(endless)
    for value in (deep, endless, {str(number): number for number in range(100_000)}, [["x" * 10_000] * 1000] * 1000):
        assert len(shown(value)) <= 60


LIMITS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "name": ({"name": "x" * (LONGEST_NAME + 1)}, "name", "name has 201 characters", "at most 200"),
    "notes": ({"notes": "x" * (LONGEST_NOTE + 1)}, "notes", "notes has 10,001 characters", "at most 10,000"),
    "note": (
        {"answers": {"data_trust": {"note": "x" * (LONGEST_NOTE + 1)}}},
        "answers.data_trust.note",
        "note has 10,001 characters",
        "at most 10,000",
    ),
    "question": (
        {"answers": {"data_trust": {"question": "x" * 201}}},
        "answers.data_trust.question",
        "question has 201 characters",
        "at most 200",
    ),
    "stamp": (
        {"knowledge": {"version": "x" * 100_000, "sha256": ""}},
        "knowledge.version",
        "version has 100,000 characters",
        "at most 200",
    ),
    "long key": ({"k" * 201: 1}, "", f"the key '{'k' * 60}…' has 201 characters", "at most 200"),
    "keys": (
        {"notes": {str(number): 1 for number in range(498)}, "x": {}},
        "",
        "there are 501 keys and items of lists in all",
        "at most 500",
    ),
    "items": ({"notes": [[]] * 18_000}, "", "there are 18,002 keys and items of lists in all", "at most 500"),
}


@pytest.mark.parametrize("kind", LIMITS)
def test_what_goes_beyond_a_limit_is_told_with_it(kind: str, knowledge: KnowledgeBase) -> None:
    data, path, what, expected = LIMITS[kind]
    (issue,) = told({"facts": {}, **data}, knowledge).issues
    assert (issue.path, issue.what, issue.expected) == (path, what, expected)


def test_what_reaches_a_limit_is_taken(knowledge: KnowledgeBase) -> None:
    answer = {"note": "x" * LONGEST_NOTE, "question": "x" * LONGEST_NAME}
    data: dict[str, Any] = {
        "facts": {},
        "name": "ä" * LONGEST_NAME,
        "notes": "x" * LONGEST_NOTE,
        "answers": {"data_trust": answer},
    }
    assert profile_from_data(data, knowledge).name == data["name"]
    assert profile_from_text(json.dumps(data), "x.json", knowledge).notes == data["notes"]


def test_a_record_with_a_longer_name_can_still_be_read() -> None:
    assert Profile.model_validate({"name": "x" * 1000}).name == "x" * 1000


def test_a_full_profile_with_its_firm_keeps_within_the_bounds(knowledge: KnowledgeBase) -> None:
    answer = {"source": "asked", "note": "x", "question": "y", "rests_on": "said"}
    profile: dict[str, Any] = {
        "facts": dict.fromkeys(knowledge.inputs, "unknown"),
        "answers": dict.fromkeys(knowledge.inputs, answer),
    }
    full: dict[str, Any] = {
        **profile,
        "name": "x",
        "format": 1,
        "knowledge": {"version": "1", "sha256": "x"},
        "firm": {**profile},
    }
    assert not out_of_bounds(json.loads(json.dumps(full)))


def test_a_vocabulary_with_more_inputs_may_have_more_keys(knowledge: KnowledgeBase) -> None:
    attribute = knowledge.inputs["data_trust"]
    many = {f"a{number}": attribute.model_copy(update={"name": f"a{number}"}) for number in range(100)}
    parts = {name: getattr(knowledge, name) for name in KnowledgeBase.model_fields}
    large = KnowledgeBase.unvalidated(**{**parts, "attributes": many})
    assert bounds_of(large).most == 100 * KEYS_OF_AN_INPUT
    assert bounds_of(knowledge) == (DEEPEST, MOST_KEYS)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("case.yaml", "facts:\n" + "".join(f"  wrong_{number}: low\n" for number in range(18_000))),
        ("case.yaml", "facts: {data_trust: [" + "low, " * 100_000),
        ("case.yaml", "wrong: low\n" * 18_000),
        ("case.json", '{"facts": {' + ", ".join(f'"wrong_{number}": 1' for number in range(18_000)) + "}}"),
        ("case.json", '{"facts": [' + "[], " * 100_000),
        ("case.json", "{" + '"wrong": 1, ' * 18_000),
    ],
    ids=["keys", "items", "one key again and again", "keys of JSON", "items of JSON", "one key of JSON"],
)
def test_a_text_is_read_up_to_where_it_goes_beyond_its_bounds(
    name: str, text: str, knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = nearest_looked_for(monkeypatch)
    (issue,) = told_of_text(text, knowledge, name).issues
    assert issue.what == "there are more than 500 keys and items of lists up to here"
    assert issue.line == 1 or issue.line in (501, 500)
    assert issue.column < 10_000
    assert not compared


@pytest.mark.parametrize("levels", [DEEPEST + 1, sys.getrecursionlimit() * 3])
def test_data_that_nests_too_deep_is_told(levels: int, knowledge: KnowledgeBase) -> None:
    deep: Any = "low"
    for _ in range(levels):
        deep = {"a": deep}
    (issue,) = told(deep, knowledge).issues
    assert issue.what == "nested deeper than 20 levels"


def test_data_that_holds_itself_or_one_thing_everywhere_is_walked_once(knowledge: KnowledgeBase) -> None:
    endless: dict[str, Any] = {"facts": {}}
    endless["notes"] = endless
    assert [issue.path for issue in told(endless, knowledge).issues] == ["notes"]
    wide: Any = []
    for _ in range(18):
        wide = [wide] * 20
    assert [issue.what for issue in told({"facts": wide}, knowledge).issues] == ["facts are a list"]


def broken_rules(root: Path, text: str) -> KnowledgeError:
    (root / "rules").mkdir()
    (root / "rules" / "house.yaml").write_text(f"title: x\nabout: y\nrules:\n{text}", encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        Advisor(root)
    return caught.value


def test_of_a_directory_of_knowledge_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = nearest_looked_for(monkeypatch)
    tests = ", ".join(f"wrong_{number}: low" for number in range(MOST_KEPT + 1000))
    error = broken_rules(tmp_path, f"  - id: x\n    when: {{{tests}}}\n")
    assert len(error.issues) == MOST_FAULTS
    assert error.more > MOST_KEPT
    assert len(compared) <= MOST_FAULTS


def test_advice_with_an_impossible_id_is_told(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "recommendations.yaml").write_text('"not an id": {}\n', encoding="utf-8")
    error = broken_rules(tmp_path, "  []\n")
    assert {issue.file.rpartition("/")[2] for issue in error.issues} == {"recommendations.yaml"}
