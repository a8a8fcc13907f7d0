"""What the interview says, as a screen of any width shows it."""

from __future__ import annotations

import io
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from advisor import Advisor
from advisor.commands.interview.screen import Screen
from advisor.interview.autosave import Keeper, Saved
from advisor.interview.dialogue import Steadiness
from advisor.interview.reply import Unclear
from advisor.interview.session import Given, Session
from advisor.model.outputs import Output
from advisor.model.record import Receipt
from advisor.reports.blocks import Block, Choice, Item, Paragraph, Row, Unbroken
from advisor.reports.contents import interview as contents
from advisor.reports.formats import Canvas, markdown, terminal

FOREIGN = "客户说数据很重要 مرحبا بالعالم e\u0301le\u0300ve \u05e9\u05dc\u05d5\u05dd 供应商"
HOSTILE = "\x1b[31mred\x07 [bold]loud[/bold] :smile: \u202eright\u2066 \x9b2J <b>*x*</b>"
RECEIPT = Receipt(3, "5f" * 32)
KEYS = Row(("? why", "u unknown", "b back", "q quit"))


class Text(io.StringIO):
    """What was shown. ``terminal`` says whether it passes for one."""

    terminal = False

    def isatty(self) -> bool:
        return self.terminal


def shown(blocks: Iterable[Block]) -> str:
    target = Text()
    Screen(io.StringIO(), target).say(blocks, apart=False)
    return target.getvalue()


