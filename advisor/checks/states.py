"""Rules that put a piece of advice into a state where it cannot be, or that no answer carries.

Nothing may wait for what is never open beside it, nor by way of others for itself. What is in place, or waits, does so
because of an answer: one that is not known, or that is in doubt, shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from typing_extensions import assert_never

from advisor.checks.reachability import undecided
from advisor.errors import Issue
from advisor.loading.knowledge import LoadedKnowledge
from advisor.model.advice import asks_for_side
from advisor.model.states import ADVICE, OPEN, piece_of
from advisor.reasoning.compiled import NOTHING, CompiledRule, CompiledRules, Every, Form, Passes, Some, tests_in
from advisor.reasoning.diagram import NONE
from advisor.reasoning.firing_sets import FiringSets


def state_issues(loaded: LoadedKnowledge, sets: FiringSets) -> Iterator[Issue]:
    """Every fault of the rules on what is in place and what waits."""
    yield from _waiting_in_vain(loaded, sets)
    yield from _circles(loaded, sets.rules)
    yield from _never_in_place(loaded, sets.rules)
    yield from _shown_by_nothing(loaded, sets.rules)
    yield from _shown_by_a_doubted_answer(loaded, sets)


def _waiting_in_vain(loaded: LoadedKnowledge, sets: FiringSets) -> Iterator[Issue]:
    """Each piece that is never open when a rule says that it waits, or never together with what it waits for."""
    for compiled in sets.rules.rules:
        key = compiled.rule.id
        if sets.can_fire(key) is False:
            continue
        for index, piece in enumerate(compiled.rule.then.waits):
            at = ("then", "waits", index)
            for pieces in ((piece,), *((piece, other) for other in _awaited(compiled, sets.rules))):
                meet = _open_together(sets, key, pieces)
                if meet is None:
                    yield undecided(loaded, key, f"whether {' and '.join(pieces)} can be open here", at)
                elif meet == NONE:
                    yield loaded.issue(
                        "rule",
                        key,
                        at,
                        f"when this rule fires, {' and '.join(pieces)} {'are' if len(pieces) > 1 else 'is'} never open"
                        + (" together" if len(pieces) > 1 else ""),
                        "a piece that can be open beside what it waits for",
                        "take it out, or correct the condition",
                        code="waits-in-vain",
                    )
                if meet in (None, NONE):
                    break


def _open_together(sets: FiringSets, rule: str, pieces: tuple[str, ...]) -> int | None:
    """The cases in which a rule fires and some pieces are open; None where they were not found."""
    return sets.decide(
        lambda: reduce(sets.diagrams.both, (sets.having(f"{ADVICE}{each}", OPEN) for each in pieces), sets.known(rule))
    )


def _awaited(compiled: CompiledRule, rules: CompiledRules) -> list[str]:
    """The pieces that a rule wants to be open."""
    names = {rules.names[test.place]: test.values for test in tests_in(compiled.when)}
    return [
        name[len(ADVICE) :]
        for name, values in names.items()
        if name.startswith(ADVICE) and values & rules.bits[name][OPEN]
    ]


def _circles(loaded: LoadedKnowledge, rules: CompiledRules) -> Iterator[Issue]:
    """Each circle of pieces that wait for one another, whether or not its rules can fire together."""
    waits: dict[str, dict[str, tuple[str, int]]] = {}
    for compiled in rules.rules:
        for index, piece in enumerate(compiled.rule.then.waits):
            for other in _awaited(compiled, rules):
                waits.setdefault(piece, {}).setdefault(other, (compiled.rule.id, index))
    told: set[str] = set()
    for piece in waits:
        circle = _way_back(piece, waits) if piece not in told else []
        if circle:
            told.update(circle)
            key, index = waits[piece][circle[1]]
            yield loaded.issue(
                "rule",
                key,
                ("then", "waits", index),
                f"{piece} waits for itself: {' -> '.join(circle)}",
                "an order without a circle",
                "take one of these out of the rule that makes it wait",
                code="waits-in-circle",
            )


def _way_back(piece: str, waits: dict[str, dict[str, tuple[str, int]]]) -> list[str]:
    """The shortest way from a piece over what it waits for back to itself; empty when there is none."""
    ways = [[piece]]
    seen = set[str]()
    for way in ways:  # grows while it is gone through
        for other in waits.get(way[-1], {}):
            if other == piece:
                return [*way, piece]
            if other not in seen:
                seen.add(other)
                ways.append([*way, other])
    return []


def _never_in_place(loaded: LoadedKnowledge, rules: CompiledRules) -> Iterator[Issue]:
    """Advice that goes on being given when it is done, as no rule says by which answers one sees that it is."""
    for key, piece in loaded.base.recommendations.items():
        said = rules.index.concluding.get(f"{ADVICE}{key}", ())
        shown = [rule.id for rule in said if key in rule.then.in_place]
        if said and not shown and piece.never_in_place is None:
            yield loaded.issue(
                "recommendation",
                key,
                (),
                "no rule says by which answers this is in place",
                f"a rule with in_place: [{key}]",
                "never_in_place: with the reason why no answer can show it done",
                code="never-in-place",
                of_key=True,
            )
        elif shown and piece.never_in_place is not None:
            yield loaded.issue(
                "recommendation",
                key,
                ("never_in_place",),
                f"no answer is said to show this done, and {shown[0]} puts it in place",
                "one of the two",
                code="never-in-place",
            )


def _shown_by_nothing(loaded: LoadedKnowledge, rules: CompiledRules) -> Iterator[Issue]:
    """Rules on a state that fire because an answer is not known, or on no known answer at all: a piece may be open
    because one is not known."""
    answered: set[str] = set()  # the rules that fire on a known answer alone; each comes after all that it rests on
    for compiled in rules.rules:
        key, then = compiled.rule.id, compiled.rule.then
        needs_an_answer = _needs_an_answer(compiled.when, rules, answered)
        if needs_an_answer:
            answered.add(key)
        if not (then.in_place or then.waits):
            continue
        silent = [rules.names[test.place] for test in tests_in(compiled.when) if _is_silence(test, rules, answered)]
        for name in dict.fromkeys(silent):
            why = "can be concluded from no known answer" if rules.attributes[name].derived else "is not known"
            yield loaded.issue(
                "rule",
                key,
                ("when", name),
                f"this rule can fire because {name} {why}",
                "an answer that shows what the rule says",
                "test what is known, or leave this test out",
                code="shown-by-nothing",
            )
        if not silent and not needs_an_answer:
            yield loaded.issue(
                "rule",
                key,
                ("when",),
                "this rule can fire without any known answer or conclusion about the case",
                "a test of what shows it, beside those of advice and of the side that asks",
                code="shown-by-nothing",
            )


def _is_silence(test: Passes, rules: CompiledRules, answered: set[str]) -> bool:
    """Whether a test holds because an answer is not known. That no rule drew a conclusion says something else: the
    answers are not in doubt, for one."""
    attribute = rules.attributes[rules.names[test.place]]
    if not attribute.derived:
        return bool(test.values & NOTHING) and not asks_for_side(attribute)
    return (
        piece_of(attribute.name) is None
        and not test.values & NOTHING
        and not _drawn_from_answers(test, rules, answered)
    )


def _drawn_from_answers(test: Passes, rules: CompiledRules, answered: set[str]) -> bool:
    """Whether every rule that can draw what is tested fires on a known answer alone."""
    drawing = rules.drawing.get(rules.names[test.place], {})
    return all(each.rule.id in answered for bit, found in drawing.items() if bit & test.values for each in found)


def _needs_an_answer(form: Form, rules: CompiledRules, answered: set[str]) -> bool:
    """Whether a condition holds on a known answer alone; the side that asks is none."""
    if isinstance(form, Passes):
        attribute = rules.attributes[rules.names[form.place]]
        if form.values & NOTHING or asks_for_side(attribute):
            return False
        if piece_of(attribute.name) is not None:
            return not form.values & rules.bits[attribute.name].get(OPEN, 0)
        return not attribute.derived or _drawn_from_answers(form, rules, answered)
    if isinstance(form, Every):
        return any(_needs_an_answer(part, rules, answered) for part in form.parts)
    if isinstance(form, Some):
        return all(_needs_an_answer(part, rules, answered) for part in form.parts)
    assert_never(form)


def _shown_by_a_doubted_answer(loaded: LoadedKnowledge, sets: FiringSets) -> Iterator[Issue]:
    """Rules on what is in place that fire on an answer while other answers put it in doubt."""
    rules = sets.rules
    doubting: dict[int, list[str]] = {}
    for name, attribute in loaded.base.derived.items():
        if attribute.doubts is not None and name in rules.index.concluding:
            doubting.setdefault(rules.places[attribute.doubts], []).append(name)
    for compiled in rules.rules:
        if not compiled.rule.then.in_place:
            continue
        for test, settled in _with_what_is_unknown(compiled.when, frozenset()):
            for doubt in doubting.get(test.place, ()):
                if rules.places[doubt] not in settled:
                    yield from _doubted(loaded, sets, compiled, test, doubt)


def _doubted(
    loaded: LoadedKnowledge, sets: FiringSets, compiled: CompiledRule, test: Passes, doubt: str
) -> Iterator[Issue]:
    rules, key, name = sets.rules, compiled.rule.id, sets.rules.names[test.place]
    in_doubt = Passes(rules.places[doubt], rules.whole[rules.places[doubt]])
    meet = sets.decide(lambda: sets.diagrams.both(sets.known(key), sets.of(Every((test, in_doubt)))))
    if meet is None:
        yield undecided(loaded, key, f"whether this rule can fire while {doubt} holds", ("when", name))
    elif meet != NONE:
        yield loaded.issue(
            "rule",
            key,
            ("when", name),
            f"this rule puts something in place by an answer to {name} also where {doubt} says that it is in doubt",
            "an answer that others do not put in doubt",
            f"{doubt}: {{is: unknown}} beside it",
            code="shown-by-doubt",
        )


def _with_what_is_unknown(form: Form, settled: frozenset[int]) -> Iterator[tuple[Passes, frozenset[int]]]:
    """Each test for values, with the places of which nothing may be known where it counts."""
    if isinstance(form, Passes):
        if not form.values & NOTHING:
            yield form, settled
    elif isinstance(form, Every):
        unknown = {part.place for part in form.parts if isinstance(part, Passes) and part.values == NOTHING}
        for part in form.parts:
            yield from _with_what_is_unknown(part, settled | unknown)
    elif isinstance(form, Some):
        for part in form.parts:
            yield from _with_what_is_unknown(part, settled)
    else:
        assert_never(form)
