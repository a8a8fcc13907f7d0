"""The rule base as a CLIPS program.

Experta took its language from CLIPS, so its rules are written out almost as they stand. The program needs nothing but
CLIPS 6.3 or later, and fires the same rules in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from typing_extensions import assert_never

from advisor.characters import on_one_line
from advisor.errors import EngineError
from advisor.model.attribute import Attribute
from advisor.reasoning.compiled import (
    NOTHING,
    CompiledRule,
    CompiledRules,
    Every,
    Form,
    Passes,
    Some,
    joined_tests,
    parts_of,
)

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


def to_clips(rules: CompiledRules) -> str:
    """The text of a ``.clp`` file with these rules. Raises ``EngineError`` when there are more rules than CLIPS has
    saliences."""
    merges: dict[int, int] = {}
    for each in rules.rules:
        for place, _ in each.concludes:
            merges[place] = max(merges.get(place, 0), each.stratum)
    if len(rules.rules) + len(set(merges.values())) > 2 * MOST_URGENT:
        raise EngineError(f"{len(rules.rules)} rules are more than CLIPS can order")
    parts = [HEADER]
    salience = MOST_URGENT
    for stratum, of_stratum in groupby(rules.rules, key=lambda each: each.stratum):
        for compiled in of_stratum:
            parts.append(_rule(compiled, salience, rules))
            salience -= 1
        ready = [rules.attributes[rules.names[place]] for place in sorted(merges) if merges[place] == stratum]
        parts += [_merge(attribute, salience) for attribute in ready]
        salience -= bool(ready)
    return "\n".join(parts)


def _rule(compiled: CompiledRule, salience: int, rules: CompiledRules) -> str:
    rule = compiled.rule
    about = f"{rule.title} ({rule.grade}; {', '.join(rule.cites)})"
    actions = [f"(fired (rule {rule.id}))"]
    for name, value in rule.then.drawn.items():
        rank = rules.attributes[name].domain.index(value)
        actions.append(f"(proposed (attribute {_name(name)}) (value {_name(value)}) (rank {rank}) (rule {rule.id}))")
    actions += [f"(advice (kind {kind}) (id {_name(one)}) (rule {rule.id}))" for kind, one in compiled.outputs]
    conditions = _together(parts_of(compiled.when), rules)
    return _defrule(rule.id, about, salience, conditions, _asserting(actions))


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


def _element(form: Form, rules: CompiledRules) -> str:
    """A condition as an element of a rule's left side. CLIPS would fire a rule once for each alternative of an ``or``,
    so that is said as "not none of them"."""
    if isinstance(form, Passes):
        return _pattern(form, rules)
    if isinstance(form, Every):
        together = _together(form.parts, rules)
        return together[0] if len(together) == 1 else f"(and {' '.join(together)})"
    if isinstance(form, Some):
        parts = [part for each in joined_tests(form.parts) if (part := _element(each, rules)) != NEVER]
        if ALWAYS in parts:
            return ALWAYS
        if len(parts) == 1:
            return parts[0]
        return f"(not (and {' '.join(f'(not {part})' for part in parts)}))" if parts else NEVER
    assert_never(form)


def _together(parts: Iterable[Form], rules: CompiledRules) -> list[str]:
    """The elements of a conjunction. ``ALWAYS`` and ``NEVER`` stand alone, since CLIPS takes no test inside a ``not``
    for what it is."""
    elements = [element for part in parts if (element := _element(part, rules)) != ALWAYS]
    return [NEVER] if NEVER in elements else elements or [ALWAYS]


def _pattern(test: Passes, rules: CompiledRules) -> str:
    name = _name(rules.names[test.place])
    if test.values == NOTHING:
        return f"(not (known (attribute {name})))"
    if test.values == rules.whole[test.place]:
        return f"(known (attribute {name}))"
    values = "|".join(_name(value) for value in sorted(rules.values(test.place, test.values)))
    return f"(known (attribute {name}) (value {values}))" if values else NEVER


def _name(text: str) -> str:
    """A symbol where CLIPS reads the text as one, else a string."""
    return text if _SYMBOL.fullmatch(text) else _string(text)


def _string(text: str) -> str:
    return '"' + on_one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
