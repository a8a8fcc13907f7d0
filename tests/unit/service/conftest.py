"""Services whose workers go wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from advisor.service import pool


@pytest.fixture
def spoiled(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Has all workers that are made from now on go wrong in the way that is named."""

    def spoil(how: str) -> None:
        start = (
            "import sys; sys.path[:] = sys.argv[1:]; "
            f"from tests.unit.service import spoiled_worker; spoiled_worker.main({how!r})"
        )
        monkeypatch.setattr(pool, "_START", start)

    return spoil
