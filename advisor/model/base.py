"""What every model of the project shares: frozen, and closed against keys it does not know."""

from __future__ import annotations

import re
from threading import RLock
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints
from typing_extensions import Self

_SLUG = r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*"

Slug = Annotated[str, StringConstraints(pattern=f"^{_SLUG}$", max_length=80)]
"""A name in lower case: letters, digits, hyphens or underscores."""

AttributeName = Annotated[
    str, StringConstraints(pattern=r"^(?:(?:advice|hold)\.)?[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$", max_length=88)
]
"""The name of an attribute: of an input or a derived one as a slug, of a conclusion about a piece of advice with
``advice.`` or ``hold.`` before its id."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Prose that a person reads; never empty."""

FindingId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,4}[0-9]{1,4}$")]
"""An id of the findings catalogue: a source's letter and a number, such as F17."""

Grade = Literal["stated", "derived", "synthesis", "operationalised"]
"""How a claim comes from its sources, strongest first: said by the paper, derived from it, combined from several
papers, or our own reading of it."""

Support = Literal["supported", "supported_verify", "partial", "case", "framework", "assumption"]
"""How well a source itself backs a finding, strongest first: supported; supported but to be verified further;
partially supported; seen in a case study; part of a framework; assumed or borrowed."""

Level = Literal["firm", "relationship"]
"""Whether something is answered or decided once for the firm, or for each of its customer relationships."""

Side = Literal["provider", "customer", "supplier"]
"""From whose side a relationship is looked at."""

SIDES: tuple[Side, ...] = get_args(Side)
GRADES: tuple[Grade, ...] = get_args(Grade)
SUPPORTS: tuple[Support, ...] = get_args(Support)


def is_slug(text: str) -> bool:
    """Whether a text can be the id of something."""
    return len(text) <= 80 and re.fullmatch(_SLUG, text) is not None


_BUILDING = RLock()


class Model(BaseModel):
    """A value that is fixed once made and has no key beyond the declared ones."""

    # Most processes use few of the models: what validates one is built when it is first used.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    _every_field: ClassVar[set[str]]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        cls._every_field = set(cls.model_fields)

    @classmethod
    def model_rebuild(
        cls,
        *,
        force: bool = False,
        raise_errors: bool = True,
        _parent_namespace_depth: int = 2,
        _types_namespace: Any = None,
    ) -> bool | None:
        """As pydantic's, which builds what was put off, for one thread at a time: pydantic sees to that itself only in
        later versions than the first that is supported here."""
        with _BUILDING:
            return super().model_rebuild(
                force=force,
                raise_errors=raise_errors,
                _parent_namespace_depth=_parent_namespace_depth + 1,
                _types_namespace=_types_namespace,
            )

    @classmethod
    def unvalidated(cls, **fields: Any) -> Self:
        """The model of values that are known to fit: every field, also those with a default, in the order of the
        declaration. Nothing is checked here; while the tests run, every call is (tests/conftest.py).

        Like ``model_construct`` without its walk over the fields, which costs more than an inference run does when an
        assessment is put together from a hundred parts.
        """
        made = cls.__new__(cls)
        put = object.__setattr__
        put(made, "__dict__", fields)
        put(made, "__pydantic_fields_set__", cls._every_field)
        put(made, "__pydantic_extra__", None)
        put(made, "__pydantic_private__", None)
        return made
