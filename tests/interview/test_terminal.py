"""The real program, as a person at a terminal and as a pipe sees it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from advisor import Advisor
from advisor.reports.contents.assessment import document
from advisor.reports.formats import written

if TYPE_CHECKING:
    import pexpect
else:
    pexpect = pytest.importorskip("pexpect", reason="needs a pseudo-terminal")

PROGRAM = ["-m", "advisor", "interview", "--no-audit"]
ROOT = Path(__file__).resolve().parents[2]

Start = Callable[..., "pexpect.spawn[str]"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
    return {**kept, "XDG_DATA_HOME": str(home), "TERM": "xterm", "PYTHONPATH": str(ROOT), **more}


def hears_ctrl_c() -> None:
    """A shell that starts the tests in the background lets them, and all that they start, ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def start(tmp_path: Path, home: Path) -> Iterator[Start]:
    """Starts the interview in a terminal of its own."""
    children = []

    def begin(*options: str, columns: int = 80, **variables: str) -> pexpect.spawn[str]:
        child = pexpect.spawn(
            sys.executable,
            [*PROGRAM, *options],
            dimensions=(50, columns),
            cwd=str(tmp_path),
            env=environment(home, **variables),
            encoding="utf-8",
            timeout=30,
            preexec_fn=hears_ctrl_c,
        )
        child.delaybeforesend = None
        children.append(child)
        return child

    yield begin
    for child in children:
        child.close(force=True)


EMPHASIS = re.compile(r"\x1b\[[\d;]+m")


def shown_before(child: pexpect.spawn[str], line: str) -> str:
    """Wait for a prompt, type a line, and give what was shown before it, colours and all."""
    child.expect(r"(Answer|Number|Your choice|Enter shows|Save the)[^\n]*: $")
    shown = str(child.before) + str(child.after)
    child.sendline(line)
    return shown


def reply(child: pexpect.spawn[str], line: str) -> str:
    """The same without colours."""
    return EMPHASIS.sub("", shown_before(child, line))


def ended(child: pexpect.spawn[str]) -> tuple[str, int | None]:
    child.expect(pexpect.EOF)
    shown = str(child.before)
    child.close()
    return shown, child.exitstatus


def piped(home: Path, lines: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *PROGRAM, *options],
        input=lines,
        env=environment(home),
        text=True,
        capture_output=True,
        timeout=60,
    )


def only_file(home: Path) -> Path:
    (found,) = (home / "iot-relationship-advisor" / "interviews").rglob("*.yaml")
    return found


def test_the_shortest_path_is_to_finish_at_once(start: Start, home: Path) -> None:
    child = start()
    reply(child, "f")
    shown = reply(child, "")
    assert "recommendation" in shown and "What each unknown could still change" in shown
    reply(child, "")
    shown, code = ended(child)
    assert code == 0 and "No answers are saved." in shown
    assert not list(home.rglob("*.yaml"))


def test_every_key_does_what_it_says(start: Start, advisor: Advisor, tmp_path: Path) -> None:
    child = start("--save", "mine.yaml")
    reply(child, "customized # by drawing")
    assert "at most" in reply(child, "?")
    assert "What each answer alone would lead to" in reply(child, "dir")
    assert "How far does this customer trust" in reply(child, "b")
    assert "> 1  " in reply(child, "")
    reply(child, "u")
    assert "How far has the joint digital work" in reply(child, "a")
    assert "Advice so far" in reply(child, "l")
    assert "Product customization: Customized # by drawing" in reply(child, "3")
    assert "> u  I don't know" in reply(child, "low")
    reply(child, "h")
    assert "keep the marked answer" in reply(child, "s")
    assert "Saved to " in reply(child, "q")
    shown, code = ended(child)
    assert code == 0 and "--resume" in shown and "mine.yaml" in shown
    profile = advisor.read_profile(tmp_path / "mine.yaml")
    assert profile.facts == {"product_customization": "customized", "sales_channel": "direct", "data_trust": "low"}
    assert profile.answers["product_customization"].note == "by drawing"
    assert (tmp_path / "mine.yaml").stat().st_mode & 0o777 == 0o600


def test_wrong_input_is_told_and_asked_again(start: Start) -> None:
    child = start()
    for typed in ("", "7", "nonsense", "zed", "\x1b[A"):
        reply(child, typed)
    shown = reply(child, "q")
    assert "Answer (1-3): " in shown
    assert ended(child)[1] == 0


def test_back_over_a_branch_asks_again_what_hung_on_it(start: Start) -> None:
    answers = {"sales_channel": "direct", "data_trust": "low", "relationship_phase": "not_started"}
    child = start(*(f"--set={name}={value}" for name, value in {**answers, "dedicated_staff": "no"}.items()))
    child.expect("Answer")
    child.sendline("l")
    reply(child, "3")
    reply(child, "advanced")
    shown = reply(child, "")
    assert "Asked again, since it hung on that answer: Dedicated staff" in shown
    reply(child, "q")
    assert ended(child)[1] == 0


