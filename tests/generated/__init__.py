"""What is generated: each file, and the text that should stand in it. ``python -m tests.regenerate`` writes it."""

from __future__ import annotations

import textwrap
from pathlib import Path

from advisor import Advisor
from advisor.assessment.order import ORDER
from advisor.reports.contents.assessment import document
from advisor.reports.contents.bibliography import source_list
from advisor.reports.document import Document
from advisor.reports.formats import written
from advisor.reports.words import sentence
from tests.generated.command_help import command_help
from tests.generated.gallery import gallery
from tests.generated.pictures import pictures
from tests.generated.reference import reference
from tests.generated.surface import surface

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "python -m tests.regenerate"
EXAMPLE = "examples/telecom.yaml"
WORKED = "examples/danfoss-new.yaml"


def pages(advisor: Advisor) -> dict[str, str]:
    """The text of every generated file, by its path from the project's root."""
    return {
        "README.md": _with_block("README.md", f"output of: iot-advisor assess {EXAMPLE}", _excerpt(advisor)),
        "docs/commands.md": _with_block("docs/commands.md", "generated: the help of every command", command_help()),
        "docs/evidence.md": written(Document(lambda: source_list(advisor.knowledge, full=True)), "markdown"),
        **gallery(advisor, ROOT),
        **pictures(advisor, ROOT),
        "docs/provenance.md": _with_blocks(
            "docs/provenance.md",
            {
                "generated: the order of recommendations": _order(),
                "generated: the weights of urgency": _weights(advisor),
                f"generated: urgencies of {WORKED}": _worked_example(advisor),
            },
        ),
        "docs/reference.md": reference(),
        "tests/meta/public_api.txt": "".join(f"{line}\n" for line in surface()),
    }


def _with_block(page: str, marker: str, block: str) -> str:
    """The page as it stands, with a block put between a marker and its end."""
    return _with_blocks(page, {marker: block})


def _with_blocks(page: str, blocks: dict[str, str]) -> str:
    """The page as it stands, with each block put between its marker and the end of that."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for marker, block in blocks.items():
        before, found, rest = text.partition(f"<!-- {marker} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        assert found and end and found not in after, f"{page} has no place marked {marker!r}, or several"
        text = f"{before}{found}{block}{end}{after}"
    return text


COUNTED = {
    "answer": "each answer that speaks for it",
    "placing": "each answer that only places the case",
    "tension": "each tension that hangs on it",
    "stage_behind": "each stage by which its component is behind the phase",
    "after": "each piece to do that had better come after it",
    "now": "it is due now",
    "next": "it is due next",
    "later": "it is due later",
    "most": "all that the case adds, at most",
}


def _weights(advisor: Advisor) -> str:
    """The weights as a table."""
    lines = ["| points | for |", "|-|-|"]
    for each in advisor.knowledge.weights.values():
        what = COUNTED[each.counts] if each.counts else f"the reason `{each.id}`: {each.says}"
        lines.append(f"| {each.weight} | {what} |")
    return "\n".join(lines) + "\n"


def _worked_example(advisor: Advisor) -> str:
    """How the urgency of each piece to do in an example adds up, as a table."""
    points = {each.counts or name: each.weight for name, each in advisor.knowledge.weights.items()}
    lines = ["| rank | advice | own weight | raised by | urgency |", "|-|-|-|-|-|"]
    for piece in advisor.assess(advisor.read_profile(ROOT / WORKED)).recommendations:
        if (source := piece.urgency_from) is None:
            continue
        parts = [f"`{source.reason}` {points[source.reason]}"] if source.reason else []
        counted = (
            (len(source.answers), "answer"),
            (len(source.placing), "placing"),
            (len(source.tensions), "tension"),
            (source.stages_behind, "stage_behind"),
        )
        parts += [f"{what.partition('_')[0]} {many} × {points[what]}" for many, what in counted if many]
        own = " + ".join([*parts, f"{piece.horizon} {points[piece.horizon]}"])
        later = ", ".join(f"`{name}`" for name in (*source.waiting, *source.after))
        raised = "" if piece.urgency == source.own else f"1 + {source.highest_after} ({later})"
        lines.append(f"| {piece.rank} | `{piece.id}` | {own} = {source.own} | {raised} | {piece.urgency} |")
    return "\n".join(lines) + "\n"


def _order() -> str:
    """The criteria of the order of advice as a numbered list."""
    lines = (f"{number}. **{sentence(each.name)}**: {each.words}" for number, each in enumerate(ORDER, 1))
    return "".join(f"{textwrap.fill(line, 119, subsequent_indent='   ')}\n" for line in lines)


def _excerpt(advisor: Advisor) -> str:
    """The page of the example."""
    assessment = advisor.assess(advisor.read_profile(ROOT / EXAMPLE))
    return f"```text\n{written(document(assessment, advisor.knowledge), 'terminal')}```\n"
