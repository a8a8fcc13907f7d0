"""The rule base as a decision graph of zen-engine: for each stratum a table that collects the rules that hold, and
behind it an expression node that merges what they conclude."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from typing import Any

from advisor.engine.experta_shim import AND, NOT, OR, InitialFact
from advisor.engine.patterns import AttributeValue, allowed_values
from advisor.engine.program import Program
from advisor.model.rule import Rule


def to_zen(rules: Mapping[str, Rule], program: Program) -> dict[str, Any]:
    """The graph as plain data; its result has a list of rule ids for each stratum, ``s0`` and on, and conclusions."""
    nodes: list[dict[str, Any]] = [{"id": "input", "name": "input", "type": "inputNode", "content": {}}]
    saliences = sorted({one.salience for one in program.rules if one.__name__ in rules}, reverse=True)
    merged = {one.salience: program.merges[one.__name__] for one in program.rules if one.__name__ in program.merges}
    for stratum, salience in enumerate(saliences):
        inside = sorted((one for one in program.rules if one.salience == salience), key=lambda one: one.__name__)
        table = [{"_id": one.__name__, "when": _every(one), "rule": json.dumps(one.__name__)} for one in inside]
        content = {
            "hitPolicy": "collect",
            "inputs": [{"id": "when", "name": "when", "field": ""}],
            "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
            "rules": table,
            "passThrough": True,
            "inputField": None,
            "outputPath": f"s{stratum}",
            "executionMode": "single",
        }
        nodes.append(_node(f"table-{stratum}", "decisionTableNode", content))
        expressions = [
            {"id": name, "key": key_of(name), "value": _merge(name, rules, program, stratum)}
            for name in merged.get(salience - 1, ())
        ]
        if expressions:
            content = {"expressions": expressions, "passThrough": True, "inputField": None, "outputPath": None}
            nodes.append(_node(f"merge-{stratum}", "expressionNode", {**content, "executionMode": "single"}))
    nodes.append({"id": "output", "name": "output", "type": "outputNode", "content": {}})
    edges = [
        {"id": f"{before['id']}-{after['id']}", "sourceId": before["id"], "targetId": after["id"], "type": "edge"}
        for before, after in itertools.pairwise(nodes)
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def key_of(name: str) -> str:
    """What an attribute is called in the graph, where a dot leads into an object and a hyphen subtracts."""
    return name.replace(".", "_").replace("-", "_")


def _node(name: str, kind: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "name": name, "type": kind, "content": content}


def _merge(name: str, rules: Mapping[str, Rule], program: Program, last: int) -> str:
    """The first value, in the order in which they win, that a rule which held concludes; else null."""
    attribute = program.attributes[name]
    values = attribute.domain[::-1] if attribute.merge == "highest" else attribute.domain
    text = "null"
    for value in reversed(values):
        concluding = [rule.id for rule in rules.values() if rule.then.drawn.get(name) == value]
        if concluding:
            held = " or ".join(f"some(s{n}, #.rule in {json.dumps(concluding)})" for n in range(last + 1))
            text = f"({held}) ? {json.dumps(value)} : ({text})"
    return text


def _every(parts: Any) -> str:
    return " and ".join(_expression(part) for part in parts)


def _expression(element: Any) -> str:
    if isinstance(element, InitialFact):
        return "true"
    if isinstance(element, AttributeValue):
        allowed = allowed_values(element)
        if allowed is None:
            return f"{key_of(element['attribute'])} != null"
        if not allowed:
            return "false"
        return f"{key_of(element['attribute'])} in {json.dumps(sorted(allowed))}"
    if isinstance(element, NOT):
        return f"{key_of(element[0]['attribute'])} == null"
    if isinstance(element, AND):
        return f"({_every(element)})"
    if isinstance(element, OR):
        return "(" + " or ".join(_expression(part) for part in element) + ")"
    raise TypeError(f"no element that is written here: {element!r}")
