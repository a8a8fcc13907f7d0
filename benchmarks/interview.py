"""How many questions an interview takes, against asking all, and what a turn costs.

Run ``python -m benchmarks.interview``. Each example profile is interviewed twice: by somebody who knows just what the
profile says and answers "unknown" to the rest, and by somebody who knows everything (the rest drawn with a fixed seed,
the mean of several draws). ``advice`` counts the questions until recommendations and tensions are settled, ``all``
until caveats are as well. Times are milliseconds without the start of the program: of choosing a question, and of
drawing it.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from advisor import Advisor
from advisor.interview.choose_question import Chooser
from advisor.interview.dialogue import Dialogue
from advisor.interview.session import Session
from advisor.reports.contents.interview import question
from advisor.reports.formats import PAGE
from advisor.reports.formats.terminal import draw

DRAWS = 20
EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


class Course(NamedTuple):
    """How an interview went: questions until the advice was settled, questions in all, milliseconds of each turn."""

    advice: int
    asked: int
    turns: list[float]


def interviewed(chooser: Chooser, knows: Mapping[str, str]) -> Course:
    facts: dict[str, str] = {}
    unknown: set[str] = set()
    advice, turns = None, []
    while True:
        start = time.perf_counter()
        turn = chooser.turn(facts, unknown)
        turns.append((time.perf_counter() - start) * 1000)
        asked = len(facts) + len(unknown)
        if advice is None and all(output.kind == "caveat" for output in turn.undecided):
            advice = asked
        if turn.question is None:
            return Course(asked if advice is None else advice, asked, turns)
        if turn.question in knows:
            facts[turn.question] = knows[turn.question]
        else:
            unknown.add(turn.question)


def drawn(dialogue: Dialogue) -> list[float]:
    """The milliseconds that it takes to draw each question."""
    times = []
    for name in dialogue.knowledge.inputs:
        session = Session(shown=name)
        stand = dialogue.stand(session)
        start = time.perf_counter()
        draw(question(dialogue, session, stand), PAGE)
        times.append((time.perf_counter() - start) * 1000)
    return times


def told(what: str, times: list[float]) -> str:
    times = sorted(times)
    return (
        f"{what}: median {statistics.median(times):.2f} ms, p95 {times[int(0.95 * (len(times) - 1))]:.2f} ms, "
        f"worst {times[-1]:.2f} ms, of {len(times)}"
    )


def main() -> None:
    advisor = Advisor()
    chooser = advisor.dialogue().chooser
    inputs = advisor.knowledge.inputs
    pick = random.Random(1)
    turns: list[float] = []
    print(f"{len(inputs)} questions, {len(advisor.knowledge.rules)} rules\n")
    print(f"{'example':<42} {'known':>5}   {'the rest unknown':>16}   {'all known (mean)':>16}")
    print(f"{'':<42} {'':>5}   {'advice':>8} {'all':>7}   {'advice':>8} {'all':>7}")
    for path in sorted(EXAMPLES.glob("*.yaml")):
        facts = advisor.read_profile(path).facts
        sparse = interviewed(chooser, facts)
        full = [
            interviewed(chooser, {name: facts.get(name) or pick.choice(each.domain) for name, each in inputs.items()})
            for _ in range(DRAWS)
        ]
        turns += [each for course in (sparse, *full) for each in course.turns]
        advice, asked = (statistics.mean(values) for values in zip(*(course[:2] for course in full), strict=True))
        print(f"{path.stem:<42} {len(facts):>5}   {sparse.advice:>8} {sparse.asked:>7}   {advice:>8.1f} {asked:>7.1f}")
    print(f"\n{told('a turn', turns)}\n{told('drawing its question', drawn(advisor.dialogue()))}")


if __name__ == "__main__":
    main()
