"""What speaks for a piece of advice and what against it, gathered in one place from what the case knows anyway."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from advisor.explain.goals import Fires
from advisor.explain.placing import in_state
from advisor.explain.smallest import SmallestSets, smallest_sets
from advisor.explain.why import concluders_in, why
from advisor.model.assessment import Assessment, RankedRecommendation
from advisor.model.attribute import UNKNOWN
from advisor.model.explanation import (
    BearingCaveat,
    Doubted,
    Elsewhere,
    ForAndAgainst,
    HandledTension,
    OpenTurn,
    OpposingTension,
    SpeakingAnswer,
    SpeaksAgainst,
    SpeaksFor,
    Subject,
    TurningAnswer,
    Why,
)
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output
from advisor.model.states import STATES, State, state_in
from advisor.model.trace import Trace
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.proof import proof

BUDGET = 100_000
"""How many rules each search over the open questions may look at, as in ``smallest_sets``."""

Run = Callable[[Mapping[str, str]], Trace]


def for_and_against(
    knowledge: KnowledgeBase,
    rules: CompiledRules,
    assessment: Assessment,
    subject: Subject,
    run: Run,
    hangs_on: Mapping[str, int],
    budget: int = BUDGET,
) -> ForAndAgainst:
    """Both sides of a piece of advice in an assessment. ``rules`` are those of the knowledge and ``run`` is the engine
    on it, on which other answers are tried; ``hangs_on`` is as in ``why``."""
    listed = next((each for each in assessment.recommendations if each.id == subject.id), None)
    if listed is None:
        return ForAndAgainst(profile=assessment.profile, knowledge=assessment.knowledge, subject=subject, holds=False)
    proven = why(knowledge, assessment, subject, hangs_on)
    return ForAndAgainst(
        profile=assessment.profile,
        knowledge=assessment.knowledge,
        subject=subject,
        holds=True,
        state=listed.state,
        rank=listed.rank,
        rank_because=listed.rank_because,
        state_because=listed.state_because,
        waits_for=listed.waits_for,
        speaks_for=_speaks_for(knowledge, assessment, listed, proven),
        speaks_against=_speaks_against(knowledge, rules, assessment, listed, proven, run, budget),
    )


def _speaks_for(
    knowledge: KnowledgeBase, assessment: Assessment, listed: RankedRecommendation, proven: Why
) -> SpeaksFor:
    urgency = listed.urgency_from
    counted = dict.fromkeys(urgency.answers if urgency is not None else ())
    placing = dict.fromkeys(urgency.placing if urgency is not None else ())
    order = [name for name in (*counted, *placing, *proven.facts) if name in assessment.profile.facts]
    waiting = [each.id for each in assessment.recommendations if listed.id in each.waits_for]
    cited = {name for step in proven.steps for name in step.cites}
    return SpeaksFor(
        answers=tuple(
            SpeakingAnswer(
                attribute=name,
                value=assessment.profile.facts[name],
                counts="answer" if name in counted else "placing" if name in placing else None,
            )
            for name in dict.fromkeys(order)
        ),
        rules=proven.rules,
        steps=proven.steps,
        findings={name: finding for name, finding in proven.findings.items() if name in cited},
        tensions=tuple(
            HandledTension(id=each.id, title=each.title, in_doubt=each.in_doubt)
            for each in assessment.tensions
            if listed.id in each.handled_by
        ),
        waiting=tuple(dict.fromkeys([*(urgency.waiting if urgency is not None else ()), *waiting])),
        after=tuple(dict.fromkeys([*listed.before, *(urgency.after if urgency is not None else ())])),
        reason=urgency.reason if urgency is not None else None,
        component=listed.component,
        stages_behind=urgency.stages_behind if urgency is not None else 0,
    )


def _speaks_against(
    knowledge: KnowledgeBase,
    rules: CompiledRules,
    assessment: Assessment,
    listed: RankedRecommendation,
    proven: Why,
    run: Run,
    budget: int,
) -> SpeaksAgainst:
    assert proven.weakest is not None
    cited = {name for step in proven.steps for name in step.cites}
    facts = assessment.profile.facts
    doubting = {name: tuple(each.id for each in assessment.caveats if name in each.doubts) for name in proven.facts}
    return SpeaksAgainst(
        tensions=tuple(_opposing(knowledge, assessment, listed, proven, cited)),
        caveats=tuple(_bearing(knowledge, assessment, listed.id, cited)),
        in_doubt=tuple(
            Doubted(attribute=name, value=facts[name], caveats=caveats) for name, caveats in doubting.items() if caveats
        ),
        unknown=proven.unknown,
        weakest=proven.weakest,
        turning=tuple(_turning(knowledge, facts, listed, run)),
        open=tuple(_open_turns(knowledge, rules, facts, listed, budget)),
    )


def _opposing(
    knowledge: KnowledgeBase, assessment: Assessment, listed: RankedRecommendation, proven: Why, cited: set[str]
) -> Iterator[OpposingTension]:
    """The tensions that the piece does not handle and that share answers or findings with it."""
    concluders = concluders_in(assessment)
    for each in assessment.tensions:
        if listed.id in each.handled_by:
            continue
        hanging = {name for firing in proof(assessment.firings, concluders, each.rules) for name in firing.facts}
        answers = tuple(name for name in proven.facts if name in hanging)
        findings = tuple(name for name in each.citations if name in cited)
        if answers or findings:
            pulls = knowledge.tensions[each.id].pulls
            others = [side for side in pulls if cited.isdisjoint(side.findings)]
            yield OpposingTension(
                id=each.id,
                title=each.title,
                text=each.text,
                pulls=tuple(side.says for side in others or pulls),
                answers=answers,
                findings=findings,
                in_doubt=each.in_doubt,
            )


def _bearing(knowledge: KnowledgeBase, assessment: Assessment, piece: str, cited: set[str]) -> Iterator[BearingCaveat]:
    for each in assessment.caveats:
        entry = knowledge.caveats[each.id]
        findings = tuple(name for name in each.citations if name in cited)
        if piece in entry.bears_on or findings:
            yield BearingCaveat(
                id=each.id,
                kind=each.kind,
                text=entry.in_short or each.text,
                named=piece in entry.bears_on,
                findings=findings,
            )


def _turning(
    knowledge: KnowledgeBase, facts: Mapping[str, str], listed: RankedRecommendation, run: Run
) -> Iterator[TurningAnswer]:
    for name, answer in facts.items():
        others = {key: value for key, value in facts.items() if key != name}
        found = []
        for value in (*knowledge.inputs[name].domain, UNKNOWN):
            if value == answer:
                continue
            then = state_in(run(others if value == UNKNOWN else {**others, name: value}).conclusions, listed.id)
            if then != listed.state:
                found.append(Elsewhere(answer=value, state=then))
        if found:
            yield TurningAnswer(attribute=name, answer=answer, alternatives=tuple(found))


def _open_turns(
    knowledge: KnowledgeBase, rules: CompiledRules, facts: Mapping[str, str], listed: RankedRecommendation, budget: int
) -> Iterator[OpenTurn]:
    """What answers to open questions alone can bring about; nothing for what no answers can."""
    choices = {name: each.domain for name, each in knowledge.inputs.items() if name not in facts}
    giving = rules.index.giving.get(Output("recommendation", listed.id), ())
    gone = smallest_sets(rules, Fires(giving, wanted=False), facts, choices, budget)
    turns: dict[State | None, SmallestSets] = {None: gone}
    for state in STATES:
        if state != listed.state:
            turns[state] = in_state(rules, listed.id, state, facts, choices, budget)
    for where, found in turns.items():
        if found.sets or not found.complete:
            hanging = {name for each in found.sets for name in each}
            yield OpenTurn(
                state=where,
                hangs_on=tuple(name for name in knowledge.inputs if name in hanging),
                sets=tuple({name: value for name, value in each.items() if value} for each in found.sets),
                exact=found.complete,
            )
