"""What every test may use: one advisor on the shipped knowledge, and the shipped example profiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import Advisor, KnowledgeBase

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tracing makes the long tests several times as long, and hardly a line is reached by them alone."""
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker("no_cover")


@pytest.fixture(scope="session")
def advisor() -> Advisor:
    return Advisor()


@pytest.fixture(scope="session")
def knowledge(advisor: Advisor) -> KnowledgeBase:
    return advisor.knowledge


@pytest.fixture(scope="session")
def examples() -> list[Path]:
    """The shipped example profiles, by name."""
    return sorted((ROOT / "examples").glob("*.yaml"))
