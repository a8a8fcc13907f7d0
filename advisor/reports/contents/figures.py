"""Published figures, for a firm to see its customers beside.

Groups of a figure judged different things: the plant operators an indirect supplier, the others the manufacturer. So
only those that judged the same are drawn side by side, and the rest stand below without a bar.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from advisor.model.assessment import Assessment, Peer, ShownBenchmark
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.contents.blocks import Bar, Block, Chart, Heading, Line, Paragraph
from advisor.reports.contents.words import cited, mid_sentence, sentence


def figures(assessment: Assessment, knowledge: KnowledgeBase, full: bool) -> Iterator[Block]:
    """A chart for every figure on the profile's customer group."""
    if not assessment.benchmarks:
        return
    yield Heading("Beside the published figures")
    yield Paragraph(
        "Means and shares of the survey samples; this customer may differ. The group of this profile is marked where "
        "the sample is that group. Bars compare the numbers of one figure only, since the texts do not print the ends "
        "of the scales."
    )
    yield from (_chart(each, assessment, knowledge, full) for each in assessment.benchmarks)


def _chart(shown: ShownBenchmark, assessment: Assessment, knowledge: KnowledgeBase, full: bool) -> Chart:
    percent = _in_percent(shown, knowledge)
    alike = [peer for peer in shown.peers if peer.object == shown.object]
    apart = [peer for peer in shown.peers if peer.object != shown.object]
    value = shown.mean if shown.mean is not None else shown.share
    own = Bar(shown.label, value, _own_number(shown), shown.own_group)
    told = {
        each.group: f"{_bound(each.bound)}{_number(peer.value, percent)}"
        for peer in shown.peers
        for each in knowledge.benchmarks.values()
        if (each.figure, each.group) == (shown.figure, peer.group)
    }
    bars = (own, *(Bar(peer.label, peer.value, told[peer.group], False) for peer in alike))
    values = [bar.value for bar in bars if bar.value is not None]
    most = 100.0 if percent else max(values, default=1.0)
    return Chart(shown.measure, _about(shown), bars, most, tuple(_lines(shown, apart, told, assessment, full)))


def _in_percent(shown: ShownBenchmark, knowledge: KnowledgeBase) -> bool:
    """Whether the figure's numbers are shares, also for a group that has none itself."""
    return any(each.share is not None for each in knowledge.benchmarks.values() if each.figure == shown.figure)


def _about(shown: ShownBenchmark) -> str:
    direction = shown.direction + (" (inferred)" if shown.direction_inferred else "")
    scale = f", {shown.scale} scale" if shown.scale else ""
    return f"Judged: {shown.object}. {sentence(direction)}{scale}."


def _own_number(shown: ShownBenchmark) -> str:
    if shown.mean is not None:
        spread = f"SD {shown.sd:.2f}, " if shown.sd is not None else ""
        return f"{shown.mean:.2f} ({spread}{_sample(shown)})"
    if shown.share is not None:
        return f"{_bound(shown.bound)}{shown.share:g} % ({_sample(shown)})"
    if shown.count is not None:
        return f"{shown.count} of {shown.base}" if shown.base is not None else str(shown.count)
    return f"({shown.absent or 'not given in the text'})"


def _sample(shown: ShownBenchmark) -> str:
    return f"n {shown.n}" if shown.n is not None else "n not given"


def _number(value: float, percent: bool) -> str:
    return f"{value:g} %" if percent else f"{value:.2f}"


def _bound(bound: str) -> str:
    return "" if bound == "exactly" else f"{bound} "


def _lines(
    shown: ShownBenchmark, apart: Sequence[Peer], told: Mapping[str, str], assessment: Assessment, full: bool
) -> Iterator[Line]:
    by_object: dict[str, list[str]] = {}
    for peer in apart:
        by_object.setdefault(peer.object, []).append(f"{peer.label} {told[peer.group]}")
    for judged, groups in by_object.items():
        yield Line(f"Others judged {mid_sentence(judged)}", "; ".join(groups))
    if shown.position:
        yield Line("", sentence(shown.position) + ".")
    if not shown.own_group:
        yield Line("", "Not this customer's own group, but the nearest sample in the text.", "quiet")
    if shown.note and (full or not shown.own_group):
        yield Line("", shown.note, "quiet")
    places = [f"{name}, {assessment.findings[name].locator}" for name in shown.citations if name in assessment.findings]
    yield Line("", "; ".join(places) or cited(shown.citations), "quiet")
