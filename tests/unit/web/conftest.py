"""A build in small, for all tests here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from advisor.web.runtime import Pin
from tests.unit.web import small_runtime


@pytest.fixture(scope="session")
def held() -> dict[Pin, bytes]:
    """What a build is made of, in small."""
    return small_runtime.held()


@pytest.fixture(autouse=True, scope="package")
def nothing_to_compile_with() -> Iterator[None]:
    """A runtime of a few bytes compiles nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("advisor.web.bytecode.node", lambda: None)
        yield
