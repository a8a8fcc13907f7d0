"""Published figures, for a firm to see its customers beside.

Groups of a figure judged different things: the plant operators an indirect supplier, the others the manufacturer. So
only those that judged the same are drawn side by side, and the rest stand below without a bar.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.assessment import Assessment, Peer, ShownBenchmark
from advisor.reports.contents.blocks import Bar, Block, Chart, Heading, Line, Paragraph
from advisor.reports.contents.words import cited, sentence


def figures(assessment: Assessment) -> Iterator[Block]:
    """A chart for every figure on the profile's customer group."""
    if not assessment.benchmarks:
        return
    yield Heading("Beside the published figures")
    yield Paragraph(
        "Means and shares of the survey samples, none of them this customer. The reader's group is marked. A bar's length "
        "compares means of one figure; the ends of the scales are not printed."
    )
    yield from (_chart(each, assessment) for each in assessment.benchmarks)


def _chart(shown: ShownBenchmark, assessment: Assessment) -> Chart:
    percent = shown.share is not None or (shown.mean is None and shown.figure != "" and _in_percent(shown))
    alike = [peer for peer in shown.peers if peer.object == shown.object]
    apart = [peer for peer in shown.peers if peer.object != shown.object]
    value = shown.mean if shown.mean is not None else shown.share
    own = Bar(shown.label, value, _own_number(shown), True)
    bars = (own, *(Bar(peer.label, peer.value, _number(peer.value, percent), False) for peer in alike))
    values = [bar.value for bar in bars if bar.value is not None]
    most = 100.0 if percent else max(values, default=1.0)
    return Chart(shown.measure, _about(shown), bars, most, tuple(_lines(shown, apart, percent, assessment)))


def _in_percent(shown: ShownBenchmark) -> bool:
    """Whether the other groups' numbers are shares, for a group that has none itself: shares are whole numbers."""
    return bool(shown.peers) and all(peer.value == int(peer.value) for peer in shown.peers)


def _about(shown: ShownBenchmark) -> str:
    direction = shown.direction + (" (inferred)" if shown.direction_inferred else "")
    scale = f", {shown.scale} scale" if shown.scale else ""
    return f"Judged: {shown.object}. {sentence(direction)}{scale}."


def _own_number(shown: ShownBenchmark) -> str:
    if shown.mean is not None:
        spread = f"SD {shown.sd:.2f}, " if shown.sd is not None else ""
        return f"{shown.mean:.2f} ({spread}{_sample(shown)})"
    if shown.share is not None:
        bound = "" if shown.bound == "exactly" else f"{shown.bound} "
        return f"{bound}{shown.share:g} % ({_sample(shown)})"
    if shown.count is not None:
        return f"{shown.count} of {shown.base}" if shown.base is not None else str(shown.count)
    return f"({shown.absent or 'not given in the text'})"


def _sample(shown: ShownBenchmark) -> str:
    return f"n {shown.n}" if shown.n is not None else "n not given"


def _number(value: float, percent: bool) -> str:
    return f"{value:g} %" if percent else f"{value:.2f}"


def _lines(
    shown: ShownBenchmark, apart: list[Peer], percent: bool, assessment: Assessment
) -> Iterator[Line]:
    if apart:
        by_object: dict[str, list[str]] = {}
        for peer in apart:
            by_object.setdefault(peer.object, []).append(f"{peer.label} {_number(peer.value, percent)}")
        for judged, groups in by_object.items():
            yield Line("Judged something else", f"{'; '.join(groups)} ({judged})")
    elif shown.position:
        yield Line("", sentence(shown.position) + ".")
    if shown.note:
        yield Line("", shown.note, "quiet")
    places = [f"{name}, {assessment.findings[name].locator}" for name in shown.citations if name in assessment.findings]
    yield Line("", "; ".join(places) or cited(shown.citations), "quiet")
