"""What a browser shows of itself: that a form was one of ours, and that somebody signed in with a key."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

from advisor.service.interviews.sittings import DAY
from advisor.service.keys import NAME, Keys

SIGNED_IN_SECONDS = 12 * 60 * 60
"""How long somebody stays signed in."""
_VISITOR = re.compile(r"[A-Za-z0-9_-]{43}")


class Tokens:
    """Tokens and cookies made with the secret of a service, which they outlive no more than it. ``clock`` tells the
    time in seconds since 1970."""

    def __init__(self, secret: bytes, clock: Callable[[], float]):
        self._secret = secret
        self._clock = clock

    def of_form(self, visitor: str, about: str) -> str:
        """The token of the forms that a visitor is shown in one place, such as a sitting."""
        return self._sealed("form", visitor, about)

    def fits(self, token: str, visitor: str | None, about: str) -> bool:
        """Whether a token is that of a form that this visitor was shown there."""
        return visitor is not None and hmac.compare_digest(
            token.encode("utf-8", "replace"), self.of_form(visitor, about).encode()
        )

    def of_caller(self, caller: str, keys: Keys) -> str:
        """What shows from now on that somebody signed in."""
        ends = str(int(self._clock()) + SIGNED_IN_SECONDS)
        return f"{caller}:{ends}:{self._sealed('caller', caller, ends, (keys.mark(caller) or b'').hex())}"

    def caller(self, shown: str, keys: Keys) -> str | None:
        """Who signed in, unless that was too long ago, or the key is not what it was."""
        caller, _, rest = shown.partition(":")
        ends, _, seal = rest.partition(":")
        if NAME.fullmatch(caller) is None or not re.fullmatch(r"[0-9]{1,12}", ends) or int(ends) <= self._clock():
            return None
        mark = keys.mark(caller)
        if mark is None:
            return None
        right = self._sealed("caller", caller, ends, mark.hex())
        return caller if hmac.compare_digest(seal.encode("utf-8", "replace"), right.encode()) else None

    def _sealed(self, *parts: str) -> str:
        return hmac.new(self._secret, "\0".join(parts).encode("utf-8", "replace"), hashlib.sha256).hexdigest()


class Cookies:
    """The cookies of a service. Where they are ``secure``, a browser sends them by TLS alone, and takes them from this
    very host alone, which is what the beginning of their names says."""

    def __init__(self, secure: bool):
        self._secure = secure
        lead = "__Host-" if secure else ""
        self._visitor = f"{lead}iot-advisor-visitor"
        self._caller = f"{lead}iot-advisor-caller"

    def visitor(self, header: str) -> str | None:
        """Which visitor a request's ``Cookie`` header says it is of, None where it says nothing."""
        found = _found(header, self._visitor)
        return found if found is not None and _VISITOR.fullmatch(found) else None

    def caller(self, header: str) -> str | None:
        """What a request's ``Cookie`` header shows of who signed in, None where it shows nothing."""
        return _found(header, self._caller)

    def of_visitor(self, visitor: str) -> str:
        """The header ``Set-Cookie`` for a visitor."""
        return self._set(self._visitor, visitor, 365 * DAY)

    def of_caller(self, shown: str | None) -> str:
        """The header ``Set-Cookie`` for who signed in, or with None for who signed out."""
        return self._set(self._caller, shown or "", SIGNED_IN_SECONDS if shown else 0)

    def _set(self, name: str, value: str, seconds: int) -> str:
        # Lax and not Strict: somebody who follows the link in a letter is to find the interview and not the sign-in.
        secure = "; Secure" if self._secure else ""
        return f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"


def new_visitor() -> str:
    """A visitor whom nobody guesses."""
    return secrets.token_urlsafe(32)


def _found(header: str, name: str) -> str | None:
    # What other programs of this host have set may be no cookie that the parser knows: each is parsed by itself.
    for each in header.split(";"):
        if each.strip().startswith(f"{name}="):
            try:
                return SimpleCookie(each.strip())[name].value
            except (CookieError, KeyError):
                return None
    return None
