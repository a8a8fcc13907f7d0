"""What-if and comparison against the two assessments themselves, and causes by running them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import Advisor, ProfileError
from advisor.model.assessment import Assessment
from advisor.model.difference import Difference
from tests.unit.explain.bases import ON_SHIPPED, profiles


def outputs(assessment: Assessment) -> set[tuple[str, str]]:
    return {
        *(("recommendation", each.id) for each in assessment.recommendations),
        *(("tension", each.id) for each in assessment.tensions),
        *(("caveat", each.id) for each in assessment.caveats),
    }


def check(difference: Difference, before: Assessment, after: Assessment) -> None:
    gained = {(each.kind, each.id) for each in difference.gained}
    lost = {(each.kind, each.id) for each in difference.lost}
    assert (gained, lost) == (outputs(after) - outputs(before), outputs(before) - outputs(after))
    one, two = ({each.rule for each in side.firings} for side in (before, after))
    assert (set(difference.rules_before), set(difference.rules_after)) == (one - two, two - one)
    for each in difference.gained:
        assert each.rules and set(each.rules) <= two - one
    for each in difference.lost:
        assert each.rules and set(each.rules) <= one - two
    was = {each.attribute: each.value for each in before.conclusions}
    now = {each.attribute: each.value for each in after.conclusions}
    assert {each.attribute: (each.before, each.after) for each in difference.conclusions} == {
        name: (was.get(name), now.get(name)) for name in was.keys() | now.keys() if was.get(name) != now.get(name)
    }
    stood, stands = ({each.id: each.state for each in side.recommendations} for side in (before, after))
    assert {(each.id, each.before, each.after) for each in difference.states} == {
        (name, stood[name], stands[name]) for name in stood.keys() & stands.keys() if stood[name] != stands[name]
    }
    old, new = ({each.id: each.rank for each in side.recommendations if each.rank} for side in (before, after))
    otherwise = {(name, old[name], new[name]) for name in old.keys() & new.keys() if old[name] != new[name]}
    assert otherwise <= {(each.id, each.before, each.after) for each in difference.ranked}
    assert all((old[each.id], new[each.id]) == (each.before, each.after) for each in difference.ranked)


@pytest.mark.long
@ON_SHIPPED
@given(st.data())
def test_a_comparison_is_exact(advisor: Advisor, data: st.DataObject) -> None:
    one, two = (data.draw(profiles(advisor.knowledge)) for _ in range(2))
    check(advisor.compare(one, two).difference, advisor.assess(one), advisor.assess(two))


@pytest.mark.long
@ON_SHIPPED
@given(st.data())
def test_causes_bring_the_change_about_and_nothing_smaller_does(advisor: Advisor, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(list(advisor.knowledge.inputs)), min_size=1, max_size=4, unique=True))
    before = data.draw(profiles(advisor.knowledge))
    changes = {name: data.draw(st.sampled_from((*advisor.knowledge.inputs[name].domain, "unknown"))) for name in names}
    difference = advisor.what_if(before, changes).difference
    differing = {each.attribute: each.after or "unknown" for each in difference.facts}
    tried = {
        names: outputs(advisor.assess({**before, **{name: differing[name] for name in names}}))
        for size in range(len(differing) + 1)
        for names in combinations(differing, size)
    }
    for each in (*difference.gained, *difference.lost):
        gained = each in difference.gained
        smallest: list[tuple[str, ...]] = []
        for names_, found in tried.items():
            if ((each.kind, each.id) in found) is gained and not any(set(one) <= set(names_) for one in smallest):
                smallest.append(names_)
        assert set(each.causes) == set(smallest)


def test_the_same_profile_does_not_differ(advisor: Advisor) -> None:
    facts = {"sales_channel": "direct"}
    difference = advisor.compare(facts, facts).difference
    assert all(not getattr(difference, part) for part in Difference.model_fields)


def test_an_answer_is_taken_back(advisor: Advisor) -> None:
    found = advisor.what_if({"sales_channel": "direct", "data_trust": "low"}, {"data_trust": "unknown"})
    assert found.changes == {"data_trust": "unknown"}
    (fact,) = found.difference.facts
    assert (fact.before, fact.after) == ("low", None)
    assert "measure-data-trust" in {each.id for each in found.difference.gained}


def test_changes_are_checked_like_any_answer(advisor: Advisor) -> None:
    with pytest.raises(ProfileError) as raised:
        advisor.what_if({}, {"sales_chanel": "direct", "data_trust": "lots"})
    assert len(raised.value.issues) == 2


def test_a_change_of_order_is_told_from_making_room(advisor: Advisor) -> None:
    before, after = {"platform_model": "new", "data_trust": "low"}, {"data_trust": "low"}
    difference = advisor.compare(before, after).difference
    one, two = advisor.assess(before), advisor.assess(after)
    kept = {each.id for each in one.recommendations} & {each.id for each in two.recommendations}
    orders = [[each.id for each in side.recommendations if each.id in kept] for side in (one, two)]
    moved = {name for place, name in enumerate(orders[0]) if orders[1][place] != name}
    assert {each.id for each in difference.ranked if each.reordered} == moved
