"""The forms of test that the rule language has, as one table: parsing, the schema and the words people read follow it.

A form is one entry here. How conditions combine (``all``, ``any``, ``not`` around a condition) and whether something is
known at all are no forms but nodes of their own, in ``advisor.model.condition``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Values = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Form:
    """A way to say which values of an attribute pass a test.

    ``words`` is what people read: ``{all}`` stands for every value that the operand names, joined by "or", and
    ``{0}``, ``{1}`` for single ones. ``allowed`` gives the values that pass, from the attribute's domain and the
    operand; when it gives none the test is refused. ``ordinal`` forms ask for an order of the values, so they do not
    fit a nominal attribute, and a list of theirs goes from low to high. ``bare`` is whether a value may stand by
    itself, and ``lists`` the least and the most values that a list may hold: None for no list, and None as the most
    for as many as there are. Of a list that has no order, its length alone may decide whether any value passes.
    """

    name: str
    words: str
    allowed: Callable[[Values, Values], Values]
    ordinal: bool = False
    bare: bool = True
    lists: tuple[int, int | None] | None = None

    def fits(self, scale: str) -> bool:
        """Whether an attribute of this scale can be tested so."""
        return scale == "ordinal" or not self.ordinal

    def lengths(self, domain: Sequence[str]) -> range:
        """How many values a list may hold over this domain; empty when the form takes no list."""
        if self.lists is None:
            return range(0)
        least, most = self.lists
        return range(least, (len(domain) if most is None else most) + 1)


IS = Form(
    name="is",
    words="{all}",
    allowed=lambda domain, operand: tuple(value for value in domain if value in operand),
    lists=(1, None),
)
"""What a value or a list means that stands behind an attribute by itself. ``{is: known}`` and ``{is: unknown}`` are
written as if they were operands of it."""

_ALL = (
    IS,
    Form(
        name="not",
        words="known, and not {all}",
        allowed=lambda domain, operand: tuple(value for value in domain if value not in operand),
        lists=(1, None),
    ),
    Form(
        name="at_least",
        words="at least {0}",
        allowed=lambda domain, operand: domain[domain.index(operand[0]) :],
        ordinal=True,
    ),
    Form(
        name="at_most",
        words="at most {0}",
        allowed=lambda domain, operand: domain[: domain.index(operand[0]) + 1],
        ordinal=True,
    ),
)

FORMS = {form.name: form for form in _ALL}
"""Every form by its name."""


def known_form(name: str) -> str:
    """The name as it is. Raises ValueError when no form has it."""
    if name not in FORMS:
        raise ValueError(f"no form of test; there are {', '.join(FORMS)}")
    return name
