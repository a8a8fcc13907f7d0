"""Words for conditions, conclusions and figures."""

from __future__ import annotations

from advisor import KnowledgeBase
from advisor.model.condition import All, Any, Is, Known, Not, Unknown
from advisor.model.finding import Figure
from advisor.model.names import title_of
from advisor.reports.contents.bibliography import _figure
from advisor.reports.contents.conditions import spoken
from advisor.reports.contents.rulebook import consequences
from advisor.reports.words import clean, counted, joined, mid_sentence, sentence


def test_conditions_are_said_line_by_line(knowledge: KnowledgeBase) -> None:
    condition = All(
        parts=(
            Is(attribute="sales_channel", operand=("wholesaler", "internet"), allowed=("wholesaler", "internet")),
            Is(attribute="data_trust", form="not", operand=("low",), allowed=("medium", "high")),
            Is(attribute="relationship_phase", form="at_least", operand=("intermediate",), allowed=("advanced",)),
            Is(attribute="data_trust", form="at_most", operand=("medium",), allowed=("low", "medium")),
            Any(
                parts=(
                    Known(attribute="customer_group"),
                    All(parts=(Unknown(attribute="distrust_risk"), Unknown(attribute="data_trust"))),
                )
            ),
            Not(part=Is(attribute="platform_model", operand=("new",), allowed=("new",))),
        )
    )
    assert list(spoken(condition, knowledge)) == [
        (0, "Sales channel: Wholesaler or dealer or Internet"),
        (0, "Trust in data handling: known, and not Low, expects harm"),
        (0, "Digital relationship phase: at least Intermediate"),
        (0, "Trust in data handling: at most Medium"),
        (0, "at least one of these:"),
        (1, "Customer group: known"),
        (1, "all of these:"),
        (2, "Risk of distrust: not concluded"),
        (2, "Trust in data handling: unknown"),
        (0, "not so:"),
        (1, "Platform model: New"),
    ]


def test_every_shipped_rule_can_be_said(knowledge: KnowledgeBase) -> None:
    for rule in knowledge.rules.values():
        assert any(spoken(rule.when, knowledge)) and any(consequences(rule, knowledge))


def test_figures_are_told_with_their_conditions() -> None:
    figure = Figure(
        what="reservation",
        value=4.1,
        unit="mean",
        of="operators",
        n=80,
        scale="10-point",
        direction="higher is worse",
        direction_inferred=True,
    )
    assert _figure(figure) == "reservation: 4.10 (mean) [of operators, n 80, 10-point scale, higher is worse, inferred]"
    share = Figure(what="disbelief", value=30, unit="percent", bound="more than", arithmetic=True)
    assert _figure(share) == "disbelief: more than 30 % [our arithmetic]"


def test_small_words() -> None:
    assert clean("a\x1b[1m\n b\u202e") == "a\\x1b[1m b\\u202e"
    assert (counted(1, "entry", "entries"), counted(2, "entry", "entries")) == ("1 entry", "2 entries")
    assert (joined([]), joined(["a"]), joined(["a", "b", "c"], "or")) == ("", "a", "a, b or c")
    assert (mid_sentence("IoT vision"), mid_sentence("Shared vision"), mid_sentence("B2B")) == (
        "IoT vision",
        "shared vision",
        "B2B",
    )
    assert (sentence("abc"), title_of("loose-ties")) == ("Abc", "Loose ties")
