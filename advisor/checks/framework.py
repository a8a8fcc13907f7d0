"""The framework of phases held against the knowledge that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Issue, listed
from advisor.loading.knowledge import FRAMEWORK, LoadedKnowledge
from advisor.model.knowledge import KnowledgeBase
from advisor.model.next_phase import POSITIONS

CONCLUDED = tuple(each for each in POSITIONS if each != "unknown")
"""What a conclusion on a position may say."""

VALUED = "conclusion of that value"

Path = tuple[str | int, ...]
Reference = tuple[str, str, Path, str, str]
"""From a kind and id, at a path, to a kind and id."""


def framework_references(base: KnowledgeBase) -> Iterator[Reference]:
    """Everything that the framework names: answers, conclusions, findings and pieces of advice."""
    framework = base.framework
    if framework is None:
        return

    def named(path: Path, kind: str, target: str) -> Reference:
        return (*FRAMEWORK, path, kind, target)

    yield named(("phase",), "input", framework.phase)
    yield named(("capabilities", "here"), "input", framework.capabilities.here)
    for name, guide in framework.phased.items():
        yield named((name, "here"), "input", guide.here)
        yield named((name, "expected"), "conclusion", guide.expected)
        yield named((name, "position"), "conclusion", guide.position)
        for phase, each in guide.phases.items():
            at: Path = (name, "phases", phase)
            # Where the name itself leads nowhere, that is told above, and its values cannot be judged.
            if framework.phase in base.inputs:
                yield named(at, "answer", f"{framework.phase}={phase}")
            if guide.here in base.inputs:
                yield named((*at, "stage"), "answer", f"{guide.here}={each.stage}")
            if guide.expected in base.derived:
                yield named((*at, "stage"), VALUED, f"{guide.expected}={each.stage}")
            for conclusion, value in each.held_by.items():
                if conclusion in base.derived:
                    yield named((*at, "held_by", conclusion), VALUED, f"{conclusion}={value}")
                else:
                    yield named((*at, "held_by", conclusion), "conclusion", conclusion)
    for path, need in framework.needs():
        if need.piece is not None:
            yield named((*path, "piece"), "recommendation", need.piece)
        for answer, value in (need.shown_by or {}).items():
            at = (*path, "shown_by", answer)
            if answer in base.inputs:
                yield named(at, "answer", f"{answer}={value}")
            else:
                yield named(at, "input", answer)
    for path, findings in framework.citing():
        for index, finding in enumerate(findings):
            yield named((*path, index), "finding", finding)


def framework_issues(loaded: LoadedKnowledge) -> Iterator[Issue]:
    """Phases that have no order or that one component lacks, and positions that are none."""
    base, framework = loaded.base, loaded.base.framework
    if framework is None:
        return
    phase = base.inputs.get(framework.phase)
    if phase is not None and phase.scale != "ordinal":
        what = f"{framework.phase} has no order, and phases follow one another"
        yield loaded.issue(*FRAMEWORK, ("phase",), what, "an input on an ordinal scale", code="phase")
    every = dict.fromkeys(each for guide in framework.phased.values() for each in guide.phases)
    for name, guide in framework.phased.items():
        lacking = [each for each in every if each not in guide.phases]
        if lacking:
            what = f"another component has {listed(lacking)}, and this one has not"
            yield loaded.issue(*FRAMEWORK, (name, "phases"), what, "the same phases in each", code="phase", of_key=True)
        position = base.derived.get(guide.position)
        if position is not None and not set(position.domain) <= set(CONCLUDED):
            what = f"{guide.position} says more than where a component stands"
            yield loaded.issue(
                *FRAMEWORK,
                (name, "position"),
                what,
                f"a conclusion with no value but {listed(CONCLUDED)}",
                code="position",
            )
