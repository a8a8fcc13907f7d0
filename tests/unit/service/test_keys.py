"""Keys with names, the file they stand in, and the patience with wrong ones."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from advisor import Advisor, FaultyInput
from advisor.commands import main
from advisor.service import keys as keys_module
from advisor.service import running
from advisor.service.assistant import create_server
from advisor.service.http import create_app
from advisor.service.keys import Keys, WrongKeys, line_of
from advisor.service.middleware import Limits
from advisor.service.transports import http_app

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file of keys, which is looked at each time a key is asked for."""
    monkeypatch.setattr(keys_module, "LOOK_SECONDS", 0)
    file = tmp_path / "keys.yaml"

    def written(*lines: str) -> Path:
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        file.chmod(0o600)
        return file

    return written


def test_each_key_has_a_name(write: Write) -> None:
    keys = Keys("own", write("# who may call", line_of("shop", "k1"), line_of("office.2", "k2")))
    found = [keys.caller(key) for key in (b"own", b"k1", b"k2", b"k3", b"", "sha256:ü".encode())]
    assert found == ["default", "shop", "office.2", None, None, None]


def test_no_key_is_kept(write: Write) -> None:
    keys = Keys("own-s3cret", write(line_of("shop", "its-s3cret")))
    assert keys.caller(b"own-s3cret")
    assert "s3cret" not in repr(vars(keys))


def test_a_key_is_taken_back_while_the_service_runs(write: Write, caplog: pytest.LogCaptureFixture) -> None:
    file = write(line_of("shop", "k1"), line_of("office", "k2"))
    keys = Keys(file=file)
    with caplog.at_level(logging.INFO, "advisor"):
        write(line_of("office", "k2"))
        assert (keys.caller(b"k1"), keys.caller(b"k2")) == (None, "office")
        write("{}")
        assert keys.caller(b"k2") is None
    assert [record.getMessage() for record in caplog.records] == [
        "keys were read again",
        "there is no key, so that every call is refused",
        "keys were read again",
    ]


@pytest.mark.parametrize(
    "spoil", [lambda file: file.write_text("shop: plain"), Path.unlink, lambda file: file.write_text("")]
)
def test_a_faulty_file_changes_nothing(
    write: Write, caplog: pytest.LogCaptureFixture, spoil: Callable[[Path], object]
) -> None:
    file = write(line_of("shop", "k1"))
    keys = Keys(file=file)
    spoil(file)
    for _ in range(3):
        assert keys.caller(b"k1") == "shop"
    (record,) = caplog.records
    assert (record.levelname, str(file) in str(vars(record)["detail"])) == ("ERROR", True)


def test_it_is_looked_at_once_a_second_at_most(tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_module, "LOOK_SECONDS", 1000)
    keys = Keys(file=write(line_of("shop", "k1")))
    write(line_of("shop", "k2"))
    assert keys.caller(b"k1") == "shop"


def test_every_fault_is_told_with_its_line_and_without_the_key(write: Write) -> None:
    good = line_of("shop", "k1")
    file = write(
        good,
        good.replace("shop", "again"),
        "plain: t0p-s3cret",
        good.replace("shop", "default"),
        "'a b': sha256:" + "0" * 64,
        "'" + "x" * 65 + "': sha256:" + "0" * 64,
        "'': x",
        "listed: [x]",
        "cut: sha256:" + "0" * 63,
    )
    with pytest.raises(FaultyInput) as raised:
        Keys("own", file)
    told = str(raised.value)
    assert [issue.line for issue in raised.value.issues] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert "s3cret" not in told
    assert "this is the key of 'shop', too" in told and "--new-key" in told


@pytest.mark.parametrize("text", ["- x", "a: b: c", "x", "shop: 1\nshop: 2", ""])
def test_what_is_no_list_of_keys(write: Write, text: str) -> None:
    with pytest.raises(FaultyInput):
        Keys(file=write(*filter(None, [text])))


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for file in (tmp_path, tmp_path / "missing", tmp_path / "pipe"):
        with pytest.raises(FaultyInput):
            Keys(file=file)


@pytest.mark.parametrize(("mode", "told"), [(0o640, ""), (0o644, "read"), (0o660, "written"), (0o602, "written")])
def test_who_else_gets_at_the_file(write: Write, caplog: pytest.LogCaptureFixture, mode: int, told: str) -> None:
    file = write(line_of("shop", "k1"))
    file.chmod(mode)
    Keys(file=file)
    messages = [f"the file of keys can be {told} by others"] if told else []
    assert [record.getMessage() for record in caplog.records] == messages


