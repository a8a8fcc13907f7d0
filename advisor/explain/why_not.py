"""Why something did not come out: the rules that could give it, what they lack, and the answers that would bring it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from typing_extensions import assert_never

from advisor.errors import EngineError
from advisor.explain.goals import Concluded, Fires, Goal
from advisor.explain.smallest import BUDGET, Choices, smallest_sets
from advisor.explain.subject import found_in, giving, goal_of
from advisor.model.assessment import Assessment
from advisor.model.condition import Condition, Is, Known, Not, Unknown
from advisor.model.explanation import JudgedCondition, Reach, RuleState, Subject, Truth, Way, WhyNot
from advisor.model.knowledge import KnowledgeBase
from advisor.model.rule import Rule
from advisor.model.states import said_of
from advisor.model.trace import Trace
from advisor.reasoning.compiled import NOTHING, CompiledRules, Every, Form, Passes, Some, holds
from advisor.reasoning.logic import truth

Run = Callable[[Mapping[str, str]], Trace]


def why_not(
    knowledge: KnowledgeBase,
    rules: CompiledRules,
    assessment: Assessment,
    subject: Subject,
    run: Run,
    budget: int = BUDGET,
) -> WhyNot:
    """What kept a subject from coming out of an assessment. ``rules`` are those of the knowledge, and ``run`` is the
    engine on it, on which every way is tried before it is shown; ``budget`` bounds the search, as in ``smallest_sets``.
    """
    holds, found, _ = found_in(assessment, subject)
    if holds:
        return WhyNot(
            profile=assessment.profile, knowledge=assessment.knowledge, subject=subject, holds=True, found=found
        )
    known = {**assessment.profile.facts, **{each.attribute: each.value for each in assessment.conclusions}}
    for piece in assessment.recommendations:
        known.update(said_of(piece.id, piece.state))
    candidates = giving(subject, rules.index)
    reach, ways, complete = _ways(knowledge, rules, assessment, goal_of(subject, knowledge, rules.index), run, budget)
    return WhyNot(
        profile=assessment.profile,
        knowledge=assessment.knowledge,
        subject=subject,
        holds=False,
        found=found,
        rules=tuple(_state(rule, _gives(subject, rule), known) for rule in candidates),
        upstream=_upstream(rules, candidates, known),
        overruled_by=_overruling(assessment, subject, candidates),
        reach=reach,
        ways=ways,
        complete=complete,
    )


def judged(condition: Condition, known: Mapping[str, str]) -> JudgedCondition:
    """A condition, and each of its parts, with its verdict on what is known."""
    found = truth(condition, known)
    verdict: Truth = "unknown" if found is None else "holds" if found else "fails"
    if isinstance(condition, (Is, Known, Unknown)):
        return JudgedCondition(
            node=condition.node,
            verdict=verdict,
            attribute=condition.attribute,
            wanted=condition.allowed if isinstance(condition, Is) else (),
            found=known.get(condition.attribute),
        )
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    return JudgedCondition(node=condition.node, verdict=verdict, parts=tuple(judged(part, known) for part in parts))


def _state(rule: Rule, gives: str, known: Mapping[str, str]) -> RuleState:
    return RuleState(rule=rule.id, title=rule.title, gives=gives, grade=rule.grade, condition=judged(rule.when, known))


def _gives(subject: Subject, rule: Rule) -> str:
    if subject.kind == "conclusion":
        return f"conclusion:{subject.id}={rule.then.drawn[subject.id]}"
    return str(subject)


def _upstream(rules: CompiledRules, candidates: tuple[Rule, ...], facts: Mapping[str, str]) -> tuple[RuleState, ...]:
    """The rules behind conclusions that the candidates miss, or that stand in their way, and behind those in turn."""
    known = rules.states(facts)
    states: dict[tuple[str, int], RuleState] = {}
    ahead = [rules.by_id[rule.id] for rule in candidates]
    for compiled in ahead:  # grows while it is gone through
        for place, bit in _lacking(compiled.when, known, rules):
            name = rules.names[place]
            for behind in rules.index.concluding.get(name, ()):
                value = behind.then.drawn[name]
                if rules.bits[name][value] == bit and (behind.id, place) not in states:
                    states[behind.id, place] = _state(behind, f"conclusion:{name}={value}", facts)
                    ahead.append(rules.by_id[behind.id])
    return tuple(states.values())


def _lacking(form: Form, known: list[int], rules: CompiledRules) -> Iterator[tuple[int, int]]:
    """Conclusions that a condition wants and does not find, or finds and does not want, as places and bits; none where
    it holds."""
    if holds(form, known):
        return
    if isinstance(form, Passes):
        if rules.attributes[rules.names[form.place]].derived:
            for bit in rules.bits[rules.names[form.place]].values():
                if form.values & bit:
                    yield form.place, bit
            if known[form.place] != NOTHING:
                yield form.place, known[form.place]
    elif isinstance(form, (Every, Some)):
        for part in form.parts:
            yield from _lacking(part, known, rules)
    else:
        assert_never(form)


def _overruling(assessment: Assessment, subject: Subject, candidates: tuple[Rule, ...]) -> tuple[str, ...]:
    fired = {firing.rule for firing in assessment.firings}
    if subject.kind != "conclusion" or not any(rule.id in fired for rule in candidates):
        return ()
    return next(each.rules for each in assessment.conclusions if each.attribute == subject.id)


def _ways(
    knowledge: KnowledgeBase, rules: CompiledRules, assessment: Assessment, goal: Goal, run: Run, budget: int
) -> tuple[Reach | None, tuple[Way, ...], bool]:
    facts = assessment.profile.facts
    before = {caveat.id for caveat in assessment.caveats}
    for reach in ("within reach", "withdrawing", "out of reach"):
        sets, complete, _ = smallest_sets(rules, goal, facts, _choices(knowledge, facts, reach), budget)
        if sets or not complete:
            ways = [_way(knowledge, facts, each, _tried(run, goal, {**facts, **each}), before) for each in sets]
            order = {name: index for index, name in enumerate(knowledge.inputs)}
            ways.sort(
                key=lambda way: (
                    len(way.withdrawn),
                    len(way.changed),
                    len(way.answers),
                    len(way.contradictions),
                    [(order[name], value) for name, value in way.answers.items()],
                )
            )
            if not ways:
                return None, (), False
            return _reach(reach, ways[0]), tuple(ways), complete
    return "never", (), True


def _reach(searched: str, first: Way) -> Reach:
    if searched == "within reach":
        return "within reach" if first.changed else "open"
    return "withdrawing" if searched == "withdrawing" else "out of reach"


def _choices(knowledge: KnowledgeBase, facts: Mapping[str, str], reach: str) -> Choices:
    """Open questions may always be answered: finding out changes nothing in the world."""
    choices: dict[str, tuple[str | None, ...]] = {}
    for name, attribute in knowledge.inputs.items():
        others = tuple(value for value in attribute.domain if value != facts.get(name))
        if name not in facts:
            choices[name] = others
            continue
        changes = others if attribute.changeable or reach == "out of reach" else ()
        choices[name] = changes if reach == "within reach" else (*changes, None)
    return choices


def _tried(run: Run, goal: Goal, answers: Mapping[str, str | None]) -> set[str]:
    """The rules that fire with the answers, which have to meet the goal."""
    trace = run({name: value for name, value in answers.items() if value is not None})
    fired = {firing.rule for firing in trace.firings}
    if isinstance(goal, Fires):
        met = any(rule.id in fired for rule in goal.rules) is goal.wanted
    elif isinstance(goal, Concluded):
        met = trace.conclusions.get(goal.attribute) in goal.values
    else:
        assert_never(goal)
    if not met:
        raise EngineError("the answers found by working backwards do not bring about what they should")
    return fired


def _way(
    knowledge: KnowledgeBase,
    facts: Mapping[str, str],
    changes: Mapping[str, str | None],
    fired: set[str],
    before: set[str],
) -> Way:
    caveats = {caveat for rule in fired for caveat in knowledge.rules[rule].then.caveats}
    return Way(
        answered={name: value for name, value in changes.items() if value is not None and name not in facts},
        changed={name: value for name, value in changes.items() if value is not None and name in facts},
        withdrawn=tuple(name for name, value in changes.items() if value is None),
        contradictions=tuple(
            name
            for name, caveat in knowledge.caveats.items()
            if caveat.kind == "contradiction" and name in caveats and name not in before
        ),
    )
