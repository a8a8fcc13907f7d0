"""The conversation, with lines for a person."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor import Advisor, Profile
from advisor.commands.interview.conversation import Conversation, End
from advisor.commands.interview.screen import Screen
from advisor.interview.autosave import Saved
from advisor.interview.session import Given, Session
from advisor.loading.profile import profile_from_text
from advisor.loading.profile_writing import profile_as_yaml


class Talk:
    """A conversation that was held, with everything it saved on the way."""

    def __init__(self, advisor: Advisor, *lines: str, session: Session | None = None, ask_all: bool = False):
        # A line of a file has no line break in it, as no typed one has.
        self.shown = io.StringIO()
        typed = io.StringIO("".join(f"{line}\n" for line in lines), newline="\n")
        self.saved: list[Profile] = []
        self.conversation = Conversation(
            advisor.dialogue(ask_all=ask_all),
            session or Session(),
            Screen(typed, self.shown),
            advisor.assess,
            self.save,
        )
        self.end: End = self.conversation.hold()

    def save(self, profile: Profile) -> Saved:
        self.saved.append(profile)
        return Saved(Path("paper"))

    @property
    def text(self) -> str:
        return " ".join(self.shown.getvalue().split())

    @property
    def facts(self) -> dict[str, str]:
        return self.conversation.session.facts


def answered(advisor: Advisor, **values: str) -> Session:
    """A session to which these answers were given beforehand."""
    inputs = advisor.knowledge.inputs
    assert all(value in (*inputs[name].domain, "unknown") for name, value in values.items())
    return Session(given={name: Given(value) for name, value in values.items()})


def test_the_shortest_path_is_one_line(advisor: Advisor) -> None:
    assert Talk(advisor, "f").end == "finished"
    assert Talk(advisor, "q").end == "left"
    assert Talk(advisor).end == "input ended"


def test_answers_are_saved_one_by_one(advisor: Advisor) -> None:
    talk = Talk(advisor, "provider", "direct", "u # not yet")
    assert [len(each.answers) for each in talk.saved] == [1, 2, 3]
    assert talk.saved[-1].answers["product_customization"].note == "not yet"
    assert talk.facts == {"focal_role": "provider", "sales_channel": "direct"}


def test_every_key_leads_back_to_the_question(advisor: Advisor) -> None:
    before = {"systems_integrated": "yes", "dedicated_staff": "yes", "terms_doubted": "no"}
    session = answered(advisor, **before)
    talk = Talk(advisor, "provider", "?", "a", "h", "l", "", "s", "b", "", "1", session=session)
    assert talk.facts == {**before, "focal_role": "provider", "sales_channel": "direct"}
    for told in ("What each answer alone would lead to", "A rough page", "keep the marked answer", "Saved to paper"):
        assert told in talk.text


def test_back_at_the_first_question_says_so(advisor: Advisor) -> None:
    assert "This is the first question." in Talk(advisor, "b").text


def test_an_answer_can_be_changed_from_the_list(advisor: Advisor) -> None:
    talk = Talk(advisor, "3", "1", "l", "9", "x", "2", "4")
    assert talk.facts == {"focal_role": "supplier", "sales_channel": "consulting_engineer"}
    assert "Type a number from 1 to 2" in talk.text


CONTRADICTING = Session(given={"data_trust": Given("low"), "platform_model": Given("classic")}, shown=None)


def contradiction(advisor: Advisor, *lines: str) -> Talk:
    """``platform_complexity`` is shown, and answering it high contradicts the platform model."""
    given = {name: Given(each.domain[0]) for name, each in advisor.knowledge.inputs.items()}
    given |= {"platform_model": Given("classic"), "personal_contact": Given("regular")}
    given |= {"complementarity_reviewed": Given("no"), "benefit_distribution": Given("mainly_provider")}
    given["platform_complexity"] = Given("low")
    return Talk(advisor, *lines, session=Session(given=given, shown="platform_complexity"))


def test_a_contradiction_is_pointed_out_and_may_stay(advisor: Advisor) -> None:
    talk = contradiction(advisor, "high", "")
    assert "These answers do not fit together." in talk.text
    assert "In doubt: Platform complexity: High" in talk.text
    assert "Who can tell: Whoever decides on the platform." in talk.text
    assert "by the-classic-model-has-high-complexity)" in talk.text
    assert talk.facts["platform_complexity"] == "high"


def test_a_contradiction_may_be_resolved_at_either_end(advisor: Advisor) -> None:
    own = contradiction(advisor, "high", "7", "2", "low")
    assert own.facts["platform_complexity"] == "low"
    assert "Type a number from 1 to 3" in own.text
    other = contradiction(advisor, "high", "3", "new")
    assert (other.facts["platform_complexity"], other.facts["platform_model"]) == ("high", "new")


def test_answers_that_contradict_from_the_start_are_pointed_out(advisor: Advisor) -> None:
    session = Session(given={"sales_channel": Given("direct"), "personal_contact": Given("none")})
    assert (
        "The sale is said to be direct, yet nobody of the two sides has met or called in the past year."
        in Talk(advisor, session=session).text
    )


def all_but_one(advisor: Advisor) -> Session:
    """Only a question that can change nothing is left: complexity, with no platform model decided."""
    facts = {name: each.domain[0] for name, each in advisor.knowledge.inputs.items()}
    facts |= {"platform_model": "undecided", "market_turbulence": "low"}
    del facts["market_growth"]
    return Session(given={name: Given(value) for name, value in facts.items()})


def test_when_all_is_settled_it_says_so_and_offers_to_stop(advisor: Advisor) -> None:
    talk = Talk(advisor, "what", "", session=all_but_one(advisor))
    assert talk.end == "finished"
    assert (
        "All advice is settled. 1 question could still be asked, and would change nothing or is moot by now."
        in talk.text
    )
    assert "Type more, or just Enter." in talk.text


def test_who_wants_to_goes_on(advisor: Advisor) -> None:
    talk = Talk(advisor, "more", "high", session=all_but_one(advisor))
    assert talk.end == "finished"
    assert "No answer to this changes the advice any more." in talk.text
    assert talk.facts["market_growth"] == "high"


def test_asking_all_asks_all(advisor: Advisor) -> None:
    talk = Talk(advisor, *["u"] * len(advisor.knowledge.inputs), ask_all=True)
    assert talk.end == "finished"
    assert talk.conversation.session.unknown == set(advisor.knowledge.inputs)


def test_it_says_when_only_caveats_are_open(advisor: Advisor) -> None:
    facts = {name: each.domain[0] for name, each in advisor.knowledge.inputs.items()}
    facts |= {"platform_model": "undecided"}
    del facts["platform_complexity"]
    talk = Talk(advisor, session=answered(advisor, **facts))
    assert "Nothing that is ranked can change any more." in talk.text
    assert "At most 1 question can still change places further down, tensions and caveats." in talk.text


lines = st.one_of(
    st.sampled_from(
        ["1", "2", "3", "4", "", "u", "b", "l", "a", "?", "s", "h", "back", "list", "unknown", "more", "#x"]
    ),
    st.sampled_from(["r", "r4", "2 r as", "lo", "ye # said so", "n", "0", "99", "\x04", "²"]),
    st.text(max_size=8).filter(
        lambda line: "\n" not in line and line.strip().casefold() not in ("q", "f", "quit", "finish", "exit", "stop")
    ),
)


@pytest.mark.long
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(lines, max_size=40), st.sampled_from([None, {"platform_model": "new", "customer_stickiness": "low"}]))
def test_no_sequence_of_lines_raises_or_loses_an_answer(
    advisor: Advisor, typed: list[str], under: dict[str, str] | None
) -> None:
    firm = advisor.profile(under) if under else None
    talk = Talk(advisor, *typed, session=Session(firm=firm))
    for before, after in itertools.pairwise(talk.saved):
        assert before.answers.keys() <= after.answers.keys()
        changed = [name for name in before.facts if after.facts.get(name) != before.facts[name]]
        assert len(changed) <= 1
    profile = talk.conversation.profile
    assert not talk.saved or talk.saved[-1] == profile
    read = profile_from_text(profile_as_yaml(profile), "saved.yaml", advisor.knowledge)
    assert read.model_copy(update={"firm": firm}) == profile
    own = talk.conversation.session.own
    assessed, alone = advisor.assess(read, firm=firm), advisor.assess(own, firm=firm)
    assert assessed.model_dump(exclude={"profile"}) == alone.model_dump(exclude={"profile"})
    assert assessed.profile.model_copy(update={"answers": {}}) == alone.profile


def test_all_that_does_not_fit_an_answer_is_put_at_once(advisor: Advisor) -> None:
    given = {"asset_stage": "base_systems", "systems_integrated": "no", "incentives_aligned": "no"}
    session = Session(given={name: Given(value) for name, value in given.items()}, shown="knowledge_routine")
    talk = Talk(advisor, "integrated", "4", "tailored_platform", session=session)
    assert talk.text.count("These answers do not fit together.") == 1, "one choice for all pairs"
    assert talk.text.count("In doubt: Joint work with data: ") == 1
    for caveat in (
        "integrated-on-base-systems",
        "integrated-across-separate-systems",
        "integrated-without-aligned-incentives",
    ):
        assert advisor.knowledge.caveats[caveat].text in talk.text
    assert talk.facts["asset_stage"] == "tailored_platform" and talk.facts["knowledge_routine"] == "integrated"


FIRM = {"platform_model": "new", "customer_stickiness": "low", "market_growth": "high"}


def over(advisor: Advisor, **given: str) -> Session:
    """A session in which these answers lie over those of a firm."""
    return Session(given={name: Given(value) for name, value in given.items()}, firm=advisor.profile(FIRM))


def test_what_the_firm_answered_is_not_asked_again(advisor: Advisor) -> None:
    asked = [each.question for name, each in advisor.knowledge.inputs.items() if name not in FIRM]
    talk = Talk(advisor, *["u"] * len(asked), session=over(advisor), ask_all=True)
    assert talk.end == "finished" and talk.facts == FIRM
    assert all(question in talk.text for question in map(str, asked))
    assert not any(str(advisor.knowledge.inputs[name].question) in talk.text for name in FIRM)
    assert "3 inherited" in talk.text
    saved = talk.saved[-1]
    assert saved.facts == {} and FIRM.keys() <= set(saved.asked_unknown) and not FIRM.keys() & saved.answers.keys()


def test_nothing_inherited_is_among_what_could_still_be_asked(advisor: Advisor) -> None:
    rest = [name for name in advisor.knowledge.inputs if name not in FIRM]
    talk = Talk(advisor, session=over(advisor, **dict.fromkeys(rest, "unknown")))
    assert talk.end == "finished" and "Every question is answered." in talk.text


def test_an_inherited_answer_is_overruled_from_the_list_and_given_back(advisor: Advisor) -> None:
    talk = Talk(advisor, "l", "1", "classic", "l", "", "f", session=over(advisor))
    assert "1 Platform model: New (inherited)" in talk.text
    assert "Inherited from the firm: New." in talk.text
    assert "1 Platform model: Classic (overrules the firm's: New)" in talk.text
    assert talk.facts["platform_model"] == "classic" and talk.conversation.profile.overruled == {
        "platform_model": "new"
    }
    back = Talk(advisor, "l", "1", "u", "f", session=talk.conversation.session)
    assert back.facts["platform_model"] == "new" and back.conversation.profile.overruled == {}


def test_the_questions_that_hung_on_the_firm_s_answer_are_asked_again(advisor: Advisor) -> None:
    given = {"supplier_stickiness": "high", "key_capability_at_supplier": "no", "data_trust": "low"}
    same = Talk(advisor, "l", "4", "new", "f", session=over(advisor, **given))
    assert "Asked again" not in same.text
    changed = Talk(advisor, "l", "4", "classic", "f", session=over(advisor, **given))
    assert "Asked again, since it hung on that answer" in changed.text


def test_why_marks_the_firm_s_answer(advisor: Advisor) -> None:
    assert "New (the firm's answer)" in Talk(advisor, "l", "1", "?", "f", session=over(advisor)).text


def test_what_does_not_fit_an_inherited_answer_offers_to_overrule_it(advisor: Advisor) -> None:
    firm = advisor.profile({"platform_model": "classic", "platform_complexity": "high"})
    talk = Talk(advisor, "f", session=Session(firm=firm))
    assert "These answers do not fit together." in talk.text
    low = advisor.profile({"platform_model": "classic", "platform_complexity": "low"})
    talk = Talk(advisor, "l", "2", "high", "2", "low", "f", session=Session(firm=low))
    assert "Change Platform complexity: High" in talk.text and "Change Platform model: Classic" in talk.text
    assert talk.facts["platform_complexity"] == "low"


def resting(talk: Talk, name: str) -> str | None:
    return talk.conversation.session.given[name].rests_on


def test_what_an_answer_rests_on_is_asked_before_it(advisor: Advisor) -> None:
    talk = Talk(advisor, "r", "5", "x", "assu", "3", "r4", "1 # at the fair", "l", "")
    assert resting(talk, "focal_role") == "assumed" and resting(talk, "sales_channel") == "assumed"
    assert "What does your answer rest on? 1 documented, 2 observed, 3 said, 4 assumed (Enter or u for none):" in (
        talk.text
    )
    assert talk.text.count("Type a number from 1 to 4, the beginning of one of the words, or just Enter.") == 2
    assert talk.text.count("Rests on: assumed") == 2
    assert "Supplier (rests on: assumed)" in talk.text
    assert "Direct (rests on: assumed) # at the fair" in talk.text
    assert talk.saved[-1].answers["sales_channel"].rests_on == "assumed"


def test_what_a_given_answer_rests_on_can_be_said_later_and_taken_back(advisor: Advisor) -> None:
    first = ("3", "b", "r2", "1 r3", "b")
    assert resting(Talk(advisor, *first), "focal_role") == "observed"
    assert resting(Talk(advisor, *first), "sales_channel") == "said"
    assert resting(Talk(advisor, *first, "r", "d", ""), "sales_channel") == "documented"
    assert resting(Talk(advisor, *first, "r", "", ""), "sales_channel") is None
    changed = Talk(advisor, *first, "4")
    assert changed.facts["sales_channel"] == "consulting_engineer" and resting(changed, "sales_channel") is None


def test_what_was_said_of_an_answer_waits_for_it(advisor: Advisor) -> None:
    talk = Talk(advisor, "3", "r", "4", "b", "", "1")
    assert resting(talk, "focal_role") is None and resting(talk, "sales_channel") == "assumed"
    once = Talk(advisor, "r", "4", "3", "b", "1")
    assert resting(once, "focal_role") is None, "it was said of the answer before"


def checking(advisor: Advisor, *lines: str) -> Talk:
    """One answer is in doubt and assumed, one assumed, and one neither."""
    given = {"platform_model": Given("classic"), "platform_complexity": Given("high", rests_on="assumed")}
    given["data_trust"] = Given("low", note="heard", rests_on="assumed")
    return Talk(advisor, *lines, session=Session(given=given))


CHECK = "Check before the end"
DOUBTED = "1 Platform complexity: High (in doubt: it does not fit platform model; only assumed)"
ASSUMED = "2 Trust in data handling: Low, expects harm (only assumed) # heard"


@pytest.mark.parametrize("way_on", ["", "u", "f", "FINISH"])
def test_answers_in_doubt_and_assumed_are_checked_once_before_the_end(advisor: Advisor, way_on: str) -> None:
    talk = checking(advisor, "f", "9", way_on, "never read")
    assert talk.end == "finished" and talk.text.count(CHECK) == 1
    assert DOUBTED in talk.text and ASSUMED in talk.text
    assert "Type a number from 1 to 2, or just Enter." in talk.text and "never read" not in talk.text


def test_where_the_input_ends_at_the_check_the_assessment_follows(advisor: Advisor) -> None:
    talk = checking(advisor, "f")
    assert talk.end == "finished" and CHECK in talk.text


def test_an_answer_can_be_changed_from_the_check_which_comes_again_if_it_lists_something_else(advisor: Advisor) -> None:
    talk = checking(advisor, "f", "1", "low", "f", "1", "r3", "f")
    assert talk.end == "finished" and talk.text.count(CHECK) == 2
    assert talk.facts["platform_complexity"] == "low" and resting(talk, "data_trust") == "said"
    same = checking(advisor, "f", "2", "", "f")
    assert same.end == "finished" and same.text.count(CHECK) == 1


def test_without_anything_to_check_nothing_is_shown(advisor: Advisor) -> None:
    assert CHECK not in Talk(advisor, "3 r1", "f").text
    assert CHECK not in checking(advisor, "q").text
    assert CHECK in Talk(advisor, "3 r4", "f").text


def test_the_check_stands_after_the_offer_to_stop_too(advisor: Advisor) -> None:
    session = all_but_one(advisor)
    given = {**session.given, "data_trust": Given(session.given["data_trust"].value, rests_on="assumed")}
    talk = Talk(advisor, "", "", session=Session(given=given))
    assert talk.end == "finished" and talk.text.index("All advice is settled") < talk.text.index(CHECK)
