"""Where a relationship stands among the phases, and what the next one takes, on the shipped knowledge."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor, KnowledgeBase
from advisor.model.next_phase import ComponentStanding, NextPhase
from advisor.model.phases import COMPONENTS, Framework
from advisor.model.states import state_in
from tests.scenarios.cases import CITY_WATER, DOSING, PACKAGING
from tests.strategies import facts

UNHURRIED = settings(max_examples=80, deadline=None)
PHASED = COMPONENTS[1:]


@pytest.fixture(scope="module")
def framework(knowledge: KnowledgeBase) -> Framework:
    assert knowledge.framework is not None
    return knowledge.framework


def stands(advisor: Advisor, answers: dict[str, str]) -> NextPhase:
    found = advisor.assess(answers).next_phase
    assert found is not None
    return found


def components(found: NextPhase) -> dict[str, ComponentStanding]:
    return {each.component: each for each in found.components}


def held(found: NextPhase) -> dict[str, set[str]]:
    """The rules that hold back, by component."""
    return {
        each.component: {rule for one in each.holds_back for rule in one.rules}
        for each in found.components
        if each.holds_back
    }


def lacking(each: ComponentStanding) -> list[str]:
    return [need.text for need in each.takes if not need.there]


class TestWorkedCases:
    def test_trust_that_came_first_waits_for_staff_and_settled_answers(self, advisor: Advisor) -> None:
        found = stands(advisor, PACKAGING)
        assert (found.phase, found.next, found.in_doubt, found.then) == ("foundational", "intermediate", False, None)
        each = components(found)
        assert [each[name].position for name in COMPONENTS] == [None, "aligned", "ahead", "ahead"]
        assert [each[name].in_doubt for name in COMPONENTS] == [False, False, True, True]
        assert [need.there for need in each["capabilities"].takes] == [True, False, True]
        for word, name in {
            "platform": "assets",
            "know-how": "assets",
            "several sources": "routines",
            "Meetings": "routines",
            "Incentives": "governance",
        }.items():
            assert any(word in text for text in lacking(each[name])), word
        assert held(found)["assets"] == {"the-platform-waits-for-staff"}
        assert each["assets"].holds_back[0].waits_for == ("assign-dedicated-staff",)
        for name in ("routines", "governance"):
            (doubt,) = each[name].holds_back
            assert doubt.waits_for == ("settle-answers",) and doubt.holds == (name,)

    def test_the_city_has_what_its_phase_shows_and_is_held_back(self, advisor: Advisor) -> None:
        found = stands(advisor, CITY_WATER)
        each = components(found)
        assert (found.next, [each[name].position for name in PHASED]) == ("intermediate", ["aligned"] * 3)
        assert held(found) == {
            "capabilities": {"building-waits-for-the-assessment"},
            "assets": {"the-platform-waits-for-staff"},
            "routines": {"more-exchange-waits-for-trust"},
            "governance": {"looser-control-waits-for-the-balance"},
        }
        assert all(lacking(each[name]) == [need.text for need in each[name].takes] for name in PHASED)

    def test_where_the_fit_was_not_found_it_holds_back_everything_and_stands_once(self, advisor: Advisor) -> None:
        found = stands(advisor, DOSING)
        each = components(found)
        assert (found.phase, found.next) == ("not_started", "foundational")
        assert {each[name].position for name in PHASED} == {"unknown"}
        assert held(found) == {"capabilities": {"investing-waits-for-the-fit"}}
        (gate,) = each["capabilities"].holds_back
        assert gate.holds == PHASED and gate.waits_for == ("make-the-fit-or-stop",) and gate.grade == "derived"
        assert gate.facts == {"complementarity": "absent"}
        texts = " ".join(text for name in PHASED for text in lacking(each[name]))
        assert all(word in texts for word in ("sensors", "Staff", "Data gathered", "detailed contract"))


class TestPhases:
    @pytest.mark.parametrize("phase", ["foundational", "intermediate", "advanced"])
    def test_what_a_phase_lets_one_expect_is_what_the_rules_conclude(
        self, advisor: Advisor, framework: Framework, phase: str
    ) -> None:
        each = components(stands(advisor, {"relationship_phase": phase}))
        for name, guide in framework.phased.items():
            assert each[name].expected == guide.phases[phase].stage

    def test_each_phase_is_followed_by_the_next(self, advisor: Advisor, framework: Framework) -> None:
        order = advisor.knowledge.inputs[framework.phase].domain
        for phase, after in zip(order, [*order[1:], None], strict=True):
            found = stands(advisor, {"relationship_phase": phase})
            assert found.next == after
            for name, each in components(found).items():
                guide = framework.capabilities if name == "capabilities" else None
                if after is None:
                    assert not each.takes and not each.pictures and not each.holds_back
                    continue
                told = guide or framework.phased[name].phases[after]  # type: ignore[index]
                assert [need.text for need in each.takes] == [need.text for need in told.takes]
                assert [one.text for one in each.pictures] == [one.text for one in told.pictures]

    def test_after_the_last_there_is_reviewing_and_nothing_to_build(self, advisor: Advisor) -> None:
        answers = {"relationship_phase": "advanced", "asset_stage": "base_systems", "complementarity": "absent"}
        assessment = advisor.assess({**answers, "dedicated_staff": "no"})
        found = assessment.next_phase
        assert found is not None and found.then is not None and found.next is None
        assert components(found)["assets"].position == "behind"
        assert {"K10", "F51"} <= set(found.then.citations) <= assessment.findings.keys()
        assert found.then.grade == "synthesis"

    def test_an_unknown_phase_invents_nothing(self, advisor: Advisor) -> None:
        answers = {name: value for name, value in CITY_WATER.items() if name != "relationship_phase"}
        found = stands(advisor, answers)
        assert (found.phase, found.next, found.in_doubt, found.then) == (None, None, False, None)
        for name, each in components(found).items():
            assert each.position == (None if name == "capabilities" else "unknown")
            assert not (each.takes or each.pictures or each.holds_back or each.rules or each.citations)
            assert each.expected is None and each.grade is None
        assert components(found)["assets"].here == "base_systems"

    def test_a_phase_in_doubt_is_said_to_be(self, advisor: Advisor) -> None:
        assert stands(advisor, {"relationship_phase": "advanced", "relationship_history": "new"}).in_doubt
        assert not stands(advisor, {"relationship_phase": "advanced"}).in_doubt


class TestWhatIsThere:
    START = {"relationship_phase": "foundational"}

    def test_what_the_stage_shows_is_not_to_be_built(self, advisor: Advisor) -> None:
        for stage in ("tailored_platform", "enabling_platform"):
            each = components(stands(advisor, {"relationship_phase": "intermediate", "asset_stage": stage}))["assets"]
            assert each.takes[0].there == (stage == "enabling_platform")
        each = components(stands(advisor, {**self.START, "asset_stage": "tailored_platform"}))["assets"]
        assert [need.there for need in each.takes] == [True, False], "no answer shows the know-how"

    def test_an_answer_in_doubt_shows_nothing(self, advisor: Advisor) -> None:
        answers = {**self.START, "asset_stage": "tailored_platform", "dedicated_staff": "no"}
        each = components(stands(advisor, answers))["assets"]
        assert each.in_doubt and not any(need.there for need in each.takes)
        assert any(one.rules == ("a-platform-stands-without-staff",) for one in each.holds_back)

    def test_incentives_are_shown_by_their_own_answer(self, advisor: Advisor) -> None:
        for answer, there in (("yes", True), ("no", False)):
            answers = {**self.START, "governance_mode": "transitional", "incentives_aligned": answer}
            revised, aligned, _ = components(stands(advisor, answers))["governance"].takes
            assert (revised.there, aligned.there) == (True, there)
        doubted = {**self.START, "incentives_aligned": "yes", "benefit_distribution": "mainly_provider"}
        each = components(stands(advisor, doubted))["governance"]
        assert not each.takes[1].there
        assert "aligned-incentives-have-one-sided-benefit" in held(stands(advisor, doubted))["governance"]

    def test_what_is_built_is_held_back_by_nothing(self, advisor: Advisor) -> None:
        answers = {"relationship_phase": "not_started", "asset_stage": "base_systems", "dedicated_staff": "yes"}
        found = stands(advisor, answers)
        assert all(need.there for need in components(found)["assets"].takes)
        assert "assets" not in held(found)


class TestWhatThePhaseLacks:
    """What the present phase takes and the answers show not to be there; nothing that is not known."""

    def lacks(self, advisor: Advisor, answers: dict[str, str]) -> dict[str, list[str]]:
        return {
            each.component: [need.text for need in each.lacks]
            for each in stands(advisor, answers).components
            if each.lacks
        }

    def test_staff_that_nobody_named(self, advisor: Advisor) -> None:
        known = {"relationship_phase": "foundational", "asset_stage": "base_systems", "dedicated_staff": "no"}
        (text,) = self.lacks(advisor, known)["assets"]
        assert "Staff" in text and "K13" in stands(advisor, known).components[1].lacks[0].citations
        assert self.lacks(advisor, PACKAGING) == self.lacks(advisor, known)

    def test_what_is_behind(self, advisor: Advisor) -> None:
        """After the last phase there is none to come, but what the last one takes may still be missing."""
        known = {
            "relationship_phase": "advanced",
            "knowledge_routine": "monitoring_adhoc",
            "governance_mode": "contractual",
        }
        found = stands(advisor, known)
        assert found.next is None and found.then is not None
        lacks = self.lacks(advisor, known)
        assert list(lacks) == ["routines", "governance"]
        assert not any("not as a must" in text for texts in lacks.values() for text in texts)
        assert not self.lacks(advisor, {**known, "relationship_phase": "foundational"})

    @pytest.mark.parametrize(
        "known",
        [
            {"relationship_phase": "intermediate"},
            {"relationship_phase": "foundational", "asset_stage": "base_systems"},
            {"dedicated_staff": "no", "asset_stage": "none"},
            {"relationship_phase": "not_started", "asset_stage": "none", "dedicated_staff": "no"},
            {"relationship_phase": "advanced", "relationship_history": "new", "governance_mode": "contractual"},
        ],
    )
    def test_what_is_not_known_in_doubt_or_not_yet_due_lacks_nothing(
        self, advisor: Advisor, known: dict[str, str]
    ) -> None:
        assert self.lacks(advisor, known) == {}


class TestHoldsBack:
    def test_what_trust_rests_on_holds_back_even_where_no_advice_waits(self, advisor: Advisor) -> None:
        answers = {"relationship_phase": "intermediate", "governance_mode": "none", "incentives_aligned": "no"}
        assert "misaligned-incentives-are-not-ready" in held(stands(advisor, answers))["governance"]
        dissatisfied = {"relationship_phase": "intermediate", "relationship_history": "dissatisfied"}
        assert "new-or-troubled-relationships-are-not-ready" in held(stands(advisor, dissatisfied))["governance"]
        early = {"relationship_phase": "foundational", "relationship_history": "dissatisfied"}
        assert not held(stands(advisor, early)), "only the advanced phase rests on it"

    def test_one_lack_is_told_once(self, advisor: Advisor) -> None:
        answers = {"relationship_phase": "intermediate", "terms_doubted": "yes", "governance_mode": "transitional"}
        (told,) = components(stands(advisor, answers))["governance"].holds_back
        assert told.rules == ("looser-control-waits-for-the-terms",) and told.holds == ("routines", "governance")

    def test_being_behind_holds_back_and_is_one_with_what_waits_for_it(self, advisor: Advisor) -> None:
        answers = {"relationship_phase": "intermediate", "asset_stage": "base_systems"}
        (behind,) = components(stands(advisor, answers))["assets"].holds_back
        assert (behind.rules, behind.waits_for) == (("assets-behind-the-phase",), ("intermediate-assets",))
        answers = {"relationship_phase": "intermediate", "governance_mode": "contractual"}
        (both,) = components(stands(advisor, answers))["governance"].holds_back
        assert both.rules == ("trust-alone-waits-for-the-revised-contract", "governance-behind-the-phase")
        assert both.grade == "operationalised", "the weakest of the two"

    @pytest.mark.parametrize("phase", ["not_started", "foundational", "intermediate"])
    @pytest.mark.parametrize("fit", ["absent", "not_assessed"])
    def test_the_gate_holds_back_whatever_else_is_there(self, advisor: Advisor, phase: str, fit: str) -> None:
        answers = {"relationship_phase": phase, "complementarity": fit}
        for more in (
            {},
            {"asset_stage": "enabling_platform", "dedicated_staff": "yes", "governance_mode": "relational"},
        ):
            assert "capabilities" in held(stands(advisor, {**answers, **more})), more


@pytest.mark.long
@UNHURRIED
@given(st.data())
def test_it_says_what_the_answers_and_conclusions_say(
    advisor: Advisor, framework: Framework, data: st.DataObject
) -> None:
    knowledge = advisor.knowledge
    answers = data.draw(facts(knowledge.inputs))
    assessment = advisor.assess(answers)
    found = assessment.next_phase
    assert found is not None
    assert tuple(each.component for each in found.components) == COMPONENTS
    drawn = {each.attribute: each for each in assessment.conclusions}
    assert set(found.cited()) <= assessment.findings.keys()
    states = advisor.run(answers).conclusions
    reasons = [each for one in found.components for each in one.holds_back]
    for one in reasons:
        assert one.facts and one.facts.items() <= answers.items()
        assert one.rules and one.text and one.holds and one.citations
        assert all(state_in(states, piece) in ("to_do", "waits", "theirs") for piece in one.waits_for)
    told = [(one.component, *each.rules) for one in found.components for each in one.holds_back]
    assert len(told) == len(set(told)) and len({rule for _, *rules in told for rule in rules}) == sum(
        len(each.rules) for each in reasons
    ), "one reason, once"
    for name, each in components(found).items():
        assert each.here == answers.get(framework.tellers[name])  # type: ignore[index]
        assert all(one.one_case and one.citations for one in each.pictures)
        assert all(need.citations for need in each.takes)
        if name == "capabilities":
            assert (each.position, each.expected, each.grade) == (None, None, None)
            continue
        guide = framework.phased[name]  # type: ignore[index]
        conclusion = drawn.get(guide.position)
        assert each.position == (conclusion.value if conclusion else "unknown")
        assert each.grade == (conclusion.grade if conclusion else None)
        assert each.rules == (conclusion.rules if conclusion else ())
        assert each.expected == (drawn[guide.expected].value if guide.expected in drawn else None)
        doubts = {conclusion for conclusion in drawn if knowledge.attributes[conclusion].doubts == guide.here}
        assert each.in_doubt == bool(doubts)
        if found.next is not None:
            for need, said in zip(guide.phases[found.next].takes, each.takes, strict=True):
                in_place = need.piece is not None and state_in(states, need.piece) == "in_place"
                assert said.there or not in_place or need.shown_by == {}
                assert not said.there or in_place or each.here is not None or need.shown_by


@UNHURRIED
@given(st.data())
def test_an_answer_that_is_unknown_says_nothing(advisor: Advisor, framework: Framework, data: st.DataObject) -> None:
    answers = data.draw(facts(advisor.knowledge.inputs))
    unknown = {name: "unknown" for name in advisor.knowledge.inputs if name not in answers}
    found = stands(advisor, answers)
    assert stands(advisor, {**answers, **unknown}).model_dump_json() == found.model_dump_json()
    for name, guide in framework.phased.items():
        without = {answer: value for answer, value in answers.items() if answer != guide.here}
        each = components(stands(advisor, without))[name]
        assert (each.here, each.position, each.in_doubt) == (None, "unknown", False)


def test_knowledge_without_a_framework_says_nothing_of_it(knowledge: KnowledgeBase) -> None:
    content = {name: part for name, part in knowledge.content.items() if name != "framework"}
    earlier = KnowledgeBase.from_content(content)
    assert earlier.framework is None and "framework" not in earlier.hashed
    assert Advisor.of(earlier).assess(CITY_WATER).next_phase is None
    assert KnowledgeBase.from_content(knowledge.content).framework == knowledge.framework


def test_a_phase_in_doubt_that_has_a_next_one_holds_back(knowledge: KnowledgeBase) -> None:
    """No shipped rule doubts any phase but the last; a house rule may."""
    rule = knowledge.rules["a-new-relationship-is-advanced"]
    earlier = rule.when.model_dump_json().replace('"advanced"', '"intermediate"')
    changed = rule.model_copy(update={"when": type(rule.when).model_validate_json(earlier)})
    advisor = Advisor.of(knowledge.model_copy(update={"rules": {**knowledge.rules, rule.id: changed}}))
    found = stands(advisor, {"relationship_phase": "intermediate", "relationship_history": "new"})
    assert found.in_doubt
    doubts = [each for each in components(found)["capabilities"].holds_back if rule.id in each.rules]
    assert [each.holds for each in doubts] == [COMPONENTS]
