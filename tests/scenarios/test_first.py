"""What comes first over drawn cases: no single piece nearly everywhere, and not the same for every side."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from advisor import Advisor
from advisor.model.base import SIDES

CASES = 250
SETTLING = "settle-answers"


def drawn(advisor: Advisor, answers: int) -> list[dict[str, str]]:
    pick = random.Random(answers)
    inputs = list(advisor.knowledge.inputs.values())
    return [{each.name: pick.choice(each.domain) for each in pick.sample(inputs, answers)} for _ in range(CASES)]


def firsts(advisor: Advisor, facts: dict[str, str]) -> list[str]:
    return [each.id for each in advisor.assess(facts).recommendations if each.rank is not None][:3]


@pytest.mark.long
@pytest.mark.parametrize("answers", [4, 8, 15, 25])
def test_no_single_piece_comes_first_in_more_than_a_third(advisor: Advisor, answers: int) -> None:
    first = Counter(three[0] for facts in drawn(advisor, answers) if (three := firsts(advisor, facts)))
    del first[SETTLING]
    assert max(first.values()) <= CASES / 3, first.most_common(3)
    assert len(first) > 10


@pytest.mark.long
def test_the_three_sides_do_not_begin_alike(advisor: Advisor) -> None:
    """What they share is what any side has to settle first: answers, a gate, a decision, terms."""
    alike = 0
    for facts in drawn(advisor, 15):
        threes = [firsts(advisor, {**facts, "focal_role": side}) for side in SIDES]
        alike += threes[0] == threes[1] == threes[2]
    assert alike < CASES / 5


@pytest.mark.long
def test_weighty_reasons_come_in_their_order_and_before_all_else(advisor: Advisor) -> None:
    order = ["answers-do-not-fit", "gate", "decision", "terms-in-doubt"]
    met = set()
    for facts in drawn(advisor, 25):
        to_do = [each for each in advisor.assess(facts).recommendations if each.urgency_from]
        reasons = [each.urgency_from.reason for each in to_do if each.urgency_from]
        weighty = [reason for reason in reasons if reason in order]
        assert weighty == sorted(weighty, key=order.index)
        assert reasons[: len(weighty)] == weighty
        met.update(weighty)
    assert met == set(order)
