"""Whatever comes in, a profile or a ProfileError comes out; and what is written is read back as it was."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from advisor import KnowledgeBase
from advisor.errors import ProfileError
from advisor.loading.document import Document, decode
from advisor.loading.profile import profile_from_data, profile_from_facts, profile_from_text
from advisor.loading.profile_writing import profile_as_json, profile_as_yaml
from advisor.model.profile import FILE_KEYS, Answer, KnowledgeStamp, Profile, RestsOn, file_data
from tests.strategies import facts

UNHURRIED = settings(deadline=None)
NAMES = ("case.yaml", "case.json", "case")
KEYS = st.sampled_from((*FILE_KEYS, "data_trust", "source", "sha256"))
WORDS = st.sampled_from(
    ("low", "yes", "unknown", "asked", "file", "1", "~", "<<", "*a", "&a", "!!x", "...", "---", "{", "[")
)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | WORDS | ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)


def read_or_refused(text: str, name: str, knowledge: KnowledgeBase) -> None:
    try:
        profile = profile_from_text(text, name, knowledge)
    except ProfileError as error:
        assert error.issues
        lines = (
            text.count("\n") + text.count("\r") + text.count("\x85") + text.count("\u2028") + text.count("\u2029") + 1
        )
        for issue in error.issues:
            assert 1 <= issue.line <= lines + 1
            assert 1 <= issue.column <= len(text) + 1
            assert issue.file == name
            assert "\n" not in str(issue)
    else:
        assert profile.model_dump_json()


@UNHURRIED
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), st.sampled_from(NAMES))
@example(b"facts: {}\n\0", "case.yaml")
def test_any_bytes(knowledge: KnowledgeBase, raw: bytes, name: str) -> None:
    text = decode(raw, name)
    if isinstance(text, Document):
        assert text.issues
    else:
        read_or_refused(text, name, knowledge)


@UNHURRIED
@given(
    st.lists(WORDS | KEYS | st.sampled_from((": ", "\n", "\n  ", ", ", "- ", "? ", '"', "'", "#", "\t", "|\n"))),
    st.sampled_from(NAMES),
)
def test_anything_that_looks_like_a_profile(knowledge: KnowledgeBase, parts: list[str], name: str) -> None:
    read_or_refused("".join(parts), name, knowledge)


@UNHURRIED
@given(DATA)
def test_any_structure_as_json(knowledge: KnowledgeBase, data: Any) -> None:
    read_or_refused(json.dumps(data), "case.json", knowledge)
    read_or_refused(json.dumps(data, indent=1), "case.yaml", knowledge)


@UNHURRIED
@given(
    DATA
    | st.fixed_dictionaries({"facts": DATA}, optional={"name": DATA, "answers": DATA, "knowledge": DATA, "notes": DATA})
)
def test_any_structure_as_data(knowledge: KnowledgeBase, data: Any) -> None:
    try:
        profile = profile_from_data(data, knowledge)
    except ProfileError as error:
        assert error.issues
        assert str(error).encode()
    else:
        assert profile.model_dump_json()


@st.composite
def profiles(draw: st.DrawFn, knowledge: KnowledgeBase) -> Profile:
    text = (
        st.text()
        | st.text(alphabet="ab:#-'\"\\ \n\r\t\x85\u2028\ufeff😀", max_size=12)
        | WORDS
        | st.sampled_from(("1e5", "0x1F", ".5"))
    )
    known = draw(facts(knowledge.attributes))
    known = {name: known[name] for name in knowledge.inputs if name in known}
    open_inputs = [name for name in knowledge.inputs if name not in known]
    asked = draw(st.sets(st.sampled_from(open_inputs), max_size=3)) if open_inputs else set()
    answer = st.builds(
        Answer,
        source=st.sampled_from(("asked", "file", "command line")),
        note=st.none() | text,
        question=st.none() | text,
        rests_on=st.sampled_from((None, *get_args(RestsOn))),
    )
    return Profile(
        name=draw(st.none() | text),
        facts=known,
        asked_unknown=tuple(name for name in knowledge.inputs if name in asked),
        notes=draw(st.none() | text),
        answers=draw(st.dictionaries(st.sampled_from(list(knowledge.inputs)), answer, max_size=2)),
        knowledge=draw(st.none() | st.builds(KnowledgeStamp, version=text, sha256=text)),
    )


@UNHURRIED
@given(st.data())
def test_a_written_profile_is_read_back_equal(knowledge: KnowledgeBase, data: st.DataObject) -> None:
    profile = data.draw(profiles(knowledge))
    for name, text in (("case.yaml", profile_as_yaml(profile)), ("case.json", profile_as_json(profile))):
        again = profile_from_text(text, name, knowledge)
        assert again == profile
        assert list(again.facts) == list(profile.facts)
    assert profile_from_data(file_data(profile), knowledge) == profile


def test_an_answer_told_of_by_hand_needs_no_origin_and_is_written_without_what_it_lacks(
    knowledge: KnowledgeBase,
) -> None:
    text = "facts: {data_trust: low}\nanswers: {data_trust: {rests_on: assumed, note: heard at the fair}}\n"
    profile = profile_from_text(text, "case.yaml", knowledge)
    assert profile.answers == {"data_trust": Answer(source="file", note="heard at the fair", rests_on="assumed")}
    assert file_data(profile)["answers"] == {
        "data_trust": {"source": "file", "note": "heard at the fair", "rests_on": "assumed"}
    }
    before = profile_from_text("facts: {}\nanswers: {data_trust: {source: asked}}\n", "case.yaml", knowledge)
    assert profile_as_yaml(before) == "format: 1\nfacts: {}\nanswers:\n  data_trust:\n    source: asked\n"


YES_AND_NO = "facts:\n  incentives_aligned: %s\n  capability_gap: %s\n"


@pytest.mark.parametrize(
    ("yes", "no"), [("yes", "no"), ("true", "false"), ("True", "FALSE"), ("'yes'", '"no"'), ("!  yes", "no")]
)
def test_yes_and_no_and_booleans(yes: str, no: str, knowledge: KnowledgeBase) -> None:
    profile = profile_from_text(YES_AND_NO % (yes, no), "case.yaml", knowledge)
    assert profile.facts == {"capability_gap": "no", "incentives_aligned": "yes"}


def test_booleans_of_json_and_of_programs(knowledge: KnowledgeBase) -> None:
    text = '{"facts": {"incentives_aligned": true, "capability_gap": false}}'
    expected = {"capability_gap": "no", "incentives_aligned": "yes"}
    assert profile_from_text(text, "case.json", knowledge).facts == expected
    assert profile_from_facts({"incentives_aligned": True, "capability_gap": False}, knowledge).facts == expected


@pytest.mark.parametrize("word", ["on", "off", "y", "n", "Yes", "NO", "'true'", "1", "0", "~"])
def test_what_only_older_yaml_takes_for_yes_and_no_is_refused(word: str, knowledge: KnowledgeBase) -> None:
    with pytest.raises(ProfileError, match=r"case.yaml:1:25: facts.capability_gap: .*expected no, yes, unknown"):
        profile_from_text(f"facts: {{capability_gap: {word}}}", "case.yaml", knowledge)


def test_unknown_written_out_is_no_fact(knowledge: KnowledgeBase) -> None:
    text = "facts: {data_trust: unknown, sales_channel: direct, product_customization: unknown}"
    profile = profile_from_text(text, "case.yaml", knowledge)
    assert profile.facts == {"sales_channel": "direct"}
    assert profile.asked_unknown == ("product_customization", "data_trust")


def test_facts_stand_in_the_order_of_the_vocabulary(knowledge: KnowledgeBase) -> None:
    backwards = {name: knowledge.inputs[name].domain[0] for name in reversed(knowledge.inputs)}
    assert list(profile_from_facts(backwards, knowledge).facts) == list(knowledge.inputs)


def test_the_ending_tells_json_from_yaml_and_without_one_the_text_does(knowledge: KnowledgeBase) -> None:
    flow = '{"facts": {data_trust: low}}'
    assert profile_from_text(flow, "case.YML", knowledge).facts == {"data_trust": "low"}
    for name in ("case.json", "<stdin>"):
        with pytest.raises(ProfileError, match="not JSON"):
            profile_from_text(flow, name, knowledge)


def test_an_anchor_alone_is_harmless(knowledge: KnowledgeBase) -> None:
    assert profile_from_text("facts: &f {data_trust: low}", "case.yaml", knowledge).facts == {"data_trust": "low"}
