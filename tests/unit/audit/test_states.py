"""Where advice stands, over time and in queries: what is to do is counted, and the other states can be asked for."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from advisor import Advisor, KnowledgeBase
from advisor.audit.log import AuditLog
from advisor.audit.pages import difference_page, listing, record_page, timeline_page
from advisor.audit.query import Filter, find
from advisor.audit.replay import recorded_difference
from advisor.audit.timeline import Moved, timeline
from advisor.audit.verify import verify
from advisor.commands import main
from advisor.explain.difference import compare_recorded
from advisor.model.states import STATES, State

PIECE = "balance-components"
ALONE = {"node": "is", "attribute": "market_turbulence", "form": "is", "operand": ["high"], "allowed": ["high"]}


@pytest.fixture
def moved(log: AuditLog, advisor: Advisor) -> AuditLog:
    """Three assessments of one relationship: a piece is to do, waits, and is in place."""
    for part in ("recommend", "waits", "in_place"):
        base = KnowledgeBase.from_content(_saying(advisor.knowledge, part))
        profile = advisor.profile({"market_turbulence": "high"}, name="A")
        log.record(profile, Advisor.of(base).assess(profile), base, "library")
    return log


def _saying(knowledge: KnowledgeBase, part: str) -> dict[str, object]:
    content = json.loads(json.dumps(knowledge.content))
    some = content["rules"][min(content["rules"])]
    then: dict[str, object] = {key: [] for key in some["then"] if key != "conclude"}
    says = {**then, "conclude": {}, "recommend": [PIECE], part: [PIECE]}
    content["rules"]["said-by-the-test"] = {**some, "id": "said-by-the-test", "when": ALONE, "then": says}
    return dict(content)


def test_a_query_finds_what_is_to_do_unless_it_asks_for_a_state(moved: AuditLog) -> None:
    def ids(state: State) -> list[int]:
        return [each.id for each in find(moved.store, Filter(recommendation=PIECE, state=state))]

    assert [ids(state) for state in STATES] == [[1], [2], [], [3]]
    assert [each.id for each in find(moved.store, Filter(recommendation=PIECE))] == [1]
    one, two, three = find(moved.store)
    assert PIECE in one.recommendations and two.waits == three.in_place == (PIECE,)
    assert PIECE not in (*two.recommendations, *three.recommendations)
    assert "1 waiting" in listing([two], 200) and "1 in place" in listing([three], 200)
    assert verify(moved.store).holds


def test_the_timeline_tells_what_moved(moved: AuditLog) -> None:
    found = timeline(moved, "A")
    assert [each.moved for each in found.moments] == [
        (),
        (Moved(id=PIECE, before="to_do", after="waits"),),
        (Moved(id=PIECE, before="waits", after="in_place"),),
    ]
    assert [PIECE in each.recommendations for each in found.moments] == [True, False, False]
    (followed,) = [each for each in found.advice if each.id == PIECE]
    assert (followed.first, followed.last, followed.state) == (1, 3, "in_place")
    assert timeline(moved, "A", "in_place").advice == (followed,)
    assert PIECE not in {each.id for each in timeline(moved, "A", "to_do").advice}
    page = timeline_page(found, 200)
    assert f"{PIECE}: moved from to do to waiting" in page
    assert f"{PIECE}: moved from waiting to in place" in page
    between = recorded_difference(moved, 2, 3, compare_recorded)
    assert f"{PIECE}: waiting -> in place" in difference_page(between, 200)
    assert f"(in place) {PIECE}" in record_page(moved.get(3), [], 200)


@pytest.fixture
def told(log: AuditLog, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    def call(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as leaving:
            main(["audit", "--audit", str(log.location.file), *words])
        return int(leaving.value.code or 0), capsys.readouterr().out

    return call


def test_the_commands_ask_for_a_state(moved: AuditLog, told: Callable[..., tuple[int, str]]) -> None:
    code, out = told("list", "--recommendation", PIECE, "--state", "in_place", "--format", "json")
    assert code == 0 and [each["id"] for each in json.loads(out)] == [3]
    code, out = told("timeline", "A", "--state", "in_place", "--format", "json")
    assert code == 0 and [each["id"] for each in json.loads(out)["advice"]] == [PIECE]
    assert told("list", "--state", "in_place") == (2, "")
