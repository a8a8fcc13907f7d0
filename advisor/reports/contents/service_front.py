"""The first page of a service: what it is, with which knowledge it answers, and where everything is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from advisor.model.knowledge import KnowledgeBase
from advisor.reports.blocks import Card, Heading, Line, Paragraph, Title, Unbroken
from advisor.reports.contents.http_reference import KEY, as_curl, calls
from advisor.reports.sheet import Piece

FIRST = "assess"
"""The operation that the page shows as an example."""

PLACES = {
    "/interview": ("Interview", "One question a page, at the end the report. For people; it needs no program."),
    "/docs": (
        "HTTP reference",
        "Every call, with an example, its fields and what can go wrong. For those who write programs.",
    ),
    "/openapi.json": ("OpenAPI description", "The same for programs, which can make a client of it."),
    "/health": ("Health", "Whether the process is alive."),
    "/ready": ("Readiness", "Whether it can answer, with which knowledge, and whether assessments are recorded."),
    "/metrics": ("Metrics", "What it has counted, for Prometheus."),
}
"""Where a path leads, with what is told of it."""


def front(
    description: Mapping[str, Any],
    knowledge: KnowledgeBase,
    paths: Collection[str],
    locked: Collection[str],
    address: str,
) -> Iterator[Piece]:
    """The page. ``paths`` are those of ``PLACES`` that are served; to those of them that are ``locked`` a browser gets
    no link, since it would send no key. ``address`` is where the service is, without a slash at the end."""
    info = description["info"]
    yield Title(info["title"], f"Version {info['version']}, knowledge {knowledge.version} ({knowledge.sha256[:12]})")
    if knowledge.overrides:  # without their names, which are for whoever may ask
        yield Paragraph("Not the shipped knowledge alone: a directory of the service's own lies over it.", "warning")
    yield Paragraph(info["description"])
    if "/interview" in paths:
        yield Paragraph("Interviews in browsers are kept until somebody deletes them, or their time is over.")
    yield Heading("Where to go")
    for path in paths:
        name, about = PLACES[path]
        if path in locked:
            yield Card("", f"{name} ({path})", (Line("", about), Line("", "Needs an API key.", "quiet")))
        else:
            yield Card("", f"{name} ({path})", (Line("", about),), address=path.removeprefix("/"))
    yield Heading("A first call")
    example = next(each for each in calls(description, address) if each.about["operationId"] == FIRST)
    if example.about.get("security"):
        yield Paragraph(f"It takes an API key. Put yours into the variable {KEY} of your shell first.")
    else:
        yield Paragraph("It needs no key.")
    yield Unbroken(as_curl(example))
    yield Paragraph(
        "The answer is JSON: the advice in order, each piece with its grade and the findings it cites. A fault in what "
        "is sent is pointed at."
    )