def test_a_contradiction_is_put_before_the_person(start: Start, advisor: Advisor) -> None:
    rest = [name for name in advisor.knowledge.inputs if name not in ("sales_channel", "personal_contact")]
    settings = [f"--set={name}=unknown" for name in rest]
    child = start("--set=sales_channel=direct", *settings, "--all")
    assert "How often do people" in reply(child, "none")
    shown = reply(child, "2")
    assert "These answers do not fit together." in shown and "In doubt: Sales channel: Direct" in shown
    assert "3  Change Sales channel: Direct" in shown
    assert "How often do people" in reply(child, "regular")
    assert "Every question is answered." in reply(child, "")
    reply(child, "")
    assert ended(child)[1] == 0


def test_a_kill_loses_nothing_and_the_interview_is_taken_up(start: Start, home: Path, advisor: Advisor) -> None:
    child = start()
    for typed in ("customized", "direct", "u", "adv"):
        reply(child, typed)
    child.expect("Answer")
    child.kill(signal.SIGKILL)
    child.wait()
    saved = only_file(home)
    assert advisor.read_profile(saved).facts == {
        "product_customization": "customized",
        "sales_channel": "direct",
        "relationship_phase": "advanced",
    }
    again = start("--resume", str(saved))
    shown = reply(again, "b")
    assert "4 answered" in shown and "New questions" not in shown
    assert "> 4  Advanced" in reply(again, "q")
    assert ended(again)[1] == 0
    other = start()
    assert f"--resume {saved}" in reply(other, "q").replace("\r\n", "")


def test_ctrl_c_says_how_to_go_on_and_exits_with_130(start: Start) -> None:
    child = start("--save", "mine.yaml")
    reply(child, "mixed")
    child.expect("Answer")
    child.sendintr()
    shown, code = ended(child)
    assert code == 130
    assert "--resume" in shown and "mine.yaml" in shown


def test_a_closed_terminal_loses_nothing(start: Start, home: Path, advisor: Advisor) -> None:
    child = start()
    reply(child, "mixed")
    child.expect("Answer")
    child.close()
    deadline = time.monotonic() + 10
    while child.isalive() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert advisor.read_profile(only_file(home)).facts == {"product_customization": "mixed"}


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(start: Start, columns: int) -> None:
    child = start("--save", "mine.yaml", columns=columns)
    shown = "".join(reply(child, typed) for typed in ("3", "?", "1", "h", "a", "l", "", "7 # 客户说数据很重要", "f"))
    lines = shown.replace("\r", "").split("\n")
    assert [line for line in lines if cell_len(line) >= columns and "/" not in line] == []
    if columns == 200:
        assert max(map(len, lines)) <= 100


def test_colour_stays_away_where_it_is_not_wanted(start: Start) -> None:
    assert "\x1b[1m" in shown_before(start(), "q")
    assert "\x1b" not in shown_before(start(NO_COLOR="1"), "q")
    assert "\x1b" not in shown_before(start(TERM="dumb"), "q")


def test_the_end_offers_to_save_profile_and_report(start: Start, home: Path, tmp_path: Path, advisor: Advisor) -> None:
    child = start()
    reply(child, "mixed")
    reply(child, "f")
    reply(child, "mine.yaml")
    reply(child, "mine.yaml")
    refused = reply(child, "y")
    assert "is there already" in refused
    refused = reply(child, "x" * 300)
    assert "Type a name for the file" in refused
    refused = reply(child, "report.csv")
    assert "File name too long" in refused.replace("\r\n", " ")
    refused = reply(child, "report.md")
    assert "No report ends in .csv; choose .txt, .json or .md, or no ending for plain text." in refused
    assert ended(child)[1] == 0
    assert not (tmp_path / "report.csv").exists()
    assert advisor.read_profile(tmp_path / "mine.yaml").facts == {"product_customization": "mixed"}
    profile = advisor.profile({"product_customization": "mixed"})
    page = document(advisor.assess(profile), advisor.knowledge)
    assert (tmp_path / "report.md").read_text(encoding="utf-8") == written(page, "markdown")
    assert not list(home.rglob("*.yaml"))


def test_piped_answers_leave_a_clean_report(home: Path, tmp_path: Path, advisor: Advisor) -> None:
    mine = tmp_path / "mine.yaml"
    run = piped(home, "customized\ndirect\nlow # said so\nadv\nu\n", "--save", str(mine), "--format", "json")
    assert run.returncode == 0
    assert run.stdout == advisor.assess(advisor.read_profile(mine)).to_json()
    assert "The input has ended." in run.stderr
    assert "Answer (1-3): customized\n" in run.stderr
    assert "\x1b" not in run.stdout + run.stderr


