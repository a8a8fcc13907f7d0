"""A worker process that goes wrong as it is told by the name in a request; otherwise it answers as it should."""

from __future__ import annotations

import os
from typing import Any

from advisor.advisor import Advisor
from advisor.model.profile import Profile
from advisor.service.worker import main as work

RIGHT = Advisor.assess


def fails(advisor: Advisor, profile: Profile) -> Any:
    """Raises an error whose message says whom it is about."""
    if profile.name is not None:
        raise RuntimeError(profile.name)
    return RIGHT(advisor, profile)


def never_ends(advisor: Advisor, profile: Profile) -> Any:
    """Computes for ever."""
    while profile.name == "for ever":
        pass
    return RIGHT(advisor, profile)


def dies(advisor: Advisor, profile: Profile) -> Any:
    """Comes to its end as by the system's hand."""
    if profile.name == "dies":
        os._exit(9)
    return RIGHT(advisor, profile)


def searches_for_ever(advisor: Advisor, facts: Any, **_: Any) -> Any:
    """Searches for ever."""
    while True:
        pass


def main(how: str) -> None:
    """Work, spoiled in that way."""
    if how == "searches for ever":
        Advisor.sensitivity = searches_for_ever  # type: ignore[method-assign,assignment]
    else:
        Advisor.assess = {"fails": fails, "never ends": never_ends, "dies": dies}[how]  # type: ignore[method-assign,assignment]
    work()
