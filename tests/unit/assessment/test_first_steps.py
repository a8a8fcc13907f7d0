"""Who takes the first step of a piece of advice and what it is: in the knowledge, and as an assessment tells it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor
from advisor.model.advice import PARTNERS, Recommendation, Who
from advisor.model.assessment import AssessedWho
from advisor.model.attribute import Attribute, Value
from advisor.model.base import SIDES, Side
from advisor.model.earlier import upgraded
from advisor.model.finding import Source
from advisor.model.knowledge import KnowledgeBase
from advisor.model.states import STATES
from tests.copies import overlay
from tests.scenarios.cases import CITY_WATER
from tests.strategies import facts, is_in, rule
from tests.unit.assessment.test_small import FINDINGS
from tests.unit.checks.house import PIECE, RULE, SOUND

TEXTS = {"code": "R1", "title": "x", "action": "x", "indicator": "x", "horizon": "now", "step": 1}
WHO = {"side": "own", "function": "Tester"}


def words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + length]) for at in range(len(found) - length + 1)}


class TestKnowledge:
    def test_every_piece_says_who_takes_which_first_step(self, knowledge: KnowledgeBase) -> None:
        for name, piece in knowledge.recommendations.items():
            assert piece.who and piece.first_step, name
            assert len(piece.who.function) <= 70, name

    def test_a_first_step_is_short_and_has_no_figure(self, knowledge: KnowledgeBase) -> None:
        for name, piece in knowledge.recommendations.items():
            assert piece.first_step
            assert len(re.findall(r"[.?!](?= [A-Z]|$)", piece.first_step)) <= 2, name
            assert len(words(piece.first_step)) <= 45, name
            assert not re.search(r"\d|%", piece.first_step), name

    def test_a_first_step_repeats_neither_another_nor_the_rest_of_its_piece(self, knowledge: KnowledgeBase) -> None:
        seen: dict[tuple[str, ...], str] = {}
        for name, piece in knowledge.recommendations.items():
            assert piece.first_step
            for said in (piece.title, piece.action, piece.indicator, piece.ask or ""):
                assert not runs(piece.first_step, 7) & runs(said, 7), name
            for run in runs(piece.first_step, 7):
                assert seen.setdefault(run, name) == name, (name, seen[run])

    def test_both_are_named_where_both_begin(self, knowledge: KnowledgeBase) -> None:
        for name, piece in knowledge.recommendations.items():
            assert piece.who
            named = re.search(r"\b(both|each) sides?\b|'s .* and .*'s ", piece.who.function)
            assert bool(named) == (piece.who.side == "both"), name

    def test_a_piece_for_either_side_names_neither(self, knowledge: KnowledgeBase) -> None:
        for name, piece in knowledge.recommendations.items():
            if piece.side is None:
                assert piece.who and piece.first_step
                said = {*words(piece.first_step), *words(piece.who.function)}
                assert not said & {"maker", "maker's", "customer", "customer's", "provider", "manufacturer"}, name

    def test_a_piece_for_one_side_is_begun_by_it(self, knowledge: KnowledgeBase) -> None:
        for name, piece in knowledge.recommendations.items():
            assert piece.side is None or (piece.who and piece.who.side == "own"), name


class TestSides:
    """Whose step it is: by the side of the piece, else by the side that asks, else the provider's."""

    @staticmethod
    def sides(piece: dict[str, object], asking: str | None, known: tuple[str, ...] = SIDES) -> tuple[Side, ...]:
        """Those of a piece on small knowledge, where the input by which one says one's side has a name of its own."""
        values = {name: Value(label=name, observe="x") for name in known}
        base = KnowledgeBase(
            version="1",
            attributes={
                name: Attribute(
                    name=name,
                    kind="input",
                    label=name,
                    question=name,
                    why="x",
                    findings=(),
                    scale="nominal",
                    values=each,
                )
                for name, each in (
                    ("focal_role", dict.fromkeys(("supplier", "none"), values[known[0]])),
                    ("who_asks", values),
                )
            },
            sources={"paper": Source(key="paper", letter="F", description="x", held="x", method="x")},
            findings=FINDINGS,
            benchmarks={},
            recommendations={"x": Recommendation.model_validate({"id": "x", **TEXTS, "first_step": "x", **piece})},
            tensions={},
            caveats={},
            steps=(),
            topics={},
            rules={"r": rule("r", is_in("focal_role", "supplier"), recommend=("x",))},
        )
        answers = {"focal_role": "supplier", **({"who_asks": asking} if asking else {})}
        (found,) = Advisor.of(base).assess(answers).recommendations
        assert found.who is not None and found.who.function == "Tester"
        return found.who.sides

    @pytest.mark.parametrize(
        ("asking", "own", "both"),
        [
            ("provider", ("provider",), ("provider", "customer")),
            ("customer", ("customer",), ("customer", "provider")),
            ("supplier", ("supplier",), ("supplier", "provider")),
            (None, ("provider",), ("provider", "customer")),
        ],
    )
    def test_the_side_that_asks(self, asking: str | None, own: tuple[str, ...], both: tuple[str, ...]) -> None:
        assert self.sides({"who": WHO}, asking) == own
        assert self.sides({"who": {**WHO, "side": "both"}}, asking) == both

    def test_a_side_that_is_none_of_the_three_is_read_as_the_providers(self) -> None:
        assert self.sides({"who": WHO}, "adviser", (*SIDES, "adviser")) == ("provider",)

    @pytest.mark.parametrize("asking", [*SIDES, None])
    @pytest.mark.parametrize("side", SIDES)
    def test_the_side_of_the_piece_comes_first(self, side: Side, asking: str | None) -> None:
        assert self.sides({"who": WHO, "for": side}, asking) == (side,)
        assert self.sides({"who": {**WHO, "side": "both"}, "for": side}, asking) == (side, PARTNERS[side])

    @pytest.mark.long
    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def test_of_the_shipped_pieces_in_every_state(self, advisor: Advisor, data: st.DataObject) -> None:
        answers = data.draw(facts(advisor.knowledge.inputs))
        for asking in (*SIDES, None):
            rest = {name: value for name, value in answers.items() if name != "focal_role"}
            for each in advisor.assess({**rest, "focal_role": asking} if asking else rest).recommendations:
                piece = advisor.knowledge.recommendations[each.id]
                assert each.who and piece.who
                first = each.side or asking or "provider"
                assert each.who.sides[0] == first, each.id
                assert (len(each.who.sides) == 2) == (piece.who.side == "both"), each.id
                assert (each.who.function, each.first_step) == (piece.who.function, piece.first_step)
                assert each.state != "theirs" or each.who.sides == (each.side,)


