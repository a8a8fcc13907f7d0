"""The choice of the next question, held against trying every answer on small rule bases."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from advisor import Advisor
from advisor.engine import Engine
from advisor.interview import choose_question
from advisor.interview.choose_question import Chooser, OutputSet
from advisor.model.condition import All, Condition
from advisor.model.outputs import Output
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.relevance import Relevance
from tests.strategies import RuleBase, attribute, is_in, rule, rule_bases
from tests.unit.explain.bases import knowledge_of


def chooser_on(base: RuleBase) -> Chooser:
    knowledge = knowledge_of(base.rules.values(), base.attributes)
    rules = CompiledRules(base.rules, base.attributes)
    return Chooser(knowledge, Engine(rules).run, Relevance(knowledge, rules))


def with_outputs(base: RuleBase) -> RuleBase:
    """The rule base with several outputs: rules that advise do so in turn on three things."""
    rules = {
        name: rule(name, each.when, recommend=(f"advice-{place % 3}",)) if each.then.recommend else each
        for place, (name, each) in enumerate(base.rules.items())
    }
    return RuleBase(rules, base.attributes)


bases = rule_bases(max_rules=8).map(with_outputs)


def completions(
    base: RuleBase, facts: Mapping[str, str], unknown: set[str], without: str | None = None
) -> Iterator[dict[str, str]]:
    """Every way in which an interview can go on from here."""
    open_inputs = [name for name in base.inputs if name not in facts and name not in unknown and name != without]
    for values in itertools.product(*((*base.inputs[name].domain, None) for name in open_inputs)):
        yield {**facts, **{name: value for name, value in zip(open_inputs, values, strict=True) if value is not None}}


def small(base: RuleBase) -> bool:
    size = 1
    for each in base.inputs.values():
        size *= len(each.domain) + 1
    return size <= 300


def matters(base: RuleBase, chooser: Chooser, name: str, facts: Mapping[str, str], unknown: set[str]) -> bool:
    return any(
        chooser.outcome({**others, name: value}) != chooser.outcome(others)
        for others in completions(base, facts, unknown, without=name)
        for value in base.inputs[name].domain
    )


slow = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.long
@slow
@given(bases, st.data())
def test_what_is_not_asked_could_not_have_changed_the_advice(base: RuleBase, data: st.DataObject) -> None:
    assume(small(base))
    chooser = chooser_on(base)
    facts: dict[str, str] = {}
    unknown: set[str] = set()
    while (turn := chooser.turn(facts, unknown)).question is not None:
        name = turn.question
        value = data.draw(st.none() | st.sampled_from(base.inputs[name].domain))
        if value is None:
            unknown.add(name)
        else:
            facts[name] = value
    assert turn.left == 0
    now = chooser.outcome(facts)
    assert turn.now == turn.settled == now
    assert all(chooser.outcome(each) == now for each in completions(base, facts, unknown))


@pytest.mark.long
@slow
@given(bases, st.data())
def test_every_question_can_change_something_and_the_rest_are_counted(base: RuleBase, data: st.DataObject) -> None:
    assume(small(base))
    chooser = chooser_on(base)
    facts: dict[str, str] = {}
    unknown: set[str] = set()
    left = len(base.inputs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choose_question, "SEARCH_STEPS", 10_000)
        while (turn := chooser.turn(facts, unknown)).question is not None:
            name = turn.question
            assert matters(base, chooser, name, facts, unknown)
            useful = {each for each in base.inputs if each not in facts and each not in unknown}
            assert {each for each in useful if matters(base, chooser, each, facts, unknown)} <= set(turn.open)
            assert turn.left <= left
            left = turn.left - 1
            ends = [chooser.outcome(each) for each in completions(base, facts, unknown)]
            assert all(turn.settled <= end <= turn.settled | turn.undecided for end in ends)
            value = data.draw(st.none() | st.sampled_from(base.inputs[name].domain))
            if value is None:
                unknown.add(name)
            else:
                facts[name] = value


@pytest.mark.long
@slow
@given(bases)
def test_a_search_that_is_cut_short_asks_rather_than_leaves_out(base: RuleBase) -> None:
    assume(small(base))
    chooser = chooser_on(base)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choose_question, "SEARCH_STEPS", 0)
        turn = chooser.turn({})
    useful = {each for each in base.inputs if matters(base, chooser, each, {}, set())}
    assert useful <= set(turn.open)


def a_base(*rules: tuple[str, Condition]) -> RuleBase:
    names = ("first", "second", "third")
    return RuleBase(
        {name: rule(name, when, recommend=(name,)) for name, when in rules},
        {name: attribute(name, ("one", "two")) for name in names},
    )


def test_a_question_that_matters_only_together_with_another_is_asked() -> None:
    chooser = chooser_on(a_base(("both", All(parts=(is_in("second", "one"), is_in("third", "two"))))))
    assert chooser.turn({}).question == "second"
    assert chooser.turn({"second": "one"}).question == "third"
    assert chooser.turn({"second": "two"}).question is None
    assert chooser.turn({}, {"second"}).question is None


def test_what_changes_more_comes_first_and_ties_keep_the_vocabularys_order() -> None:
    chooser = chooser_on(
        a_base(("a", is_in("first", "one")), ("b", is_in("third", "one")), ("c", is_in("third", "two")))
    )
    assert chooser.turn({}).open == ("third", "first")
    level = chooser_on(a_base(("a", is_in("third", "one")), ("b", is_in("second", "one"))))
    assert level.turn({}).open == ("second", "third")


def test_a_rule_that_cannot_fire_asks_nothing() -> None:
    never = All(parts=(is_in("first", "one"), is_in("first", "two"), is_in("second", "one")))
    assert chooser_on(a_base(("never", never))).turn({}).question is None


def test_the_essential_four_come_first_in_the_vocabularys_order(advisor: Advisor) -> None:
    essential = [name for name, each in advisor.knowledge.inputs.items() if each.essential]
    asked: list[str] = []
    facts: dict[str, str] = {}
    while len(asked) < 4:
        name = advisor.next_question(facts).attribute
        assert name is not None
        asked.append(name)
        facts[name] = advisor.knowledge.inputs[name].domain[-1]
    assert asked == essential


def test_the_same_answers_in_another_order_lead_to_the_same_question(advisor: Advisor) -> None:
    facts = {"sales_channel": "direct", "data_trust": "low", "relationship_phase": "advanced"}
    assert advisor.next_question(facts) == advisor.next_question(dict(reversed(facts.items())))


def test_effects_are_told_against_leaving_the_question_unknown(advisor: Advisor) -> None:
    dialogue = advisor.dialogue()
    facts = {"data_trust": "high", "relationship_phase": "advanced"}
    effects = dialogue.chooser.effects(facts, "data_trust")
    without: OutputSet = dialogue.chooser.outcome({"relationship_phase": "advanced"})
    for value, effect in effects.items():
        with_it = dialogue.chooser.outcome({**facts, "data_trust": value})
        assert without - effect.lost | effect.gained == with_it
    assert Output("tension", "T1") in effects["low"].gained


def test_the_next_question_for_programs_says_where_one_stands(advisor: Advisor) -> None:
    asked = advisor.next_question({"product_customization": "customized", "sales_channel": "unknown"})
    assert asked.attribute == "data_trust"
    assert [each.value for each in asked.answers] == ["low", "medium", "high"]
    assert asked.left <= len(advisor.knowledge.inputs) - 2
    assert set(asked.could_change) <= set(asked.undecided)
    assert not set(asked.settled) & set(asked.undecided)
    assert type(asked).model_validate_json(asked.to_json()) == asked


def test_with_everything_answered_there_is_no_next_question(advisor: Advisor) -> None:
    facts = {name: each.domain[0] for name, each in advisor.knowledge.inputs.items()}
    asked = advisor.next_question(facts)
    assert asked.attribute is None and asked.left == 0 and asked.answers == () and asked.undecided == ()
