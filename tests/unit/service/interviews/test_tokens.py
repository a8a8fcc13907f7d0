"""What a browser shows of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.service import keys as keys_module
from advisor.service.interviews.tokens import SIGNED_IN_SECONDS, Cookies, Tokens, new_visitor
from advisor.service.keys import Keys, line_of
from tests.unit.service.interviews.conftest import Clock


@pytest.fixture
def tokens(clock: Clock) -> Tokens:
    return Tokens(b"s" * 32, clock)


def test_a_token_is_for_one_visitor_and_one_place(tokens: Tokens, clock: Clock) -> None:
    visitor = new_visitor()
    token = tokens.of_form(visitor, "here")
    assert tokens.fits(token, visitor, "here")
    for other in (
        tokens.fits(token, new_visitor(), "here"),
        tokens.fits(token, None, "here"),
        tokens.fits(token, visitor, "there"),
        tokens.fits("", visitor, "here"),
        tokens.fits("ü\ud800", visitor, "here"),
        Tokens(b"t" * 32, clock).fits(token, visitor, "here"),
    ):
        assert not other


def test_who_signed_in_stays_so_for_some_hours(tokens: Tokens, clock: Clock) -> None:
    keys = Keys("k")
    shown = tokens.of_caller("default", keys)
    assert tokens.caller(shown, keys) == "default"
    clock.now += SIGNED_IN_SECONDS - 1
    assert tokens.caller(shown, keys) == "default"
    clock.now += 1
    assert tokens.caller(shown, keys) is None


@pytest.mark.parametrize("forged", ["", "default", "default:9999999999:", "default:9999999999:00", "x:y:z", "ü:1:2"])
def test_a_forged_one_is_none(tokens: Tokens, forged: str) -> None:
    assert tokens.caller(forged, Keys("k")) is None


def test_its_parts_cannot_be_exchanged(tokens: Tokens) -> None:
    keys = Keys("k")
    caller, ends, seal = tokens.of_caller("default", keys).split(":")
    assert tokens.caller(f"{caller}:{int(ends) + 1}:{seal}", keys) is None
    assert tokens.caller(f"other:{ends}:{seal}", keys) is None


def test_it_ends_with_its_key(tokens: Tokens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_module, "LOOK_SECONDS", 0)
    file = tmp_path / "keys.yaml"

    def write(*lines: str) -> None:
        new = tmp_path / "new"
        new.write_text("\n".join(lines) or "{}")
        new.replace(file)

    write(line_of("shop", "a"), line_of("desk", "b"))
    keys = Keys(file=file)
    shop, desk = tokens.of_caller("shop", keys), tokens.of_caller("desk", keys)
    write(line_of("desk", "b"))
    assert (tokens.caller(shop, keys), tokens.caller(desk, keys)) == (None, "desk")
    write(line_of("shop", "another"), line_of("desk", "b"))
    assert (tokens.caller(shop, keys), tokens.caller(desk, keys)) == (None, "desk")


def test_cookies_say_what_they_are_for() -> None:
    plain, secure = Cookies(False), Cookies(True)
    visitor = new_visitor()
    assert plain.of_visitor(visitor) == (
        f"iot-advisor-visitor={visitor}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"
    )
    assert secure.of_visitor(visitor).startswith("__Host-iot-advisor-visitor=")
    assert secure.of_visitor(visitor).endswith("; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure")
    assert secure.of_caller(None).startswith("__Host-iot-advisor-caller=; Path=/; Max-Age=0;")


def test_cookies_are_found_among_others() -> None:
    cookies, visitor = Cookies(False), new_visitor()
    header = f"a=b; bad,]=; iot-advisor-visitor={visitor}; iot-advisor-caller=shop:1:ab"
    assert cookies.visitor(header) == visitor
    assert cookies.caller(header) == "shop:1:ab"
    assert Cookies(True).visitor(header) is None
    assert cookies.visitor("iot-advisor-visitor=short") is None
    assert cookies.visitor("") is None
