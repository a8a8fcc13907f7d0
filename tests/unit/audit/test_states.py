"""Where advice stands, over time and in queries: what is to do is counted, and the other states can be asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import pytest

from advisor import Advisor, KnowledgeBase
from advisor.audit.log import AuditLog
from advisor.audit.query import Filter, find
from advisor.audit.replay import recorded_difference
from advisor.audit.timeline import Moved, timeline
from advisor.audit.verify import verify
from advisor.commands import main
from advisor.explain.difference import compare_recorded
from advisor.model.states import STATES, State
from advisor.reports.blocks import Block
from advisor.reports.contents.audit_records import listing
from advisor.reports.contents.audit_records import page as record_page
from advisor.reports.contents.difference import account
from advisor.reports.contents.timeline import timeline as timeline_page
from advisor.reports.formats import Canvas
from advisor.reports.formats.terminal import draw
from advisor.reports.lexicon import Lexicon, lexicon

PIECE = "balance-components"
TITLE = "Look at all four components before deciding on the next move"
ALONE = {"node": "is", "attribute": "market_turbulence", "form": "is", "operand": ["high"], "allowed": ["high"]}


def drawn(blocks: Iterable[Block]) -> str:
    """A page without its line breaks."""
    return " ".join(draw(blocks, Canvas(width=100)).split())


def no_words(sha256: str) -> Lexicon:
    raise AssertionError("words of the knowledge are looked up only where a row has to name advice")


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
    assert "1 waiting" in drawn(listing([two], no_words)) and "1 in place" in drawn(listing([three], no_words))
    assert verify(moved.store).holds


def test_the_timeline_tells_what_moved(moved: AuditLog, advisor: Advisor) -> None:
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
    words = lexicon(advisor.knowledge)
    shown = drawn(timeline_page(found, words))
    assert f"- Moved: {TITLE}: from to do to waiting ({PIECE})" in shown
    assert f"- Moved: {TITLE}: from waiting to in place ({PIECE})" in shown
    between = recorded_difference(moved, 2, 3, compare_recorded)
    assert f"- {TITLE}: waiting before, now in place ({PIECE})" in drawn(account(between, words, True))
    third = drawn(record_page(moved.get(3), "0" * 64, [], words))
    assert f"In place: keep - {TITLE} ({PIECE})".casefold() in third.casefold()


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