def test_a_new_key_and_its_line(capsys: pytest.CaptureFixture[str], write: Write) -> None:
    made = []
    for _ in range(2):
        with pytest.raises(SystemExit) as left:
            main(["serve", "--new-key", "shop"])
        assert left.value.code == 0
        told = capsys.readouterr()
        key = told.err.split()[-1]
        assert Keys(file=write(told.out.strip())).caller(key.encode()) == "shop"
        assert key not in told.out and len(key) > 40
        made.append(key)
    assert len(set(made)) == 2
    with pytest.raises(SystemExit) as left:
        main(["serve", "--new-key", "a b"])
    assert left.value.code == 2


def waits(wrong: WrongKeys, monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[float]:
    """How long wrong keys from these addresses wait, one after the other."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def send() -> None:
        for address in addresses:
            assert await wrong.wait(address)

    with monkeypatch.context() as patch:
        patch.setattr(asyncio, "sleep", sleep)
        asyncio.run(send())
    return slept


def test_wrong_keys_wait_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = WrongKeys(64.0)
    assert waits(wrong, monkeypatch, *["a"] * 9) == [1, 2, 4, 8, 16, 32, 64, 64, 64]
    assert waits(wrong, monkeypatch, "b") == [1]
    wrong.forget("a")
    assert waits(wrong, monkeypatch, "a", "b") == [1, 2]
    wrong.FORGET_SECONDS = -1
    assert waits(wrong, monkeypatch, "b") == [1]


def test_a_network_of_ipv6_is_one_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = WrongKeys(64.0)
    assert waits(wrong, monkeypatch, "2001:db8::1", "2001:db8::2", "fe80::1%eth0", "2001:db8:0:1::1") == [1, 2, 1, 1]


def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = WrongKeys(64.0)
    wrong.MOST_ADDRESSES = 3
    assert waits(wrong, monkeypatch, "a", "b", "c", "d", "b", "a") == [1, 1, 1, 1, 2, 1]
    assert len(wrong._met) == 3


def test_only_so_many_wait() -> None:
    async def crowd() -> list[bool]:
        wrong = WrongKeys(6.4)
        wrong.MOST_WAITING = 2
        return await asyncio.gather(*(wrong.wait(str(number)) for number in range(5)))

    assert sorted(asyncio.run(crowd())) == [False, False, False, True, True]


def test_who_called_is_in_the_log_and_the_key_is_not(
    advisor: Advisor, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    keys = Keys(file=write(line_of("shop", "r1ght")))
    client = TestClient(create_app(advisor, keys=keys, limits=Limits(wrong_key=0)), base_url="http://localhost")
    with caplog.at_level(logging.INFO, "advisor"):
        for key, status in (("r1ght", 200), ("wr0ng", 401)):
            assert client.get("/v1/findings/F17", headers={"Authorization": f"Bearer {key}"}).status_code == status
    right, wrong = (vars(record) for record in caplog.records)
    assert (right["levelname"], right["caller"]) == ("INFO", "shop")
    assert (wrong["levelname"], wrong["client"], "caller" in wrong) == ("WARNING", "testclient", False)
    digest = hashlib.sha256(b"wr0ng").hexdigest()
    for word in ("r1ght", "wr0ng", digest):
        assert word not in str(right) + str(wrong)


def test_beyond_those_that_wait_the_answer_comes_at_once(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WrongKeys, "MOST_WAITING", 0)
    client = TestClient(create_app(advisor, key="k"), base_url="http://localhost")
    answer = client.get("/v1/rules", headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (429, "wrong-keys")
    assert client.get("/v1/findings/F17", headers={"Authorization": "Bearer k"}).status_code == 200


@pytest.mark.parametrize("origin", ["*", "null"])
def test_no_key_for_every_page(
    advisor: Advisor, origin: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert create_app(advisor, origins=[origin])
    with pytest.raises(ValueError, match="any page"):
        create_app(advisor, origins=["https://page.example", origin], key="k")
    monkeypatch.setenv("IOT_ADVISOR_API_KEY", "k")
    monkeypatch.setattr(running, "begin_log", lambda: None)
    with pytest.raises(SystemExit) as left:
        main(["serve", "--cors-origin", origin, "--no-audit"])
    assert left.value.code == 2
    assert "any page of the web" in capsys.readouterr().err


def test_assistants_over_http_need_a_key_as_well(advisor: Advisor) -> None:
    client = TestClient(http_app(create_server(advisor), keys=Keys("k")), base_url="http://localhost")
    assert client.get("/metrics").status_code == 401
    answer = client.get("/metrics", headers={"Authorization": "Bearer k"})
    assert 'route="/metrics",status="401"' in answer.text


def test_no_stream_is_held_open_for_an_assistant(advisor: Advisor) -> None:
    """Nothing would ever come on it, and it would take a place for as long as its client likes."""
    client = TestClient(http_app(create_server(advisor)), base_url="http://localhost")
    answer = client.get("/mcp", headers={"Accept": "text/event-stream"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
