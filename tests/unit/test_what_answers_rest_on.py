"""The notes on answers, and what these rest on: kept, told, and without any weight in the advice."""

from __future__ import annotations

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor
from advisor.loading.profile import profile_from_data
from advisor.model.assessment import AssessedAnswer
from advisor.model.profile import Answer, Profile, RestsOn
from tests.strategies import facts

FIRM = {"platform_model": "new", "market_growth": "high"}


def test_of_an_inherited_answer_the_firm_tells_what_it_rests_on(advisor: Advisor) -> None:
    firm_data = {
        "facts": FIRM,
        "answers": {"platform_model": {"rests_on": "documented"}, "market_growth": {"rests_on": "assumed"}},
    }
    case_data = {
        "facts": {"data_trust": "low", "market_growth": "low", "platform_model": "unknown"},
        "answers": {"platform_model": {"note": "nobody here knew"}, "data_trust": {"note": "in May"}},
    }
    firm = profile_from_data(firm_data, advisor.knowledge, firm=True)
    case = advisor.assess(profile_from_data(case_data, advisor.knowledge), firm=firm).profile
    assert case.answers == {
        "data_trust": AssessedAnswer(note="in May", rests_on=None),
        "platform_model": AssessedAnswer(note=None, rests_on="documented"),
    }
    assert list(case.answers) == [name for name in case.facts if name in case.answers]
    assert not case.assumed, "the firm's answer on the market is overruled"


def test_other_answers_what_if_do_not_lose_the_notes(advisor: Advisor) -> None:
    answers = {"data_trust": Answer(note="in May", rests_on="said")}
    profile = advisor.profile({"data_trust": "low"}).model_copy(update={"answers": answers})
    assert "notes_on_answers" not in advisor.what_if(profile, {"sales_channel": "direct"}).difference.elsewhere
    assert advisor.compare(profile, {"data_trust": "low"}).difference.elsewhere == ("notes_on_answers",)


@settings(deadline=None)
@given(data=st.data())
def test_no_advice_hangs_on_it(data: st.DataObject, advisor: Advisor) -> None:
    plain = advisor.profile(data.draw(facts(advisor.knowledge.attributes)))
    answer = st.builds(
        Answer, note=st.none() | st.text(max_size=5), rests_on=st.sampled_from((None, *get_args(RestsOn)))
    )
    told = data.draw(st.dictionaries(st.sampled_from(list(advisor.knowledge.inputs)), answer))
    noted: Profile = plain.model_copy(update={"answers": told})
    one, two = advisor.assess(plain), advisor.assess(noted)
    assert one.model_dump(exclude={"profile"}) == two.model_dump(exclude={"profile"})
    assert two.profile.model_copy(update={"answers": {}}) == one.profile
    assert set(two.profile.answers) <= plain.facts.keys() & told.keys()
    assert advisor.next_question(plain) == advisor.next_question(noted)
