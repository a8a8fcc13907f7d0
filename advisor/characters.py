"""Which characters could steer whoever reads a text, a terminal above all, and how they are shown instead.

These are the control characters, the ends of lines that are none in a file, the marks that turn the direction of
writing, and what no file can hold: halves of surrogate pairs and codes that are no characters. Letters of scripts that
run from right to left are not among them, and neither is what joins letters and signs.
"""

from __future__ import annotations

import re

_STEERING = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
STEERING = re.compile(f"[{_STEERING}]")
"""One such character. Tabs and line feeds are none, since texts of several lines have them."""

ON_ONE_LINE = re.compile(f"[\t\n{_STEERING}]")
"""One that has no place in a text of one line."""
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def shown(text: str) -> str:
    """The text with an escape in the place of every such character, as ``\\x1b`` or ``\\u202e``. A text that has none
    is as it was, so that one that went through here already does not change again."""
    return STEERING.sub(_escape, text)


def on_one_line(text: str) -> str:
    """As ``shown``, with escapes for tabs and line feeds, too."""
    return ON_ONE_LINE.sub(_escape, text)


def in_json(text: str, only_ascii: bool = False) -> str:
    """The text of a JSON document, which stays the same document, with such characters written as JSON escapes them;
    with ``only_ascii`` every character outside ASCII."""
    return (_NOT_ASCII if only_ascii else STEERING).sub(_json_escape, text)


_NOT_ASCII = re.compile("[\x7f-\U0010ffff]")


def _escape(found: re.Match[str]) -> str:
    sign = found.group()
    code = ord(sign)
    return _SHORT.get(sign) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def _json_escape(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))
