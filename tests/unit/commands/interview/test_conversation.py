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


def test_the_shortest_path_is_one_line(advisor: Advisor) -> None:
    assert Talk(advisor, "f").end == "finished"
    assert Talk(advisor, "q").end == "left"
    assert Talk(advisor).end == "input ended"


def test_answers_are_saved_one_by_one(advisor: Advisor) -> None:
    talk = Talk(advisor, "3", "direct", "u # not yet")
    assert [len(each.answers) for each in talk.saved] == [1, 2, 3]
    assert talk.saved[-1].answers["data_trust"].note == "not yet"
    assert talk.facts == {"product_customization": "customized", "sales_channel": "direct"}


def test_every_key_leads_back_to_the_question(advisor: Advisor) -> None:
    talk = Talk(advisor, "3", "?", "a", "h", "l", "", "s", "b", "", "1")
    assert talk.facts == {"product_customization": "customized", "sales_channel": "direct"}
    for told in ("What each answer alone would lead to", "Advice so far", "keep the marked answer", "Saved to paper"):
        assert told in talk.text


def test_back_at_the_first_question_says_so(advisor: Advisor) -> None:
    assert "This is the first question." in Talk(advisor, "b").text


def test_an_answer_can_be_changed_from_the_list(advisor: Advisor) -> None:
    talk = Talk(advisor, "3", "1", "l", "9", "x", "2", "4")
    assert talk.facts == {"product_customization": "customized", "sales_channel": "consulting_engineer"}
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
    assert "All advice is settled: 1 question could still be asked and would change nothing." in talk.text
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
    talk = Talk(advisor, session=Session(given={name: Given(value) for name, value in facts.items()}))
    assert "All recommendations and tensions are settled." in talk.text


lines = st.one_of(
    st.sampled_from(
        ["1", "2", "3", "4", "", "u", "b", "l", "a", "?", "s", "h", "back", "list", "unknown", "more", "#x"]
    ),
    st.sampled_from(["lo", "ye # said so", "n", "0", "99", "\x04", "²"]),
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
    assert advisor.assess(read, firm=firm).to_json() == advisor.assess(own, firm=firm).to_json()


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
