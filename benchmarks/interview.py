"""How many questions an interview takes, how soon its first three are settled, how good a quick one is, and what a
turn costs.

Run ``python -m benchmarks.interview``. The clients are the example profiles and ten worked cases. Each is interviewed
as somebody who knows just what is written of it and answers "unknown" to the rest; as somebody who knows everything,
the rest drawn with a fixed seed so that no further answers contradict one another; and as somebody who knows
everything, the rest drawn as it comes. ``asked`` counts the questions until nothing can change any more, ``list``
those until no answer can put advice on the list of what is to do or take it off, ``first`` those until it is proven
that the three things first stay; a dash where that never is before the end. A quick interview is held against the
whole one: how many questions it asked, and whether the first thing, and all three, are those of the whole. With
hindsight, twelve questions are chosen one by one by whoever knows the end, which no interview can do. Times are
milliseconds of processor time without the start of the program.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from advisor import Advisor
from advisor.interview.choose_question import FIRST
from advisor.interview.dialogue import QUICK, Dialogue
from advisor.interview.session import Given, Session
from advisor.model.attribute import UNKNOWN
from advisor.reports.contents.interview import question
from advisor.reports.formats import PAGE
from advisor.reports.formats.terminal import draw
from tests.scenarios.test_clients import CLIENTS

DRAWS = 3
EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


class Course(NamedTuple):
    """How an interview went: the questions asked, those until the list and the first three were settled, None where
    they were not before the end, the three things first at its end, and the milliseconds of each turn."""

    asked: int
    list_: int | None
    first: int | None
    ends: tuple[str, ...]
    turns: list[float]


def interviewed(dialogue: Dialogue, knows: Mapping[str, str]) -> Course:
    session, turns = Session(), []
    list_: int | None = None
    first: int | None = None
    while True:
        start = time.process_time()
        stand = dialogue.stand(session)
        turns.append((time.process_time() - start) * 1000)
        asked = len(session.trail)
        if stand.question is None or stand.enough:
            return Course(asked, list_, first, stand.turn.first, turns)
        if stand.turn.list_settled and list_ is None:
            list_ = asked
        if stand.turn.first_settled and first is None:
            first = asked
        session = dialogue.answer(session, stand.question, knows.get(stand.question, UNKNOWN))


def drawn(dialogue: Dialogue) -> list[float]:
    """The milliseconds that it takes to draw each question."""
    times = []
    for name in dialogue.knowledge.inputs:
        session = Session(shown=name)
        stand = dialogue.stand(session)
        start = time.process_time()
        draw(question(dialogue, session, stand), PAGE)
        times.append((time.process_time() - start) * 1000)
    return times


def told(what: str, times: Iterable[float]) -> str:
    found = sorted(times)
    return (
        f"{what}: median {statistics.median(found):.1f} ms, p95 {found[int(0.95 * (len(found) - 1))]:.1f} ms, "
        f"worst {found[-1]:.1f} ms, of {len(found)}"
    )


def coherent(dialogue: Dialogue, facts: Mapping[str, str], pick: random.Random) -> dict[str, str]:
    """The facts, and drawn answers to the rest that contradict nothing; what would is left unknown."""

    def contradicting(answers: Mapping[str, str]) -> int:
        return len(dialogue.contradictions(Session(given={name: Given(value) for name, value in answers.items()})))

    found, before = dict(facts), contradicting(facts)
    for name, each in dialogue.knowledge.inputs.items():
        for value in pick.sample(each.domain, len(each.domain)) if name not in facts else ():
            if contradicting({**found, name: value}) <= before:
                found[name] = value
                break
    return found


def with_hindsight(dialogue: Dialogue, knows: Mapping[str, str]) -> bool:
    """Whether twelve questions, chosen one by one by whoever knows the end, bring the three things first."""

    def first(facts: Mapping[str, str]) -> set[str]:
        return {*dialogue.chooser.ranked(facts)[:FIRST]}

    ends = first(knows)
    facts: dict[str, str] = {}
    while len(facts) < min(QUICK, len(knows)):
        ahead = [{**facts, name: value} for name, value in knows.items() if name not in facts]
        facts = max(ahead, key=lambda each: len(first(each) & ends))
    return first(facts) == ends


def row(name: str, whole: Course, quick: Course) -> str:
    counts = [f"{'-' if each is None else each:>6}" for each in (whole.asked, whole.list_, whole.first, quick.asked)]
    same = [f"{'yes' if yes else 'no':>6}" for yes in (quick.ends[:1] == whole.ends[:1], alike(quick, whole))]
    return f"{name[:50]:<50}{''.join(counts)}{''.join(same)}"


def alike(quick: Course, whole: Course) -> bool:
    """Whether the same three things are first, in whatever order."""
    return {*quick.ends} == {*whole.ends}


def summed(courses: list[tuple[Course, Course]], hindsight: int) -> str:
    total = len(courses)
    wholes, quicks = [whole for whole, _ in courses], [quick for _, quick in courses]
    settled = [each.first for each in wholes if each.first is not None]
    common = [len({*quick.ends} & {*whole.ends}) for whole, quick in courses]
    return (
        f"of {total}: asked {statistics.mean(each.asked for each in wholes):.1f} on average; the first three proven "
        f"before the end in {len(settled)}, at the median after {statistics.median(settled) if settled else '-'}; "
        f"quick asked {statistics.mean(each.asked for each in quicks):.1f}, with the whole's first thing in "
        f"{sum(quick.ends[:1] == whole.ends[:1] for whole, quick in courses)}, its first three in "
        f"{sum(alike(quick, whole) for whole, quick in courses)} (in their order in "
        f"{sum(quick.ends == whole.ends for whole, quick in courses)}), {statistics.mean(common):.2f} of three on "
        f"average; with hindsight twelve questions would bring the three in {hindsight}"
    )


def main() -> None:
    advisor = Advisor()
    inputs = advisor.knowledge.inputs
    whole, quick = advisor.dialogue(), advisor.dialogue(quick=True)
    pick = random.Random(1)
    clients = {path.stem: advisor.read_profile(path).facts for path in sorted(EXAMPLES.glob("*.yaml"))}
    clients |= {name: client.facts for name, client in CLIENTS.items()}
    print(f"{len(inputs)} questions, {len(advisor.knowledge.rules)} rules\n")
    groups: dict[str, list[Mapping[str, str]]] = {
        "knows what is written": list(clients.values()),
        "knows everything, fitting": [coherent(whole, each, pick) for each in clients.values() for _ in range(DRAWS)],
        "knows everything, as it comes": [
            {name: each.get(name) or pick.choice(one.domain) for name, one in inputs.items()}
            for each in clients.values()
            for _ in range(DRAWS)
        ],
    }
    every: list[tuple[Course, Course]] = []
    for group, known in groups.items():
        print(f"{group:<50}{'asked':>6}{'list':>6}{'first':>6}{'quick':>6}{'one':>6}{'three':>6}")
        courses = []
        names = [name for name in clients for _ in range(len(known) // len(clients))]
        for name, knows in zip(names, known, strict=True):
            courses.append((interviewed(whole, knows), interviewed(quick, knows)))
            print(row(name, *courses[-1]))
        print(f"{summed(courses, sum(with_hindsight(whole, each) for each in known))}\n")
        every += courses
    print(told("a turn", [each for course, _ in every for each in course.turns]))
    print(told("a turn of a quick interview", [each for _, course in every for each in course.turns]))
    print(told("drawing its question", drawn(whole)))


if __name__ == "__main__":
    main()
