from __future__ import annotations

import stat
from pathlib import Path

import pytest

from advisor import Advisor
from advisor.audit.log import AuditLog
from advisor.audit.query import Filter, find
from advisor.audit.replay import replay
from advisor.audit.timeline import timeline
from advisor.audit.verify import verify
from advisor.errors import AuditError
from advisor.explain.difference import compare_recorded
from advisor.model.profile import Answer, Profile
from tests.unit.audit.conftest import WASTEWATER, Add

SECRET = "Klärwerk Musterstadt"
NOTES = "Herr Beispiel is leaving"


@pytest.fixture
def profile(advisor: Advisor) -> Profile:
    plain = advisor.profile(WASTEWATER, name=SECRET)
    answers = {
        "data_trust": Answer(source="asked", note=NOTES),
        "sales_channel": Answer(source="asked", note=NOTES, rests_on="assumed"),
    }
    return plain.model_copy(update={"notes": NOTES, "answers": answers})


@pytest.mark.parametrize("how", ["omit", "hash"])
def test_nothing_identifying_is_written(log: AuditLog, advisor: Advisor, profile: Profile, how: str) -> None:
    log.record(profile, advisor.assess(profile), advisor.knowledge, "command", redact=how)
    log.decide(1, "personal-communication-first", "accept", NOTES, redact=how)
    text = b"".join(log.export()).decode()
    assert SECRET not in text and NOTES not in text and "Beispiel" not in text
    assert SECRET.encode() not in b"".join(
        each.read_bytes() for each in log.location.salt.parent.iterdir() if each.is_file()
    )
    record = log.assessment(1)
    assert record.redaction == how
    assert record.profile["facts"] == WASTEWATER
    assert (record.name is None) == (how == "omit")
    told = record.assessment["profile"]["answers"]
    assert told["sales_channel"]["rests_on"] == record.profile["answers"]["sales_channel"]["rests_on"] == "assumed"
    assert ("data_trust" in told) == (how == "hash"), "a note that is left out leaves nothing to tell"
    assert verify(log.store).holds
    assert replay(log, 1, lambda base, each: Advisor.of(base).assess(each), compare_recorded).same


def test_a_hashed_name_still_makes_a_timeline(log: AuditLog, add: Add) -> None:
    add(SECRET, redact="hash"), add(SECRET, redact="hash"), add("Other", redact="hash"), add(SECRET)
    assert [each.id for each in find(log.store, Filter(name=SECRET))] == [1, 2, 4]
    assert len(timeline(log, SECRET).moments) == 3


def test_a_decision_names_no_more_than_its_assessment(log: AuditLog, add: Add) -> None:
    add(SECRET, redact="omit"), add(SECRET)
    log.decide(1, "personal-communication-first", "accept", "plain")
    log.decide(2, "personal-communication-first", "accept", "plain", redact="omit")
    assert [each.name for each in find(log.store)] == [None, SECRET, None, None]


def test_the_environment_sets_the_redaction(log: AuditLog, add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IOT_ADVISOR_REDACT", "omit")
    add(SECRET), add(SECRET, redact="none")
    assert [each.name for each in find(log.store)] == [None, SECRET]


def test_the_salt_is_its_owners(log: AuditLog, add: Add) -> None:
    add(SECRET, redact="hash")
    assert stat.S_IMODE(log.location.salt.stat().st_mode) == 0o600
    assert len(bytes.fromhex(log.location.salt.read_text())) == 32


def test_no_hint_leaves_no_loose_end(log: AuditLog, add: Add) -> None:
    with pytest.raises(AuditError, match=r"expected none, omit, hash$"):
        add(SECRET, redact="bogus")


@pytest.mark.parametrize("content", ["", "abcd", "not hexadecimal at all, whatever it is"])
def test_without_a_good_salt_nothing_is_written(log: AuditLog, add: Add, file: Path, content: str) -> None:
    log.location.salt.write_text(content)
    with pytest.raises(AuditError, match="salt"):
        add(SECRET, redact="hash")
    assert not file.exists()


def test_an_unknown_way_to_redact_writes_nothing(
    log: AuditLog, add: Add, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IOT_ADVISOR_REDACT", "hsah")
    with pytest.raises(AuditError, match="did you mean 'hash'"):
        add(SECRET)
    assert not file.exists()


@pytest.mark.parametrize("how", ["omit", "hash"])
def test_nothing_identifying_is_written_of_the_firm(
    log: AuditLog, advisor: Advisor, profile: Profile, how: str
) -> None:
    noted = {"platform_model": Answer(note=NOTES, rests_on="said")}
    firm = advisor.profile({"platform_model": "new"}, name=SECRET)
    firm = firm.model_copy(update={"notes": NOTES, "answers": noted})
    over = advisor.profile(profile, firm=firm)
    log.record(over, advisor.assess(over), advisor.knowledge, "command", redact=how)
    text = b"".join(log.export()).decode()
    assert SECRET not in text and NOTES not in text
    assert log.assessment(1).profile["firm"]["facts"] == {"platform_model": "new"}
    assert replay(log, 1, lambda base, each: Advisor.of(base).assess(each), compare_recorded).same
