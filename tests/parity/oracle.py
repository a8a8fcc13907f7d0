"""What rules mean, said as plainly as possible: the engine has to agree with this page, and not the other way round.

A rule waits until every rule that concludes something it tests has had its turn. All rules whose turn it is look at
the same facts, in the order of their ids; then the conclusions that no waiting rule can add to become facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.model.attribute import Attribute
from advisor.model.condition import All, Any, Condition, Is, Known, Not, Unknown, tests
from advisor.model.rule import Rule
from advisor.model.trace import Firing, Trace

TRUE, FALSE, UNDECIDED = "true", "false", "undecided"
OPPOSITE = {TRUE: FALSE, FALSE: TRUE, UNDECIDED: UNDECIDED}


def evaluate(rules: Iterable[Rule], attributes: Mapping[str, Attribute], inputs: Mapping[str, str]) -> Trace:
    facts = dict(inputs)
    firings: list[Firing] = []
    proposals: dict[str, list[str]] = {}
    waiting = sorted(rules, key=lambda rule: rule.id)
    while waiting:
        undecided = {attribute for rule in waiting for attribute in drawn(rule)}
        turn = [rule for rule in waiting if not undecided & {test.attribute for test in tests(rule.when)}]
        assert turn, "rules wait for one another"
        waiting = [rule for rule in waiting if rule not in turn]
        for rule in turn:
            verdict, known, unknown = judge(rule.when, facts)
            if verdict == TRUE:
                grounds = {attribute: facts[attribute] for attribute in known}
                firings.append(Firing(len(firings) + 1, rule.id, grounds, unknown, drawn(rule)))
                for attribute, value in drawn(rule).items():
                    proposals.setdefault(attribute, []).append(value)
        undecided = {attribute for rule in waiting for attribute in drawn(rule)}
        for attribute in proposals.keys() - undecided - facts.keys():
            facts[attribute] = merge(attribute, attributes, proposals[attribute])
    of_pieces = sorted((name for name in proposals if "." in name), key=lambda name: name.split(".")[::-1])
    order = [*(name for name in attributes if name in proposals), *of_pieces]
    conclusions = {name: facts[name] for name in order}
    return Trace(dict(inputs), tuple(firings), conclusions)


def drawn(rule: Rule) -> dict[str, str]:
    """What a rule concludes: of the case, and of the pieces of advice that it names."""
    then = rule.then
    return {
        **then.conclude,
        **{f"advice.{piece}": "open" for piece in then.recommend},
        **{f"advice.{piece}": "in_place" for piece in then.in_place},
        **{f"hold.{piece}": "waits" for piece in then.waits},
        **{f"hold.{piece}": "theirs" for piece in then.theirs},
    }


def merge(name: str, attributes: Mapping[str, Attribute], values: list[str]) -> str:
    if "." in name:  # of a piece of advice the strongest word holds
        return max(values, key=("open", "in_place", "waits", "theirs").index)
    attribute = attributes[name]
    ranked = sorted(values, key=attribute.domain.index)
    if attribute.merge == "single":
        assert len(set(values)) == 1, f"{attribute.name} can hold one value"
    return ranked[-1] if attribute.merge == "highest" else ranked[0]


def judge(condition: Condition, facts: Mapping[str, str]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The verdict, and the known and the absent attributes that it rests on."""
    if isinstance(condition, Is):
        if condition.attribute not in facts:
            return UNDECIDED, (), ()
        return TRUE if facts[condition.attribute] in condition.allowed else FALSE, (condition.attribute,), ()
    if isinstance(condition, (Known, Unknown)):
        if condition.attribute in facts:
            return TRUE if isinstance(condition, Known) else FALSE, (condition.attribute,), ()
        return FALSE if isinstance(condition, Known) else TRUE, (), (condition.attribute,)
    if isinstance(condition, Not):
        verdict, known, unknown = judge(condition.part, facts)
        return OPPOSITE[verdict], known, unknown
    parts = [judge(part, facts) for part in condition.parts]
    verdicts = {verdict for verdict, _, _ in parts}
    decisive, otherwise = (FALSE, TRUE) if isinstance(condition, All) else (TRUE, FALSE)
    assert isinstance(condition, (All, Any))
    verdict = decisive if decisive in verdicts else UNDECIDED if UNDECIDED in verdicts else otherwise
    carrying = [part for part in parts if part[0] == verdict]
    known = tuple(dict.fromkeys(attribute for _, known, _ in carrying for attribute in known))
    unknown = tuple(dict.fromkeys(attribute for _, _, unknown in carrying for attribute in unknown))
    return verdict, known, unknown
