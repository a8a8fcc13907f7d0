"""A directory of the user's own, laid over the shipped knowledge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor import Advisor, KnowledgeBase
from advisor.errors import KnowledgeError
from advisor.loading.knowledge import load_knowledge
from advisor.model.knowledge import Override
from advisor.resources import shipped_root
from tests.copies import faults, overlay

RULES = """title: House rules
about: What this house has learned itself.
rules:
"""
HOUSE_RULE = """  - id: no-trust-work-over-the-internet
    title: Internet customers are called first
    when: {sales_channel: internet}
    then: {recommend: [use-preferred-channels]}
    because: Our own experience.
    cites: [F40]
    grade: operationalised
    examples: {fires: [{sales_channel: internet}], misses: [{sales_channel: direct}]}
"""
CORRECTED_FIGURE = "fig1-university: {mean: 2.91, note: Corrected by the house.}\n"


def refused(directory: Path) -> str:
    with pytest.raises(KnowledgeError) as caught:
        Advisor(directory)
    return str(caught.value)


def test_an_entry_replaces_just_the_keys_that_it_gives(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    house = overlay(tmp_path, {"knowledge/benchmarks.yaml": CORRECTED_FIGURE})
    base = load_knowledge(shipped_root(), house).base
    shipped = knowledge.benchmarks["fig1-university"]
    assert base.benchmarks["fig1-university"] == shipped.model_copy(
        update={"mean": 2.91, "note": "Corrected by the house."}
    )
    assert list(base.benchmarks) == list(knowledge.benchmarks)
    assert base.rules == knowledge.rules
    assert base.sha256 != knowledge.sha256
    assert base.overrides == (
        Override(kind="benchmark", id="fig1-university", change="replaced", file="house/knowledge/benchmarks.yaml"),
    )


def test_a_finding_stays_with_its_source_whatever_the_file(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    house = overlay(tmp_path, {"knowledge/findings/corrections.yaml": "F17: {caveat: Read with care.}\n"})
    finding = load_knowledge(shipped_root(), house).base.findings["F17"]
    assert finding == knowledge.findings["F17"].model_copy(update={"caveat": "Read with care."})


def test_a_rule_is_added(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    house = overlay(tmp_path, {"rules/house.yaml": RULES + HOUSE_RULE})
    assert faults(shipped_root(), house) == []
    advisor = Advisor(house)
    assert set(advisor.knowledge.rules) - set(knowledge.rules) == {"no-trust-work-over-the-internet"}
    assert advisor.knowledge.topics["house"].title == "House rules"
    assessment = advisor.assess({"sales_channel": "internet"})
    advice = {each.id: each for each in assessment.recommendations}
    assert advice["use-preferred-channels"].rules == ("no-trust-work-over-the-internet",)
    assert advice["use-preferred-channels"].grade == "operationalised"


def test_a_rule_is_replaced_as_a_whole(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    shipped = knowledge.rules["customized-direct-lowers-distrust"]
    own = HOUSE_RULE.replace("no-trust-work-over-the-internet", shipped.id)
    base = load_knowledge(shipped_root(), overlay(tmp_path, {"rules/house.yaml": RULES + own})).base
    assert base.rules.keys() == knowledge.rules.keys()
    assert base.rules[shipped.id].topic == "house"
    assert not base.rules[shipped.id].then.conclude
    lacking = own.replace("    because: Our own experience.\n", "")
    house = overlay(tmp_path, {"rules/house.yaml": RULES + lacking})
    assert refused(house).startswith("house/rules/house.yaml:4:5: rules[0]: the key 'because' is missing")


def test_the_assessment_says_what_was_overridden(tmp_path: Path) -> None:
    house = overlay(
        tmp_path,
        {
            "knowledge/about.yaml": "version: 1.0.0-house\n",
            "knowledge/benchmarks.yaml": CORRECTED_FIGURE,
            "rules/house.yaml": RULES + HOUSE_RULE,
        },
    )
    assessment = Advisor(house).assess({"customer_group": "university"})
    assert assessment.knowledge.version == "1.0.0-house"
    assert assessment.knowledge.overrides == (
        "benchmark fig1-university replaced",
        "rule no-trust-work-over-the-internet added",
    )
    shown = {each.id: each for each in assessment.benchmarks}
    assert shown["fig1-university"].mean == 2.91


def test_the_shipped_knowledge_has_no_overrides(advisor: Advisor) -> None:
    assert advisor.assess({}).knowledge.overrides == ()


def test_a_new_attribute_is_asked_and_tested(tmp_path: Path) -> None:
    attribute = (
        "house_visits:\n  label: Visits\n  question: How often?\n  why: It helps.\n  findings: []\n  scale: ordinal\n"
        "  values: {rare: {label: Rare, observe: Less than once a year.}, often: {label: Often, observe: More.}}\n"
    )
    rule = HOUSE_RULE.replace("sales_channel: internet", "house_visits: rare").replace(
        "sales_channel: direct", "house_visits: often"
    )
    files = {"knowledge/vocabulary.yaml": attribute, "rules/house.yaml": RULES + rule}
    house = overlay(tmp_path, files)
    assert faults(shipped_root(), house) == []
    assessment = Advisor(house).assess({"house_visits": "rare"})
    assert "use-preferred-channels" in [each.id for each in assessment.recommendations]


def test_the_hash_does_not_hang_on_the_directory(tmp_path: Path) -> None:
    files = {"rules/house.yaml": RULES + HOUSE_RULE}
    one = load_knowledge(shipped_root(), overlay(tmp_path / "one", files)).base
    two = load_knowledge(
        shipped_root(), overlay(tmp_path / "two", {"rules/house.yaml": "# ours\n" + files["rules/house.yaml"]})
    ).base
    assert one.sha256 == two.sha256
    assert str(tmp_path) not in json.dumps(one.model_dump(mode="json"))


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        (
            "knowledge/benchmarks.yaml",
            "fig1-university:\n  maen: 2.9\n",
            "2:3: fig1-university.maen: unknown key 'maen'",
        ),
        (
            "knowledge/benchmarks.yaml",
            "fig1-university: 2.9\n",
            "1:18: fig1-university: 'fig1-university' holds no map",
        ),
        ("knowledge/benchmarks.yaml", "- x\n", "1:1: the file holds no mapping"),
        ("knowledge/benchmarks.yaml", "own: {mean: 1}\n", "1:6: own: the key 'citations' is missing"),
        ("knowledge/benchmarks.yaml", "a: *b\n", "1:4: the alias *b is not read"),
        (
            "knowledge/benchmarks.yaml",
            "fig1-university: {citations: [F99]}\n",
            "1:31: fig1-university.citations[0]: there",
        ),
        (
            "knowledge/benchmarks.yaml",
            "fig1-university: {groups: [dean]}\n",
            "1:28: fig1-university.groups[0]: there is",
        ),
        ("knowledge/findings/own.yaml", "F399: {}\n", "1:7: F399: the key 'caveat' is missing"),
        ("knowledge/colours.yaml", "a: {}\n", "1:1: no file of this name is read here"),
        ("rules/house.yaml", RULES, "3:7: rules: the file holds no list of rules"),
        ("rules/house.yaml", "title: x\nabout: y\n", "1:1: the file holds no list of rules"),
        ("rules/house.yaml", "rules:\n" + HOUSE_RULE, "1:1: the key 'about' is missing"),
        ("rules/house.yaml", RULES + "  - {title: x}\n", "4:5: rules[0]: the rule has no id"),
        (
            "rules/house.yaml",
            RULES + HOUSE_RULE.replace("internet}\n", "web}\n", 1),
            "6:27: rules[0].when.sales_channel: 'web'",
        ),
    ],
)
def test_faults_name_the_file_of_the_overlay(file: str, text: str, message: str, tmp_path: Path) -> None:
    lines = refused(overlay(tmp_path, {file: text})).splitlines()
    assert lines[0].startswith(f"house/{file}:{message}")
    assert all(line.startswith(f"house/{file}:") for line in lines)


def test_an_id_may_stand_once_in_the_overlay(tmp_path: Path) -> None:
    files = {"rules/house.yaml": RULES + HOUSE_RULE, "rules/other.yaml": RULES + HOUSE_RULE}
    assert refused(overlay(tmp_path, files)).startswith(
        "house/rules/other.yaml:4:5: rules[0]: the rule 'no-trust-work-over-the-internet' stands here a second time; "
        "expected each rule once; it is first in house/rules/house.yaml:4"
    )


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: hunter2\n", encoding="utf-8")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "deep.yaml").write_text("password: hunter2\n", encoding="utf-8")
    house = overlay(tmp_path, {"knowledge/about.yaml": "version: '2'\n", "rules/house.yaml": RULES + HOUSE_RULE})
    (house / "knowledge" / "caveats.yaml").symlink_to(secret)
    (house / "knowledge" / "findings").symlink_to(tmp_path / "outside")
    (house / "rules" / "again.yaml").symlink_to("../../secret.yaml")
    message = refused(house)
    assert message.splitlines() == [
        f"house/{name}: this link leads out of the directory; expected files inside the directory"
        for name in ("knowledge/caveats.yaml", "knowledge/findings/deep.yaml", "rules/again.yaml")
    ]


def test_a_link_inside_and_a_link_to_the_whole_directory_are_read(tmp_path: Path) -> None:
    house = overlay(tmp_path, {"shared.yaml.txt": CORRECTED_FIGURE, "knowledge/about.yaml": "version: '2'\n"})
    (house / "knowledge" / "benchmarks.yaml").symlink_to("../shared.yaml.txt")
    (tmp_path / "way").symlink_to(house)
    base = load_knowledge(shipped_root(), tmp_path / "way").base
    assert (base.version, base.benchmarks["fig1-university"].mean) == ("2", 2.91)


def test_a_directory_that_is_none_or_holds_no_knowledge(tmp_path: Path) -> None:
    assert (
        refused(tmp_path / "none")
        == f"{tmp_path / 'none'}: there is no such directory; expected a directory of knowledge"
    )
    assert "holds no knowledge; expected rules/ or knowledge/ in it" in refused(tmp_path)


def test_a_file_beside_the_folders_is_not_passed_over(tmp_path: Path) -> None:
    house = overlay(tmp_path, {"rules/house.yaml": RULES + HOUSE_RULE, "benchmarks.yaml": CORRECTED_FIGURE})
    assert refused(house) == "house/benchmarks.yaml: this file is not read; expected a place in rules/ or knowledge/"


def test_the_current_directory_has_a_name_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(overlay(tmp_path, {"rules/house.yaml": RULES + "  - x\n"}))
    assert refused(Path()).startswith("house/rules/house.yaml:4:5: rules[0]: this is no rule")
