"""The pages that a browser is shown: another one takes a line here and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from advisor import Advisor
from advisor.catalogue import Catalogue
from advisor.model.profile import Answer, Profile
from advisor.reports.contents.assessment import document
from advisor.reports.contents.bibliography import finding_sheet, source_list
from advisor.reports.contents.coverage import coverage, uses
from advisor.reports.contents.explanation import document as explained
from advisor.reports.contents.rule_graph import chapters, leading_to, of_rules
from advisor.reports.contents.rulebook import rule_list, rule_sheet
from advisor.reports.document import Document, together
from advisor.reports.graph import Graph
from tests.scenarios.cases import CITY_WATER, DOSING, PACKAGING
from tests.scenarios.test_clients import CLIENTS

PIECE = "discuss-data-safety-openly"

HOSTILE = (
    "<script>alert(1)</script>",
    "]]>",
    "<![CDATA[",
    "-->",
    "&amp;",
    "&#x3c;b>",
    "\u202edetrever",
    "\u2066apart\u2069",
    '"><img src=x onerror=alert(2)>',
    "' onmouseover='alert(3)",
    "</title></style></svg><svg onload=alert(4)>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(5)",
    "\x01beep\x07",
    "שם הלקוח",
)
"""What a name or a note may be, for all that the program knows."""


def named(advisor: Advisor, name: str) -> Document:
    """A case of that name, with notes that say the same."""
    facts = {**PACKAGING, "platform_model": "new"}
    answers = {each: Answer(note=name, rests_on="assumed") for each in (*facts, "market_growth")}
    firm = Profile(name=name, facts={"platform_model": "classic"})
    profile = Profile(name=name, facts=facts, notes=name, answers=answers, asked_unknown=("market_growth",), firm=firm)
    return document(advisor.assess(profile), advisor.knowledge)


def case(advisor: Advisor, facts: dict[str, str], name: str = "A case") -> Document:
    return document(advisor.assess(facts, name=name), advisor.knowledge)


def _book(advisor: Advisor) -> Document:
    topics = [each.name for each in Catalogue(advisor.knowledge).rules(None).topics]
    return Document(lambda: rule_list(advisor.knowledge, topics))


def _sheets(advisor: Advisor) -> Document:
    """The first rule and the first finding."""
    known = advisor.knowledge
    rule, finding = next(iter(known.rules.values())), next(iter(known.findings.values()))
    return together([Document(lambda: rule_sheet(rule, known)), Document(lambda: finding_sheet(finding, known))])


FULLEST = "waits, theirs and figures"

CASES: dict[str, Callable[[Advisor], Document]] = {
    FULLEST: lambda advisor: case(advisor, DOSING),
    "answers that do not fit": lambda advisor: case(advisor, PACKAGING),
    "many tensions": lambda advisor: case(advisor, CITY_WATER),
    "a long way behind": lambda advisor: case(advisor, CLIENTS["gain on one side"].facts),
    "hostile": lambda advisor: named(advisor, " ".join(HOSTILE)),
    "empty": lambda advisor: document(advisor.assess({}), advisor.knowledge),
    "several": lambda advisor: together(
        [case(advisor, CLIENTS["a new relationship called advanced"].facts, "First"), case(advisor, {}, "Second")]
    ),
}
"""Cases, with pictures and folds, by name."""

FEW = (FULLEST, "hostile", "several")
"""Those to look at where another case would show nothing else."""

OTHERS: dict[str, Callable[[Advisor], Document]] = {
    "why": lambda advisor: explained(advisor.why(DOSING, PIECE), advisor.knowledge),
    "why not": lambda advisor: explained(advisor.why_not({}, PIECE), advisor.knowledge),
    "compare": lambda advisor: explained(advisor.compare(DOSING, PACKAGING), advisor.knowledge),
    "sensitivity": lambda advisor: explained(advisor.sensitivity(DOSING), advisor.knowledge),
    "sources": lambda advisor: Document(lambda: source_list(advisor.knowledge, True)),
    "coverage": lambda advisor: Document(lambda: coverage(uses(advisor.knowledge), advisor.knowledge)),
    "rules": _book,
    "sheets": _sheets,
}
"""Other documents, by name."""

PAGES = {**CASES, **OTHERS}

DRAWINGS: dict[str, Callable[[Advisor], Graph]] = {
    "topics": lambda advisor: chapters(advisor.knowledge),
    "leading to a piece": lambda advisor: leading_to(PIECE, advisor.knowledge),
    "a topic": lambda advisor: of_rules(list(advisor.knowledge.rules.values())[:20], advisor.knowledge),
}
"""Graphs that become a picture in a file of its own, by name."""
