"""An audit that an earlier version wrote is read by this one: listed, shown, verified, and run again.

``recorded/`` holds a database as each such version left it: an assessment of every example it shipped, one with a house
rule laid over the knowledge, and two decisions, one accepted and one rejected.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor import Advisor, KnowledgeBase
from advisor.audit.log import AuditLog
from advisor.audit.query import Filter, find
from advisor.audit.replay import replay
from advisor.audit.schema import RECORDS
from advisor.audit.timeline import timeline
from advisor.audit.verify import verify
from advisor.commands import main
from advisor.explain.difference import compare_recorded
from advisor.model.assessment import (
    AssessedFiring,
    AssessedProfile,
    Assessment,
    Peer,
    RankedRecommendation,
    ShownBenchmark,
)
from advisor.model.finding import EXPECTED
from advisor.model.profile import Profile
from advisor.model.record import AssessmentRecord, DecisionRecord
from advisor.reports.contents.audit_checks import replayed
from advisor.reports.contents.record_sheet import record_sheet
from advisor.reports.contents.timeline import timeline_sheet
from advisor.reports.formats import Canvas
from advisor.reports.formats.html import fragment
from advisor.reports.formats.terminal import draw
from tests.audit.conftest import log_at, row_of


def assess(base: KnowledgeBase, profile: Profile) -> Assessment:
    return Advisor.of(base).assess(profile)


RECORDED = sorted((Path(__file__).parent / "recorded").glob("*.db"))
HEAD = {
    "program-0.1.0-knowledge-1.0.0": "e019cea33b1387940bc2b834f2f160cbf1bab815329a889415e95a04ad9e6858",
}


@pytest.fixture(params=RECORDED, ids=lambda path: path.stem)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[AuditLog, str]:
    """A copy of the recorded database, since reading is not to touch what git keeps, and the head noted elsewhere."""
    shutil.copyfile(request.param, tmp_path / "audit.db")
    return log_at(tmp_path / "audit.db"), HEAD[request.param.stem]


def test_the_chain_holds_up_to_the_head_that_was_noted(written: tuple[AuditLog, str]) -> None:
    log, head = written
    assert verify(log.store, head).holds


def test_every_record_is_read_with_its_decisions(written: tuple[AuditLog, str]) -> None:
    log, _ = written
    listed = list(find(log.store))
    records = [log.get(each.id) for each in listed]
    assessments = [each for each in records if isinstance(each, AssessmentRecord)]
    decisions = [each for each in records if isinstance(each, DecisionRecord)]
    assert len(assessments) == 11 and {each.verdict for each in decisions} == {"accept", "reject"}
    for decision in decisions:
        assert decision.because is None and "because" not in decision.model_dump(mode="json")
        assert list(log.decisions(decision.of)) == [decision]
        assert decision.recommendation in {
            each["id"] for each in log.assessment(decision.of).assessment["recommendations"]
        }
        follow = {each.id: each for each in timeline(log, str(decision.name)).advice}
        assert follow[decision.recommendation].verdict == decision.verdict


def test_each_is_run_now_toldon_the_knowledge_of_the_time(written: tuple[AuditLog, str]) -> None:
    """What fired, what followed and what was advised is the same; a later version may only tell more of it."""
    log, _ = written
    for listed in find(log.store):
        if not isinstance(record := log.get(listed.id), AssessmentRecord):
            continue
        result = replay(log, record.seq, assess, compare_recorded)
        assert (result.verdict, result.inference) == ("same inference, other format", ())
        assert (result.format_then, result.format_now, result.same) == (1, 2, False)
        again = result.difference
        assert again.fields_after
        assert set(again.fields_before) <= {"benchmarks.absent", "benchmarks.scale", "benchmarks.peers.value"}
        assert set(again.elsewhere) <= {"benchmarks", "open_questions"}, "peers without a number are listed since"
        now_told = assess(log.knowledge(record.knowledge.sha256), Profile.model_validate(record.profile))
        then = {each["attribute"]: {*each["could_change"]} for each in record.assessment["open_questions"]}
        now = {each.attribute: {*each.could_change} for each in now_told.open_questions}
        assert all(changes <= then[name] for name, changes in now.items()), "what is open is told exactly since"
        # The one correction since: the inputs behind a conclusion that had to be undrawn are named.
        assert {field for each in again.otherwise for field in each.fields} <= {"unknown"}
        told = dict.fromkeys(("otherwise", "fields_before", "fields_after", "elsewhere"), ())
        assert again.model_copy(update=told).none, record.seq


def _without_a_fact(firing: dict[str, Any]) -> None:
    firing["facts"].popitem()


DOCTORED: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a firing": (lambda document: _without_a_fact(document["firings"][0]), "firing {rule}: facts"),
    "what a firing brought": (lambda document: document["firings"][0].update(caveats=["x"]), "firing {rule}: caveats"),
    "a conclusion": (
        lambda document: document["conclusions"][0].update(support="x"),
        "conclusion {concluded}: support",
    ),
    "a rank": (lambda document: document["recommendations"][0].update(rank=9), "recommendation {advice}: rank"),
    "citations": (
        lambda document: document["recommendations"][0].update(citations=[]),
        "recommendation {advice}: citations",
    ),
    "a caveat": (lambda document: document["caveats"].pop(), "caveat {caveat}: not before"),
}


EVIDENCE = "What is said of customers comes from long, satisfied relationships"
RULE = "customer-evidence-comes-from-satisfied-samples"
PERSONAL = "Make direct personal talk the main way to build trust: {} (personal-communication-first)"
IN_TITLES = {
    "a firing": f'Rule "{EVIDENCE}": facts [{RULE}]',
    "what a firing brought": f'Rule "{EVIDENCE}": caveats [{RULE}]',
    "a conclusion": "Risk of distrust: support",
    "a rank": PERSONAL.format("rank"),
    "citations": PERSONAL.format("citations"),
    "a caveat": "Caveat: Satisfaction is not data trust: not before (satisfaction-is-not-data-trust)",
}
"""The same in the words of the knowledge of the time."""


@pytest.mark.parametrize("what", DOCTORED)
def test_another_inference_is_named_and_does_not_hold(written: tuple[AuditLog, str], what: str) -> None:
    """The format excuses other bytes, never another inference."""
    log, _ = written
    recorded = log.assessment(1)
    change, told = DOCTORED[what]
    document = json.loads(json.dumps(recorded.assessment))
    names = {
        "rule": document["firings"][0]["rule"],
        "concluded": document["conclusions"][0]["attribute"],
        "advice": document["recommendations"][0]["id"],
        "caveat": document["caveats"][-1]["id"],
    }
    change(document)
    with log.store.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_record_no_update")
        row = row_of(recorded.model_copy(update={"assessment": document}))
        connection.execute(RECORDS.update().where(RECORDS.c.seq == 1).values(body=row["body"]))
    result = replay(log, 1, assess, compare_recorded)
    assert (result.verdict, result.holds) == ("differs", False)
    assert result.inference == (told.format(**names),)
    page = " ".join(draw(replayed(result, log.knowledge(recorded.knowledge.sha256)), Canvas(width=80)).split())
    assert f"- {IN_TITLES[what]} " in page


def test_a_record_of_another_format_replays_with_0(
    written: tuple[AuditLog, str], capsys: pytest.CaptureFixture[str]
) -> None:
    log, _ = written
    with pytest.raises(SystemExit) as leaving:
        main(["audit", "--audit", str(log.location.file), "replay", "1", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert (leaving.value.code or 0, told["verdict"]) == (0, "same inference, other format")


def figures_now(log: AuditLog, record: int) -> list[dict[str, Any]]:
    """The published figures of a record as today's format tells them."""
    found = log.get(record)
    return list(found.current["benchmarks"]) if isinstance(found, AssessmentRecord) else []


