"""What the advice is like over many cases: ``python -m benchmarks.advice``.

Draws profiles with a fixed seed, of every size from a few answers to nearly all, and prints how many of them show an
answer in doubt, a gate or a tension, how long the list is, and which piece stands first how often.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections import Counter
from collections.abc import Iterator

from advisor import Advisor, Assessment

GATES = ("make-the-fit-or-stop", "decide-on-machine-link")
"""Advice on something that has to be decided before more is invested."""


def drawn(advisor: Advisor, count: int, seed: int = 20) -> Iterator[Assessment]:
    """Assessments of profiles in which each answer is given with a chance that is drawn for the profile."""
    pick = random.Random(seed)
    inputs = advisor.knowledge.inputs
    for _ in range(count):
        given = pick.uniform(0.1, 0.95)
        yield advisor.assess({name: pick.choice(each.domain) for name, each in inputs.items() if pick.random() < given})


def share(part: int, whole: int) -> str:
    return f"{part:5} of {whole} ({part / whole:.0%})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=3000)
    arguments = parser.parse_args()
    advisor = Advisor()
    pairs: Counter[str] = Counter()
    first: Counter[str] = Counter()
    lengths: list[int] = []
    doubt = gate = tension = 0
    for assessment in drawn(advisor, arguments.profiles):
        found = [each.id for each in assessment.caveats if each.kind == "contradiction"]
        pairs.update(found)
        doubt += bool(found)
        gate += any(each.id in GATES for each in assessment.recommendations)
        tension += bool(assessment.tensions)
        lengths.append(len(assessment.recommendations))
        if assessment.recommendations:
            first[assessment.recommendations[0].id] += 1
    count = arguments.profiles
    print(f"{count} drawn profiles, knowledge {advisor.knowledge.version}, {len(advisor.knowledge.rules)} rules")
    print(f"  at least one pair of answers that does not fit  {share(doubt, count)}")
    print(f"  at least one gate ({', '.join(GATES)})  {share(gate, count)}")
    print(f"  at least one tension                            {share(tension, count)}")
    print(f"  recommendations: median {statistics.median(lengths):g}, {min(lengths)} to {max(lengths)}")
    print("  first in the list, most often:")
    for name, times in first.most_common(5):
        print(f"    {name:45} {share(times, count)}")
    print(f"  pairs, of {sum(each.kind == 'contradiction' for each in advisor.knowledge.caveats.values())}:")
    for name, times in pairs.most_common():
        print(f"    {name:45} {share(times, count)}")


if __name__ == "__main__":
    main()
