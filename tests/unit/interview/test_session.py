"""States of an interview and the steps between them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor import Advisor, Profile
from advisor.interview import resume
from advisor.interview.dialogue import Dialogue
from advisor.interview.session import Given, Session, as_profile, fingerprint
from advisor.loading.profile import profile_from_text
from advisor.loading.profile_writing import profile_as_yaml
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import KnowledgeStamp


@pytest.fixture(scope="module")
def dialogue(advisor: Advisor) -> Dialogue:
    return advisor.dialogue()


def answered(dialogue: Dialogue, *values: str) -> Session:
    """A session in which the essential questions got these answers, in the vocabulary's order."""
    essential = [name for name, each in dialogue.knowledge.inputs.items() if each.essential]
    session = Session()
    for name, value in zip(essential, values, strict=False):
        session = dialogue.answer(session, name, value)
    return session


def test_back_shows_the_question_before_with_its_answer_kept(dialogue: Dialogue) -> None:
    session = answered(dialogue, "customized", "direct", "low")
    back = dialogue.back(session)
    assert dialogue.stand(back).question == "data_trust"
    assert back.facts == session.facts
    twice = dialogue.back(back)
    assert dialogue.stand(twice).question == "sales_channel"
    first = dialogue.back(twice)
    assert dialogue.back(first) == first


def test_an_answer_left_as_it_is_leads_on_to_where_one_was(dialogue: Dialogue) -> None:
    session = answered(dialogue, "customized", "direct", "low")
    before = dialogue.stand(session).question
    kept = dialogue.confirm(dialogue.back(dialogue.back(session)), "sales_channel", "a note")
    assert dialogue.stand(kept).question == before
    assert kept.given["sales_channel"].note == "a note"
    assert dialogue.answer(dialogue.back(session), "data_trust", "low").again == ()


def test_what_hung_on_a_changed_answer_is_asked_again_and_the_rest_stays(dialogue: Dialogue) -> None:
    session = answered(dialogue, "customized", "direct", "low", "not_started")
    session = dialogue.answer(session, "dedicated_staff", "no")
    session = dialogue.answer(session, "shared_iot_vision", "no")
    changed = dialogue.answer(dialogue.edit(session, "relationship_phase"), "relationship_phase", "advanced")
    assert "dedicated_staff" in changed.again
    assert "shared_iot_vision" not in changed.again
    assert {**session.facts, "relationship_phase": "advanced"} == changed.facts
    assert dialogue.stand(changed).question == changed.again[0]
    assert "dedicated_staff" not in dialogue.confirm(changed, "dedicated_staff").again


def test_an_answer_that_hung_on_another_and_means_nothing_any_more_is_not_asked_again(dialogue: Dialogue) -> None:
    session = answered(dialogue, "customized", "direct", "low", "advanced")
    session = dialogue.answer(session, "platform_model", "new")
    session = dialogue.answer(session, "supplier_stickiness", "high")
    changed = dialogue.answer(dialogue.edit(session, "platform_model"), "platform_model", "undecided")
    assert "supplier_stickiness" not in changed.again
    assert changed.facts["supplier_stickiness"] == "high"


def test_contradicting_answers_are_told_once_with_rule_and_answers(dialogue: Dialogue) -> None:
    before = Session(given={"relationship_phase": Given("not_started")})
    after = dialogue.answer(before, "governance_mode", "transitional")
    (found,) = dialogue.contradictions(after, before)
    assert found.caveat.id in found.rule.then.caveats
    assert set(found.inputs) == {"relationship_phase", "governance_mode"}
    later = dialogue.answer(after, "market_growth", "high")
    assert dialogue.contradictions(later, after) == ()
    assert dialogue.contradictions(later) == (found,)


def test_a_contradiction_that_another_answer_adds_to_is_told_again(dialogue: Dialogue) -> None:
    before = Session(given={"relationship_phase": Given("not_started"), "governance_mode": Given("transitional")})
    after = dialogue.answer(before, "knowledge_routine", "integrated")
    assert any("knowledge_routine" in found.inputs for found in dialogue.contradictions(after, before))


def test_a_contradiction_about_a_conclusion_names_the_answers_behind_it(dialogue: Dialogue) -> None:
    session = Session(given={"platform_model": Given("new"), "platform_complexity": Given("low")})
    (found,) = dialogue.contradictions(session)
    assert set(found.inputs) == {"platform_model", "platform_complexity"}