def test_figures_of_format_1_say_what_kind_they_are_and_why_numbers_are_missing(
    written: tuple[AuditLog, str],
) -> None:
    log, _ = written
    shown = {each["id"]: each for record in find(log.store) for each in figures_now(log, record.id)}
    kinds = {each["figure"]: each["kind"] for each in shown.values()}
    assert kinds == {
        "fig1": "mean",
        "fig2": "mean",
        "fig3": "mean",
        "disbelief": "share",
        "useful": "share",
        "digitalization-unknown": "count",
    }
    assert shown["fig2-operator-critical"]["not_given"]["mean"] == "mean not given in the text"
    assert shown["useful-operators"]["not_given"]["share"] == "no figure for plant operators in the text"
    assert shown["fig2-university"]["scale_points"] == 10 and shown["fig1-university"]["scale_points"] is None
    assert {each["group"] for each in shown.values() if not each["own_group"]} == {"industrial"}
    for each in (*shown.values(), *(peer for one in shown.values() for peer in one["peers"])):
        expected = [name for name in EXPECTED[each["kind"]] if name in each]
        assert [name for name in expected if each[name] is None] == list(each["not_given"])
        assert {"absent", "scale", "value"}.isdisjoint(each)
    fig2 = shown["fig2-university"]
    assert {peer["group"]: (peer["mean"], peer["same_object"]) for peer in fig2["peers"]} == {
        "industrial": (2.56, True),
        "operator_noncritical": (5.9, False),
    }


