"""Formats are found by the names of their files."""

from __future__ import annotations

import pytest

from advisor import Advisor
from advisor.errors import UnknownId
from advisor.reports import formats, renderer


def test_every_module_is_a_format_and_renders(advisor: Advisor) -> None:
    assert {"json", "markdown", "terminal"} <= set(formats())
    for name in formats():
        assert renderer(name)([advisor.assess({})], advisor.knowledge, full=True, width=60, color=False).strip()


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UnknownId, match="did you mean 'markdown'"):
        renderer("markdwn")
