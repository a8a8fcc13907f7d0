"""The facade from several threads at once, with switches between them forced."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from advisor import Advisor

THREADS = 8


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads that give way to each other every few microseconds."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.no_cover
@pytest.mark.usefixtures("restless")
@pytest.mark.parametrize("matcher", ["indexed", "rete"])
def test_eight_threads_give_the_results_of_one(matcher: str) -> None:
    advisor = Advisor(matcher="rete" if matcher == "rete" else "indexed")
    draw = random.Random(8)
    cases = [
        {name: draw.choice(each.domain) for name, each in advisor.knowledge.inputs.items() if draw.random() < 0.5}
        for _ in range(200 if matcher == "indexed" else 24)
    ]
    alone = [advisor.assess(case).to_json() for case in cases]
    with ThreadPoolExecutor(THREADS) as pool:
        together = list(pool.map(lambda case: advisor.assess(case).to_json(), cases))
    assert together == alone
