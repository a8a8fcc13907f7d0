"""The choice of the next question, held against trying every answer on small rule bases."""

from __future__ import annotations

import itertools
import random
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
from advisor.reasoning.moot import moot
from advisor.reasoning.relevance import STEPS, Relevance
from tests.scenarios.test_clients import CLIENTS
from tests.strategies import RuleBase, attribute, is_in, rule, rule_bases
from tests.unit.explain.bases import knowledge_of


def chooser_on(base: RuleBase, steps: int = STEPS) -> Chooser:
    """A chooser on the rules; with few ``steps`` it has to do with bounds instead of exact answers."""
    knowledge = knowledge_of(base.rules.values(), base.attributes)
    advisor = Advisor.of(knowledge)
    rules = CompiledRules(base.rules, base.attributes)
    relevance = Relevance(knowledge, rules, steps)
    chooser = advisor.dialogue().chooser
    return Chooser(
        knowledge, Engine(rules).run, relevance, chooser.ranked, lambda _: (), lambda *_: False, lambda *_: ()
    )


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
def test_every_question_that_is_open_can_change_something_and_no_other(base: RuleBase, data: st.DataObject) -> None:
    assume(small(base))
    chooser = chooser_on(base)
    facts: dict[str, str] = {}
    unknown: set[str] = set()
    left = len(base.inputs)
    while (turn := chooser.turn(facts, unknown)).question is not None:
        name = turn.question
        assert turn.exact and name == turn.open[0]
        useful = {each for each in base.inputs if each not in facts and each not in unknown}
        assert set(turn.open) == {each for each in useful if matters(base, chooser, each, facts, unknown)}
        assert turn.left <= left
        left = turn.left - 1
        ends = [chooser.outcome(each) for each in completions(base, facts, unknown)]
        assert turn.settled == frozenset.intersection(*ends)
        assert turn.settled | turn.undecided == frozenset.union(*ends)
        value = data.draw(st.none() | st.sampled_from(base.inputs[name].domain))
        if value is None:
            unknown.add(name)
        else:
            facts[name] = value


@pytest.mark.long
@slow
@given(bases, st.sampled_from((0, 10_000)), st.data())
def test_without_exact_answers_a_search_asks_rather_than_leaves_out(
    base: RuleBase, steps: int, data: st.DataObject
) -> None:
    assume(small(base))
    chooser = chooser_on(base, steps=0)
    facts = data.draw(
        st.fixed_dictionaries({}, optional={n: st.sampled_from(e.domain) for n, e in base.inputs.items()})
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choose_question, "SEARCH_STEPS", steps)
        turn = chooser.turn(facts)
    useful = {each for each in base.inputs if each not in facts and matters(base, chooser, each, facts, set())}
    assert useful <= set(turn.open)
    if steps and turn.question is not None:
        assert turn.question in useful
    if turn.question is None:
        assert not useful and turn.settled == turn.now and not turn.undecided


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


@pytest.mark.parametrize("value", [0, 1, -1])
def test_the_role_comes_first_and_then_one_topic_after_the_other(advisor: Advisor, value: int) -> None:
    """Questions that can change what is to do go through the topics once, and within a topic by their places."""
    knowledge = advisor.knowledge
    topics = list(knowledge.question_topics)
    facts: dict[str, str] = {}
    places = []
    while not (asked := advisor.next_question(facts)).list_settled and asked.attribute is not None:
        attribute = knowledge.inputs[asked.attribute]
        assert attribute.topic is not None and asked.topic == knowledge.question_topics[attribute.topic].title
        places.append((topics.index(attribute.topic), attribute.place))
        facts[asked.attribute] = attribute.domain[value]
    assert next(iter(facts)) == "focal_role"
    first_seen = [topic for at, (topic, _) in enumerate(places) if topic not in [one for one, _ in places[:at]]]
    assert first_seen == sorted(first_seen)
    assert len(places) > 10


