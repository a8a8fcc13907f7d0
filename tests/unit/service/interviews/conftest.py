"""A clock that is set by hand."""

from __future__ import annotations

import pytest


class Clock:
    """Tells the time in seconds since 1970, as it was set."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()
