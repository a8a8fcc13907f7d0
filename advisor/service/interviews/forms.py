"""What was posted by a form, within bounds."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from advisor.pages.exchange import Upload
from advisor.service.problems import Problem

MOST_BYTES = 64 * 1024
"""The most that a form without files holds: the longest note is a fraction of it."""
MOST_FIELDS = 64
MOST_FILES = 4
_PLAIN = "application/x-www-form-urlencoded"
_WITH_FILES = "multipart/form-data"


class Form(NamedTuple):
    """The fields and the files of a form, by their names; of several with one name the last."""

    fields: dict[str, str]
    files: dict[str, Upload]


async def posted(request: Request) -> Form:
    """The form that a request holds. Raises Problem when it is none, or beyond the bounds."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if media_type == _PLAIN:
        return Form(_plain(await request.body()), {})
    if media_type != _WITH_FILES:
        raise Problem("media-type", "a form of these pages is expected here")
    # Pages in UTF-8 are answered in UTF-8. In others, such as punycode, a megabyte would take minutes to read.
    if parse_options_header(request.headers["content-type"])[1].get(b"charset", b"utf-8").lower() != b"utf-8":
        raise Problem("malformed", "a form of these pages is sent in UTF-8")
    try:
        async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES) as data:
            return await _with_files(data)
    except HTTPException as error:  # how the parser says that it cannot read the body
        raise Problem("malformed", f"the form cannot be read: {error.detail}") from error
    except (KeyError, UnicodeError, LookupError) as error:  # a header of a part, or a charset, that is none
        raise Problem("malformed", "the form cannot be read") from error


def _plain(body: bytes) -> dict[str, str]:
    if len(body) > MOST_BYTES:
        raise Problem("too-large", f"a form has at most {MOST_BYTES:,} bytes")
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Problem("malformed", f"a form has at most {MOST_FIELDS} fields, in the letters of a form") from error
    return {name: _as_written(value) for name, value in pairs}


async def _with_files(data: FormData) -> Form:
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for name, value in data.multi_items():
        if isinstance(value, str):
            fields[name] = _as_written(value)
        elif value.filename:  # a file that was not chosen comes without a name
            files[name] = Upload(value.filename, await value.read())
    return Form(fields, files)


def _as_written(value: str) -> str:
    """A value with its lines ended as they are outside of forms."""
    return value.replace("\r\n", "\n").replace("\r", "\n")
