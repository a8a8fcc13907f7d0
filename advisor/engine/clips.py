"""The rule base as a CLIPS program.

Experta took its language from CLIPS, so its rules are written out almost as they stand. The program needs nothing but
CLIPS 6.3 or later, and fires the same rules in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any as AnyValue

from advisor.engine.experta_shim import AND, NOT, OR, InitialFact
from advisor.engine.patterns import AttributeValue, Element, allowed_values
from advisor.engine.program import Program
from advisor.errors import EngineError
from advisor.model.attribute import Attribute
from advisor.model.rule import Rule

HEADER = """\
; Load this file, then for each case: (reset), assert what is known, (run).
;
;   (assert (known (attribute sales_channel) (value direct)))
;
; What is not asserted is unknown. Afterwards the facts hold the conclusions (known), the rules that fired, in order
; (fired), and the advice that they brought (advice).

(deftemplate known (slot attribute) (slot value))
(deftemplate fired (slot rule))
(deftemplate advice (slot kind) (slot id) (slot rule))
(deftemplate proposed (slot attribute) (slot value) (slot rank) (slot rule))
"""

MOST_URGENT = 10_000
"""The highest salience that CLIPS takes; the lowest is its negative."""

ALWAYS, NEVER = "(test (eq 1 1))", "(test (eq 1 0))"
_SYMBOL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def to_clips(rules: Mapping[str, Rule] | Iterable[Rule], attributes: Mapping[str, Attribute]) -> str:
    """The text of a ``.clp`` file with these rules.

    Raises ``CycleError`` and ``EngineError`` as the engine does, and ``EngineError`` when there are more rules than
    CLIPS has saliences.
    """
    rules = list(rules.values() if isinstance(rules, Mapping) else rules)
    program = Program(rules, attributes)
    by_id = {rule.id: rule for rule in rules}
    ordered = sorted(program.rules, key=lambda compiled: (-compiled.salience, compiled.__name__))
    if len(ordered) > 2 * MOST_URGENT:
        raise EngineError(f"{len(ordered)} rules are more than CLIPS can order")
    parts = [HEADER]
    for salience, compiled in zip(range(MOST_URGENT, -MOST_URGENT, -1), ordered, strict=False):
        if compiled.__name__ in by_id:
            parts.append(_rule(by_id[compiled.__name__], compiled, salience, attributes))
        else:
            parts += [_merge(attributes[name], salience) for name in program.merges[compiled.__name__]]
    return "\n".join(parts)


def _rule(rule: Rule, compiled: Iterable[Element], salience: int, attributes: Mapping[str, Attribute]) -> str:
    about = f"{rule.title} ({rule.grade}; {', '.join(rule.cites)})"
    actions = [f"(fired (rule {rule.id}))"]
    for name, value in rule.then.conclude.items():
        rank = attributes[name].domain.index(value)
        actions.append(f"(proposed (attribute {_name(name)}) (value {_name(value)}) (rank {rank}) (rule {rule.id}))")
    advice = (("recommendation", rule.then.recommend), ("tension", rule.then.tensions), ("caveat", rule.then.caveats))
    for kind, ids in advice:
        actions += [f"(advice (kind {kind}) (id {_name(one)}) (rule {rule.id}))" for one in ids]
    return _defrule(rule.id, about, salience, [_element(part) for part in compiled], _asserting(actions))


def _merge(attribute: Attribute, salience: int) -> str:
    """A conclusion becomes known when nothing proposed outranks it; two values of a ``single`` one end the run."""
    name = _name(attribute.name)
    mine = f"(proposed (attribute {name}) (value ?value) (rank ?rank))"
    known = _asserting([f"(known (attribute {name}) (value ?value))"])
    if attribute.merge == "single":
        other = f"(proposed (attribute {name}) (value ~?value))"
        told = f'(printout t "{attribute.name} can hold one value, but rules conclude several" crlf)\n  (halt)'
        conflict = _defrule(f"CONFLICT-{attribute.name}", "a fault of the rules", salience, [mine, other], told)
        return (
            conflict
            + "\n"
            + _defrule(f"MERGE-{attribute.name}", "one value", salience, [mine, f"(not {other})"], known)
        )
    outranks = ">" if attribute.merge == "highest" else "<"
    other = f"(not (proposed (attribute {name}) (rank ?other&:({outranks} ?other ?rank))))"
    return _defrule(f"MERGE-{attribute.name}", f"the {attribute.merge} value", salience, [mine, other], known)


def _defrule(name: str, about: str, salience: int, conditions: Iterable[str], actions: str) -> str:
    lines = [f"(defrule {name}", f"  {_string(about)}", f"  (declare (salience {salience}))"]
    lines += [f"  {condition}" for condition in conditions]
    return "\n".join([*lines, "  =>", f"  {actions})", ""])


def _asserting(facts: list[str]) -> str:
    return "(assert\n    " + "\n    ".join(facts) + ")"


def _element(element: Element) -> str:
    """An element of a rule's left side. CLIPS would fire a rule once for each alternative of an ``or``, so that is
    said as "not none of them"."""
    if isinstance(element, InitialFact):
        return ALWAYS
    if isinstance(element, AttributeValue):
        return _pattern(element)
    if isinstance(element, NOT):
        return f"(not {_element(element[0])})"
    if isinstance(element, AND):
        return f"(and {' '.join(_inner(element))})"
    if isinstance(element, OR):
        return f"(not (and {' '.join(f'(not {part})' for part in _inner(element))}))"
    raise TypeError(f"no element that is written here: {element!r}")


def _inner(element: AnyValue) -> Iterator[str]:
    return (_element(part) for part in element)


def _pattern(pattern: AttributeValue) -> str:
    allowed = allowed_values(pattern)
    if allowed is None:
        return f"(known (attribute {_name(pattern['attribute'])}))"
    if not allowed:
        return NEVER
    values = "|".join(_name(value) for value in sorted(allowed))
    return f"(known (attribute {_name(pattern['attribute'])}) (value {values}))"


def _name(text: str) -> str:
    """A symbol where CLIPS reads the text as one, else a string."""
    return text if _SYMBOL.fullmatch(text) else _string(text)


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
