"""Documents as JSON, two spaces deep, UTF-8, ending in a newline."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from advisor.characters import in_json
from advisor.reports.formats import Canvas


def draw(data: Any, canvas: Canvas) -> str:
    """A model, or plain data with models in it, as JSON; with escapes for the signs that the canvas cannot bear."""
    if isinstance(data, BaseModel):
        text = data.model_dump_json(indent=2) + "\n"
    else:
        text = json.dumps(_plain(data), ensure_ascii=False, indent=2) + "\n"
    return text if canvas.signs == "all" else in_json(text, only_ascii=canvas.signs == "ascii")


def _plain(data: Any) -> Any:
    if isinstance(data, BaseModel):
        return data.model_dump(mode="json")
    if isinstance(data, dict):
        return {name: _plain(each) for name, each in data.items()}
    return [_plain(each) for each in data] if isinstance(data, (list, tuple)) else data
