"""iot-advisor rules."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from advisor import KnowledgeBase
from advisor.resources import shipped_root

Run = Callable[..., Any]


def test_list_shows_every_rule_by_topic(run: Run, knowledge: KnowledgeBase) -> None:
    outcome = run("rules", "list")
    assert outcome.code == 0
    assert all(f"{rule} (" in outcome.out.replace("\n", " ") for rule in knowledge.rules)


def test_list_of_one_topic_as_data(run: Run, knowledge: KnowledgeBase) -> None:
    page = json.loads(run("rules", "list", "--topic", "distrust", "--format", "json").out)
    assert page["topics"] == [knowledge.topics["distrust"].model_dump()]
    assert {each["id"] for each in page["rules"]} == {r.id for r in knowledge.rules.values() if r.topic == "distrust"}


def test_show_tells_a_rule_in_words(run: Run, knowledge: KnowledgeBase) -> None:
    text = " ".join(run("rules", "show", "longer-chain-raises-distrust").out.split())
    rule = knowledge.rules["longer-chain-raises-distrust"]
    assert rule.title in text and rule.because in text
    assert "Distance to the user: Through somebody else" in text
    assert "F34" in text and "first closing bullet" in text and "Grade: derived from the papers." in text
    assert "does not fire on" in text


def test_show_as_data_is_the_rule_as_written(run: Run, knowledge: KnowledgeBase) -> None:
    source = shipped_root() / "rules" / "distrust.yaml"
    written = {each["id"]: each for each in yaml.load(source.read_text(encoding="utf-8"), yaml.BaseLoader)["rules"]}
    shown = json.loads(run("rules", "show", "longer-chain-raises-distrust", "--format", "json").out)
    shown["then"] = {part: what for part, what in shown["then"].items() if what}
    for key, value in written["longer-chain-raises-distrust"].items():
        assert shown[key] == value


def test_an_unknown_rule_or_topic_offers_the_nearest(run: Run) -> None:
    outcome = run("rules", "show", "longer-chain-raise-distrust")
    assert outcome.code == 2 and "did you mean 'longer-chain-raises-distrust'?" in outcome.err and outcome.out == ""
    assert run("rules", "list", "--topic", "distrus").code == 2


def test_graph_in_both_languages(run: Run) -> None:
    assert run("rules", "graph").out.startswith("flowchart LR\n")
    assert run("rules", "graph", "--topic", "governance", "--format", "dot").out.startswith("digraph rules {\n")
    assert "Open a direct line" in run("rules", "graph", "--for", "open-direct-contact").out
    assert run("rules", "graph", "--all").out.count("[") > 100
    assert run("rules", "graph", "--all", "--topic", "governance").code == 2
    assert run("rules", "graph", "--for", "nothing-like-it").code == 2


def test_the_shipped_rules_hold(run: Run) -> None:
    outcome = run("rules", "check")
    assert (outcome.code, outcome.out) == (0, "")
    assert "no fault found" in outcome.err


def test_check_tells_every_fault_of_house_rules(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "mine.yaml").write_text("title: Mine\nabout: Mine.\nrules:\n  - id: x\n", encoding="utf-8")
    outcome = run("rules", "check", "--knowledge", tmp_path)
    assert outcome.code == 1 and "rules/mine.yaml:4:" in outcome.out
    assert json.loads(run("rules", "check", "--knowledge", tmp_path, "--format", "json").out)
    assert run("rules", "check", "--knowledge", tmp_path / "missing").code == 2


def test_export_for_clips(run: Run) -> None:
    assert "(defrule" in run("rules", "export", "--format", "clips").out


def test_a_graph_is_a_page_with_its_picture_where_html_is_asked_for(
    run: Run, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    title = knowledge.recommendations["open-direct-contact"].title
    for arguments, named in (
        ((), "The topics of the rules"),
        (("--topic", "governance"), knowledge.topics["governance"].title),
        (("--for", "open-direct-contact"), f"What can lead to: {title}"),
        (("--for", "distrust_risk"), f"What can lead to: {knowledge.derived['distrust_risk'].label}"),
    ):
        target = tmp_path / "graph.html"
        assert run("rules", "graph", *arguments, "-o", target).code == 0
        page = target.read_text(encoding="utf-8")
        assert f'<h1 dir="auto">{named}' in page and page.count('class="narrow"') == 1 and "The same in words" in page
    assert run("rules", "graph", "-f", "svg").out.startswith("<svg")
    assert run("rules", "graph").out.startswith("flowchart"), "what is for drawing programs stays the default"


def test_of_many_faults_the_first_hundred_are_written_and_all_are_counted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    tests = ", ".join(f"wrong_{number}: low" for number in range(300))
    text = f"title: x\nabout: y\nrules:\n  - id: x\n    when: {{{tests}}}\n"
    (tmp_path / "rules" / "house.yaml").write_text(text, encoding="utf-8")
    done = run("rules", "check", "--knowledge", str(tmp_path))
    assert done.code == 1
    lines = done.out.splitlines()
    assert len(lines) == 101 and lines[-1] == "and 206 more faults"
    assert "306 faults found, of which the first 100 are told" in done.err