class TestDocument:
    def test_what_is_own_practice_is_marked_in_every_state(self, advisor: Advisor) -> None:
        told = json.loads(advisor.assess({**CITY_WATER, "complementarity": "absent"}).to_json())["recommendations"]
        assert {each["state"] for each in told} == set(STATES)
        for each in told:
            assert each["practice"] == ["action", "indicator", "who", "first_step"]
            assert set(each["who"]) == {"sides", "function"} and each["first_step"]

    @pytest.mark.parametrize(
        ("given", "practice"),
        [
            ({}, ("action", "indicator")),
            ({"who": WHO}, ("action", "indicator", "who")),
            ({"first_step": "x"}, ("action", "indicator", "first_step")),
            ({"who": WHO, "first_step": "x"}, ("action", "indicator", "who", "first_step")),
        ],
    )
    def test_only_what_is_there_is_marked(self, given: dict[str, object], practice: tuple[str, ...]) -> None:
        assert Recommendation.model_validate({"id": "x", **TEXTS, **given}).practice == practice

    def test_a_house_without_them_is_assessed(self, tmp_path: Path) -> None:
        bare = PIECE.replace("  who: {{side: own, function: Tester}}\n  first_step: Begin to test it.\n", "")
        assert bare != PIECE
        name = "low-trust-recommends"
        when, _, fires = SOUND[name]
        then = "{recommend: [first-thing, second-thing]}"
        house = overlay(
            tmp_path,
            {
                "knowledge/recommendations.yaml": bare.format(name="first-thing", more="")
                + PIECE.format(name="second-thing", more=""),
                "rules/house.yaml": "title: House\nabout: For the test.\nrules:\n"
                + RULE.format(name=name, when=when, then=then, fires=fires),
            },
        )
        found = {each.id: each for each in Advisor(house).assess({"data_trust": "low"}).recommendations}
        without, having = found["first-thing"], found["second-thing"]
        assert (without.who, without.first_step, without.practice) == (None, None, ("action", "indicator"))
        assert (having.who, having.first_step) == (
            AssessedWho(sides=("provider",), function="Tester"),
            "Begin to test it.",
        )

    def test_a_house_replaces_the_one_and_keeps_the_other(self, tmp_path: Path) -> None:
        """As with every entry, just the keys that are given."""
        house = overlay(tmp_path, {"knowledge/recommendations.yaml": "align-iot-vision:\n  first_step: Ring us.\n"})
        shipped, changed = (each.knowledge.recommendations["align-iot-vision"] for each in (Advisor(), Advisor(house)))
        assert changed.first_step == "Ring us." != shipped.first_step
        assert isinstance(changed.who, Who) and changed.who == shipped.who

    def test_a_document_of_format_1_has_none(self) -> None:
        recorded = {"format": 1, "profile": {}, "recommendations": [{"id": "x"}], "firings": []}
        recorded |= {"tensions": [], "benchmarks": []}
        (each,) = upgraded(recorded)["recommendations"]
        assert (each["who"], each["first_step"], each["practice"]) == (None, None, ["action", "indicator"])
