"""The table of criteria: what waits keeps its place, whatever else orders advice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor import KnowledgeBase
from advisor.assessment.order import KEEPING_BEFORE, ORDER, PLAIN, Criterion, Order
from advisor.model.base import GRADES, SUPPORTS
from advisor.reasoning.proof import Standing

STANDINGS = st.builds(Standing, st.sampled_from(GRADES), st.sampled_from(SUPPORTS), st.just(()))


def test_every_criterion_has_a_name_of_its_own_and_a_sentence() -> None:
    assert len({each.name for each in ORDER}) == len(ORDER)
    assert all(each.words.endswith(".") for each in ORDER)
    assert ORDER[-1].name == "catalogue", "what stands below it can decide nothing"


@given(st.data())
def test_a_further_plain_criterion_makes_nothing_wait_in_vain(knowledge: KnowledgeBase, data: st.DataObject) -> None:
    known = knowledge.recommendations
    names = data.draw(st.lists(st.sampled_from(sorted(known)), unique=True))
    liked = data.draw(st.fixed_dictionaries({name: st.integers() for name in names}))
    further = Criterion("liking", "the least liked first.", lambda each: liked[each.recommendation.id])
    at = data.draw(st.integers(0, len(PLAIN)))
    order = Order(knowledge, (*KEEPING_BEFORE, *PLAIN[:at], further, *PLAIN[at:]))
    shown = [each.id for each in order.of({name: data.draw(STANDINGS) for name in names})]
    assert sorted(shown) == sorted(names)
    for name in names:
        for later in known[name].before:
            assert later not in shown or shown.index(name) < shown.index(later)
