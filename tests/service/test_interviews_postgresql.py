"""The sittings in a database of PostgreSQL, which several services may share."""

from __future__ import annotations

import pytest

from advisor.service.interviews.sittings import DAY, Sittings
from tests.audit.test_postgresql import server as server
from tests.unit.service.interviews.test_sittings import many_writers_lose_nothing


@pytest.fixture
def now() -> list[float]:
    return [1_800_000_000.0]


def test_what_is_kept_there(server: str, now: list[float]) -> None:
    sittings, other = (Sittings(server, keep_days=3, clock=lambda: now[0]) for _ in range(2))
    assert sittings.secret() == other.secret()
    sitting = sittings.begin('a "ü" \0')
    kept = other.get(sitting)
    assert kept is not None and kept.text == 'a "ü" \0'
    assert other.replace(sitting, kept, "b") and not sittings.replace(sitting, kept, "c")
    many_writers_lose_nothing(sittings)
    sittings.delete(sitting)
    assert other.get(sitting) is None
    now[0] += 4 * DAY
    assert sittings.sweep() == 1
