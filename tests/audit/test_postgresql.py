"""The same log on a PostgreSQL server of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from advisor import Advisor
from advisor.audit.query import Filter, find
from advisor.audit.replay import replay
from advisor.audit.timeline import timeline
from advisor.audit.verify import verify
from advisor.errors import AuditError, AuditMissing, AuditNewer
from advisor.explain.difference import compare_recorded
from tests.audit.conftest import FACTS, Start, go, log_at, ready

pytest.importorskip("psycopg", reason="the extra 'postgresql' is not installed")
pwd = pytest.importorskip("pwd", reason="the server is started as POSIX systems do")


def _tool(name: str) -> str:
    """The server's programs, which Debian keeps off the path."""
    found = shutil.which(name) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None)
    if found is None:
        pytest.skip(f"PostgreSQL's {name} is not on this machine")
    return found


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server that listens on a socket in a directory of its own, and no port."""
    initdb, pg_ctl = _tool("initdb"), _tool("pg_ctl")
    user = None
    if os.geteuid() == 0:  # which PostgreSQL refuses to run as
        user = next(
            (name for name in ("postgres", "nobody") if name in {each.pw_name for each in pwd.getpwall()}), None
        )
        if user is None:
            pytest.skip("PostgreSQL does not run as root, and there is no other user")
    directory = Path(tempfile.mkdtemp(prefix="advisor-pg-"))
    if user is not None:
        shutil.chown(directory, user)

    def run(*words: str) -> None:
        done = subprocess.run(
            words, user=user, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        if done.returncode:
            pytest.skip(f"PostgreSQL does not start here: {done.stderr.strip()[-200:]}")

    data = str(directory / "data")
    try:
        run(initdb, "-D", data, "-U", "tester", "-A", "trust", "--no-sync", "-E", "UTF8")
        run(
            pg_ctl,
            "-D",
            data,
            "-w",
            "-l",
            str(directory / "log"),
            "-o",
            f"-k {directory} -c listen_addresses=''",
            "start",
        )
        try:
            yield f"postgresql://tester@/postgres?host={directory}"
        finally:
            run(pg_ctl, "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def test_before_anything_is_recorded(server: str) -> None:
    with pytest.raises(AuditMissing):
        verify(log_at(server).store)


def test_six_processes_make_one_chain_from_nothing(server: str, writer: Start) -> None:
    writers = [writer(server, 8, f"writer {number}") for number in range(6)]
    for process in writers:
        ready(process)
    for process in writers:
        go(process)
    for process in writers:
        _, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
    result = verify(log_at(server).store)
    assert result.faults == () and result.records == 48


def test_the_whole_log(server: str, advisor: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    log = log_at(server)
    profile = advisor.profile(FACTS, name="Ünïcode")
    receipt = log.record(profile, advisor.assess(profile), advisor.knowledge, "http", "r-1")
    hashed = log.record(profile, advisor.assess(profile), advisor.knowledge, "http", redact="hash")
    log.decide(receipt.id, "personal-communication-first", "accept", "good")
    assert [each.id for each in find(log.store, Filter(name="Ünïcode"))] == [receipt.id, hashed.id, hashed.id + 1]
    assert receipt.id in [each.id for each in find(log.store, Filter(since="2020", until="9999"))]
    assert replay(log, receipt.id, lambda base, each: Advisor.of(base).assess(each), compare_recorded).same
    assert len(timeline(log, "Ünïcode").moments) == 2
    assert sum(1 for _ in log.export()) == verify(log.store, hashed.hash).records
    assert verify(log.store).holds


def test_a_lock_that_somebody_keeps(server: str, advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.audit.database.PATIENCE", 0.3)
    log = log_at(server)
    before = verify(log.store).records
    profile = advisor.profile(FACTS)
    with sqlalchemy.create_engine(log.location.url).begin() as holder:
        holder.exec_driver_sql("SELECT * FROM audit_head FOR UPDATE")
        with pytest.raises(AuditError, match="lock"):
            log.record(profile, advisor.assess(profile), advisor.knowledge, "http")
    assert verify(log.store).records == before


def test_the_server_itself_refuses_changes(server: str) -> None:
    log = log_at(server)
    engine = sqlalchemy.create_engine(log.location.url)
    for statement in ("DELETE FROM audit_record", "UPDATE audit_record SET name = 'x'", "TRUNCATE audit_knowledge"):
        with pytest.raises(sqlalchemy.exc.DBAPIError, match="append-only"), engine.begin() as connection:
            connection.exec_driver_sql(statement)


PLANTED = {
    "a trigger": (
        "CREATE FUNCTION eat() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; "
        "CREATE TRIGGER eater BEFORE INSERT ON audit_record FOR EACH ROW EXECUTE FUNCTION eat()",
        "DROP TRIGGER eater ON audit_record; DROP FUNCTION eat",
        ["there is a trigger 'eater' that is not the log's own, or not as the log made it"],
        "somebody has put eater",
    ),
    "a rule": (
        "CREATE RULE eater AS ON INSERT TO audit_record DO INSTEAD NOTHING",
        "DROP RULE eater ON audit_record",
        ["there is a rule 'eater' that is not the log's own"],
        "somebody has put eater",
    ),
    "a trigger that is off": (
        "ALTER TABLE audit_record DISABLE TRIGGER audit_record_fixed",
        "ALTER TABLE audit_record ENABLE TRIGGER audit_record_fixed",
        ["there is a trigger 'audit_record_fixed' that is not the log's own, or not as the log made it"],
        "somebody has put audit_record_fixed",
    ),
    "a trigger less": (
        "DROP TRIGGER audit_knowledge_fixed ON audit_knowledge",
        "CREATE TRIGGER audit_knowledge_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_knowledge "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
        ["the trigger audit_knowledge_fixed of audit_knowledge is missing"],
        None,
    ),
    "columns, an index and policies": (
        "ALTER TABLE audit_head ADD COLUMN more text, ALTER COLUMN hash TYPE varchar(80); "
        "CREATE INDEX one ON audit_head (hash); ALTER TABLE audit_head ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE audit_head DROP COLUMN more, ALTER COLUMN hash TYPE varchar(64), DISABLE ROW LEVEL SECURITY; "
        "DROP INDEX one",
        [
            "the column audit_head.hash is of type VARCHAR(80), expected VARCHAR(64)",
            "there is a column audit_head.more that is not the log's own",
            "audit_head has an index or a constraint 'one' that is not the log's own",
            "policies of the database decide which rows of audit_head are seen",
        ],
        None,
    ),
}


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_planted_is_named_and_takes_no_record(server: str, advisor: Advisor, what: str) -> None:
    log = log_at(server)
    plant, mend, told, refused = PLANTED[what]
    engine = sqlalchemy.create_engine(log.location.url)
    assert verify(log.store).holds
    with engine.begin() as connection:
        connection.exec_driver_sql(plant)
    try:
        result = verify(log.store)
        assert [fault.message for fault in result.faults] == told
        profile = advisor.profile(FACTS)
        if refused is not None:
            with pytest.raises(AuditError, match=refused):
                log.record(profile, advisor.assess(profile), advisor.knowledge, "http")
        else:
            log.record(profile, advisor.assess(profile), advisor.knowledge, "http")
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(mend)
    assert verify(log.store).records == result.records + (refused is None)


def test_a_newer_log_is_read_and_not_written(server: str, advisor: Advisor) -> None:
    log = log_at(server)
    engine = sqlalchemy.create_engine(log.location.url)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO audit_version VALUES (2)")
    profile = advisor.profile(FACTS)
    with pytest.raises(AuditNewer, match="of version 2"):
        log.record(profile, advisor.assess(profile), advisor.knowledge, "http")
    assert [each.what for each in verify(log.store).notices] == ["newer"]
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE audit_version")
    log.record(profile, advisor.assess(profile), advisor.knowledge, "http")
    assert verify(log.store).holds


def test_tampering_is_found(server: str) -> None:
    log = log_at(server)
    with sqlalchemy.create_engine(log.location.url).begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_record DISABLE TRIGGER ALL")
        connection.exec_driver_sql("UPDATE audit_record SET name = 'x' WHERE seq = 3")
        connection.exec_driver_sql("DELETE FROM audit_record WHERE seq = 5")
        connection.exec_driver_sql("ALTER TABLE audit_record ENABLE TRIGGER ALL")
    faults = [(fault.what, fault.records) for fault in verify(log.store).faults]
    assert faults == [("edited", (3, 3)), ("removed", (5, 5))]
