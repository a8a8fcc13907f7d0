"""What people get to read of the audit: titles and labels in every format, and lines that fit, whatever the names."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from pathlib import Path

import pytest

from advisor import Advisor, KnowledgeBase
from advisor.audit.log import AuditLog
from advisor.reports.contents.recorded import relationship
from advisor.reports.lexicon import lexicon
from advisor.reports.words import clean
from tests.unit.audit.conftest import TELECOM, WASTEWATER, Add
from tests.unit.audit.test_commands import Run, run

__all__ = ["run"]

PIECE, TITLE = "balance-components", "Look at all four components before deciding on the next move"
READING = {
    "list": ["list"],
    "show": ["show", "2"],
    "show a decision": ["show", "3"],
    "diff": ["diff", "1", "2"],
    "timeline": ["timeline", "A"],
    "due": ["due", "--older-than", "1d"],
    "verify": ["verify"],
    "replay": ["replay", "1"],
}
KEYS = {
    "list": {
        *("id", "hash", "kind", "at", "entry", "name", "knowledge", "of", "recommendations", "waits", "theirs"),
        *("in_place", "rules", "by"),
    },
    "show": {"hash", "record", "decisions"},
    "show a decision": {"hash", "record", "decisions"},
    "diff": {
        *("facts", "conclusions", "gained", "lost", "states", "ranked", "first_before", "first_after", "standings"),
        *("otherwise", "rules_before", "rules_after", "knowledge", "elsewhere", "fields_before", "fields_after"),
    },
    "timeline": {"name", "moments", "advice"},
    "due": {"name", "id", "at", "days", "assessments"},
    "verify": {"records", "head", "known_up_to", "faults", "notices", "holds"},
    "replay": {
        *("record", "program_then", "knowledge_then", "knowledge_now", "format_then", "format_now", "same"),
        *("inference", "difference", "verdict"),
    },
}


@pytest.fixture
def history(log: AuditLog, add: Add) -> None:
    """Two assessments of one relationship, and a decision on the second."""
    add("A"), add("A", TELECOM)
    log.decide(2, PIECE, "reject", "not before June")


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("verb", READING)
@pytest.mark.usefixtures("history")
def test_each_verb_speaks_in_labels_and_titles(run: Run, knowledge: KnowledgeBase, verb: str) -> None:
    """An id stands in brackets at the end, beside what it stands for, and nowhere else."""
    code, out, _ = run(*READING[verb])
    assert code == 0 and out
    bare = re.sub(r"\([a-z0-9-]+\)|\[[a-z0-9-]+\]", "", one_line(out))
    ids = [*(name for name in knowledge.attributes if "_" in name), *knowledge.recommendations, *knowledge.caveats]
    found = [name for name in [*ids, *knowledge.rules] if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", bare)]
    assert found == []
    assert not re.search(r"\b(?:derived(?! from)|synthesis|operationalised|supported_verify)\b", bare)


@pytest.mark.usefixtures("history")
def test_what_is_said_of_one_record(run: Run) -> None:
    shown = one_line(run("show", "2")[1])
    assert f'DECIDED - 2026-03-03 12:00: rejected "{TITLE}". Reason: not before June. ({PIECE})' in shown
    assert f"{TITLE} ({PIECE})" in shown
    assert "ANSWERS - Customer group: Industrial" in shown
    assert "Next; derived from the papers." in shown
    by = re.search(r"Risk of distrust: [^(]+ \(stated in the papers; by rules? (\d+)", one_line(run("show", "1")[1]))
    fired = run("show", "1")[1].partition("RULES THAT FIRED")[2]
    assert by and re.search(rf"^ ?{by[1]}  Plant operators behind consulting engineers distrust", fired, re.MULTILINE)


@pytest.mark.usefixtures("history")
def test_a_decision_is_listed_by_the_title_of_the_advice(run: Run) -> None:
    listed = run("list", "-f", "markdown")[1].splitlines()
    assert len(listed) == 5
    assert listed[-1].startswith(f"| A | 3 | 2026-03-03 12:00 | decision on record 2: {TITLE} | command |")


@pytest.mark.usefixtures("history")
def test_a_timeline_says_what_became_of_advice(run: Run) -> None:
    out = one_line(run("timeline", "A")[1])
    assert f"ADVISED, AND REJECTED - {TITLE}, records 1 to 2; rejected: not before June ({PIECE})" in out
    assert "2 assessments, from 2026-03-01 12:00 to 2026-03-02 12:00 UTC" in out


@pytest.mark.usefixtures("history")
def test_nothing_concluded_is_no_unknown_answer(run: Run, tmp_path: Path) -> None:
    """The audit and explanations say it alike: rules conclude nothing, and people leave unknown."""
    between = one_line(run("diff", "2", "1")[1])
    assert re.search(r"Position of governance: from \w+ to nothing concluded", between)
    assert "Governance: from Detailed contract to unknown" in between
    story = one_line(run("timeline", "A")[1])
    assert "Position of governance: Behind" in story and "(was nothing concluded)" in story
    assert "nothing concluded" in story and "None" not in story


@pytest.mark.usefixtures("history")
def test_a_sentence_says_first_what_it_comes_to(run: Run, log: AuditLog) -> None:
    data = json.loads(run("diff", "1", "2", "-f", "json")[1])
    gained, lost = ([each for each in data[how] if each["kind"] == "recommendation"] for how in ("gained", "lost"))
    title = {
        each["id"]: each["title"] for record in (1, 2) for each in log.assessment(record).current["recommendations"]
    }
    out = one_line(run("diff", "1", "2")[1])
    said = re.search(r"(\d+) pieces of advice come, (\d+) goe?s?\b.* the first is now \"([^\"]+)\"\.", out)
    assert said, out
    assert (int(said[1]), int(said[2]), said[3]) == (len(gained), len(lost), title[data["first_after"][0]])


@pytest.mark.parametrize("verb", READING)
@pytest.mark.usefixtures("history")
def test_the_name_of_a_file_chooses_the_format(run: Run, tmp_path: Path, verb: str) -> None:
    for ending in ("json", "md", "txt"):
        code, out, _ = run(*READING[verb], "-o", str(tmp_path / f"page.{ending}"))
        assert (code, out) == (0, "")
    data = json.loads((tmp_path / "page.json").read_text("utf-8"))
    for each in data if isinstance(data, list) else [data]:
        assert set(each) == KEYS[verb]
    assert (tmp_path / "page.md").read_text("utf-8") == run(*READING[verb], "-f", "markdown")[1]
    assert (tmp_path / "page.txt").read_text("utf-8") == run(*READING[verb])[1]
    assert run(*READING[verb], "-o", str(tmp_path / "page.dot"))[0] == 2


@pytest.mark.usefixtures("history")
def test_programs_get_no_words_and_wait_for_none(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("the knowledge was read for its words")

    monkeypatch.setattr(AuditLog, "readable_knowledge", refused)
    for verb in ("list", "show", "show a decision", "due", "timeline", "verify"):
        assert run(*READING[verb], "-f", "json")[0] == 0


@pytest.mark.usefixtures("history")
def test_without_the_knowledge_of_the_time_ids_stand_in(run: Run, file: Path) -> None:
    with sqlite3.connect(file) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("DELETE FROM audit_knowledge")
    shown = one_line(run("show", "2")[1])
    assert "relationship_phase: intermediate" in shown and f"{TITLE} ({PIECE})" in shown
    between = one_line(run("diff", "2", "1")[1])
    assert "data_trust: from medium to low" in between
    assert "governance_position: from behind to nothing concluded" in between
    assert "governance_mode: from contractual to unknown" in between
    assert f"decision on record 2: {PIECE}" in run("list", "-f", "markdown")[1]
    assert run("decide", "1", PIECE, "accept", "--reason", "x")[1].startswith(f'Record 4: accepted "{PIECE}" of record')


def test_words_come_from_the_newer_knowledge_and_else_from_the_older(knowledge: KnowledgeBase) -> None:
    content = json.loads(json.dumps(knowledge.content))
    content["recommendations"][PIECE]["title"] = "Another title"
    content["attributes"]["data_trust"]["values"].pop("medium")
    content["attributes"]["data_trust"]["label"] = "Trust"
    other = KnowledgeBase.from_content(content)
    newer, older = lexicon(other, None, knowledge), lexicon(knowledge, other)
    assert (newer.recommendations[PIECE].title, older.recommendations[PIECE].title) == ("Another title", TITLE)
    trust = newer.reasoned["data_trust"]
    assert (trust.label, trust.values["medium"].label) == ("Trust", "Medium")
    assert older.reasoned["data_trust"].label == "Trust in data handling"
    assert lexicon(knowledge, knowledge) is knowledge
    assert not lexicon(None).reasoned


def test_a_hashed_name_is_cut_and_every_other_is_whole() -> None:
    assert relationship("hashed:" + "0123456789abcdef" * 4) == "hashed:0123456789ab..."
    assert relationship("x" * 90) == "x" * 90 and relationship(None) == relationship("") == "(no name)"


NAMES = {
    "plain": "A relationship with a maker of pumps and valves, and of much else besides, in three countries",
    "Chinese": "上海水务自动化设备有限公司与北方泵业集团之间的长期客户关系以及数据服务合作",
    "combining": "Cafe\N{COMBINING ACUTE ACCENT} Mu\N{COMBINING DIAERESIS}ller " * 6,
    "right to left": "علاقة العميل مع شركة المضخات الكبيرة في المدينة " * 2,
    "steering": "\x1b[31mred\N{RIGHT-TO-LEFT OVERRIDE}desrever\N{POP DIRECTIONAL FORMATTING}\r\nand \x07 more",
    "one word": "W" * 130,
}


def cells(line: str) -> int:
    """How many columns of a terminal a line takes."""
    return sum(
        0
        if unicodedata.combining(each) or unicodedata.category(each) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(each) in "WF"
        else 1
        for each in line
    )


def test_cells_are_counted_as_a_terminal_does() -> None:
    assert [cells(each) for each in ("ab", "水务", "e\N{COMBINING ACUTE ACCENT}", "علاقة")] == [2, 4, 1, 5]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("kind", NAMES)
def test_everything_fits_whatever_the_name(
    run: Run, add: Add, advisor: Advisor, monkeypatch: pytest.MonkeyPatch, kind: str, width: int
) -> None:
    name = NAMES[kind]
    add(name, WASTEWATER), add(name, TELECOM)
    run("decide", "2", PIECE, "reject", "--reason", name)
    monkeypatch.setenv("COLUMNS", str(width))
    said = "".join(clean(name).split())
    for verb in READING:
        words = [name if word == "A" else word for word in READING[verb]]
        code, out, _ = run(*words)
        assert code == 0
        assert [line for line in out.splitlines() if cells(line) > width] == [], verb
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out), verb
        if kind == "plain" and verb in ("list", "due", "show", "timeline", "diff"):
            assert set(name.split()) <= set(re.findall(r"[^\s:]+", out)), f"{verb}: a word is broken"
        # In a table with columns the lines of a name do not follow one another.
        if verb not in ("verify", "replay") and "Relationship  " not in out:
            assert said in "".join(out.split()), verb


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("verb", READING)
def test_every_page_is_html_too(run: Run, tmp_path: Path, verb: str) -> None:
    target = tmp_path / "page.html"
    code, out, _ = run(*READING[verb], "-o", str(target))
    assert (code, out) == (0, "")
    page = target.read_text(encoding="utf-8")
    assert ("<svg" in page) == (verb in ("show", "timeline")) and "<script" not in page


@pytest.mark.usefixtures("history")
def test_a_timeline_has_a_picture_and_folds_its_assessments(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    run("timeline", "A", "-o", str(target))
    page = target.read_text(encoding="utf-8")
    assert page.count('class="narrow"') == 1 and "What stood where" in page
    assert page.index("What stood where") < page.index("2026-03-01 12:00, record 1") < page.index(">Open<")
    assert page.count("<details>") == 2, "one for each assessment; the words of the picture are an aside"
    asked = re.findall(r"<b>([^<]*):</b> (2026[^<]*)\.</li>", page)
    told = dict(asked)
    assert told["Digital relationship phase"] == "2026-03-01: Foundational; 2026-03-02: Intermediate"
    assert told[TITLE] == "2026-03-01 to 2026-03-02: to do"


def test_a_hostile_name_stays_words_in_html(run: Run, add: Add, tmp_path: Path) -> None:
    name = "<script>alert(1)</script> ]]> & \u202eend"
    add(name), add(name, TELECOM)
    for words in (["show", "1"], ["timeline", name]):
        target = tmp_path / "page.html"
        assert run(*words, "-o", str(target))[0] == 0
        page = target.read_text(encoding="utf-8")
        assert "<script" not in page and "\u202e" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; &amp; \\u202eend" in page


def test_without_the_knowledge_of_the_time_a_record_is_shown_without_pictures(
    run: Run, file: Path, add: Add, tmp_path: Path
) -> None:
    add("A")
    with sqlite3.connect(file) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("DELETE FROM audit_knowledge")
    connection.close()
    target = tmp_path / "page.html"
    assert run("show", "1", "-o", str(target))[0] == 0
    page = target.read_text(encoding="utf-8")
    assert "There are no pictures of this record: the knowledge" in page and "<svg" not in page
