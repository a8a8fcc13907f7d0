"""Rules without negation hold just when the authored ones do."""

from __future__ import annotations

from hypothesis import given, settings

from advisor.model.condition import Condition
from advisor.model.condition import tests as leaves_of
from advisor.reasoning.compiled import CompiledRules, Every, Form, Passes, Some, holds
from advisor.reasoning.logic import truth
from tests.strategies import attribute, conditions, facts, rule

VOCABULARY = {name: attribute(name, ("low", "medium", "high")) for name in ("a", "b", "c")}
RULES = CompiledRules([], VOCABULARY)


@settings(max_examples=500)
@given(conditions(VOCABULARY), facts(VOCABULARY))
def test_a_form_holds_when_the_condition_is_true_and_its_opposite_when_it_is_false(
    condition: Condition, known: dict[str, str]
) -> None:
    states = RULES.states(known)
    assert holds(RULES.form(condition), states) is (truth(condition, known) is True)
    assert holds(RULES.form(condition, holds=False), states) is (truth(condition, known) is False)


@given(conditions(VOCABULARY))
def test_a_form_is_flat_and_keeps_the_order_of_the_text(condition: Condition) -> None:
    def leaves(form: Form) -> list[str]:
        if isinstance(form, Passes):
            return [RULES.names[form.place]]
        assert isinstance(form, (Every, Some)) and len(form.parts) != 1
        assert not any(type(part) is type(form) for part in form.parts)
        return [name for part in form.parts for name in leaves(part)]

    assert leaves(RULES.form(condition)) == [leaf.attribute for leaf in leaves_of(condition)]


@given(conditions(VOCABULARY))
def test_a_rule_keeps_what_its_author_wrote(condition: Condition) -> None:
    compiled = CompiledRules([rule("one", condition)], VOCABULARY).by_id["one"]
    assert compiled.rule.when == condition
    assert {RULES.names[place] for place in compiled.places} == {leaf.attribute for leaf in leaves_of(condition)}