def test_figures_of_recorded_knowledge_are_read_as_they_were_meant(written: tuple[AuditLog, str]) -> None:
    log, _ = written
    recorded = log.assessment(1)
    base = log.knowledge(recorded.knowledge.sha256)
    assert "not_given" not in base.hashed["benchmarks"]["fig1-university"], "the hash is of the bytes of the time"
    kinds = {each.figure: each.kind for each in base.benchmarks.values()}
    assert (kinds["fig2"], kinds["useful"], kinds["digitalization-unknown"]) == ("mean", "share", "count")
    for each in base.benchmarks.values():
        assert list(each.not_given) == [name for name in EXPECTED[each.kind] if not each.tells(name)]
    assert base.benchmarks["useful-operators"].not_given["share"] == "no figure for plant operators in the text"
    assert base.benchmarks["fig2-university"].scale_points == 10


def test_all_that_format_1_lists_is_to_do_and_its_bytes_stay(
    written: tuple[AuditLog, str], capsys: pytest.CaptureFixture[str]
) -> None:
    log, _ = written
    record = log.assessment(1)
    assert record.assessment["format"] == 1 and "state" not in record.assessment["recommendations"][0]
    now, schema = record.current, set(Assessment.model_fields)
    assert (now["format"], now["language"]) == (2, "en") and set(now) == schema
    assert set(now["profile"]) == set(AssessedProfile.model_fields) and now["profile"]["answers"] == {}
    assert {each["state"] for each in now["recommendations"]} == {"to_do"}
    assert set(RankedRecommendation.model_fields) == set(now["recommendations"][0])
    assert set(AssessedFiring.model_fields) == set(now["firings"][0])
    assert {(each["who"], each["first_step"], *each["practice"]) for each in now["recommendations"]} == {
        (None, None, "action", "indicator")
    }
    again = assess(log.knowledge(record.knowledge.sha256), Profile.model_validate(record.profile))
    assert {(each.who, each.first_step, each.practice) for each in again.recommendations} == {
        (None, None, ("action", "indicator"))
    }
    figures = [figure for each in find(log.store) for figure in figures_now(log, each.id)]
    assert {frozenset(each) for each in figures} == {frozenset(ShownBenchmark.model_fields)}
    assert {frozenset(peer) for each in figures for peer in each["peers"]} == {frozenset(Peer.model_fields)}
    one = record.assessment["recommendations"][0]["id"]
    assert 1 in [each.id for each in find(log.store, Filter(recommendation=one))]
    assert not list(find(log.store, Filter(recommendation=one, state="in_place")))
    with pytest.raises(SystemExit):
        main(["audit", "--audit", str(log.location.file), "show", "1", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["record"]["assessment"] == record.assessment


def test_a_log_that_an_earlier_version_began_is_written_on(written: tuple[AuditLog, str], advisor: Advisor) -> None:
    log, _ = written
    profile = advisor.profile({"data_trust": "low"}, name="A")
    log.record(profile, advisor.assess(profile), advisor.knowledge, "library")
    assert verify(log.store).holds


def test_each_is_run_now_toldon_the_knowledge_of_today(written: tuple[AuditLog, str], knowledge: KnowledgeBase) -> None:
    """Every answer of the time is still one, and what the new knowledge says otherwise is told with its causes."""
    log, _ = written
    for listed in find(log.store):
        if isinstance(log.get(listed.id), AssessmentRecord):
            found = replay(log, listed.id, assess, compare_recorded, knowledge).difference
            assert all(each.causes and each.knowledge for each in (*found.gained, *found.lost))


def test_each_is_a_page_to_look_at(written: tuple[AuditLog, str]) -> None:
    """What this version cannot draw, it says; the record is shown all the same."""
    log, _ = written
    for listed in find(log.store):
        record = log.get(listed.id)
        page = fragment(
            record_sheet(record, "0" * 64, list(log.decisions(listed.id)), log.knowledge(listed.knowledge.sha256))
        )
        drawn = "<svg" in page or "There are no pictures of this record" in page
        assert drawn == isinstance(record, AssessmentRecord)
        if isinstance(record, AssessmentRecord):
            sheet = fragment(timeline_sheet(timeline(log, str(record.name)), log.knowledge(record.knowledge.sha256)))
            assert "What stood where" in sheet
