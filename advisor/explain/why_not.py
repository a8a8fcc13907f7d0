"""Why something did not come out: the rules that could give it, what they lack, and the answers that would bring it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from typing_extensions import assert_never

from advisor.errors import EngineError
from advisor.explain.goals import Concluded, Fires, Goal
from advisor.explain.placing import BUDGET as FIRST_BUDGET
from advisor.explain.placing import Placing, in_first_place, in_state
from advisor.explain.smallest import BUDGET, Choices, SmallestSets, merged, smallest_sets
from advisor.explain.subject import found_in, giving, goal_of
from advisor.model.assessment import Assessment
from advisor.model.condition import Condition, Is, Known, Not, Unknown
from advisor.model.explanation import FIRST, JudgedCondition, Reach, RuleState, Subject, Truth, Way, WhyNot
from advisor.model.knowledge import KnowledgeBase
from advisor.model.rule import Rule
from advisor.model.states import said_of, state_in
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
    placing: Placing,
    budget: int | None = None,
) -> WhyNot:
    """What kept a subject from coming out of an assessment. ``rules`` are those of the knowledge, and ``run`` is the
    engine on it, on which every way is tried before it is shown; ``placing`` tells what comes first in a case.
    ``budget`` bounds the search, as in ``smallest_sets``.
    """
    holds, found, _ = found_in(assessment, subject)
    if holds:
        return WhyNot(
            profile=assessment.profile, knowledge=assessment.knowledge, subject=subject, holds=True, found=found
        )
    search, came_out = _search(knowledge, rules, assessment.profile.facts, subject, placing, budget)
    known = {**assessment.profile.facts, **{each.attribute: each.value for each in assessment.conclusions}}
    for piece in assessment.recommendations:
        known.update(said_of(piece.id, piece.state))
    candidates = giving(subject, rules.index)
    reach, ways, cut_at = _ways(knowledge, assessment, search, came_out, run)
    listed = {each.id: each.rank for each in assessment.recommendations if subject.kind == "recommendation"}
    return WhyNot(
        profile=assessment.profile,
        knowledge=assessment.knowledge,
        subject=subject,
        holds=False,
        found=found,
        rank=listed.get(subject.id),
        first=next((name for name, rank in listed.items() if rank == 1 and subject.value == FIRST), None),
        rules=tuple(_state(rule, _gives(subject, rule), known) for rule in candidates),
        upstream=_upstream(rules, candidates, known),
        overruled_by=_overruling(assessment, subject, candidates),
        reach=reach,
        ways=ways,
        complete=cut_at is None,
        cut_at=cut_at,
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


Search = Callable[[Choices], SmallestSets]
"""From what each input may be set to, the smallest sets that bring the subject."""

CameOut = Callable[[Mapping[str, str], Trace], bool]
"""Whether the subject came out of a run on these facts."""


def _search(
    knowledge: KnowledgeBase,
    rules: CompiledRules,
    facts: Mapping[str, str],
    subject: Subject,
    placing: Placing,
    budget: int | None,
) -> tuple[Search, CameOut]:
    """How to look for the subject, and how to tell that it is there."""
    piece, state = subject.id, subject.state
    if subject.value == FIRST:
        most = FIRST_BUDGET if budget is None else budget

        def is_first(known: Mapping[str, str], trace: Trace) -> bool:
            return placing.first(known) == piece

        return lambda choices: in_first_place(knowledge, rules, piece, facts, choices, placing, most), is_first
    most = BUDGET if budget is None else budget
    if state is not None:
        return (
            lambda choices: in_state(rules, piece, state, facts, choices, most),
            lambda known, trace: state_in(trace.conclusions, piece) == state,
        )
    goal = goal_of(subject, knowledge, rules.index)
    return lambda choices: smallest_sets(rules, goal, facts, choices, most), lambda known, trace: _met(goal, trace)


def _ways(
    knowledge: KnowledgeBase, assessment: Assessment, search: Search, came_out: CameOut, run: Run
) -> tuple[Reach | None, tuple[Way, ...], int | None]:
    facts = assessment.profile.facts
    before = {caveat.id for caveat in assessment.caveats}
    for reach in ("within reach", "withdrawing", "out of reach"):
        sets, cut_at, _ = search(_choices(knowledge, facts, reach))
        if sets or cut_at is not None:
            ways = [_way(knowledge, facts, each, _tried(run, came_out, merged(facts, each)), before) for each in sets]
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
                return None, (), cut_at
            return _reach(reach, ways[0]), tuple(ways), cut_at
    return "never", (), None


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


def _tried(run: Run, came_out: CameOut, answers: Mapping[str, str]) -> set[str]:
    """The rules that fire with the answers, which have to bring the subject."""
    trace = run(answers)
    if not came_out(answers, trace):
        raise EngineError("the answers found by working backwards do not bring about what they should")
    return {firing.rule for firing in trace.firings}


def _met(goal: Goal, trace: Trace) -> bool:
    fired = {firing.rule for firing in trace.firings}
    if isinstance(goal, Fires):
        return any(rule.id in fired for rule in goal.rules) is goal.wanted
    if isinstance(goal, Concluded):
        return trace.conclusions.get(goal.attribute) in goal.values
    assert_never(goal)


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
