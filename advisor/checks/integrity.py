"""Faults that make a knowledge base unusable: references that lead nowhere, conclusions that go round in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.checks.figures import figure_issues
from advisor.checks.framework import VALUED, framework_issues, framework_references
from advisor.checks.questions import question_issues
from advisor.errors import Issue, Nearest, in_order, shown
from advisor.loading.knowledge import LoadedKnowledge
from advisor.model.advice import HORIZONS
from advisor.model.condition import tests
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output, catalogue
from advisor.model.states import SAYS, part_saying
from advisor.reasoning.index import RuleIndex
from advisor.reasoning.strata import CycleError, stratify

Reference = tuple[str, str, tuple[str | int, ...], str, str]
"""From a kind and id, at a path, to a kind and id."""


def integrity_issues(loaded: LoadedKnowledge) -> list[Issue]:
    """Every fault of this sort, and those found on loading, in the order of the files."""
    return in_order(
        [
            *loaded.issues,
            *_references(loaded),
            *_vocabulary(loaded),
            *_ids(loaded),
            *_order(loaded),
            *_weights(loaded),
            *_studies(loaded),
            *_cycles(loaded),
            *figure_issues(loaded),
            *framework_issues(loaded),
            *question_issues(loaded),
        ]
    )


def _references(loaded: LoadedKnowledge) -> Iterator[Issue]:
    base = loaded.base
    # Faulty entries count as known: what is wrong with them is told in its own place.
    known = {
        kind: [key for word, key in loaded.entries if word == kind]
        for kind in ("source", "finding", "recommendation", "tension", "caveat")
        if kind not in loaded.cut_short
    }
    if "weight" not in loaded.cut_short:
        faulty = [key for word, key in loaded.entries if word == "weight" and key not in base.weights]
        known["reason"] = [*(name for name, each in base.weights.items() if each.counts is None), *faulty]
    if "attribute" not in loaded.cut_short:
        faulty = [key for word, key in loaded.entries if word == "attribute" and key not in base.attributes]
        known["input"] = [*base.inputs, *faulty]
        known["conclusion"] = [*base.derived, *faulty]
        known["answer"] = [f"{name}={value}" for name, each in base.inputs.items() for value in each.domain]
        known[VALUED] = [f"{name}={value}" for name, each in base.derived.items() for value in each.domain]
    for name in _benchmark_groups(base)[:1]:
        known["value of the benchmark group"] = list(base.attributes[name].domain)
    for word, key, path, kind, target in _references_of(base):
        if kind in known and target not in known[kind]:
            yield loaded.issue(
                word,
                key,
                path,
                f"there is no {kind} {shown(target)}",
                f"a {kind} of the knowledge base",
                Nearest(target, known[kind]),
                code=f"unknown-{kind.partition(' ')[0]}",
            )


def _references_of(base: KnowledgeBase) -> Iterator[Reference]:
    def each(word: str, key: str, at: tuple[str | int, ...], kind: str, targets: Sequence[str]) -> Iterator[Reference]:
        for index, target in enumerate(targets):
            yield word, key, (*at, index), kind, target

    for name, attribute in base.attributes.items():
        yield from each("attribute", name, ("findings",), "finding", attribute.findings)
        if attribute.doubts is not None:
            yield "attribute", name, ("doubts",), "input", attribute.doubts
    for key, finding in base.findings.items():
        yield "finding", key, (), "source", finding.source
    for key, benchmark in base.benchmarks.items():
        yield from each("benchmark", key, ("citations",), "finding", benchmark.citations)
        yield from each("benchmark", key, ("groups",), "value of the benchmark group", benchmark.groups)
        for part in ("requires", "unless"):
            for name, value in getattr(benchmark, part).items():
                if name in base.inputs:
                    yield "benchmark", key, (part, name), "answer", f"{name}={value}"
                else:
                    yield "benchmark", key, (part, name), "input", name
    for key, recommendation in base.recommendations.items():
        yield from each("recommendation", key, ("before",), "recommendation", recommendation.before)
        if recommendation.counterpart is not None:
            yield "recommendation", key, ("counterpart",), "recommendation", recommendation.counterpart
    for key, tension in base.tensions.items():
        yield from each("tension", key, ("handled_by",), "recommendation", tension.handled_by)
        for index, side in enumerate(tension.pulls):
            yield from each("tension", key, ("pulls", index, "findings"), "finding", side.findings)
    for key, caveat in base.caveats.items():
        yield from each("caveat", key, ("bears_on",), "recommendation", caveat.bears_on)
    yield from framework_references(base)
    for step in base.steps:
        yield from each("step", str(step.number), ("findings",), "finding", step.findings)
    for key, rule in base.rules.items():
        yield from each("rule", key, ("cites",), "finding", rule.cites)
        for part in SAYS:
            yield from each("rule", key, ("then", part), "recommendation", getattr(rule.then, part))
        if rule.urgent is not None:
            yield "rule", key, ("urgent",), "reason", rule.urgent
        yield from each("rule", key, ("then", "tensions"), "tension", rule.then.tensions)
        yield from each("rule", key, ("then", "caveats"), "caveat", rule.then.caveats)


def _vocabulary(loaded: LoadedKnowledge) -> Iterator[Issue]:
    base = loaded.base
    for name, attribute in base.attributes.items():
        if attribute.derived and attribute.merge is None:
            yield loaded.issue(
                "attribute",
                name,
                (),
                "the conclusion does not say how several values merge",
                "merge: single, highest or lowest",
                code="merge",
            )
        elif attribute.merge in ("highest", "lowest") and attribute.scale != "ordinal":
            yield loaded.issue(
                "attribute",
                name,
                ("merge",),
                f"a nominal scale has no {attribute.merge} value",
                "merge: single, or an ordinal scale",
                code="merge",
            )
        elif not attribute.derived and (attribute.question is None or attribute.merge is not None):
            yield loaded.issue(
                "attribute", name, (), "an input has a question and no merge", "question: …", code="merge"
            )
        if attribute.doubts is not None and not attribute.derived:
            yield loaded.issue(
                "attribute",
                name,
                ("doubts",),
                "an answer cannot put another in doubt",
                "doubts: on a conclusion, which a rule draws from both answers",
                code="doubts",
            )
        if "benchmark_group" in attribute.marks and name not in _benchmark_groups(base)[:1]:
            yield loaded.issue(
                "attribute",
                name,
                ("marks",),
                "one input alone can say which group a profile belongs to",
                "benchmark_group at one input",
                code="marks",
            )
        if "unknown" in attribute.values or "known" in attribute.values:
            yield loaded.issue(
                "attribute", name, ("values",), "'known' and 'unknown' cannot be values", "another word", code="value"
            )


def _benchmark_groups(base: KnowledgeBase) -> list[str]:
    return [name for name in base.marked("benchmark_group") if name in base.inputs]


def _ids(loaded: LoadedKnowledge) -> Iterator[Issue]:
    """Ids that two kinds of output share: an assessment names what an answer could change by the id alone."""
    first: dict[str, Output] = {}
    for output in catalogue(loaded.base):
        other = first.setdefault(output.id, output)
        if other is not output:
            yield loaded.issue(
                output.kind,
                output.id,
                (),
                f"there is a {other.kind} with the id {output.id!r} already",
                "an id that no recommendation, tension or caveat has",
                code="duplicate-id",
                of_key=True,
            )


def _order(loaded: LoadedKnowledge) -> Iterator[Issue]:
    """What has to wait for other advice cannot be due earlier, or wait for itself."""
    known = loaded.base.recommendations
    for key, recommendation in known.items():
        for index, name in enumerate(recommendation.before):
            if name in known and HORIZONS.index(recommendation.horizon) > HORIZONS.index(known[name].horizon):
                what = f"this is due {recommendation.horizon}, and {name!r}, which waits for it, {known[name].horizon}"
                yield loaded.issue(
                    "recommendation", key, ("before", index), what, "a horizon that is not later", code="order"
                )
        ahead, seen = list(recommendation.before), set[str]()
        while ahead:
            name = ahead.pop()
            if name == key:
                yield loaded.issue(
                    "recommendation",
                    key,
                    ("before",),
                    "the recommendation waits for itself",
                    "an order without a circle",
                    code="cycle",
                )
                break
            if name in known and name not in seen:
                seen.add(name)
                ahead.extend(known[name].before)


def _weights(loaded: LoadedKnowledge) -> Iterator[Issue]:
    """Reasons are said in words, and what a case adds is weighed once."""
    first: dict[str, str] = {}
    for key, weight in loaded.base.weights.items():
        if weight.counts is None and weight.says is None:
            what = "the reason is not put in words"
            yield loaded.issue("weight", key, (), what, "says: the rest of a sentence", code="weight")
        elif weight.counts is not None and first.setdefault(weight.counts, key) != key:
            what = f"{first[weight.counts]!r} says already what {weight.counts!r} counts"
            yield loaded.issue("weight", key, ("counts",), what, "each of them once", code="weight")


def _studies(loaded: LoadedKnowledge) -> Iterator[Issue]:
    """What a rule says of a study stands in one of the findings that it cites."""
    for key, rule in loaded.base.rules.items():
        if rule.study is not None and rule.study.finding not in (None, *rule.cites):
            what, hint = f"the rule does not cite {rule.study.finding!r}", f"one of {', '.join(rule.cites)}"
            yield loaded.issue("rule", key, ("study", "finding"), what, "a finding that it cites", hint, code="study")


def _cycles(loaded: LoadedKnowledge) -> Iterator[Issue]:
    try:
        stratify(RuleIndex(loaded.base.rules.values()))
    except CycleError as error:
        concluded, tested = error.attributes[0], error.attributes[-1]
        closing = next(
            key
            for key, rule in loaded.base.rules.items()
            if concluded in rule.then.drawn and any(test.attribute == tested for test in tests(rule.when))
        )
        at = ("then", *part_saying(loaded.base.rules[closing].then, concluded))
        yield loaded.issue("rule", closing, at, str(error), "conclusions without a circle", code="cycle")