def test_what_earlier_answers_make_moot_is_not_asked(advisor: Advisor) -> None:
    assert "market_growth" in moot(advisor.knowledge, {"platform_model": "classic"})
    chooser = advisor.dialogue().chooser
    assert "market_growth" in chooser.turn({"platform_model": "new"}).open
    assert "market_growth" not in chooser.turn({"platform_model": "classic"}).open
    assert chooser.reach({"platform_model": "classic"}, (), "market_growth") == frozenset()


@pytest.mark.parametrize("seed", [3, 4])
def test_what_only_moves_places_is_asked_until_the_three_things_first_are_proven(advisor: Advisor, seed: int) -> None:
    chooser, inputs = advisor.dialogue().chooser, advisor.knowledge.inputs
    pick = random.Random(seed)
    only_moved = []
    for client in list(CLIENTS.values())[:5]:
        knows = {name: client.facts.get(name) or pick.choice(each.domain) for name, each in inputs.items()}
        facts: dict[str, str] = {}
        while (turn := chooser.turn(facts)).question is not None:
            if not turn.could_change[turn.question]:
                only_moved.append(turn.question)
                assert turn.list_settled and not turn.first_settled
            facts[turn.question] = knows[turn.question]
        assert turn.first_settled and turn.first == chooser.ranked(facts)[:3]
        rest = {name: value for name, value in knows.items() if name not in moot(advisor.knowledge, facts)}
        assert chooser.ranked({**rest, **facts})[:3] == turn.first
    assert only_moved


def test_without_exact_answers_the_shipped_interview_comes_to_its_end_too(advisor: Advisor) -> None:
    """Some questions become moot while the search for a use of others tries answers."""
    knowledge, exact = advisor.knowledge, advisor.dialogue().chooser
    rules = CompiledRules(knowledge.rules, knowledge.attributes)
    relevance = Relevance(knowledge, rules, steps=500)
    chooser = Chooser(knowledge, advisor.run, relevance, exact.ranked, lambda _: (), lambda *_: False, lambda *_: ())
    facts: dict[str, str] = {}
    while (turn := chooser.turn(facts)).question is not None:
        assert not turn.exact and turn.question not in facts
        facts[turn.question] = knowledge.inputs[turn.question].domain[0]
    assert exact.turn(facts).settled == turn.settled == chooser.outcome(facts)
    search = choose_question._Search(chooser, 50)
    assert not search.finds_use_of("market_growth", {"platform_model": "classic"}, frozenset())


def test_a_quick_choice_asks_the_role_and_then_what_tells_most(advisor: Advisor) -> None:
    assert advisor.next_question({}, quick=True).attribute == "focal_role"
    ordinary = advisor.next_question({"focal_role": "provider"})
    quick = advisor.next_question({"focal_role": "provider"}, quick=True)
    assert quick.attribute != ordinary.attribute
    assert (quick.left, quick.settled, quick.first) == (ordinary.left, ordinary.settled, ordinary.first)


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
    assert asked.attribute == "focal_role" and asked.topic == "Your side" and asked.exact
    assert [each.value for each in asked.answers] == ["provider", "customer", "supplier"]
    assert len(asked.first) <= 3 and not asked.first_settled and not asked.list_settled
    assert asked.left <= len(advisor.knowledge.inputs) - 2
    assert set(asked.could_change) <= set(asked.undecided)
    assert not set(asked.settled) & set(asked.undecided)
    assert type(asked).model_validate_json(asked.to_json()) == asked


def test_with_everything_answered_there_is_no_next_question(advisor: Advisor) -> None:
    facts = {name: each.domain[0] for name, each in advisor.knowledge.inputs.items()}
    asked = advisor.next_question(facts)
    assert asked.attribute is None and asked.left == 0 and asked.answers == () and asked.undecided == ()
    assert asked.first_settled and asked.list_settled and asked.topic is None
