"""Published figures, for a firm to see its customers beside.

Groups of a figure judged different things: the plant operators an indirect supplier, the others the manufacturer. So
only those that judged the same are drawn side by side, and the rest stand below without a bar.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.assessment import Assessment, Peer, ShownBenchmark
from advisor.reports.blocks import Bar, Block, Chart, Heading, Line, Paragraph
from advisor.reports.words import cited, mid_sentence, sentence

FIGURES = "Beside the published figures"


def figures(assessment: Assessment) -> Iterator[Block]:
    """A chart for every figure on the profile's customer group."""
    if not assessment.benchmarks:
        return
    yield Heading(FIGURES)
    yield Paragraph(
        "Means and shares of the survey samples; this customer may differ. The group of this profile is marked where "
        "the sample is that group. Bars compare the numbers of one figure only, since the texts do not print the ends "
        "of the scales."
    )
    yield from (_chart(each, assessment) for each in assessment.benchmarks)


def _chart(shown: ShownBenchmark, assessment: Assessment) -> Chart:
    own = Bar(shown.label, _length(shown), number_with_sample(shown), shown.own_group)
    alike = [Bar(peer.label, _length(peer), _number(peer), False) for peer in shown.peers if peer.same_object]
    values = [bar.value for bar in (own, *alike) if bar.value is not None]
    most = 100.0 if shown.kind == "share" else max(values, default=1.0)
    return Chart(shown.measure, _about(shown), (own, *alike), most, tuple(_lines(shown, assessment)))


def _length(each: ShownBenchmark | Peer) -> float | None:
    return each.mean if each.mean is not None else each.share


def _about(shown: ShownBenchmark) -> str:
    direction = shown.direction + (" (inferred)" if shown.direction_inferred else "")
    scale = f", {shown.scale_points}-point scale" if shown.scale_points is not None else ""
    cut_off = ", cut-off not given" if "cut_off" in shown.not_given else ""
    return f"Judged: {shown.object}. {sentence(direction)}{scale}{cut_off}."


def _number(each: ShownBenchmark | Peer) -> str:
    """The number as the text gives it, or in brackets why there is none."""
    if each.mean is not None:
        return f"{_bound(each.bound)}{each.mean:.2f}"
    if each.share is not None:
        return f"{_bound(each.bound)}{each.share:g} %"
    if each.count is not None:
        return f"{_bound(each.bound)}{each.count}" + (f" of {each.base}" if each.base is not None else "")
    return f"({each.not_given.get(each.kind, 'not given in the text')})"


def number_with_sample(shown: ShownBenchmark | Peer) -> str:
    """The number, its spread and how many were asked, as far as the text gives them."""
    number = _number(shown)
    if shown.kind == "count" or shown.kind in shown.not_given:
        return number
    spread = "" if shown.mean is None else f"SD {shown.sd:.2f}, " if shown.sd is not None else "SD not given, "
    return f"{number} ({spread}{f'n {shown.n}' if shown.n is not None else 'n not given'})"


def _bound(bound: str) -> str:
    return "" if bound == "exactly" else f"{bound} "


def _lines(shown: ShownBenchmark, assessment: Assessment) -> Iterator[Line]:
    by_object: dict[str, list[str]] = {}
    for peer in shown.peers:
        if not peer.same_object:
            by_object.setdefault(peer.object, []).append(f"{peer.label} {_number(peer)}")
    for judged, groups in by_object.items():
        yield Line(f"Others judged {mid_sentence(judged)}", "; ".join(groups))
    yield from remarks(shown)
    places = [f"{name}, {assessment.findings[name].locator}" for name in shown.citations if name in assessment.findings]
    yield Line("", "; ".join(places) or cited(shown.citations), "quiet")


def remarks(shown: ShownBenchmark) -> Iterator[Line]:
    """What else the text says of a figure, and what it does not give."""
    if shown.position:
        yield Line("", sentence(shown.position) + ".")
    if not shown.own_group:
        yield Line("", "Not this customer's own group, but the nearest sample in the text.", "quiet")
    if shown.note:
        yield Line("", shown.note, "quiet")
    if shown.not_given:
        yield Line("", sentence("; ".join(dict.fromkeys(shown.not_given.values()))) + ".", "quiet")
