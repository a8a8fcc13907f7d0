"""iot-advisor sources."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from advisor import KnowledgeBase

Run = Callable[..., Any]


def test_list_names_every_finding_with_its_place(run: Run, knowledge: KnowledgeBase) -> None:
    text = " ".join(run("sources", "list").out.replace("...", "…").split())
    for finding in knowledge.findings.values():
        assert f"{finding.id} {finding.locator}" in text


def test_list_as_data_says_which_rules_cite(run: Run, knowledge: KnowledgeBase) -> None:
    sources = json.loads(run("sources", "list", "--format", "json").out)
    assert [each["key"] for each in sources] == list(knowledge.sources)
    findings = {finding["id"]: finding for each in sources for finding in each["findings"]}
    assert set(findings) == set(knowledge.findings)
    assert findings["F34"]["rules"] == [rule.id for rule in knowledge.rules.values() if "F34" in rule.cites]
    assert findings["F21"]["rules"] == []


def test_show_a_finding(run: Run, knowledge: KnowledgeBase) -> None:
    text = " ".join(run("sources", "show", "F34").out.split())
    assert knowledge.findings["F34"].paraphrase in text and knowledge.findings["F34"].caveat in text
    assert "longer-chain-raises-distrust" in text
    context = " ".join(run("sources", "show", "F21").out.split())
    assert f"None. {knowledge.findings['F21'].context}" in context


def test_show_a_source(run: Run, knowledge: KnowledgeBase) -> None:
    text = " ".join(run("sources", "show", "danfoss").out.split())
    assert "Pernille Eskerod" in text and knowledge.sources["danfoss"].held in text and "H3" in text
    assert json.loads(run("sources", "show", "danfoss", "--format", "json").out)["key"] == "danfoss"


def test_an_unknown_id_is_refused(run: Run) -> None:
    outcome = run("sources", "show", "F99")
    assert outcome.code == 2 and "there is no source or finding 'F99'" in outcome.err


def test_markdown_links_the_papers(run: Run) -> None:
    assert "<https://mgmt.imit.se/" in run("sources", "list", "--full", "--format", "markdown").out