def test_lines_beyond_the_end_are_no_file_names(home: Path, tmp_path: Path) -> None:
    run = piped(home, "f\none.yaml\ntwo.md\n", "--save", str(tmp_path / "mine.yaml"))
    assert run.returncode == 0
    assert list(tmp_path.glob("*")) == []


def test_input_that_is_no_text_is_no_answer(home: Path) -> None:
    run = subprocess.run(
        [sys.executable, *PROGRAM],
        input=b"\xff\xfe\n\x00\n3\nq\n",
        env=environment(home),
        capture_output=True,
        timeout=60,
    )
    assert run.returncode == 0 and b"Traceback" not in run.stderr


def test_accepting_the_unknown_asks_nothing(home: Path, advisor: Advisor) -> None:
    telecom = ROOT / "examples" / "telecom.yaml"
    run = piped(home, "", "--data", str(telecom), "--set", "data_trust=low", "--accept-unknown", "--format", "json")
    facts = {**advisor.read_profile(telecom).facts, "data_trust": "low"}
    assert run.returncode == 0 and run.stderr == ""
    name = advisor.read_profile(telecom).name
    assert run.stdout == advisor.assess(facts, name=name).to_json()
    assert not home.exists()


def test_all_faults_of_all_sources_are_told_at_once(home: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("facts: {sales_chanel: direct}\n")
    run = piped(home, "", "--data", str(bad), "--set", "data_trust=lwo", "--resume", str(tmp_path / "gone.yaml"))
    assert run.returncode == 2 and run.stdout == ""
    assert len(run.stderr.splitlines()) == 3
    assert "did you mean 'low'" in run.stderr and "bad.yaml:1:9" in run.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--set", "data_trust"),
        ("--set", "data_trust=low", "--set", "data_trust=high"),
        ("--data", "-"),
        ("--all", "--accept-unknown"),
        ("--save", "nowhere/mine.yaml"),
        ("--save", __file__),
    ],
)
def test_calls_that_cannot_be_meant_are_refused(home: Path, options: tuple[str, ...]) -> None:
    run = piped(home, "", *options)
    assert run.returncode == 2 and run.stdout == "" and "Traceback" not in run.stderr


def test_a_profile_written_by_hand_is_not_written_over(home: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("# with a comment\nfacts:\n  data_trust: low\n")
    assert piped(home, "customized\nq\n", "--resume", str(mine)).returncode == 0
    assert mine.read_text().startswith("# with a comment")
    assert "product_customization: customized" in only_file(home).read_text()


def test_an_interview_from_older_knowledge_says_what_is_new_and_changed(home: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    piped(home, "customized\ndirect\nlow\nq\n", "--save", str(mine))
    text = mine.read_text()
    text = re.sub(r"sha256: '?\w+'?", f"sha256: '{'0' * 64}'", text)
    text = text.replace("  m2m_exchange: unknown\n", "").replace("sales_channel: direct", "sales_channel: parrot")
    mine.write_text(re.sub(r"(data_trust:\n    source: asked\n    question: ).*", r"\1'0123'", text))
    run = piped(home, "\nq\n", "--resume", str(mine))
    said = " ".join(run.stderr.split())
    assert "New questions since this was saved: Machine-to-machine data." in said
    assert "Changed questions since this was saved, asked again if they still matter: Trust in data handling." in said
    assert "Answers that there is no place for any more: sales_channel: parrot." in said
    assert "How far does this customer trust" in said
    assert run.returncode == 0


def test_a_profile_can_be_kept_as_json(home: Path, tmp_path: Path, advisor: Advisor) -> None:
    mine = tmp_path / "mine.json"
    piped(home, "customized # for 1 reason\nq\n", "--save", str(mine))
    assert advisor.read_profile(mine).answers["product_customization"].note == "for 1 reason"
    assert piped(home, "direct\nq\n", "--resume", str(mine)).returncode == 0
    assert advisor.read_profile(mine).facts["sales_channel"] == "direct"


def test_what_the_firm_answered_is_said_and_not_asked(home: Path, tmp_path: Path, advisor: Advisor) -> None:
    firm, mine = ROOT / "examples" / "firm-new-platform.yaml", tmp_path / "mine.yaml"
    run = piped(home, "customized\nf\n", "--firm", str(firm), "--save", str(mine), "--format", "json")
    assert run.returncode == 0
    assert "Inherited from the firm, and not asked again: Platform model: New;" in " ".join(run.stderr.split())
    assert run.stdout == advisor.assess(advisor.read_profile(mine), firm=advisor.read_firm(firm)).to_json()
    assert advisor.read_profile(mine).facts == {"product_customization": "customized"}
