"""The conversation, with lines for a person."""

from __future__ import annotations

import io
import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor import Advisor, Profile
from advisor.commands.interview.conversation import Conversation, End
from advisor.commands.interview.screen import Screen
from advisor.interview.autosave import Saved
from advisor.interview.session import Given, Session, as_profile
from advisor.loading.profile import profile_from_text
from advisor.loading.profile_writing import profile_as_yaml
from advisor.reasoning.moot import moot
from advisor.reports.blocks import Paragraph
from advisor.reports.contents import interview as contents
from advisor.reports.contents.page import page
from advisor.reports.words import joined, mid_sentence, named


class Talk:
    """A conversation that was held, with everything it saved on the way; ``interactive`` as at a terminal."""

    def __init__(
        self,
        advisor: Advisor,
        *lines: str,
        session: Session | None = None,
        ask_all: bool = False,
        quick: bool = False,
        interactive: bool = False,
    ):
        # A line of a file has no line break in it, as no typed one has.
        self.shown = io.StringIO()
        typed = io.StringIO("".join(f"{line}\n" for line in lines), newline="\n")
        self.saved: list[Profile] = []
        screen = Screen(typed, self.shown)
        screen.interactive = interactive
        dialogue = advisor.dialogue(ask_all=ask_all, quick=quick)
        self.conversation = Conversation(dialogue, session or Session(), screen, advisor.assess, self.save)
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


def test_a_note_that_is_too_long_is_told_and_the_question_asked_again(advisor: Advisor) -> None:
    talk = Talk(advisor, "provider # " + "x" * 501, "provider # " + "x" * 500)
    assert "The note has 501 characters, and at most 500 are kept" in talk.text
    assert [each.answers["focal_role"].note for each in talk.saved] == ["x" * 500]


def test_a_name_that_is_too_long_is_told_before_anything_is_asked(run: Callable[..., Any]) -> None:
    outcome = run("interview", "--accept-unknown", "--name", "x" * 201)
    assert outcome.code == 2 and "--name has 201 characters; a name has at most 200" in outcome.err


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
    """Only a question that earlier answers make moot is left: the growth of a calm market."""
    facts = {name: each.domain[0] for name, each in advisor.knowledge.inputs.items()}
    facts |= {"platform_model": "undecided", "market_turbulence": "low"}
    del facts["market_growth"]
    return Session(given={name: Given(value) for name, value in facts.items()})


def test_when_all_is_settled_it_says_so_and_offers_to_stop(advisor: Advisor) -> None:
    talk = Talk(advisor, "what", "", session=all_but_one(advisor))
    assert talk.end == "finished"
    assert (
        "All advice is settled. 1 question could still be asked: it has no point after your other answers, or can do"
        in talk.text
    )
    assert "Type more, or just Enter." in talk.text


def test_who_wants_to_goes_on(advisor: Advisor) -> None:
    talk = Talk(advisor, "more", "high", session=all_but_one(advisor))
    assert talk.end == "finished"
    assert "This has no point after your other answers." in talk.text
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
    assert "Nothing can come onto the ranked list any more, or leave it." in talk.text
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


def test_one_number_to_choose_from_is_called_so(advisor: Advisor) -> None:
    talk = Talk(advisor, "3", "l", "2", "u")
    assert talk.text.count("Type 1, or just Enter.") == 1 and talk.facts == {"focal_role": "supplier"}


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


