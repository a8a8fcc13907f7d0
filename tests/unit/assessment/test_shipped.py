"""Assessments on the shipped knowledge, recomputed from their own firings: proofs, order, citations, open questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor, KnowledgeBase
from advisor.assessment.order import ORDER
from advisor.loading.profile import profile_from_text
from advisor.model.assessment import Assessment, RankedRecommendation
from advisor.model.base import GRADES, SUPPORTS
from advisor.model.states import STATES
from advisor.reasoning.index import RuleIndex
from advisor.reasoning.moot import moot
from tests.strategies import facts

UNHURRIED = settings(max_examples=60, deadline=None)


@pytest.fixture(scope="module")
def profiles(knowledge: KnowledgeBase) -> st.SearchStrategy[dict[str, str]]:
    """Profiles of every size: of about half the answers, and of only a few."""
    names = st.sets(st.sampled_from(sorted(knowledge.inputs)), max_size=6)
    few = names.flatmap(lambda some: facts({name: knowledge.inputs[name] for name in sorted(some)}))
    return facts(knowledge.inputs) | few


class Proof:
    """The proof of some rules, found by walking the firings backwards."""

    def __init__(self, assessment: Assessment, knowledge: KnowledgeBase, rules: tuple[str, ...]):
        drawn = {each.attribute: each.value for each in assessment.conclusions}
        firings = {each.rule: each for each in assessment.firings}
        listed = {f"advice.{each.id}": each.rules for each in assessment.recommendations}
        self.rules: set[str] = set()
        ahead = list(rules)
        while ahead:
            rule = ahead.pop()
            self.rules.add(rule)
            for name in firings[rule].facts:
                behind = [each.rule for each in assessment.firings if each.concluded.get(name) == drawn.get(name, 0)]
                behind += listed.get(name, ())
                ahead.extend(each for each in behind if each not in self.rules)
        cited = {finding for rule in self.rules for finding in knowledge.rules[rule].cites}
        self.citations = tuple(finding for finding in knowledge.findings if finding in cited)
        self.grade = max((knowledge.rules[rule].grade for rule in self.rules), key=GRADES.index)
        self.support = max((knowledge.findings[each].support for each in cited), key=SUPPORTS.index)
        matched = {name: value for rule in self.rules for name, value in firings[rule].facts.items()}
        absent = {name for rule in self.rules for name in firings[rule].unknown}
        self.undrawn = absent - knowledge.inputs.keys()
        self.facts = [(name, matched[name]) for name in knowledge.inputs if name in matched]
        self.unknown = tuple(name for name in knowledge.inputs if name in absent)


@UNHURRIED
@given(st.data())
def test_every_piece_stands_on_its_proof(
    advisor: Advisor, profiles: st.SearchStrategy[dict[str, str]], data: st.DataObject
) -> None:
    knowledge = advisor.knowledge
    assessment = advisor.assess(data.draw(profiles))
    kinds = ("recommended", "in_place", "waits", "theirs", "tensions", "caveats")
    brought = {kind: fired_for(assessment, kind) for kind in kinds}
    held = {kind: brought.pop(kind) for kind in ("waits", "theirs")}
    for each in assessment.recommendations:
        proof = Proof(assessment, knowledge, each.rules)
        recommending, keeping = (brought[kind].pop(each.id, ()) for kind in ("recommended", "in_place"))
        assert each.rules == (keeping or recommending)
        waits, theirs = (held[kind].get(each.id, ()) for kind in ("waits", "theirs"))
        stands = "in_place" if keeping else "theirs" if theirs else "waits" if waits else "to_do"
        assert each.state == stands
        said = each.state_because
        assert (said.rules if said else ()) == (keeping or theirs or waits)
        if said:
            standing = Proof(assessment, knowledge, said.rules)
            assert (said.grade, said.support, said.citations) == (
                standing.grade,
                standing.support,
                standing.citations,
            )
            assert list(said.facts.items()) == standing.facts
        assert (each.grade, each.support, each.citations) == (proof.grade, proof.support, proof.citations)
        assert list(each.facts.items()) == proof.facts
        assert set(each.unknown) >= set(proof.unknown)
        behind = RuleIndex(knowledge.rules.values()).behind(proof.undrawn)
        assert set(each.unknown) - set(proof.unknown) <= behind.keys() - assessment.profile.facts.keys()
        assert each.because == tuple(knowledge.rules[rule].because for rule in each.rules)
    for conclusion in assessment.conclusions:
        proof = Proof(assessment, knowledge, conclusion.rules)
        assert (conclusion.grade, conclusion.support) == (proof.grade, proof.support)
        assert conclusion.citations == proof.citations
        for rule in conclusion.rules:
            assert knowledge.rules[rule].then.conclude[conclusion.attribute] == conclusion.value
    for kind, shown in (("tensions", assessment.tensions), ("caveats", assessment.caveats)):
        for piece in shown:
            assert piece.rules == brought[kind].pop(piece.id)
            assert piece.citations == Proof(assessment, knowledge, piece.rules).citations
    assert not any(brought.values()), "something fired and was left out"


@UNHURRIED
@given(st.data())
def test_an_answer_that_would_draw_what_had_to_be_undrawn_is_named(
    advisor: Advisor, profiles: st.SearchStrategy[dict[str, str]], data: st.DataObject
) -> None:
    knowledge = advisor.knowledge
    given_facts = data.draw(profiles)
    assessment = advisor.assess(given_facts)
    for each in assessment.recommendations:
        undrawn = Proof(assessment, knowledge, each.rules).undrawn
        for name in knowledge.inputs if undrawn else ():
            if name not in given_facts and name not in each.unknown:
                for value in knowledge.inputs[name].domain:
                    assert not undrawn & advisor.run({**given_facts, name: value}).conclusions.keys()


def test_the_inputs_behind_a_conclusion_that_had_to_be_undrawn_are_unknown(advisor: Advisor) -> None:
    facts: dict[str, str] = {"sales_channel": "wholesaler"}
    unknown = {each.id: each.unknown for each in advisor.assess(facts).recommendations}
    assert unknown["open-direct-contact"] == ("product_customization", "personal_contact")
    assert advisor.why(facts, "open-direct-contact").unknown == unknown["open-direct-contact"]
    # What is known, or cannot be drawn any more whatever is answered, hangs on no question.
    facts["product_customization"] = "standardized"
    unknown = {each.id: each.unknown for each in advisor.assess(facts).recommendations}
    assert unknown["open-direct-contact"] == ("personal_contact",)


def fired_for(assessment: Assessment, kind: str) -> dict[str, tuple[str, ...]]:
    rules: dict[str, list[str]] = {}
    for firing in assessment.firings:
        for output in getattr(firing, kind):
            rules.setdefault(output, []).append(firing.rule)
    return {output: tuple(each) for output, each in rules.items()}


@UNHURRIED
@given(st.data())
def test_advice_stands_in_the_defined_order(
    advisor: Advisor, profiles: st.SearchStrategy[dict[str, str]], data: st.DataObject
) -> None:
    known = advisor.knowledge.recommendations
    listed = advisor.assess(data.draw(profiles)).recommendations
    shown = [each for each in listed if each.state == "to_do"]
    present = {each.id for each in shown}
    assert list(listed[: len(shown)]) == shown, "what is to do comes first"
    assert [each.state for each in listed] == sorted((each.state for each in listed), key=STATES.index)
    assert not any(each.rank for each in listed[len(shown) :])

    def after(name: str) -> set[str]:
        return {later for each in known[name].before for later in (each, *after(each))}

    # Read from the finished document and the catalogue, in the order in which docs/provenance.md tells it.
    read: dict[str, Callable[[RankedRecommendation], int]] = {
        "urgency": lambda each: -(each.urgency or 0),
        "grade": lambda each: GRADES.index(each.grade),
        "support": lambda each: SUPPORTS.index(each.support),
        "catalogue": lambda each: list(known).index(each.id),
    }
    assert list(read) == [criterion.name for criterion in ORDER]
    assert sorted(shown, key=lambda each: [reading(each) for reading in read.values()]) == list(shown)
    assert [each.rank for each in shown] == list(range(1, len(shown) + 1))
    places = {each.id: place for place, each in enumerate(shown)}
    for each in shown:
        assert all(places[each.id] < places[later] for later in after(each.id) & present)
        assert each.urgency_from is not None and set(each.urgency_from.after) == after(each.id) & present
        assert set(each.before) == {*known[each.id].before} & present


@UNHURRIED
@given(st.data())
def test_findings_are_exactly_those_cited(
    advisor: Advisor, profiles: st.SearchStrategy[dict[str, str]], data: st.DataObject
) -> None:
    assessment = advisor.assess(data.draw(profiles))
    cited = set(citations(json.loads(assessment.to_json())))
    assert list(assessment.findings) == [name for name in advisor.knowledge.findings if name in cited]


def citations(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        yield from document.get("citations", ())
        for value in document.values():
            yield from citations(value)
    elif isinstance(document, list):
        for value in document:
            yield from citations(value)


@UNHURRIED
@given(st.data())
def test_the_plan_holds_each_piece_of_advice_once(
    advisor: Advisor, profiles: st.SearchStrategy[dict[str, str]], data: st.DataObject
) -> None:
    assessment = advisor.assess(data.draw(profiles))
    assert [step.step for step in assessment.plan] == [1, 2, 3, 4]
    for step in assessment.plan:
        assert step.recommendations == tuple(
            each.id
            for each in assessment.recommendations
            if each.step == step.step and each.state in ("to_do", "waits")
        )


@pytest.mark.long
@settings(UNHURRIED, max_examples=25)
@given(st.data())
def test_whatever_a_single_answer_changes_is_among_the_open_questions(
    advisor: Advisor, profiles: st.SearchStrategy[dict[str, str]], data: st.DataObject
) -> None:
    profile = data.draw(profiles)
    assessment = advisor.assess(profile)
    named = {each.attribute: set(each.could_change) for each in assessment.open_questions}
    here = outputs(advisor, profile)
    for name, attribute in advisor.knowledge.inputs.items():
        if name in profile:
            assert name not in named
            continue
        if name in moot(advisor.knowledge, profile):  # it is not asked, and what it would change is not told
            assert name not in named
            continue
        for value in attribute.domain:
            changed = here ^ outputs(advisor, {**profile, name: value})
            assert {output for output, _ in changed} <= named.get(name, set())
    assert list(named) == [name for name in advisor.knowledge.inputs if name in named]
    assert all(named.values())


def outputs(advisor: Advisor, profile: Mapping[str, str]) -> set[tuple[str, str | None]]:
    """What comes out, and of advice where it stands: an answer that moves a piece to another state changes it too."""
    assessment = advisor.assess(profile)
    stands = {(each.id, each.state) for each in assessment.recommendations}
    return stands | {(each.id, None) for part in (assessment.tensions, assessment.caveats) for each in part}


@UNHURRIED
@given(st.data())
def test_the_document_is_read_back_as_the_same_assessment(
    advisor: Advisor, profiles: st.SearchStrategy[dict[str, str]], data: st.DataObject
) -> None:
    assessment = advisor.assess(data.draw(profiles), name=data.draw(st.none() | st.text()))
    text = assessment.to_json()
    again = Assessment.model_validate_json(text)
    assert again == assessment
    assert again.to_json() == text
    assert text.endswith("}\n")
    assert text.encode()


@UNHURRIED
@given(st.data())
def test_unknown_written_out_and_the_order_of_answers_change_no_byte(
    advisor: Advisor, profiles: st.SearchStrategy[dict[str, str]], data: st.DataObject
) -> None:
    profile = data.draw(profiles)
    unknown = [name for name in advisor.knowledge.inputs if name not in profile]
    written = (
        {**dict.fromkeys(data.draw(st.lists(st.sampled_from(unknown))), "unknown"), **profile} if unknown else profile
    )
    turned = dict(data.draw(st.permutations(list(written.items()))))
    assert advisor.assess(turned).to_json() == advisor.assess(profile).to_json()
    read = profile_from_text(json.dumps({"facts": turned}), "case.json", advisor.knowledge)
    assert advisor.assess(read).to_json() == advisor.assess(profile).to_json()


def test_notes_and_where_answers_came_from_change_no_advice(advisor: Advisor) -> None:
    text = "facts: {data_trust: low}\nnotes: hello\nanswers: {data_trust: {source: asked, note: sure}}\n"
    read = profile_from_text(text, "case.yaml", advisor.knowledge)
    told = json.loads(advisor.assess(read).to_json())
    assert told["profile"].pop("answers") == {"data_trust": {"note": "sure", "rests_on": None}}
    untold = json.loads(advisor.assess({"data_trust": "low"}).to_json())
    assert untold["profile"].pop("answers") == {}
    assert told == untold


KEYS = {
    "": "format language profile knowledge conclusions recommendations tensions caveats benchmarks plan next_phase "
    "open_questions open_questions_exact findings firings",
    "profile": "name facts",
    "knowledge": "version sha256",
    "conclusions": "attribute value rules grade support citations",
    "recommendations": "id state rank title action indicator horizon step component grade support citations rules "
    "facts",
    "tensions": "id title text rules citations",
    "caveats": "id text rules citations",
    "benchmarks": "figure group mean sd n direction direction_inferred citations",
    "plan": "step title provenance recommendations",
    "next_phase": "phase next in_doubt components then",
    "open_questions": "attribute could_change",
    "findings": "source locator paraphrase support scope caveat",
    "firings": "seq rule facts concluded",
}
"""The keys that other programs rely on; there may be more."""


def test_the_document_has_the_keys_that_others_rely_on(advisor: Advisor) -> None:
    answers = {
        "product_customization": "standardized",
        "sales_channel": "consulting_engineer",
        "customer_group": "operator_noncritical",
        "data_trust": "low",
        "relationship_phase": "advanced",
    }
    document = json.loads(advisor.assess(answers, name="Wastewater").to_json())
    assert list(document) == KEYS[""].split()
    assert document["profile"] == {
        "name": "Wastewater",
        "facts": {name: answers[name] for name in document["profile"]["facts"]},
        "firm": None,
        "inherited": [],
        "overruled": {},
        "answers": {},
    }
    assert document["knowledge"]["sha256"] == advisor.knowledge.sha256
    for part, keys in KEYS.items():
        if part:
            entries = document[part]
            some = (
                entries[0]
                if isinstance(entries, list)
                else next(iter(entries.values()))
                if part == "findings"
                else entries
            )
            assert set(keys.split()) <= set(some), part
    assert [firing["seq"] for firing in document["firings"]] == list(range(1, len(document["firings"]) + 1))


def test_nothing_known_brings_no_conclusion_from_silence(advisor: Advisor) -> None:
    assessment = advisor.assess({})
    assert assessment.conclusions == ()
    assert assessment.benchmarks == ()
    assert all(not each.facts and each.unknown for each in assessment.recommendations)


GROUPS = ["industrial", "university", "operator_critical", "operator_noncritical", "other_public", "other"]


@pytest.mark.parametrize("plant", [None, "wastewater", "water_supply"])
@pytest.mark.parametrize("group", GROUPS)
def test_figures_are_those_of_the_group_and_hold_no_made_up_number(
    advisor: Advisor, group: str, plant: str | None
) -> None:
    shown = advisor.assess({"customer_group": group, **({"operator_plant": plant} if plant else {})}).benchmarks
    known = [
        each
        for each in advisor.knowledge.benchmarks.values()
        if group in each.groups and each.requires in ({}, {"operator_plant": plant})
    ]
    assert any(each.figure == "digitalization-unknown" for each in shown) == (
        group.startswith("operator") and plant == "wastewater"
    ), "the 45 of 165 are wastewater plants alone"
    assert all(each.own_group is (group != "industrial") for each in shown), "which industry was asked is not said"
    assert [each.id for each in shown] == [each.id for each in known]
    for figure, source in zip(shown, known, strict=True):
        assert (figure.mean, figure.sd, figure.share, figure.n) == (source.mean, source.sd, source.share, source.n)
        assert all(peer.group != figure.group for peer in figure.peers)
        if figure.mean is None and figure.share is None:
            assert figure.position is None
