"""A customer group's published figures, beside those of the other groups."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.model.assessment import Peer, ShownBenchmark
from advisor.model.finding import Benchmark
from advisor.model.knowledge import KnowledgeBase


class Benchmarks:
    """The figures of a knowledge base, made ready to be shown."""

    def __init__(self, knowledge: KnowledgeBase):
        self._shown = [(each, _shown(each, knowledge)) for each in knowledge.benchmarks.values()]
        self._groups = knowledge.marked("benchmark_group")

    def of(self, facts: Mapping[str, str]) -> tuple[ShownBenchmark, ...]:
        """The figures that a profile with these facts is shown, in the catalogue's order."""
        groups = {facts[name] for name in self._groups if name in facts}
        return tuple(
            shown
            for benchmark, shown in self._shown
            if groups.intersection(benchmark.groups) and benchmark.requires.items() <= facts.items()
        )


def _shown(benchmark: Benchmark, knowledge: KnowledgeBase) -> ShownBenchmark:
    same_figure = [each for each in knowledge.benchmarks.values() if each.figure == benchmark.figure]
    return ShownBenchmark(
        **benchmark.model_dump(exclude={"groups", "requires", "unless", "not_given"}),
        kind=benchmark.kind,
        not_given=benchmark.silences,
        position=_position(benchmark, same_figure),
        peers=tuple(_peer(each, benchmark) for each in same_figure if each.id != benchmark.id),
    )


_OF_A_PEER = {"group", "label", "object", "mean", "sd", "share", "count", "base", "bound", "n"}
"""What a peer has of its own; the rest is the same for the whole figure."""


def _peer(benchmark: Benchmark, beside: Benchmark) -> Peer:
    return Peer(
        **benchmark.model_dump(include=_OF_A_PEER),
        same_object=benchmark.object == beside.object,
        kind=benchmark.kind,
        not_given={what: why for what, why in benchmark.silences.items() if what in _OF_A_PEER},
    )


def _value(benchmark: Benchmark) -> float | None:
    return benchmark.mean if benchmark.mean is not None else benchmark.share


def _position(benchmark: Benchmark, same_figure: list[Benchmark]) -> str | None:
    """Where the group stands among those for which the text gives the same figure, in words; None without a number,
    without others, or with a scale whose direction is not known."""
    own = _value(benchmark)
    values = sorted(value for each in same_figure if (value := _value(each)) is not None)
    if own is None or len(values) < 2 or benchmark.direction == "not stated":
        return None
    if benchmark.direction == "higher is better":
        values.reverse()
    place = values.index(own)
    count = len(values)
    where = (
        "the most favourable"
        if place == 0
        else "the least favourable"
        if place == count - 1
        else f"number {place + 1} from the most favourable"
    )
    what = "group means" if benchmark.mean is not None else "group shares"
    objects = {each.object for each in same_figure if _value(each) is not None}
    proviso = "; the groups did not all judge the same thing" if len(objects) > 1 else ""
    return f"{where} of the {count} {what} in the text{proviso}"
