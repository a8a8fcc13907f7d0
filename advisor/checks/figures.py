"""Published figures that leave a reader guessing: numbers that are neither there nor said to be missing, and figures
whose groups cannot stand beside one another."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Issue, listed
from advisor.loading.knowledge import LoadedKnowledge
from advisor.model.finding import EXPECTED, Benchmark

ALIKE = ("measure", "kind", "scale_points", "scale_ends", "cut_off", "direction", "direction_inferred")
"""What is said once of a whole figure, so that its groups have to agree on it."""


def figure_issues(loaded: LoadedKnowledge) -> Iterator[Issue]:
    """Everything of the kind, benchmark by benchmark."""
    first: dict[str, Benchmark] = {}
    for benchmark in loaded.base.benchmarks.values():
        kinds = [each for each in EXPECTED if benchmark.tells(each) or each in benchmark.not_given]
        if len(kinds) != 1:
            what = f"the figure is of {len(kinds)} kinds: {listed(kinds)}" if kinds else "the figure has no number"
            expected = "one of mean, share and count, or under not_given why it is missing"
            yield loaded.issue("benchmark", benchmark.id, (), what, expected, code="not-given", of_key=True)
            continue
        yield from _silences(loaded, benchmark)
        yield from _unlike(loaded, first.setdefault(benchmark.figure, benchmark), benchmark)


def _silences(loaded: LoadedKnowledge, benchmark: Benchmark) -> Iterator[Issue]:
    expected = EXPECTED[benchmark.kind]
    for name in expected:
        if not benchmark.tells(name) and name not in benchmark.not_given:
            what = f"there is no {name!r}, and nothing says why"
            fix = f"{name}: …, or not_given: {{{name}: why the text does not give it}}"
            at = next(((each,) for each in (name, "not_given") if each in benchmark.model_fields_set), ())
            yield loaded.issue("benchmark", benchmark.id, at, what, fix, code="not-given", of_key=True)
    for name in benchmark.not_given:
        where = ("benchmark", benchmark.id, ("not_given", name))
        if name not in expected:
            what = f"a {benchmark.kind} has no {name!r} that could be missing"
            yield loaded.issue(*where, what, listed(expected), code="not-given", of_key=True)
        elif benchmark.tells(name):
            issue = loaded.issue(
                *where,
                f"{name!r} is given, so it is not missing",
                "the one or the other",
                code="not-given",
                of_key=True,
            )
            # An overlay that fills in a number need not repeat the reasons for all the others.
            if issue.file == loaded.issue("benchmark", benchmark.id, (name,), "", code="").file:
                yield issue
    for name in ("mean", "sd", "share", "cut_off", "count", "base", "scale_points", "scale_ends"):
        if name not in expected and benchmark.tells(name):
            what = f"a {benchmark.kind} has no {name!r}"
            yield loaded.issue(
                "benchmark", benchmark.id, (name,), what, listed(expected), code="not-given", of_key=True
            )


def _unlike(loaded: LoadedKnowledge, first: Benchmark, benchmark: Benchmark) -> Iterator[Issue]:
    for name in ALIKE:
        was, now = getattr(first, name), getattr(benchmark, name)
        if was != now:
            what = f"{name.replace('_', ' ')} is {now!r} here and {was!r} in {first.id!r}, which is of the same figure"
            at = () if name == "kind" or name not in benchmark.model_fields_set else (name,)
            yield loaded.issue("benchmark", benchmark.id, at, what, "the same for a whole figure", code="figure")
