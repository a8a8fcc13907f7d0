"""The table of criteria: urgency above all, so that nothing comes before what it waits for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor import KnowledgeBase
from advisor.assessment.order import ORDER, Criterion, Order
from advisor.model.base import GRADES, SUPPORTS
from advisor.reasoning.proof import Standing
from advisor.reasoning.urgency import Urgent

STANDINGS = st.builds(Standing, st.sampled_from(GRADES), st.sampled_from(SUPPORTS), st.just(()))


def urgent(urgency: int) -> Urgent:
    return Urgent(urgency, urgency, None, (), (), (), 0, (), (), None)


def test_every_criterion_has_a_name_of_its_own_and_a_sentence() -> None:
    assert len({each.name for each in ORDER}) == len(ORDER)
    assert all(each.words.endswith(".") for each in ORDER)
    assert ORDER[0].name == "urgency"
    assert ORDER[-1].name == "catalogue", "what stands below it can decide nothing"


@given(st.data())
def test_a_further_criterion_decides_only_among_what_is_as_urgent(
    knowledge: KnowledgeBase, data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(knowledge.recommendations)), unique=True))
    urgency = data.draw(st.fixed_dictionaries({name: st.integers(0, 3) for name in names}))
    liked = data.draw(st.fixed_dictionaries({name: st.integers() for name in names}))
    further = Criterion("liking", "the least liked first.", lambda each: liked[each.recommendation.id])
    at = data.draw(st.integers(1, len(ORDER) - 1))
    order = Order(knowledge, (*ORDER[:at], further, *ORDER[at:]))
    placed = order.of(
        {name: urgent(number) for name, number in urgency.items()}, {name: data.draw(STANDINGS) for name in names}
    )
    shown = [each.recommendation.id for each in placed]
    assert sorted(shown) == sorted(names)
    assert [urgency[name] for name in shown] == sorted((urgency[name] for name in names), reverse=True)
    if at == 1:
        assert shown == sorted(names, key=lambda name: (-urgency[name], liked[name], shown.index(name)))


def test_what_decides_a_place_is_told(knowledge: KnowledgeBase) -> None:
    one, two, three, four = list(knowledge.recommendations)[:4]
    strong, weak = (Standing(grade, "supported", ()) for grade in ("stated", "derived"))
    placed = Order(knowledge).of(
        {one: urgent(2), two: urgent(5), three: urgent(2), four: urgent(2)},
        {one: weak, two: weak, three: weak, four: strong},
    )
    assert [each.recommendation.id for each in placed] == [two, four, one, three]
    decided = [each.decided_by.name if each.decided_by else None for each in placed]
    assert decided == [None, "urgency", "grade", "catalogue"]
