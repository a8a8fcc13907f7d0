"""YAML as plain data with places: no tags, no aliases, bounded depth, no duplicate keys.

Scalars follow YAML 1.2's core schema, so that ``yes`` and ``no`` are words and only ``true`` and ``false`` booleans.
The text is read from the parser's events and never built into objects by the YAML library. Places are asked for when
something is wrong with what a text says, which is seldom: they take as long as all the rest, so a text is read without
them at first, and again with them when they are asked for, or when something in the text is out of the ordinary.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import yaml

from advisor.characters import on_one_line
from advisor.loading.document import MAX_DEPTH, Document, Path_, dotted

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {
    word: value
    for spellings, value in (
        (("", "~", "null", "Null", "NULL"), None),
        (("true", "True", "TRUE"), True),
        (("false", "False", "FALSE"), False),
    )
    for word in spellings
}
_NO_WORD = frozenset(["", *"+-.0123456789", *(word[0] for word in _WORDS if word)])
"""How a scalar without quotes begins that may stand for something else than a text."""


class _Refused(Exception):
    """The text holds something that is not read at all."""


def parse_yaml(text: str, name: str) -> Document:
    """The one document in a YAML text; faults of the text are in its ``issues``."""
    located = partial(_parse_with_places, text, name)
    try:
        return Document(name, _plain_data(text), locating=located)
    except (_Refused, yaml.YAMLError, UnicodeEncodeError):
        return located()


def _plain_data(text: str) -> Any:
    """What a text without faults says. Raises ``_Refused``, or an error of the YAML library, for any other text, and
    for some without: whatever is not met in every file is left to the reading with places."""
    holder: list[Any] = []
    # What is open, the innermost apart, and the key that waits for its value there.
    above: list[Any] = []
    top: Any = holder
    key: str | None = None
    scalar, mapping, sequence = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
    loader = _LOADER(text)
    try:
        following = loader.get_event
        while True:
            event = following()
            kind = type(event)
            if kind is scalar:
                value = event.value
                if event.implicit[0] and value[:1] in _NO_WORD:
                    value = plain_scalar(value)
            elif kind in ends:
                top = above.pop()
                continue
            elif kind is mapping or kind is sequence:
                value = {} if kind is mapping else []
                if len(above) >= MAX_DEPTH:
                    raise _Refused
            elif kind is yaml.StreamEndEvent:
                break
            elif kind is yaml.AliasEvent or (kind is yaml.DocumentStartEvent and holder):
                raise _Refused
            else:
                continue
            if event.tag is not None:
                raise _Refused
            if type(top) is list:
                top.append(value)
            elif key is None:
                key = value if type(value) is str else _key_name(value)
                if key in top or key == "<<":
                    raise _Refused
                continue
            else:
                top[key] = value
                key = None
            if kind is not scalar:
                above.append(top)
                top = value
    finally:
        loader.dispose()
    return holder[0] if holder else None


def _parse_with_places(text: str, name: str) -> Document:
    document = Document(name)
    # A stack of open collections: [container, path, pending key or None]. Explicit, so that deep nesting cannot
    # exhaust the interpreter's own stack.
    stack: list[list[Any]] = []
    try:
        _read(text, document, stack)
    except _Refused:
        pass
    except yaml.reader.ReaderError as error:
        _character_fault(document, text, text.find(chr(error.character)))
    except UnicodeEncodeError as error:
        _character_fault(document, text, error.start)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        hint = _likely_fix(text, line, str(error.problem))
        document.fault(line, column, f"not YAML: {error.problem or error.context}", hint=hint)
    except yaml.YAMLError as error:
        document.fault(1, 1, f"not YAML: {str(error).splitlines()[0]}")
    if document.issues and document.data is None:
        document.places.setdefault((), (1, 1))
    document.cut_off = frozenset(dotted(path) for _, path, _ in stack)
    return document


def _character_fault(document: Document, text: str, at: int) -> None:
    before = text[:at]
    line, column = before.count("\n") + 1, at - before.rfind("\n")
    document.fault(line, column, f"not YAML: the character {text[at]!r} cannot stand in a text", "printable characters")


def _likely_fix(text: str, line: int, problem: str) -> str:
    lines = text.splitlines()
    near = lines[max(0, line - 2) : line]
    if any("\t" in each for each in near):
        return "indent with spaces, not tabs"
    if "mapping values" in problem:
        return "put a text that holds a colon in quotes"
    return ""


def _read(text: str, document: Document, stack: list[list[Any]]) -> None:
    documents = 0
    event: Any
    for event in yaml.parse(text, Loader=_LOADER):
        kind = type(event)
        if kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                _refuse(document, event, "a second document starts here", "one document a file")
        elif kind is yaml.AliasEvent:
            _refuse(document, event, f"the alias *{event.anchor} is not read", "the value itself, written out")
        elif kind is yaml.ScalarEvent:
            _check_tag(document, event)
            value = plain_scalar(event.value) if event.implicit[0] else event.value
            _place(document, stack, value, event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            _check_tag(document, event)
            if len(stack) >= MAX_DEPTH:
                _refuse(document, event, f"nested deeper than {MAX_DEPTH} levels", "a flatter document")
            container: Any = {} if kind is yaml.MappingStartEvent else []
            path = _place(document, stack, container, event)
            stack.append([container, path, None])
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            stack.pop()


def _refuse(document: Document, event: Any, what: str, expected: str) -> None:
    document.fault(event.start_mark.line + 1, event.start_mark.column + 1, what, expected)
    raise _Refused


def _check_tag(document: Document, event: Any) -> None:
    if event.tag is not None and event.tag != "!":
        _refuse(document, event, f"the tag {on_one_line(event.tag)} is not read", "plain mappings, lists and values")


def plain_scalar(text: str) -> Any:
    """What a scalar without quotes stands for in YAML 1.2's core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-.0123456789":
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    return text