class Person(Screen):
    """Somebody at a terminal who answers each question with ``answer`` of its attribute, and says ``offered`` to each
    offer to stop and nothing to all else. ``asked`` are the questions with what was shown above each; ``offers`` how
    things stood at each offer."""

    def __init__(
        self,
        advisor: Advisor,
        answer: Callable[[str], str],
        *,
        session: Session | None = None,
        ask_all: bool = False,
        quick: bool = False,
        offered: str = "",
    ):
        self.shown = io.StringIO()
        super().__init__(io.StringIO(), self.shown)
        self.interactive = True
        self.asked: list[tuple[str, str]] = []
        self.offers: list[Session] = []
        self._answer, self._offered, self._seen = answer, offered, 0
        self.conversation = Conversation(
            advisor.dialogue(ask_all=ask_all, quick=quick), session or Session(), self, advisor.assess, self.save
        )
        self.end: End = self.conversation.hold()

    def save(self, profile: Profile) -> Saved:
        return Saved(Path("paper"))

    def ask(self, prompt: str) -> str:
        since = self.shown.getvalue()[self._seen :]
        self._seen += len(since)
        if prompt.startswith("Enter asks on"):
            self.offers.append(self.conversation.session)
            return self._offered
        if not prompt.startswith("Answer"):
            return ""
        name = self.conversation.dialogue.stand(self.conversation.session).question
        assert name is not None
        self.asked.append((name, " ".join(since.split())))
        return "" if "Enter keeps" in prompt else self._answer(name)

    @property
    def text(self) -> str:
        return " ".join(self.shown.getvalue().split())


THREE = "The three things first can no longer change."
LIST = "Nothing can come onto the ranked list any more, or leave it."
FURTHER = "Enter asks on"


def first_value(advisor: Advisor) -> Callable[[str], str]:
    return lambda name: advisor.knowledge.inputs[name].domain[0]


@pytest.fixture(scope="module")
def talked_through(advisor: Advisor) -> Person:
    """Somebody who was asked all that can change something, and gave the first answer each time."""
    return Person(advisor, first_value(advisor))


@pytest.fixture(scope="module")
def at_the_offer(talked_through: Person) -> Session:
    """How things stood at the first offer to stop."""
    return talked_through.offers[0]


def ways_on(advisor: Advisor, session: Session) -> Iterator[tuple[str, ...]]:
    """What is to do, in its order, for some ways to answer the rest."""
    chance = random.Random(7)
    chooser = advisor.dialogue().chooser
    rest = [name for name in advisor.knowledge.inputs if name not in session.answered]
    for _ in range(60):
        more = {name: chance.choice([*advisor.knowledge.inputs[name].domain, "unknown"]) for name in rest}
        yield chooser.ranked({**session.facts, **{name: value for name, value in more.items() if value != "unknown"}})


def one_answer_before(session: Session) -> Session:
    before = list(session.given)[:-1]
    return Session(given={name: session.given[name] for name in before}, trail=tuple(before))


def test_stopping_is_offered_once_for_each_thing_proven_and_not_before(
    advisor: Advisor, talked_through: Person
) -> None:
    person = talked_through
    assert person.end == "finished" and person.text.count(THREE) == person.text.count(LIST) == 1
    assert 1 <= len(person.offers) <= 2
    dialogue = advisor.dialogue()
    proven = [dialogue.stand(each).turn for each in person.offers]
    assert proven[-1].first_settled and proven[-1].list_settled
    for session, turn in zip(person.offers, proven, strict=True):
        ways = list(ways_on(advisor, session))
        before = dialogue.stand(one_answer_before(session)).turn
        assert (turn.first_settled, turn.list_settled) != (before.first_settled, before.list_settled), "said late"
        if turn.first_settled:
            assert {way[:3] for way in ways} == {turn.first}
        if turn.list_settled:
            assert len({frozenset(way) for way in ways}) == 1
    places = [person.text.index(each) for each in (THREE, LIST)]
    assert min(places) > person.text.index(f"{len(person.offers[0].given) - 1} answered")


def test_what_is_not_proven_is_not_offered(advisor: Advisor, at_the_offer: Session) -> None:
    before = one_answer_before(at_the_offer)
    (name,) = at_the_offer.given.keys() - before.given.keys()
    value = at_the_offer.given[name].value
    waiting = Talk(advisor, session=before, interactive=True)
    assert waiting.end == "input ended" and FURTHER not in waiting.text and THREE not in waiting.text
    reached = Talk(advisor, value, session=before, interactive=True)
    assert reached.text.count(FURTHER) == 1 and (THREE in reached.text or LIST in reached.text)


