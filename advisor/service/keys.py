"""The API keys of a service, each with the name of who holds it, and the patience with wrong ones."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import logging
import re
import secrets
import stat
import time
from collections import OrderedDict
from pathlib import Path

from advisor.errors import FaultyInput, Issue
from advisor.loading.document import Document, read_text
from advisor.loading.yaml_text import parse_yaml

logger = logging.getLogger("advisor.service")
DEFAULT = "default"
"""The name of the one key that has none of its own."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
MOST_KEYS = 1000
HASH = re.compile(r"sha256:([0-9a-f]{64})")
LOOK_SECONDS = 1.0
"""How often it is looked whether the file was changed, at most."""
UNSAFE_MODE = stat.S_IROTH | stat.S_IWOTH | stat.S_IWGRP

_Signature = tuple[int, int, int]


def named(caller: str | None) -> str | None:
    """A caller as a record names one: whoever has the one key without a name is nobody in particular."""
    return None if caller == DEFAULT else caller


def new_key() -> str:
    """A key that nobody guesses: 256 bits, in letters that any header and shell takes."""
    return secrets.token_urlsafe(32)


def line_of(name: str, key: str) -> str:
    """The line of a file of keys that lets a key in. Raises ValueError for what is no name."""
    if NAME.fullmatch(name) is None:
        raise ValueError(f"{name!r} is no name of a key; {NAME_EXPECTED}")
    return f"{name}: sha256:{_digest(key.encode()).hex()}"


NAME_EXPECTED = "expected at most 64 letters, digits, dots, dashes and underscores, a letter or digit first"


class Keys:
    """Which keys open a service, and who holds each: ``key`` is one that is called ``default``, ``file`` one with a
    line for each, read again when it changes. What is kept is the hash of each. A file that has become faulty changes
    nothing and is logged. Raises FaultyInput when the file is faulty to begin with."""

    def __init__(self, key: str | None = None, file: Path | None = None):
        self._own = {} if key is None else {DEFAULT: _digest(key.encode())}
        self._file = file
        self._looked = time.monotonic()
        self._seen = _signature(file) if file is not None else None
        self._digests = self._own | (self._read(file) if file is not None else {})

    def caller(self, given: bytes) -> str | None:
        """The name of who holds a key, None for a wrong one. How long that takes does not depend on the key."""
        self._renew()
        digest = _digest(given)
        found = None
        for name, each in self._digests.items():
            if hmac.compare_digest(each, digest):
                found = name
        return found

    def mark(self, name: str) -> bytes | None:
        """What stands for the present key of somebody, and changes with it; None where there is none any more. It is no
        key, and opens nothing."""
        self._renew()
        return self._digests.get(name)

    def _renew(self) -> None:
        """Read the file again if it was changed since."""
        now = time.monotonic()
        if self._file is None or now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        seen = _signature(self._file)
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._digests = self._own | self._read(self._file)
        except FaultyInput as error:
            logger.error("the old keys hold, for the file of keys is faulty", extra={"detail": str(error)})
        else:
            logger.info("keys were read again", extra={"keys": len(self._digests)})

    def _read(self, file: Path) -> dict[str, bytes]:
        """The hashes in a file of keys. Raises FaultyInput with every fault of it."""
        name = str(file)
        if _signature(file) is None and file.exists():
            raise FaultyInput([Issue(name, 0, 0, "", "this is no plain file", "a file of keys", code="unreadable")])
        text = read_text(file, name)
        document = text if isinstance(text, Document) else parse_yaml(text, name)
        issues = list(document.issues)
        found: dict[str, bytes] = {}
        data = {} if document.data is None else document.data
        if not isinstance(data, dict):
            issues.append(document.issue((), "this is no list of keys", "a line NAME: sha256:HASH for each key"))
        elif len(data) > MOST_KEYS:
            issues.append(document.issue((), f"{len(data):,} keys are too many", f"at most {MOST_KEYS:,}"))
        else:
            found = self._found(document, data, issues)
        if issues:
            raise FaultyInput(sorted(issues))
        mode = file.stat().st_mode
        if mode & UNSAFE_MODE:
            what = "written" if mode & (stat.S_IWOTH | stat.S_IWGRP) else "read"
            logger.warning(
                f"the file of keys can be {what} by others",
                extra={"detail": f"{name}: chmod 640 or less puts it right"},
            )
        if not found and not self._own:
            logger.warning("there is no key, so that every call is refused", extra={"detail": name})
        return found

    def _found(self, document: Document, data: dict[str, object], issues: list[Issue]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        names = {digest: name for name, digest in self._own.items()}
        for name, value in data.items():
            match = HASH.fullmatch(value.strip()) if isinstance(value, str) else None
            if NAME.fullmatch(name) is None:
                issues.append(document.issue((name,), "this is no name of a key", NAME_EXPECTED, of_key=True))
            elif name in self._own:
                what = f"{name!r} is what the key in the environment is called"
                issues.append(document.issue((name,), what, "another name", of_key=True))
            elif match is None:
                # What stands here may be a key, so it is not shown.
                hint = "'iot-advisor serve --new-key NAME' makes a key and its line"
                issues.append(document.issue((name,), "this is no hash of a key", "sha256: and 64 hex digits", hint))
            elif (digest := bytes.fromhex(match[1])) in names:
                what = f"this is the key of {names[digest]!r}, too"
                issues.append(document.issue((name,), what, "a key of its own for each name"))
            else:
                found[name] = digest
                names[digest] = name
        return found


class WrongKeys:
    """Lets those who send wrong keys wait: the first time for a 64th of ``longest`` seconds, and twice as long each
    time after. What is remembered of whom is bounded, and so is how many wait at once."""

    MOST_ADDRESSES = 4096
    MOST_WAITING = 64
    FORGET_SECONDS = 600.0

    def __init__(self, longest: float):
        self._longest = longest
        self._met: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._waiting = 0

    async def wait(self, address: str) -> bool:
        """Wait because of another wrong key from an address. False, and at once, where too many wait already."""
        who = _network(address)
        now = time.monotonic()
        times, last = self._met.pop(who, (0, now))
        times = times + 1 if now - last < self.FORGET_SECONDS else 1
        self._met[who] = (times, now)
        if len(self._met) > self.MOST_ADDRESSES:
            self._met.popitem(last=False)
        if self._waiting >= self.MOST_WAITING:
            return False
        self._waiting += 1
        try:
            await asyncio.sleep(min(self._longest, self._longest / 64 * 2 ** min(times - 1, 6)))
        finally:
            self._waiting -= 1
        return True

    def forget(self, address: str) -> None:
        """Forget the wrong keys of an address, since it has a right one."""
        if self._met:
            self._met.pop(_network(address), None)


def _network(address: str) -> str:
    """Whom an address stands for: in IPv6 one caller has all addresses of a /64."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _digest(key: bytes) -> bytes:
    # Keys are drawn and not thought up, so no slow hash is needed.
    return hashlib.sha256(key).digest()


def _signature(file: Path) -> _Signature | None:
    """What changes when a file is written or replaced; None where there is no plain file."""
    try:
        found = file.stat()
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino) if stat.S_ISREG(found.st_mode) else None
