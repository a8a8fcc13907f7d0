"""``iot-advisor audit`` as a person types it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import rfc8785

from advisor.audit.log import AuditLog
from advisor.commands import main
from tests.unit.audit.conftest import TELECOM, Add

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(file: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as leaving:
            main(["audit", "--audit", str(file), *words])
        captured = capsys.readouterr()
        return int(leaving.value.code or 0), captured.out, captured.err

    return call


READING = [
    ["list"],
    ["show", "1"],
    ["verify"],
    ["replay", "1"],
    ["diff", "1", "2"],
    ["timeline", "A"],
    ["due"],
    ["export"],
    ["decide", "1", "balance-components", "accept", "--reason", "x"],
]


@pytest.mark.parametrize("words", READING, ids=lambda words: words[0])
def test_without_a_file_every_verb_says_so(run: Run, file: Path, words: list[str]) -> None:
    code, out, err = run(*words)
    assert (code, out) == (3, "")
    assert str(file) in err and len(err.splitlines()) == 1
    assert not file.exists()


@pytest.mark.parametrize("words", READING, ids=lambda words: words[0])
def test_a_damaged_file_is_one_line_and_no_traceback(run: Run, file: Path, words: list[str]) -> None:
    file.write_bytes(b"rubbish" * 1000)
    code, out, err = run(*words)
    assert (code, out) == (1, "")
    assert "damaged" in err and len(err.splitlines()) == 1


def test_list_show_and_decide(run: Run, add: Add) -> None:
    add("Wastewater\x1b[31m"), add("Telecom", TELECOM)
    code, out, err = run("list")
    assert (code, err) == (0, "") and len(out.splitlines()) == 2 and "\x1b" not in out
    code, out, _ = run("decide", "2", "balance-components", "accept", "--reason", "fine")
    assert (code, out.split()[:2]) == (0, ["record", "3"])
    code, out, _ = run("list", "--format", "json", "--recommendation", "move-governance-gradually")
    assert [each["id"] for each in json.loads(out)] == [2]
    code, out, _ = run("show", "2")
    assert "accepted balance-components of record 2: fine" in out
    code, out, _ = run("decide", "2", "1", "reject", "--reason", "no", "--because", "other-sides")
    assert code == 0
    code, out, _ = run("decide", "2", "look at all four", "defer", "--reason", "May")
    assert code == 0
    out = " ".join(run("show", "2")[1].split())
    first = json.loads(run("show", "2", "--format", "json")[1])["record"]["assessment"]["recommendations"][0]["id"]
    assert (
        f"rejected {first} of record 2 (other-sides): no" in out
        and "deferred balance-components of record 2: May" in out
    )
    assert f"{first} (record 2; rejected (other-sides): no)" in " ".join(run("timeline", "Telecom")[1].split())
    code, out, _ = run("show", "2", "--format", "json")
    data = json.loads(out)
    assert hashlib.sha256(rfc8785.dumps(data["record"])).hexdigest() == data["hash"]
    assert data["decisions"][0]["reason"] == "fine"
    code, out, err = run("list", "--rule", "no-such-rule")
    assert (code, out, err) == (0, "", "no record matches\n")
    assert run("show", "9")[0] == 3


def test_wrong_calls(run: Run, add: Add) -> None:
    add()
    for words in (
        ["show", "x"],
        ["show", "0"],
        ["list", "--since", "yesterday"],
        ["due", "--older-than", "90"],
        ["decide", "1", "balance-components", "maybe", "--reason", "x"],
        ["verify", "--head", "abc"],
        ["show", str(2**63)],
        ["list", "--since", "2026-13"],
        ["list", "--until", "2026-02-30"],
        ["decide", "1", "balance-components", "accept", "--reason", " "],
        ["decide", "1", "no-such-advice", "accept", "--reason", "x"],
        ["decide", "1", "99", "accept", "--reason", "x"],
        ["decide", "1", "M", "accept", "--reason", "x"],
        ["decide", "1", "balance-components", "reject", "--reason", "x", "--because", "no-such-code"],
        ["decide", "1", "balance-components", "accept", "--reason", "x", "--because", "not-now"],
    ):
        code, out, err = run(*words)
        assert (code, out) == (2, "") and err, words


def test_verify(run: Run, add: Add, file: Path) -> None:
    head = add().hash
    assert run("verify")[0] == 0
    code, out, _ = run("verify", "--head", head, "--format", "json")
    assert code == 0 and json.loads(out)["known_up_to"] == 1 and json.loads(out)["holds"]
    assert run("verify", "--head", "0" * 63 + "1")[0] == 1
    connection = sqlite3.connect(file)
    connection.execute("DROP TRIGGER audit_record_no_update")
    connection.execute("UPDATE audit_record SET name = 'Forged'")
    connection.commit()
    code, out, _ = run("verify")
    assert code == 1 and "edited: record 1" in out


def test_replay_diff_timeline_due_export(run: Run, add: Add, log: AuditLog) -> None:
    add("A"), add("A", TELECOM)
    assert run("replay", "1")[0] == 0
    assert run("replay", "1", "--current")[0] == 0
    code, out, _ = run("diff", "1", "2")
    assert code == 0 and "data_trust: low -> medium" in out and all(len(line) <= 80 for line in out.splitlines())
    code, out, _ = run("timeline", "A", "--format", "json")
    assert [moment["id"] for moment in json.loads(out)["moments"]] == [1, 2]
    assert "relationship_phase: intermediate (was foundational)" in run("timeline", "A")[1]
    assert run("due", "--older-than", "99999d")[2] == "nothing is due\n"
    code, out, _ = run("export")
    assert [json.loads(line)["record"]["seq"] for line in out.splitlines()] == [1, 2]


def test_replay_on_a_directory_of_the_users_own(run: Run, add: Add, tmp_path: Path) -> None:
    add()
    (tmp_path / "own" / "knowledge").mkdir(parents=True)
    (tmp_path / "own" / "knowledge" / "about.yaml").write_text('version: "99.0.0"\n')
    code, out, err = run("replay", "1", "--knowledge", str(tmp_path / "own"))
    assert code == 1, err
    assert "other knowledge" in out and "Other parts that differ" in out


def test_recording_switched_off_leaves_nothing_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["audit", "--audit", "off", "list"])
    assert leaving.value.code == 2


def test_the_place_may_be_named_after_the_verb(add: Add, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add("A")
    with pytest.raises(SystemExit):
        main(["audit", "list", "--audit", str(file)])
    assert "A · " in capsys.readouterr().out


FORGERIES = {
    "a body that is no bytes": ("UPDATE audit_record SET body = replace(body, 'a', 'b') WHERE seq = 1", "edited"),
    "words that are no text": ("UPDATE audit_record SET at = x'ff', recommendations = 7 WHERE seq = 1", "edited"),
    "a name that is no UTF-8": ("UPDATE audit_record SET name = CAST(x'ff' AS TEXT) WHERE seq = 1", "edited"),
    "a count that is no number": ("UPDATE audit_head SET records = 'x'", "removed"),
    "a count that is no whole number": ("UPDATE audit_head SET records = 1.5", "removed"),
    "a record before the first": (
        'INSERT INTO audit_record SELECT -1, hash, kind, at, entry, name, knowledge, version, "of", recommendations, '
        "rules, body FROM audit_record WHERE seq = 1",
        "forged",
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_values_of_another_type_are_named_and_stop_nothing(run: Run, add: Add, file: Path, forgery: str) -> None:
    add()
    add()
    statement, what = FORGERIES[forgery]
    with sqlite3.connect(file) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute(statement)
    code, out, _ = run("verify")
    assert code == 1 and out.startswith(f"{what}: ")
    for words in (["list"], ["list", "--format", "json"]):
        assert run(*words)[0] == 0
