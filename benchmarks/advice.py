"""What the advice is like over many cases: ``python -m benchmarks.advice``.

Draws profiles of 15 answers with a fixed seed, the same every time, and adds the shipped examples. Each is assessed as
it is, and from every side. It prints, for the drawn profiles and for the examples:

- how many pieces there are to do, and which shares of all listed pieces are in place, wait or are the other side's;
- which share of the pieces to do is done already, by a rule that says so: there must be none;
- how alike the lists to do are (those on both, of those on either), for two sides of one case and for two cases;
- which piece stands first most often, and how often; and which does so apart from the one that asks to settle answers;
- how alike the first threes are, for two cases, and for two sides of one case;
- how long the page for a client is, 80 columns wide, and at which line its first piece of advice stands;
- after how many questions the first three pieces no longer change, when somebody who can answer everything is
  interviewed.

Before advice had states and sides the lists were the same, in the same order, for every side. A profile had 16 pieces
(6 to 24), one piece stood first in more than half of the cases, and 18 % of the advice was to do what was in place. A
report had 230 to 495 lines, with the first piece of advice at line 123. Before advice had an urgency, one piece apart
from the one on answers that do not fit stood first in 23 % of the cases.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

from advisor import Advisor, Assessment
from advisor.model.advice import asks_for_side
from advisor.model.base import SIDES
from advisor.model.states import STATES
from advisor.reports.contents.assessment import document
from advisor.reports.formats import written

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
ANSWERS = 15
INTERVIEWS = 20
SETTLING = "settle-answers"
"""The advice that stands first wherever answers do not fit one another."""

Facts = dict[str, str]


def drawn(advisor: Advisor, count: int, answers: int, seed: int = 20) -> list[Facts]:
    """Profiles of as many answers, as far as there are questions."""
    pick = random.Random(seed)
    inputs = list(advisor.knowledge.inputs.values())
    return [
        {each.name: pick.choice(each.domain) for each in pick.sample(inputs, min(answers, len(inputs)))}
        for _ in range(count)
    ]


def to_do(assessment: Assessment) -> list[str]:
    return [each.id for each in assessment.recommendations if each.state == "to_do"]


def alike(pairs: Iterable[tuple[list[str], list[str]]]) -> float:
    """The mean, over pairs of lists, of the share of what is on both among what is on either."""
    return statistics.mean(len({*one} & {*other}) / len({*one, *other}) for one, other in pairs if one or other)


def spread(numbers: Sequence[int]) -> str:
    return f"{statistics.median(numbers):g} ({min(numbers)} to {max(numbers)})"


def line_of_first(text: str) -> int:
    """The line at which the piece of rank 1 stands, below the headline that names it as well."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if re.match(r" +1\.? ", line))


def questions_until_settled(advisor: Advisor, facts: Facts) -> int:
    """How many questions an interview asks until the first three pieces are those at its end, in their order."""
    known: Facts = {}
    firsts = [to_do(advisor.assess(known))[:3]]
    while (name := advisor.next_question(known).attribute) is not None:
        known[name] = facts[name]
        firsts.append(to_do(advisor.assess(known))[:3])
    return next(asked for asked in range(len(firsts)) if all(first == firsts[-1] for first in firsts[asked:]))


def figures(advisor: Advisor, name: str, profiles: Sequence[Facts]) -> None:
    side = next(each.name for each in advisor.knowledge.inputs.values() if asks_for_side(each))
    assessments = [advisor.assess(facts) for facts in profiles]
    lists = [to_do(each) for each in assessments]
    listed = [each.state for one in assessments for each in one.recommendations]
    done = sum(
        piece in {each for firing in one.firings for each in firing.in_place}
        for one, pieces in zip(assessments, lists, strict=True)
        for piece in pieces
    )
    by_side = {each: [to_do(advisor.assess({**facts, side: each})) for facts in profiles] for each in SIDES}
    firsts = Counter(pieces[0] for pieces in lists if pieces)
    (first, times), *_ = firsts.most_common(1)
    pages = [written(document(each, advisor.knowledge), "terminal") for each in assessments if to_do(each)]
    print(f"{name}: {len(profiles)}")
    print(f"  pieces to do              {spread([len(each) for each in lists])}")
    print(
        f"  of all pieces             {', '.join(f'{each} {listed.count(each) / len(listed):.0%}' for each in STATES)}"
    )
    print(f"  to do, though in place    {done / listed.count('to_do'):.0%}")
    for one, other in combinations(SIDES, 2):
        pairs = zip(by_side[one], by_side[other], strict=True)
        print(f"  {f'alike, {one} {other}':26}{alike(pairs):.2f}")
    print(f"  alike, two cases          {alike(combinations(lists, 2)):.2f}")
    print(f"  first threes, two cases   {alike(combinations([pieces[:3] for pieces in lists], 2)):.2f}")
    for one, other in combinations(SIDES, 2):
        threes = [(mine[:3], theirs[:3]) for mine, theirs in zip(by_side[one], by_side[other], strict=True)]
        print(f"  {f'first threes, {one} {other}':34}{alike(threes):.2f}")
    print(f"  first most often          {first}, {times / len(lists):.0%}")
    for piece, many in [each for each in firsts.most_common() if each[0] != SETTLING][:1]:
        print(f"  apart from that           {piece}, {many / len(lists):.0%}")
    print(f"  different pieces first    {len(firsts)}")
    print(f"  lines of the page         {spread([len(each.splitlines()) for each in pages])}")
    print(f"  line of the first piece   {spread([line_of_first(each) for each in pages])}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profiles", type=int, default=200)
    options = parser.parse_args()
    advisor = Advisor()
    inputs = advisor.knowledge.inputs
    print(f"knowledge {advisor.knowledge.version}, {len(advisor.knowledge.rules)} rules")
    figures(advisor, f"drawn profiles of {ANSWERS} answers", drawn(advisor, options.profiles, ANSWERS))
    figures(advisor, "examples", [advisor.read_profile(path).facts for path in sorted(EXAMPLES.glob("*.yaml"))])
    full = drawn(advisor, INTERVIEWS, len(inputs))
    asked = [questions_until_settled(advisor, facts) for facts in full]
    print(f"questions until the first three pieces no longer change, of {len(inputs)}: {spread(asked)}")


if __name__ == "__main__":
    main()