def test_the_things_first_are_named_where_they_can_no_longer_change(advisor: Advisor, talked_through: Person) -> None:
    session = next(each for each in talked_through.offers if advisor.dialogue().stand(each).turn.first_settled)
    talk = Talk(advisor, session=session, interactive=True)
    assert THREE in talk.text
    said = talk.text[talk.text.index(THREE) :]
    titles = [advisor.knowledge.recommendations[name].title for name in advisor.dialogue().stand(session).turn.first]
    assert len(titles) == 3
    assert " ".join(f"{number} {title}" for number, title in enumerate(titles, 1)) in said.replace("- ", "")


@pytest.mark.parametrize("way_on", ["", "u", "unknown", "m", "More"])
def test_whoever_does_not_stop_at_an_offer_is_asked_on(advisor: Advisor, at_the_offer: Session, way_on: str) -> None:
    waiting = advisor.dialogue().stand(at_the_offer).question
    assert waiting is not None
    talk = Talk(advisor, way_on, "u", session=at_the_offer, interactive=True)
    assert talk.end == "input ended" and waiting in talk.conversation.session.unknown


@pytest.mark.parametrize(("typed", "end"), [("f", "finished"), ("FINISH", "finished"), ("q", "left"), ("stop", "left")])
def test_whoever_stops_at_an_offer_is_asked_no_more(
    advisor: Advisor, at_the_offer: Session, typed: str, end: End
) -> None:
    talk = Talk(advisor, typed, session=at_the_offer, interactive=True)
    assert talk.end == end and "Answer (" not in talk.text and talk.conversation.session == at_the_offer


def test_the_page_can_be_looked_at_from_an_offer(advisor: Advisor, at_the_offer: Session) -> None:
    talk = Talk(advisor, "a", "f", session=at_the_offer, interactive=True)
    assert talk.end == "finished" and talk.text.count(FURTHER) == 2
    assert f"A rough page, on {len(at_the_offer.answered)} answers" in talk.text
    assert page_text(advisor, at_the_offer) in talk.text


def test_a_wrong_word_at_an_offer_is_told_and_nothing_is_taken_for_it(advisor: Advisor, at_the_offer: Session) -> None:
    talk = Talk(advisor, "fi", "1", "f", session=at_the_offer, interactive=True)
    assert talk.end == "finished" and talk.conversation.session == at_the_offer
    assert talk.text.count("Type f to stop here, q to leave, a for the page so far, or just Enter.") == 2
    assert talk.text.count(FURTHER) == 3


def test_in_a_pipe_it_is_said_and_not_asked(advisor: Advisor, at_the_offer: Session) -> None:
    talk = Talk(advisor, "u", session=at_the_offer)
    assert (THREE in talk.text or LIST in talk.text) and FURTHER not in talk.text
    assert len(talk.conversation.session.given) == len(at_the_offer.given) + 1, "the line answers the question"


def page_text(advisor: Advisor, session: Session) -> str:
    """The page on these answers, on one line."""
    shown = io.StringIO()
    profile = as_profile(session, advisor.knowledge)
    Screen(io.StringIO(), shown).say(page(advisor.assess(profile), advisor.knowledge))
    return " ".join(shown.getvalue().split())


QUICK_END = "The quick interview is over."
SETTLED = {
    "focal_role": "customer",
    "complementarity": "absent",
    "terms_doubted": "yes",
    "m2m_exchange": "none",
    "risk_reward_balanced": "yes",
    "benefit_distribution": "mutual",
}
"""Answers with which the three things first are soon settled."""


