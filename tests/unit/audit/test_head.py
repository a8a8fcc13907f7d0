"""The head of a log as bytes that can be signed or kept, and the log held against them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.audit.head import head_of, read_head
from advisor.audit.log import AuditLog
from advisor.audit.verify import verify
from advisor.errors import AuditError, FaultyInput
from tests.unit.audit.conftest import Add
from tests.unit.audit.test_commands import Run, run
from tests.unit.audit.test_verify import Forger

__all__ = ["run"]


def test_the_same_log_gives_the_same_bytes(run: Run, add: Add, log: AuditLog, tmp_path: Path) -> None:
    first, second = add(), add()
    code, out, err = run("head")
    assert (code, err) == (0, "")
    assert out == (
        f"iot-advisor audit head, format 1\nrecords: 2\nhash: {second.hash}\ntime: 2026-03-02T12:00:00.000000Z\n"
    )
    kept = tmp_path / "head.txt"
    assert run("head", "-o", str(kept)) == (0, "", "") and kept.read_bytes() == out.encode()
    assert run("head")[1] == out
    assert read_head(kept) == head_of(log.store)
    add()
    assert run("head")[1] != out
    code, out, _ = run("verify", "--head", str(kept))
    assert code == 0 and "record 2" in out
    assert run("verify", "--head", first.hash)[0] == 0
    assert run("head", "-o", "-")[0] == 2 and run("head", "-o", str(tmp_path / "no" / "x"))[0] == 2


def test_an_empty_log_has_a_head(run: Run, log: AuditLog, tmp_path: Path) -> None:
    assert run("head")[0] == 3
    with log.store.writing():
        pass
    kept = tmp_path / "head.txt"
    assert run("head", "-o", str(kept))[0] == 0
    assert kept.read_text() == f"iot-advisor audit head, format 1\nrecords: 0\nhash: {'0' * 64}\ntime: none\n"
    assert run("verify", "--head", str(kept))[0] == 0


def test_a_log_made_anew_is_found_against_a_kept_head(run: Run, add: Add, log: AuditLog, file: Path) -> None:
    for _ in range(3):
        add()
    head = file.with_name("head.txt")
    head.write_text(head_of(log.store).text())
    forger = Forger(file)
    forger.rewrite_from(2, {**forger.data(2), "entry": "mcp"})
    forger.connection.close()
    assert verify(log.store).holds
    code, out, _ = run("verify", "--head", str(head), "-f", "json")
    assert code == 1 and [fault["what"] for fault in json.loads(out)["faults"]] == ["truncated"]


def test_a_head_that_fits_no_state_of_the_log(run: Run, add: Add, log: AuditLog, tmp_path: Path) -> None:
    add(), add()
    head = tmp_path / "head.txt"
    for change in ({"records": 1}, {"at": "2026-03-03T12:00:00.000000Z"}, {"at": None}):
        head.write_text(head_of(log.store)._replace(**change).text())
        code, out, _ = run("verify", "--head", str(head), "-f", "json")
        assert code == 1 and [fault["what"] for fault in json.loads(out)["faults"]] == ["head"]


GOOD = f"iot-advisor audit head, format 1\nrecords: 2\nhash: {'a' * 64}\ntime: none\n"


@pytest.mark.parametrize(
    "text, told",
    [
        ("", [":1:1: ''"]),
        ("hello\n", [":1:1: 'hello'; expected iot-advisor audit head, format 1"]),
        (GOOD.replace("format 1", "format 2"), ["a newer version of the program reads it"]),
        (GOOD.replace("records: 2", "records: two"), [":2:1: 'records: two'; expected 'records: ' and a number"]),
        (GOOD.replace("aaa", "AAA").replace("time: none", "time: noon"), [":3:1: ", ":4:1: 'time: noon'"]),
        (GOOD.splitlines()[0], [":2:1: ''", ":3:1: ''", ":4:1: ''"]),
        (GOOD + "more\n", [":5:1: there is more; expected 4 lines"]),
        (GOOD + "x" * 5000, ["it is too long to be a head"]),
        ("\udcff", [":1:1: "]),
    ],
)
def test_a_file_that_is_no_head_is_a_mistake(run: Run, add: Add, tmp_path: Path, text: str, told: list[str]) -> None:
    add()
    head = tmp_path / "head.txt"
    head.write_bytes(text.encode(errors="surrogateescape"))
    code, out, err = run("verify", "--head", str(head))
    assert (code, out) == (2, "") and len(err.splitlines()) == len(told)
    assert all(part in line for part, line in zip(told, err.splitlines(), strict=True))


def test_what_is_no_file_is_no_head(run: Run, add: Add, tmp_path: Path) -> None:
    add()
    for place in (tmp_path, tmp_path / "none", "0123"):
        code, out, err = run("verify", "--head", str(place))
        assert (code, out) == (2, "") and "64 hexadecimal digits" in err
    with pytest.raises(FaultyInput):
        read_head(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM audit_record WHERE seq = 2",
        "DELETE FROM audit_head",
        "UPDATE audit_record SET hash = 'x' WHERE seq = 2",
        "UPDATE audit_record SET at = char(27) || '[31m' WHERE seq = 2",
    ],
)
def test_a_log_without_its_end_has_no_head(log: AuditLog, add: Add, file: Path, change: str) -> None:
    add(), add()
    forger = Forger(file)
    forger.do(change)
    forger.connection.close()
    with pytest.raises(AuditError, match="verify"):
        head_of(log.store)
