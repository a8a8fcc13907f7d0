"""YAML is read without places at first: what comes out is what reading it with places gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.loading.yaml_text import _parse_with_places, parse_yaml
from advisor.resources import shipped_root

ODD = (
    "",
    "# nothing\n",
    "a",
    "- [1, {b: 2}, -3.5, .5, 1e3, 0x1f, ~, null, true, no, '', \"x\", 12345678901234567890]",
    "1: a\ntrue: b\n~: c\n'': d\n",
    "{a: 1, a: 2}",
    "a: &x 1\nb: *x\n",
    "a: &x 1\nb: 2\n",
    "a: !!str 1",
    "a: ! 1",
    "!!map {a: 1}",
    "<<: {a: 1}",
    "? [a]\n: b",
    "? {a: b}\n: c",
    "a: 1\n---\nb: 2\n",
    "---\n---\n",
    "--- a\n...\n",
    "a: [",
    "a: b: c",
    "\tx: 1",
    "a: \x07",
    "a: \ud800",
    "[" * 39 + "]" * 39,
    "[" * 40 + "]" * 40,
    "[" * 41 + "]" * 41,
    "a: |\n  text\n  more\nb: >-\n  folded\n  text\n",
)


def same(text: str) -> None:
    quick, located = parse_yaml(text, "x"), _parse_with_places(text, "x")
    assert repr(quick.data) == repr(located.data)
    assert (quick.issues, quick.cut_off) == (located.issues, located.cut_off)
    assert (quick.places, quick.keys) == (located.places, located.keys)


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_what_is_out_of_the_ordinary(text: str) -> None:
    same(text)


@pytest.mark.parametrize("file", sorted(shipped_root().glob("knowledge/**/*.yaml")), ids=lambda file: file.name)
def test_shipped_files_are_read_without_places(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    same(text)
    assert "places" not in vars(parse_yaml(text, "x"))


scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8))
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
)


@given(trees, st.booleans())
def test_any_tree(tree: Any, flow: bool) -> None:
    same(yaml.safe_dump(tree, default_flow_style=flow, allow_unicode=True))
    same(json.dumps(tree, ensure_ascii=False))


@given(st.text(alphabet="ab:-[]{},?!&*|>'\"#~ \n\t01.", max_size=40))
def test_any_text(text: str) -> None:
    same(text)