def test_a_quick_interview_asks_twelve_questions_and_says_what_it_left_out(advisor: Advisor) -> None:
    talk = Talk(advisor, *["u"] * 12, "", quick=True)
    session = talk.conversation.session
    assert talk.end == "finished" and len(session.trail) == 12
    dialogue = advisor.dialogue(quick=True)
    stand = dialogue.stand(session)
    left_out = stand.turn.open
    assert left_out and not {*left_out} & {*session.answered}
    sure = dialogue.steadiness(session, stand)
    assert not sure.proven and contents.how_sure(sure) in talk.text
    plain = advisor.dialogue().stand(session).turn.open
    assert left_out == (stand.question, *(name for name in plain if name != stand.question)), "in the order of asking"
    names = [mid_sentence(named(advisor.knowledge, name)) for name in left_out]
    assert f"still change something: {joined([*names[:6], f'{len(names) - 6} more'])}." in talk.text
    assert "From a quick interview of 12 questions." in talk.text and "at most 12 to go" in talk.text
    (remark,) = talk.conversation.remarks
    assert isinstance(remark, Paragraph) and remark.text in talk.text


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_a_quick_interview_asks_no_more_than_twelve_whatever_is_answered(advisor: Advisor, seed: int) -> None:
    chance = random.Random(seed)
    person = Person(advisor, lambda name: chance.choice([*advisor.knowledge.inputs[name].domain, "u"]), quick=True)
    assert person.end == "finished" and person.text.count(QUICK_END) == 1
    assert len(person.asked) <= 12 and person.offers == []
    assert person.asked[0][0] == "focal_role"


def test_a_quick_interview_stops_when_the_things_first_are_proven(advisor: Advisor) -> None:
    person = Person(advisor, lambda name: SETTLED.get(name, "u"), quick=True)
    session = person.conversation.session
    assert len(session.trail) < 12 and QUICK_END in person.text
    assert "The three things first can no longer change, whatever is answered to the rest." in person.text
    assert advisor.dialogue().stand(session).turn.first_settled
    assert not advisor.dialogue().stand(one_answer_before(session)).turn.first_settled
    first = advisor.dialogue().chooser.ranked(session.facts)[:3]
    assert {way[:3] for way in ways_on(advisor, session)} == {first}


@pytest.mark.parametrize(("typed", "end"), [("", "finished"), ("u", "finished"), ("f", "finished"), ("q", "left")])
def test_a_quick_interview_ends_as_is_typed(advisor: Advisor, typed: str, end: End) -> None:
    session = answered(advisor, **SETTLED)
    talk = Talk(advisor, "what", typed, "", session=session, quick=True, interactive=True)
    assert "From a quick interview that had nothing to ask." in talk.text
    assert talk.end == end and talk.text.count("Enter shows the page, more asks the rest:") == 2
    assert "Type more, or just Enter." in talk.text and "Answer (" not in talk.text


def test_more_after_a_quick_interview_asks_the_rest(advisor: Advisor) -> None:
    talk = Talk(advisor, *["u"] * 12, "more", *["u"] * 40, quick=True)
    session = talk.conversation.session
    assert talk.text.count(QUICK_END) == 1 and "All advice is settled." in talk.text
    assert talk.end == "finished" and len(session.trail) > 20
    assert not advisor.dialogue().stand(session).turn.open and talk.conversation.remarks == ()
    one = Talk(advisor, *["u"] * 12, "more", quick=True)
    plain = advisor.dialogue().stand(one.conversation.session)
    assert plain.question is not None
    going_on = one.text[one.text.index(QUICK_END) :]
    assert f"at most {plain.left} to go" in going_on
    assert str(advisor.knowledge.inputs[plain.question].question) in going_on


def test_what_a_quick_interview_said_to_be_settled_is_not_said_again(advisor: Advisor) -> None:
    talk = Talk(advisor, "more", *["u"] * 3, session=answered(advisor, **SETTLED), quick=True, interactive=True)
    assert QUICK_END in talk.text and len(talk.conversation.session.given) == len(SETTLED) + 3
    assert THREE not in talk.text


