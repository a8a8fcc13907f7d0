"""A page that leads to the pages of several cases, and says of each what tells it from the others."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date
from urllib.parse import quote

from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.model.names import title_of
from advisor.reports.blocks import Block, Card, Heading, Line, Title
from advisor.reports.contents.report import own_knowledge
from advisor.reports.words import clean, counted, mid_sentence, sentence, valued


def case_index(cases: Mapping[str, Assessment], knowledge: KnowledgeBase, day: date | None = None) -> Iterator[Block]:
    """A card for each case, in the order given. ``cases`` are assessments by the names of their files, which lie beside
    this one."""
    on = f", {day.isoformat()}" if day is not None else ""
    stamp = f"knowledge {knowledge.version} ({knowledge.sha256[:12]})"
    yield Title(sentence(counted(len(cases), "case")), f"IoT and customer relationships{on}, {stamp}")
    for assessment in cases.values():
        yield from own_knowledge(assessment.knowledge)
        break
    yield Heading("Case by case")
    for file, assessment in cases.items():
        title = clean(assessment.profile.name or "") or clean(_printable(file).removesuffix(".html")) or "A case"
        yield Card("", title, tuple(_told(assessment, knowledge)), address=quote(os.fsencode(file), safe=""))


def _told(assessment: Assessment, knowledge: KnowledgeBase) -> Iterator[Line]:
    yield Line("Answered", f"{len(assessment.profile.facts)} of {counted(len(knowledge.inputs), 'question')}")
    there, framework = assessment.next_phase, knowledge.framework
    if there is not None and framework is not None:
        phase = valued(knowledge, framework.phase, there.phase) if there.phase is not None else "Not known"
        yield Line("Phase", f"{phase}{', which is in doubt' if there.in_doubt else ''}")
    first = next((each.title for each in assessment.recommendations if each.rank == 1), "No advice follows")
    yield Line("Do first", first)
    tensions = [mid_sentence(title_of(each.title)) for each in assessment.tensions]
    yield Line("Tensions", sentence("; ".join(tensions)) or "None found")
    if any(each.kind == "outside" for each in assessment.caveats):
        yield Line("Samples", "Outside the studies' samples: see its page", "warning")
    else:
        yield Line("Samples", "No answer says that the case is outside them")


def _printable(name: str) -> str:
    """The name of a file, also where it is no text in the encoding of this machine."""
    return os.fsencode(name).decode("utf-8", "replace")
