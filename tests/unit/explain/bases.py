"""Small knowledge bases for the explanations' tests, and profiles of the shipped one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from advisor import KnowledgeBase
from advisor.model.advice import Recommendation
from advisor.model.attribute import Attribute
from advisor.model.finding import Finding, Source
from advisor.model.rule import Rule

UNHURRIED = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
)

ON_SHIPPED = settings(UNHURRIED, max_examples=25)
"""For profiles of the shipped knowledge base, on which a case takes longer than on a drawn one."""


def knowledge_of(rules: Iterable[Rule], attributes: Mapping[str, Attribute]) -> KnowledgeBase:
    """A knowledge base whose one finding is F1 and whose recommendations are those that the rules name."""
    named = {rule.id: rule for rule in rules}
    advice = sorted({name for rule in named.values() for name in rule.then.recommend})
    finding = Finding(
        id="F1",
        source="drawn",
        locator="for the test",
        paraphrase="for the test",
        nature=("framework",),
        scope="for the test",
        caveat="for the test",
        support="framework",
    )
    source = Source(key="drawn", letter="F", description="for the test", held="none of it", method="none")
    return KnowledgeBase(
        version="0",
        attributes=dict(attributes),
        rules=named,
        sources={"drawn": source},
        findings={"F1": finding},
        benchmarks={},
        tensions={},
        caveats={},
        steps=(),
        topics={},
        recommendations={
            name: Recommendation(id=name, code="R1", title=name, action=name, indicator=name, horizon="now", step=1)
            for name in advice
        },
    )


def profiles(knowledge: KnowledgeBase) -> st.SearchStrategy[dict[str, str]]:
    """Facts on any of the inputs."""
    return st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(one.domain) for name, one in knowledge.inputs.items()}
    )


def subjects(knowledge: KnowledgeBase) -> list[str]:
    """Everything that can be asked about."""
    conclusions = [f"{name}={value}" for name, one in knowledge.derived.items() for value in one.domain]
    return [*knowledge.recommendations, *knowledge.tensions, *knowledge.caveats, *knowledge.derived, *conclusions]
