"""The JSON Schemas, held against what they describe by a validator that knows nothing of the program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from advisor import Advisor, KnowledgeBase, ProfileError
from advisor.loading.profile import profile_from_data
from advisor.loading.yaml_text import parse_yaml
from advisor.resources import shipped_root
from advisor.schemas import SCHEMAS, SchemaKind, json_schema
from advisor.schemas.documents import complete, definitions

RULE_FILES = sorted((shipped_root() / "rules").glob("*.yaml"))


def validator(kind: SchemaKind) -> Draft202012Validator:
    return Draft202012Validator(json_schema(kind))


def faults(validator: Draft202012Validator, document: Any) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for error in validator.iter_errors(document)]


def yaml(path: Path) -> Any:
    return parse_yaml(path.read_text(encoding="utf-8"), path.name).data


def test_without_a_knowledge_base_it_is_the_shipped_one_s(knowledge: KnowledgeBase) -> None:
    first = json_schema("profile")
    assert first == json_schema("profile", knowledge)
    first.clear()  # a caller may change what was handed out
    assert json_schema("profile") == json_schema("profile", knowledge)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_schema_is_a_schema(kind: SchemaKind) -> None:
    Draft202012Validator.check_schema(json_schema(kind))


def test_vocabulary_is_in_the_profile_s_schema(knowledge: KnowledgeBase) -> None:
    questions = json_schema("profile")["$defs"]["Answers"]["properties"]
    assert list(questions) == list(knowledge.inputs)
    for name, attribute in knowledge.inputs.items():
        assert questions[name]["title"] == attribute.label
        assert questions[name]["description"] == attribute.question
        assert [each["const"] for each in questions[name]["oneOf"]] == [*attribute.domain, "unknown"]
        assert [each["description"] for each in questions[name]["oneOf"]][:-1] == [
            value.observe for value in attribute.values.values()
        ]


def test_what_is_told_of_answers_is_described(advisor: Advisor) -> None:
    answers = {"data_trust": {"rests_on": "assumed", "note": "x"}}
    data = {"facts": {"data_trust": "low"}, "answers": answers}
    assert faults(validator("profile"), data) == []
    assessed = json.loads(advisor.assess(profile_from_data(data, advisor.knowledge)).to_json())
    assert assessed["profile"]["answers"] == answers and faults(validator("assessment"), assessed) == []
    assessed["profile"]["answers"]["distrust_risk"] = {"note": None, "rests_on": "said"}
    assert faults(validator("assessment"), assessed) != []


def test_examples_and_what_comes_of_them(advisor: Advisor, examples: list[Path]) -> None:
    profile, assessment, explanation = validator("profile"), validator("assessment"), validator("explanation")
    assert len(examples) >= 8
    for path in examples:
        assert faults(profile, yaml(path)) == []
        read = advisor.read_profile(path)
        assessed = advisor.assess(read)
        assert faults(assessment, json.loads(assessed.to_json())) == []
        first = assessed.recommendations[0].id if assessed.recommendations else "measure-data-trust"
        for each in (
            advisor.why(read, first),
            advisor.why_not(read, "T1"),
            advisor.for_and_against(read, first),
            advisor.what_if(read, {"data_trust": "unknown", "sales_channel": "internet"}),
            advisor.compare(read, {"data_trust": "low"}),
        ):
            assert faults(explanation, json.loads(each.to_json())) == []
    assert faults(explanation, json.loads(advisor.sensitivity({"data_trust": "low"}).to_json())) == []


@pytest.mark.long
def test_rules_own_examples_are_assessed_as_described(advisor: Advisor) -> None:
    described = validator("assessment")
    for rule in advisor.knowledge.rules.values():
        assert faults(described, json.loads(advisor.assess(rule.examples.fires[0]).to_json())) == []


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_rule_files_are_as_described(path: Path) -> None:
    schema = json_schema("rule")
    whole = Draft202012Validator({"$ref": "#/$defs/RuleFile", "$defs": schema["$defs"]})
    document = yaml(path)
    assert faults(whole, document) == []
    one = Draft202012Validator(schema)
    for rule in document["rules"]:
        assert faults(one, rule) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"when": {"sales_channel": "wholesale"}},
        {"when": {"sales_channel": {"at_least": "direct"}}},
        {"when": {"data_trust": {"at_least": "low", "at_most": "high"}}},
        {"when": {"nothing": "direct"}},
        {"when": {}},
        {"when": {"any": []}},
        {"then": {}},
        {"then": {"conclude": {"sales_channel": "direct"}}},
        {"then": {"conclude": {"distrust_risk": "none"}}},
        {"grade": "certain"},
        {"cites": []},
        {"topic": "distrust"},
        {"examples": {"fires": [], "misses": []}},
    ],
)
def test_faulty_rules_are_found(broken: dict[str, Any]) -> None:
    rule = yaml(RULE_FILES[0])["rules"][0]
    assert faults(validator("rule"), rule) == []
    assert faults(validator("rule"), {**rule, **broken}) != []


ANSWERS = st.one_of(
    st.sampled_from(["low", "high", "yes", "no", "direct", "unknown", "", "x"]),
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(["low"]),
    st.just({}),
)
NAMES = st.sampled_from(["data_trust", "sales_channel", "shared_iot_vision", "distrust_risk", "nothing"])
PROFILES = st.one_of(
    st.fixed_dictionaries(
        {"facts": st.dictionaries(NAMES, ANSWERS) | st.none()},
        optional={
            "format": st.sampled_from([1, 1.0, 2, "1", True, None]),
            "name": st.none() | st.text() | st.integers(),
            "notes": st.none() | st.text() | st.booleans(),
            "answers": st.none()
            | st.dictionaries(
                NAMES,
                st.sampled_from(({"source": "asked"}, {"source": "x"}, {"rests_on": "said"}, {"rests_on": "x"}, {}))
                | st.none(),
                max_size=2,
            ),
            "knowledge": st.none() | st.just({"version": "1", "sha256": "0"}) | st.just({}),
            "color": st.just(1),
        },
    ),
    st.dictionaries(st.sampled_from(["facts", "name"]), st.none()),
    st.lists(st.none()),
)


@pytest.fixture(scope="module")
def of_the_service(knowledge: KnowledgeBase) -> Draft202012Validator:
    parts = definitions(knowledge, booleans=True)
    return Draft202012Validator(complete(parts["Profile"], parts))


@settings(max_examples=400, deadline=None)
@given(data=PROFILES)
def test_reader_and_schema_agree(data: Any, knowledge: KnowledgeBase, of_the_service: Draft202012Validator) -> None:
    """What the schema of the service says of a profile is what the reader does."""
    described = of_the_service.is_valid(data)
    try:
        profile_from_data(data, knowledge)
        read = True
    except ProfileError:
        read = False
    assert read == described


FIRM_NAMES = st.sampled_from(["data_trust", "platform_model", "market_growth", "nothing"])
FIRM_ANSWERS = ANSWERS | st.sampled_from(["new", "classic"])


@settings(deadline=None)
@given(data=st.fixed_dictionaries({"facts": st.dictionaries(FIRM_NAMES, FIRM_ANSWERS, max_size=2)}))
def test_reader_and_schema_agree_on_a_firm(data: Any, knowledge: KnowledgeBase) -> None:
    parts = definitions(knowledge, booleans=True)
    described = Draft202012Validator(complete(parts["FirmProfile"], parts)).is_valid(data)
    try:
        profile_from_data(data, knowledge, firm=True)
        read = True
    except ProfileError:
        read = False
    assert read == described


def test_level_and_place_of_a_question_are_in_the_profile_s_schema(knowledge: KnowledgeBase) -> None:
    questions = json_schema("profile")["$defs"]["Answers"]["properties"]
    assert {name: each["x-level"] for name, each in questions.items()} == {
        name: each.level for name, each in knowledge.inputs.items()
    }
    assert {name: (each["x-topic"], each["x-place"]) for name, each in questions.items()} == {
        name: (each.topic, each.place) for name, each in knowledge.inputs.items()
    }


def test_an_assessment_over_a_firm_is_as_described(advisor: Advisor) -> None:
    found = advisor.assess({"market_growth": "low"}, firm={"market_growth": "high", "platform_model": "new"})
    assert faults(validator("assessment"), json.loads(found.to_json())) == []


def test_the_limits_of_texts_stand_in_the_schema_of_what_is_read(knowledge: KnowledgeBase) -> None:
    profile = json_schema("profile", knowledge)
    own, answer = profile["properties"], profile["$defs"]["Answer"]["properties"]
    assert (own["name"]["maxLength"], own["notes"]["maxLength"]) == (200, 10_000)
    assert (answer["note"]["maxLength"], answer["question"]["maxLength"]) == (10_000, 200)
    assert not list(Draft202012Validator(profile).iter_errors({"facts": {}, "name": "x" * 200}))
    assert list(Draft202012Validator(profile).iter_errors({"facts": {}, "name": "x" * 201}))
    assessment = str(json_schema("assessment", knowledge))
    assert "'maxLength': 10000" not in assessment