def test_a_rough_page_needs_four_answers(advisor: Advisor) -> None:
    early = Talk(advisor, "a", "u", "a", "u", "a", "u", "page")
    assert [f"so far there {told}." in early.text for told in ("are none", "is 1", "are 2", "are 3")] == [True] * 4
    assert "A rough page, on" not in early.text and early.text.count("Answer (") == 8
    talk = Talk(advisor, "provider", "direct", "u", "u", "a")
    assert "A rough page, on 4 answers" in talk.text and "can be looked at" not in talk.text
    session, dialogue = talk.conversation.session, advisor.dialogue()
    sure = dialogue.steadiness(session, dialogue.stand(session))
    assert f"{contents.how_sure(sure)} {page_text(advisor, session)}" in talk.text


def test_the_firm_s_answers_count_for_a_rough_page(advisor: Advisor) -> None:
    assert "A rough page, on 4 answers" in Talk(advisor, "u", "a", session=over(advisor)).text


def test_u_means_enter_wherever_something_is_offered(advisor: Advisor, at_the_offer: Session) -> None:
    listed = Talk(advisor, "3", "l", "u", "direct")
    assert listed.facts == {"focal_role": "supplier", "sales_channel": "direct"} and "Type a number" not in listed.text
    kept = contradiction(advisor, "high", "u")
    assert kept.facts["platform_complexity"] == "high" and "Type a number" not in kept.text
    checked = checking(advisor, "f", "u")
    assert checked.end == "finished" and CHECK in checked.text and "Type a number" not in checked.text
    rests = Talk(advisor, "r4", "r", "u", "3")
    assert resting(rests, "focal_role") is None and "Type a number" not in rests.text
    going_on = Talk(advisor, "u", session=at_the_offer, interactive=True)
    assert going_on.end == "input ended" and "Answer (" in going_on.text
    quick = Talk(advisor, "u", session=answered(advisor, **SETTLED), quick=True)
    assert quick.end == "finished" and QUICK_END in quick.text
    settled = Talk(advisor, "u", session=all_but_one(advisor))
    assert settled.end == "finished" and "All advice is settled." in settled.text


def test_each_question_has_its_topic_above_it(advisor: Advisor) -> None:
    person = Person(advisor, lambda name: "u", ask_all=True)
    assert {name for name, _ in person.asked} == advisor.knowledge.inputs.keys()
    for place, (name, shown) in enumerate(person.asked):
        attribute = advisor.knowledge.inputs[name]
        topic = advisor.knowledge.question_topics[attribute.topic or ""].title
        above, heading, _ = shown.partition(str(attribute.question))
        assert heading and f"{topic}. {place} answered" in above
    topics = [advisor.knowledge.inputs[name].topic for name, _ in person.asked if name != "focal_role"]
    assert person.asked[0][0] == "focal_role" and "role" not in topics


@pytest.mark.parametrize("quick", [False, True])
def test_a_person_is_not_asked_what_the_firm_answered(advisor: Advisor, quick: bool) -> None:
    person = Person(advisor, lambda name: "u", session=over(advisor), quick=quick)
    names = [name for name, _ in person.asked]
    assert names and not FIRM.keys() & {*names} and len(names) == len({*names})
    assert all("3 inherited" in shown for _, shown in person.asked)


def test_nothing_moot_is_asked(advisor: Advisor) -> None:
    answers = {"focal_role": "customer", "relationship_phase": "not_started", "customer_group": "industrial"}
    answers |= {"platform_model": "classic"}
    person = Person(advisor, lambda name: answers.get(name, "u"))
    gone = moot(advisor.knowledge, person.conversation.session.facts)
    assert {"key_capability_at_supplier", "knowledge_routine", "operator_plant", "market_turbulence"} <= gone
    assert not gone & {name for name, _ in person.asked}


def test_where_only_the_list_is_settled_the_places_on_it_still_change(advisor: Advisor) -> None:
    turn = advisor.dialogue().stand(all_but_one(advisor)).turn._replace(open=("data_trust",), list_settled=True)
    for first, said in ((False, "places on it"), (True, "places further down")):
        shown = io.StringIO()
        told = contents.reached(advisor.knowledge, turn._replace(first_settled=first), {"list"})
        Screen(io.StringIO(), shown).say(told)
        assert f"1 question can still change {said}, tensions and caveats." in " ".join(shown.getvalue().split())
