"""Answers that a caller may keep, and ask by their tag whether they still hold."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response


def tagged(
    content: str | bytes,
    tag: str,
    request: Request,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The content under its entity tag; nothing but the tag to whoever has it already. ``headers`` go with either."""
    sent = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    asked = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if tag in asked or asked == ["*"]:
        return Response(None, 304, sent)
    return Response(content, 200, sent, media_type)