class _Key:
    """A key that has been read and waits for its value; ``dropped`` when it stands there a second time."""

    __slots__ = ("dropped", "name")

    def __init__(self, name: str, dropped: bool):
        self.name = name
        self.dropped = dropped


def _place(document: Document, stack: list[list[Any]], value: Any, event: Any) -> Path_:
    """Put a value where it belongs and remember its place; returns its path."""
    place = (event.start_mark.line + 1, event.start_mark.column + 1)
    if not stack:
        document.data = value
        document.places[()] = place
        return ()
    top = stack[-1]
    container, pending = top[0], top[2]
    path: Path_ = top[1]
    if isinstance(container, list):
        path = (*path, len(container))
        container.append(value)
    elif pending is None:
        return _open_key(document, top, value, place)
    else:
        path = (*path, pending.name)
        top[2] = None
        if pending.dropped:
            # Apart from the first, so that what is wrong in there is still found at its own place.
            return (*path, "again")
        container[pending.name] = value
    document.places[path] = place
    return path


def _key_name(key: Any) -> str:
    """A scalar as a key. Keys are words here: a step's number and a word that looks like a boolean are read as
    written. Raises ``_Refused`` for what is no scalar."""
    if isinstance(key, (dict, list)):
        raise _Refused
    return key if isinstance(key, str) else str(key).lower() if isinstance(key, bool) else str(key)


def _open_key(document: Document, top: list[Any], key: Any, place: tuple[int, int]) -> Path_:
    container: dict[str, Any] = top[0]
    path: Path_ = top[1]
    if isinstance(key, (dict, list)):
        document.fault(*place, "a mapping or list cannot be a key", "a plain word")
        raise _Refused
    name = _key_name(key)
    if name == "<<":
        document.fault(*place, "merge keys (<<) are not read", "the keys themselves, written out")
        raise _Refused
    inside = (*path, name)
    dropped = name in container
    if dropped:
        first = document.keys[inside]
        document.fault(
            *place,
            f"the key {name!r} stands here a second time (first at {first[0]}:{first[1]})",
            "each key once",
            "keep one of the two",
        )
    else:
        document.keys[inside] = place
    top[2] = _Key(name, dropped)
    return path