def all_that_is_said(advisor: Advisor, note: str, path: Path) -> Iterator[Block]:
    """Everything that an interview can say, with a note and a file of these names; each part as often as it differs."""
    knowledge, dialogue = advisor.knowledge, advisor.dialogue()
    facts = {"platform_model": "classic", "platform_complexity": "high", "sales_channel": "direct"}
    facts |= {"relationship_phase": "advanced", "data_trust": "low", "governance_mode": "relational"}
    firm = advisor.profile({"market_growth": "high", "platform_model": "new"}, name=note)
    everything = Session(
        given={name: Given(value, note=note) for name, value in facts.items()} | {"personal_contact": Given("unknown")},
        firm=firm,
        name=note,
    )
    stand = dialogue.stand(everything)
    for name in ("sales_channel", "personal_contact", "market_growth", "platform_model"):
        session = Session(given=everything.given, shown=name, firm=firm)
        yield from contents.question(dialogue, session, dialogue.stand(session))
        yield from contents.why(dialogue, session, name)
    assessment = advisor.assess(everything.facts)
    found = dialogue.contradictions(everything)
    assert found and assessment.tensions and assessment.open_questions
    yield from contents.answers(knowledge, everything)
    sure = Steadiness(proven=False, ways=40, first=30, all_first=12)
    yield Paragraph(contents.too_early(4, 0))
    yield from contents.rough(7, sure)
    yield from contents.not_exact()
    yield from contents.reached(knowledge, stand.turn, {"first", "list"})
    yield from contents.quick_end(knowledge, everything, list(knowledge.inputs), sure)
    yield from contents.recorded(RECEIPT, "log")
    yield from contents.newly_settled(knowledge, dialogue.stand(Session()).turn.settled, stand.turn.settled)
    yield from contents.contradictions(knowledge, everything.facts, found)
    yield from contents.ways_out(knowledge, everything.facts, list(facts))
    yield from contents.asked_again(knowledge, list(facts))
    yield from contents.all_settled(list(facts))
    yield from contents.inherited(knowledge, everything)
    yield from contents.since(knowledge, list(facts), list(facts), [f"sales_channel: {note}"])
    yield from contents.what_unknowns_could_change(knowledge, assessment)
    yield from contents.unclear(Unclear(note), knowledge.inputs["data_trust"])
    yield from contents.keys()
    yield from contents.saved(Saved(path, note))


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
@pytest.mark.parametrize(
    "note",
    ["a note of some words", FOREIGN, FOREIGN.replace(" ", ""), HOSTILE],
    ids=["words", "foreign", "long", "hostile"],
)
def test_every_line_fits_and_the_last_column_stays_free(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch, columns: int, note: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    text = shown(all_that_is_said(advisor, note, Path(note)))
    assert [line for line in text.splitlines() if cell_len(line) >= columns] == []
    for prompt in (
        "Enter shows the page, more asks the rest:",
        "Save the report as (.txt, .json; Enter for no):",
    ):
        target = Text()
        Screen(io.StringIO(), target).ask(prompt)
        assert max(map(cell_len, target.getvalue().rstrip().splitlines())) < columns


def test_nothing_in_a_note_or_name_takes_effect(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    text = shown([*all_that_is_said(advisor, HOSTILE, Path(HOSTILE)), *contents.recorded(RECEIPT, HOSTILE)])
    assert not set(text.replace("\n", "")) & {*map(chr, range(32)), *map(chr, range(127, 160)), "\u202e", "\u2066"}
    assert "[bold]loud[/bold] :smile:" in text and "<b>*x*</b>" in text


def test_a_piped_line_is_shown_behind_its_prompt_without_what_would_take_effect() -> None:
    target = Text()
    screen = Screen(io.StringIO("1 # \x1b[2Jaway\n"), target)
    assert screen.ask("Answer (1-3):") == "1 # \x1b[2Jaway"
    assert target.getvalue() == "Answer (1-3): 1 # \\x1b[2Jaway\n"
    assert screen.ask("Answer (1-3):") is None


def test_emphasis_and_frames_are_there_only_where_a_terminal_shows_them(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Text, "encoding", "utf-8")
    monkeypatch.setattr(Text, "terminal", True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    session = Session()
    dialogue = advisor.dialogue()
    blocks = [*contents.question(dialogue, session, dialogue.stand(session)), *contents.keys()]
    colored = shown(blocks)
    assert (
        "\x1b[2mYour side. 0 answered" in colored
        and "\x1b[1m" in colored
        and "\x1b[2m? why" in colored
        and "─" in colored
    )
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in shown(blocks) and "─" in shown(blocks)
    monkeypatch.setenv("TERM", "dumb")
    assert shown(blocks).isascii()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(Text, "encoding", "iso8859-1")
    assert shown(blocks).isascii()


def test_the_words_come_in_the_order_in_which_they_are_read(advisor: Advisor) -> None:
    dialogue = advisor.dialogue()
    session = Session(given={"sales_channel": Given("direct", note="said so")}, shown="sales_channel")
    text = shown(contents.question(dialogue, session, dialogue.stand(session)))
    parts = [
        "The customer. 1 answered",
        "Through whom",
        "> 1  Direct: ",
        "  2  Wholesaler",
        "Your note: said so",
        "? why",
    ]
    places = [text.index(each) for each in parts]
    assert places == sorted(places)


def test_what_is_asked_again_for_nothing_says_nothing(advisor: Advisor) -> None:
    assert list(contents.asked_again(advisor.knowledge, [])) == []
    assert shown([]) == ""


@pytest.mark.parametrize(
    ("typed", "could_be", "said"),
    [
        ("", (), "Type a number from 1 to 3, u for unknown, or h for help."),
        ("7", (), "'7' is none of the answers; type a number from 1 to 3 or the beginning of an answer"),
        ("x" * 99, (), "'xxxxxxxxxxxxxxxxxxxxxxxxxxx...' is none"),
        ("e", ("low", "high"), "'e' could be Low, expects harm or High; type more of it, or a number."),
    ],
)
def test_a_line_that_is_no_answer_is_told_so(
    advisor: Advisor, typed: str, could_be: tuple[str, ...], said: str
) -> None:
    text = shown(contents.unclear(Unclear(typed, could_be), advisor.knowledge.inputs["data_trust"]))
    assert said in " ".join(text.split())


def test_outputs_are_counted_by_kind() -> None:
    changes = [Output("recommendation", "a"), Output("caveat", "b"), Output("caveat", "c")]
    assert contents.how_many(changes) == "1 recommendation, 2 caveats"


@pytest.mark.parametrize(
    "name", ["mine.yaml", "with  two spaces.yaml", f"{FOREIGN}.yaml", "it's.yaml", "x" * 200], ids=range(5)
)
@pytest.mark.parametrize("columns", ["40", "120"])
def test_a_call_to_copy_is_one_line_that_names_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, columns: str, name: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    (line,) = shown([contents.how_to_resume(tmp_path / name)]).splitlines()
    assert shlex.split(line) == ["iot-advisor", "interview", "--resume", str(tmp_path / name)]
    log = str(tmp_path / name)
    assert shown(contents.recorded(RECEIPT, log)).splitlines().count(f"  {log}") == 1


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize("name", [HOSTILE, "a\\b\n'c'.yaml", "\udcff\x01f"])
def test_a_name_that_does_not_print_is_written_so_that_a_shell_reads_it(name: str) -> None:
    path = contents.shown(Path(name))
    assert path.isprintable()
    read = subprocess.run(["bash", "-c", f"printf %s {path}"], capture_output=True, check=True).stdout
    assert read == str(Path(name)).encode("utf-8", "surrogateescape")


def test_the_home_directory_is_shortened() -> None:
    assert contents.shown(Path.home() / "a b.yaml") == "~/'a b.yaml'"


def test_the_farewell_says_whether_anything_is_saved(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path / "mine.yaml", lambda profile, path: "")
    assert shown(contents.farewell(keeper)) == "No answers are saved.\n"
    keeper.written = True
    assert list(contents.farewell(keeper))[-1] == contents.how_to_resume(keeper.path)
    with_firm = list(contents.farewell(keeper, "--firm", "my firm.yaml"))[-1]
    assert with_firm == contents.how_to_resume(keeper.path, "--firm", "my firm.yaml")
    assert shlex.split(shown([with_firm]))[-3:] == [str(keeper.path), "--firm", "my firm.yaml"]


def test_keys_are_never_broken() -> None:
    text = terminal.draw([KEYS], Canvas(width=30))
    assert text == "? why  u unknown  b back\nq quit\n"
    assert markdown.draw([KEYS], Canvas()) == "? why · u unknown · b back · q quit\n"


def test_choices_stand_together_and_mark_the_one_that_holds() -> None:
    blocks: list[Block] = [
        Choice("1", "what one sees", "Low"),
        Choice("2", "", "High", chosen=True),
        Item("hm", label="Note"),
    ]
    assert terminal.draw(blocks, Canvas()) == "  1  Low: what one sees\n> 2  High:\n- Note: hm\n"
    drawn = markdown.draw(blocks, Canvas())
    assert drawn == "- **1** **Low:** what one sees\n- **2** (chosen) **High:** \n\n- **Note:** hm\n"


def test_what_is_never_broken_keeps_its_spaces_and_follows_what_introduces_it() -> None:
    blocks: list[Block] = [Paragraph("Call"), Unbroken("  a  b\x1b")]
    assert terminal.draw(blocks, Canvas()) == "Call\n  a  b\\x1b\n"
    assert markdown.draw(blocks, Canvas()) == "Call\n\n```\n  a  b\\x1b\n```\n"


def test_emphasis_does_not_change_where_lines_break() -> None:
    text = "Engineered to this customer's own specification, whether product, plant or service."
    blocks = [Choice("3", text, "Customized", chosen=True)]
    colored = terminal.draw(blocks, Canvas(40, color=True))
    assert "\x1b[1mCustomized:\x1b[0m" in colored
    assert colored.replace("\x1b[1m", "").replace("\x1b[0m", "") == terminal.draw(blocks, Canvas(40))


@pytest.mark.parametrize(
    ("first", "all_first", "said"),
    [
        (0, 0, "of 40 ways to answer the rest, drawn evenly, none keeps the first thing."),
        (1, 0, "drawn evenly, 1 keeps the first thing, and none all three."),
        (30, 12, "drawn evenly, 30 keep the first thing, and 12 all three."),
    ],
)
def test_how_sure_a_page_is_is_said_in_whole_sentences(first: int, all_first: int, said: str) -> None:
    sure = Steadiness(proven=False, ways=40, first=first, all_first=all_first)
    assert contents.how_sure(sure).startswith("What stands first may still change: ")
    assert contents.how_sure(sure).endswith(said)
    assert "can no longer change" in contents.how_sure(sure._replace(proven=True))