def test_asking_all_goes_on_with_what_changes_nothing(advisor: Advisor) -> None:
    facts = {name: each.domain[0] for name, each in advisor.knowledge.inputs.items() if name != "terms_doubted"}
    session = Session(given={name: Given(value) for name, value in facts.items()}, shown=None)
    dialogue = advisor.dialogue(ask_all=True)
    asked = []
    while (stand := dialogue.stand(session)).question is not None:
        asked.append(stand.question)
        session = dialogue.answer(session, stand.question, "unknown")
    assert asked == ["terms_doubted"]


def test_a_saved_interview_is_an_ordinary_profile_and_comes_back_whole(
    dialogue: Dialogue, knowledge: KnowledgeBase
) -> None:
    session = answered(dialogue, "customized", "unknown", "low")
    session = replace(dialogue.confirm(session, "data_trust", "said: 'no'"), name="Ärzte: 1e5", notes="yes")
    profile = as_profile(session, knowledge)
    read = profile_from_text(profile_as_yaml(profile), "saved.yaml", knowledge)
    assert read == profile
    back = resume.resumed(read, knowledge)
    assert back == (session, (), ())


def test_only_what_was_answered_unknown_counts_as_answered(dialogue: Dialogue, knowledge: KnowledgeBase) -> None:
    profile = as_profile(answered(dialogue, "customized", "unknown"), knowledge)
    assert "sales_channel" not in resume.unanswered(profile)
    assert "data_trust" in resume.unanswered(profile)
    by_hand = Profile(facts={}, asked_unknown=("data_trust",))
    assert resume.unanswered(by_hand) == frozenset()
    assert resume.resumed(by_hand, knowledge).session.unknown == {"data_trust"}


def older(profile: Profile, **changes: object) -> Profile:
    return profile.model_copy(update={"knowledge": KnowledgeStamp(version="0.9.0", sha256="0" * 64), **changes})


def test_new_and_changed_questions_are_named(dialogue: Dialogue, knowledge: KnowledgeBase) -> None:
    session = answered(dialogue, "customized", "direct", "low")
    profile = as_profile(session, knowledge)
    answers = {**profile.answers, "data_trust": profile.answers["data_trust"].model_copy(update={"question": "old"})}
    without = tuple(name for name in profile.asked_unknown if name != "m2m_exchange")
    back = resume.resumed(older(profile, answers=answers, asked_unknown=without), knowledge)
    assert (back.new, back.changed) == (("m2m_exchange",), ("data_trust",))
    assert back.session.facts == session.facts
    assert dialogue.stand(back.session).question == "data_trust"
    confirmed = dialogue.confirm(back.session, "data_trust")
    assert confirmed.given["data_trust"].question == fingerprint(knowledge.inputs["data_trust"])
    assert confirmed.again == ()


def test_answers_without_a_place_in_the_vocabulary_are_taken_out_and_named(knowledge: KnowledgeBase) -> None:
    data = {
        "facts": {"sales_channel": "carrier_pigeon", "moon_phase": "full", "data_trust": "low", "old": "unknown"},
        "answers": {"sales_channel": {"source": "asked"}, "moon_phase": {"source": "asked"}},
    }
    kept, gone = resume.without_the_outdated(data, knowledge)
    assert kept == {"facts": {"sales_channel": "unknown", "data_trust": "low"}, "answers": {}}
    assert gone == ("sales_channel: carrier_pigeon", "moon_phase: full")


def test_later_sources_lie_over_earlier_ones(dialogue: Dialogue, knowledge: KnowledgeBase) -> None:
    session = answered(dialogue, "customized", "direct")
    profile = Profile(name="n", facts={"sales_channel": "internet"}, asked_unknown=("data_trust",))
    session = resume.preanswered(session, profile, "command line", knowledge)
    assert session.facts == {"product_customization": "customized", "sales_channel": "internet"}
    assert session.unknown == {"data_trust"}
    assert session.given["sales_channel"].source == "command line"
    assert session.trail == ("product_customization",)
    assert session.name == "n"


def test_a_fingerprint_changes_with_what_an_answer_means(knowledge: KnowledgeBase) -> None:
    attribute = knowledge.inputs["data_trust"]
    low = attribute.values["low"].model_copy(update={"observe": "Something else."})
    other = attribute.model_copy(update={"values": {**attribute.values, "low": low}})
    assert fingerprint(attribute) != fingerprint(other)
    assert fingerprint(attribute) == fingerprint(attribute.model_copy(update={"why": "Another reason."}))
