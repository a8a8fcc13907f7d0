"""One runner for the examples of every rule: it fires on the ones, and misses on the others."""

from __future__ import annotations

import pytest

from advisor import Advisor
from advisor.loading.knowledge import load_knowledge
from advisor.model.rule import Rule
from advisor.resources import shipped_root

RULES = load_knowledge(shipped_root()).base.rules


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_examples_of(rule: Rule, advisor: Advisor) -> None:
    for facts in rule.examples.fires:
        assert rule.id in fired(advisor, facts), f"does not fire on {facts}"
    for facts in rule.examples.misses:
        assert rule.id not in fired(advisor, facts), f"fires on {facts}"


def test_every_rule_fires_in_an_example(advisor: Advisor) -> None:
    on_all = [facts for rule in RULES.values() for facts in rule.examples.fires]
    assert set().union(*(fired(advisor, facts) for facts in on_all)) == set(RULES)


def test_everything_a_rule_can_bring_comes_in_an_assessment_of_an_example(advisor: Advisor) -> None:
    for rule in RULES.values():
        assessment = advisor.assess(rule.examples.fires[0])
        assert set(rule.then.recommend) <= {each.id for each in assessment.recommendations}
        assert set(rule.then.tensions) <= {each.id for each in assessment.tensions}
        assert set(rule.then.caveats) <= {each.id for each in assessment.caveats}


def fired(advisor: Advisor, facts: dict[str, str]) -> set[str]:
    return {firing.rule for firing in advisor.run(facts).firings}
