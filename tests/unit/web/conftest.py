"""A build in small, for all tests here."""

from __future__ import annotations

import pytest

from advisor.web.runtime import Pin
from tests.unit.web import small_runtime


@pytest.fixture(scope="session")
def held() -> dict[Pin, bytes]:
    """What a build is made of, in small."""
    return small_runtime.held()
