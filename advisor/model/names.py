"""Names between people and files: a slug as a title, and what people type as it is compared."""

from __future__ import annotations


def in_words(text: str) -> str:
    """A name as it is compared: without case, with a space for what joins words."""
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def title_of(slug: str) -> str:
    """A slug as a title."""
    words = slug.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]
