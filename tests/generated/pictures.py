"""The pictures that the documents show, as the program draws them."""

from __future__ import annotations

from pathlib import Path

from advisor import Advisor
from advisor.reports.formats.svg import alone
from advisor.reports.pictures.figures import figures
from advisor.reports.pictures.governance import governance
from advisor.reports.pictures.proof import proof
from advisor.reports.pictures.roadmap import roadmap
from advisor.reports.pictures.standing import standing
from advisor.reports.pictures.tension import tensions
from advisor.reports.sheet import WIDE, Picture
from tests.scenarios.test_clients import CLIENTS

PICTURED = "examples/machine-link.yaml"
PROVEN = "ask-for-direct-contact"
WAITING = "no fit was found"


def pictures(advisor: Advisor, root: Path) -> dict[str, str]:
    """Each picture as a file, by its path from the project's root."""
    knowledge = advisor.knowledge
    case = advisor.assess(advisor.read_profile(root / PICTURED))
    waiting = advisor.assess(CLIENTS[WAITING].facts)
    shown: dict[str, Picture] = {
        "roadmap": next(roadmap(case, knowledge)),
        "roadmap-waiting": next(roadmap(waiting, knowledge)),
        "standing": next(standing(case, knowledge)),
        "governance": next(governance(case, knowledge)),
        "tension": next(tensions(case, knowledge)),
        "figures": next(figures(case)),
        "proof": proof(case, knowledge, PROVEN),
    }
    return {f"docs/pictures/{name}.svg": alone(each.drawn(WIDE), each.title) for name, each in shown.items()}
