"""The evidence base for people: sources, findings with their figures, and the rules that cite them."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.finding import Figure, Finding, Source
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.blocks import Block, Card, Heading, Item, Line, Link, Paragraph, Title
from advisor.reports.contents.evidence import reference
from advisor.reports.words import GRADE, SUPPORT, counted, joined


def source_list(knowledge: KnowledgeBase, full: bool) -> Iterator[Block]:
    """Every source with its findings; ``full`` tells all that is known of each."""
    yield Title("The evidence base", f"Knowledge {knowledge.version}, {counted(len(knowledge.findings), 'finding')}")
    yield Paragraph(
        "Facts, figures and paraphrases, with the place where a reader of the paper finds each. Nothing here is quoted."
    )
    for source in knowledge.sources.values():
        findings = [each for each in knowledge.findings.values() if each.source == source.key]
        yield Heading(f"{source.key} ({source.letter})")
        yield Paragraph(reference(source))
        if full:
            yield from _about(source)
            yield from (_entry(each, knowledge) for each in findings)
        else:
            yield Paragraph(f"{counted(len(findings), 'finding')}. Held: {source.held}")
            for each in findings:
                rules = counted(len(knowledge.citing[each.id]), "rule") if not each.context else "context"
                yield Item(f"{each.locator} ({SUPPORT[each.support]}; {rules})", mark=each.id)


def source_sheet(source: Source, knowledge: KnowledgeBase) -> Iterator[Block]:
    """One source, and the findings taken from it."""
    yield Title(reference(source), source.key)
    yield from _about(source)
    yield Heading("Findings")
    for each in knowledge.findings.values():
        if each.source == source.key:
            yield Item(f"{each.paraphrase} ({each.locator})", mark=each.id)


def finding_sheet(finding: Finding, knowledge: KnowledgeBase) -> Iterator[Block]:
    """One finding, its figures, and the rules that cite it."""
    yield Title(f"{finding.id}: {finding.locator}", reference(knowledge.sources[finding.source]))
    yield Paragraph(finding.paraphrase)
    for line in _remarks(finding):
        yield Paragraph(f"{line.label}: {line.text}" if line.label else line.text, line.tone)
    if finding.figures:
        yield Heading("Figures")
        yield from (Item(_figure(each)) for each in finding.figures)
    yield Heading("Rules that cite it")
    for rule in knowledge.citing[finding.id]:
        yield Item(f"{rule.title} ({rule.id}; {GRADE[rule.grade]})")
    if not knowledge.citing[finding.id]:
        yield Paragraph(f"None. {finding.context or ''}".strip())


def _about(source: Source) -> Iterator[Block]:
    if source.title:
        yield Paragraph(f"{source.description}.")
    if source.url:
        yield Link("Address", source.url)
    yield Paragraph(f"Held: {source.held}")
    yield Paragraph(f"Method: {source.method}")
    yield from (Item(each) for each in source.caveats)


def _entry(finding: Finding, knowledge: KnowledgeBase) -> Card:
    lines = [Line("", finding.paraphrase), *_remarks(finding)]
    if finding.figures:
        lines.append(Line("Figures", "; ".join(map(_figure, finding.figures)) + "."))
    rules = knowledge.citing[finding.id]
    if rules:
        lines.append(Line("Cited by", joined([rule.id for rule in rules])))
        brought = dict.fromkeys(
            each for rule in rules for each in (*rule.then.recommend, *rule.then.tensions, *rule.then.caveats)
        )
        if brought:
            lines.append(Line("Stands behind", joined(list(brought))))
        tested = sum(len(rule.examples.fires) + len(rule.examples.misses) for rule in rules)
        lines.append(Line("Tested by", f"{counted(tested, 'example')} in these rules", "quiet"))
    else:
        lines.append(Line("Cited by no rule", finding.context or "", "quiet"))
    return Card(finding.id, finding.locator, tuple(lines))


def _remarks(finding: Finding) -> Iterator[Line]:
    yield Line("Holds for", finding.scope)
    yield Line("Caveat", finding.caveat)
    yield Line("Kind", f"{joined(finding.nature)}; {SUPPORT[finding.support]}", "quiet")
    if finding.last_read is not None:
        yield Line("Last read", f"{finding.last_read.day}, for knowledge {finding.last_read.knowledge}", "quiet")


def _figure(figure: Figure) -> str:
    bound = "" if figure.bound == "exactly" else f"{figure.bound} "
    unit = {"percent": " %", "mean": " (mean)", "sd": " (SD)"}.get(figure.unit, "")
    shown = f"{figure.value:.2f}" if figure.unit in ("mean", "sd") else f"{figure.value:.10g}"
    notes = [
        f"of {figure.of}" if figure.of else "",
        f"n {figure.n}" if figure.n is not None else "",
        f"{figure.scale} scale" if figure.scale else "",
        figure.direction + (", inferred" if figure.direction_inferred else "") if figure.direction else "",
        "our arithmetic" if figure.arithmetic else "",
    ]
    noted = ", ".join(note for note in notes if note)
    return f"{figure.what}: {bound}{shown}{unit}" + (f" [{noted}]" if noted else "")
