"""What an answer rests on, from what is typed to what is saved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import Advisor, Profile
from advisor.interview import resume
from advisor.interview.dialogue import Dialogue
from advisor.interview.reply import GROUNDS, WORDS, Chosen, Command, Kept, Reply, Resting, Unclear, read_reply
from advisor.interview.session import Given, Session, as_profile
from advisor.loading.profile import profile_from_text
from advisor.loading.profile_writing import profile_as_yaml
from advisor.model.attribute import Attribute
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import Answer
from tests.strategies import attribute


@pytest.fixture(scope="module")
def dialogue(advisor: Advisor) -> Dialogue:
    return advisor.dialogue()


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("1 r4", Chosen("low", None, "assumed")),
        ("1 r 4", Chosen("low", None, "assumed")),
        ("1 r assumed # at the fair", Chosen("low", "at the fair", "assumed")),
        ("LOW R As", Chosen("low", None, "assumed")),
        ("1 rests doc", Chosen("low", None, "documented")),
        ("lo r2#seen", Chosen("low", "seen", "observed")),
        ("1 r u", Chosen("low", None, "nothing")),
        ("1 # r4", Chosen("low", "r4", None)),
        ("r4", Command("rests", None, "assumed")),
        ("r", Command("rests", None)),
        ("Rests", Command("rests", None)),
        ("1 r5", Unclear("1 r5")),
        ("1 r guessed", Unclear("1 r guessed")),
        ("1 r", Unclear("1 r")),
        ("u r4", Unclear("u r4")),
        ("9 r4", Unclear("9 r4")),
        ("1r4", Unclear("1r4")),
    ],
)
def test_it_stands_behind_the_answer(knowledge: KnowledgeBase, line: str, reply: Reply) -> None:
    assert read_reply(line, knowledge.inputs["data_trust"], None) == reply


def test_on_a_marked_answer_it_is_put_down_at_once(knowledge: KnowledgeBase) -> None:
    trust = knowledge.inputs["data_trust"]
    assert read_reply("r4", trust, "low") == Kept(None, "assumed")
    assert read_reply("r obs # seen", trust, "low") == Kept("seen", "observed")
    assert read_reply("r", trust, "low") == Command("rests", None)
    assert read_reply("2 r4", trust, "low") == Chosen("medium", None, "assumed")


def of(*values: str) -> Attribute:
    return attribute("of_the_test", values)


def test_no_answer_is_hidden_by_it() -> None:
    """What names or begins a value means that value still; ``r`` alone asks, unless a value is called so."""
    assert read_reply("r", of("r", "red"), None) == Chosen("r", None)
    assert read_reply("rests", of("rests", "red"), None) == Chosen("rests", None)
    assert read_reply("r", of("red", "blue"), None) == Command("rests", None)
    for line in ("1", "re", "red"):
        assert read_reply(line, of("red", "blue"), None) == Chosen("red", None)
    assert read_reply("r4", of("r4", "blue"), None) == Chosen("r4", None)
    assert read_reply("r 4", of("r4_long", "r_4_times"), None) == Chosen("r_4_times", None)
    assert read_reply("side r 4", of("side_r_4", "side"), None) == Chosen("side_r_4", None)
    assert read_reply("a r 4", of("a_r_4x", "a_r_4y", "a"), None) == Unclear("a r 4", ("a_r_4x", "a_r_4y"))
    assert read_reply("bl r4", of("blue", "black"), None) == Unclear("bl r4", ("blue", "black"))
    assert read_reply("u r4", of("undecided", "blue"), None) == Unclear("u r4")


@given(st.text(alphabet="r4 uadx#", max_size=8), st.sampled_from([None, "red"]))
def test_without_it_every_line_means_what_it_meant(line: str, marked: str | None) -> None:
    values = of("red", "ad_a", "undecided")
    reply = read_reply(line, values, marked)
    if " r" not in f" {line.partition('#')[0].casefold()}":
        assert getattr(reply, "rests_on", None) is None and getattr(reply, "word", "") != "rests"


def answered(dialogue: Dialogue, rests_on: Resting | None) -> Session:
    return dialogue.answer(Session(), "data_trust", "low", "a note", rests_on)


@pytest.mark.parametrize("ground", GROUNDS)
def test_it_is_saved_and_resumed(dialogue: Dialogue, ground: Resting, knowledge: KnowledgeBase) -> None:
    profile = as_profile(answered(dialogue, ground), knowledge)
    assert profile.answers["data_trust"].rests_on == ground
    read = profile_from_text(profile_as_yaml(profile), "saved.yaml", knowledge)
    assert resume.resumed(read, knowledge).session == answered(dialogue, ground)
    laid_over = resume.preanswered(Session(), read, "file", knowledge).given["data_trust"]
    assert (laid_over.rests_on, laid_over.note) == (ground, "a note")


def test_it_stays_with_the_answer_and_goes_with_it(dialogue: Dialogue) -> None:
    session = answered(dialogue, "said")

    def now(after: Session) -> str | None:
        return after.given["data_trust"].rests_on

    assert now(dialogue.confirm(dialogue.back(session), "data_trust")) == "said"
    assert now(dialogue.confirm(session, "data_trust", None, "observed")) == "observed"
    assert now(dialogue.confirm(session, "data_trust", None, "nothing")) is None
    assert now(dialogue.answer(session, "data_trust", "low")) == "said"
    assert now(dialogue.answer(session, "data_trust", "low", None, "nothing")) is None
    assert now(dialogue.answer(session, "data_trust", "high")) is None
    assert now(dialogue.answer(session, "data_trust", "high", None, "documented")) == "documented"
    assert now(dialogue.answer(session, "data_trust", "unknown")) is None


def test_what_is_to_be_checked_is_in_doubt_or_assumed(dialogue: Dialogue, advisor: Advisor) -> None:
    answers = {"platform_model": Answer(rests_on="assumed"), "market_growth": Answer(rests_on="assumed")}
    firm: Profile = advisor.profile({"platform_model": "classic", "market_growth": "high"})
    firm = firm.model_copy(update={"answers": answers})
    given = {
        "data_trust": Given("low", rests_on="said"),
        "platform_complexity": Given("high", rests_on="assumed"),
        "sales_channel": Given("unknown", rests_on="assumed"),
        "market_growth": Given("low"),
    }
    found = dialogue.to_check(Session(given=given, firm=firm))
    assert found == (
        ("platform_complexity", "high", True, ("platform_model",), True),
        ("platform_model", "classic", False, (), True),
    )


def test_no_word_stands_for_two_things() -> None:
    assert "r" in WORDS and len({each[0] for each in GROUNDS}) == len(GROUNDS)
