"""Where callers show their keys: a right one gives the name of who holds it, a wrong one has to wait."""

from __future__ import annotations

from typing import Protocol

from advisor.service.keys import Keys, WrongKeys
from advisor.service.problems import Problem


class Counts(Protocol):
    """What a door counts."""

    def wrong_key(self) -> None:
        """Count a wrong API key."""


class Door:
    """One door of a service, however many ways lead to it, so that wrong keys are met with the patience of all of them
    together. ``longest`` is how many seconds the answer to a wrong key waits at most."""

    def __init__(self, keys: Keys, longest: float, counts: Counts | None = None):
        self.keys = keys
        self._counts = counts
        self._wrong_keys = WrongKeys(longest)

    async def caller(self, given: bytes, client: str) -> str | None:
        """The name of who holds a key that came from an address; None for a wrong one, after a while. Raises Problem
        where too many wait already."""
        caller = self.keys.caller(given)
        if caller is not None:
            self._wrong_keys.forget(client)
            return caller
        if self._counts is not None:
            self._counts.wrong_key()
        if not await self._wrong_keys.wait(client):
            raise Problem("wrong-keys", "too many wrong API keys at once", headers={"Retry-After": "4"})
        return None
