"""A log in a directory of the test's own, and a way to put assessments into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advisor import Advisor
from advisor.audit.location import find_location
from advisor.audit.log import AuditLog
from advisor.model.record import Receipt

WASTEWATER = {
    "product_customization": "standardized",
    "sales_channel": "consulting_engineer",
    "data_trust": "low",
    "relationship_phase": "foundational",
    "customer_group": "operator_critical",
}
TELECOM = {
    **WASTEWATER,
    "customer_group": "industrial",
    "relationship_phase": "intermediate",
    "data_trust": "medium",
    "governance_mode": "contractual",
}

Add = Callable[..., Receipt]


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("IOT_ADVISOR_AUDIT", raising=False)
    monkeypatch.delenv("IOT_ADVISOR_REDACT", raising=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "audit.db"


def days() -> Iterator[str]:
    """One time a day, from the first of March on."""
    return (f"2026-03-{day:02}T12:00:00.000000Z" for day in range(1, 32))


@pytest.fixture
def log(file: Path) -> AuditLog:
    location = find_location(file)
    assert location is not None
    clock = days()
    return AuditLog(location, clock=lambda: next(clock))


@pytest.fixture
def add(log: AuditLog, advisor: Advisor) -> Add:
    def put(name: str | None = "Wastewater", facts: dict[str, str] = WASTEWATER, **more: str) -> Receipt:
        profile = advisor.profile(facts, name=name)
        return log.record(profile, advisor.assess(profile), advisor.knowledge, "library", **more)

    return put
