"""The real program, as a person at a terminal and as a pipe sees it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.cells import cell_len

from advisor import Advisor
from advisor.reports.contents.assessment import document
from advisor.reports.formats import written
from tests.interview.conftest import (
    PROGRAM,
    ROOT,
    Start,
    ended,
    environment,
    only_file,
    piped,
    reply,
    shown_before,
)


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
    reply(child, "provider # by drawing")
    assert "at most" in reply(child, "?")
    assert "What each answer alone would lead to" in reply(child, "dir")
    assert "Does this customer buy standard products" in reply(child, "b")
    assert "> 1  " in reply(child, "")
    reply(child, "u")
    assert "Which group does this customer belong to?" in reply(child, "a")
    assert "A rough page can be looked at after 4 answers; so far there are 3." in reply(child, "ind")
    assert "How useful does this customer find" in reply(child, "a")
    assert "A rough page, on 4 answers" in reply(child, "l")
    assert "Your side: Provider # by drawing" in reply(child, "3")
    assert "> u  I don't know" in reply(child, "custom")
    reply(child, "h")
    assert "keep the marked answer" in reply(child, "s")
    assert "Saved to " in reply(child, "q")
    shown, code = ended(child)
    assert code == 0 and "--resume" in shown and "mine.yaml" in shown
    profile = advisor.read_profile(tmp_path / "mine.yaml")
    assert profile.facts == {
        "product_customization": "customized",
        "sales_channel": "direct",
        "customer_group": "industrial",
        "focal_role": "provider",
    }
    assert profile.answers["focal_role"].note == "by drawing"
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
    for typed in ("provider", "direct", "u", "univ"):
        reply(child, typed)
    child.expect("Answer")
    child.kill(signal.SIGKILL)
    child.wait()
    saved = only_file(home)
    assert advisor.read_profile(saved).facts == {
        "sales_channel": "direct",
        "customer_group": "university",
        "focal_role": "provider",
    }
    again = start("--resume", str(saved))
    shown = reply(again, "b")
    assert "4 answered" in shown and "New questions" not in shown
    assert "> 2  University" in reply(again, "q")
    assert ended(again)[1] == 0
    other = start()
    assert f"--resume {saved}" in reply(other, "q").replace("\r\n", "")


def test_ctrl_c_says_how_to_go_on_and_exits_with_130(start: Start) -> None:
    child = start("--save", "mine.yaml")
    reply(child, "supplier")
    child.expect("Answer")
    child.sendintr()
    shown, code = ended(child)
    assert code == 130
    assert "--resume" in shown and "mine.yaml" in shown


SOON_SETTLED = [
    "--quick",
    "--set=focal_role=customer",
    "--set=complementarity=absent",
    "--set=terms_doubted=yes",
    "--set=m2m_exchange=none",
    "--set=risk_reward_balanced=yes",
    "--set=benefit_distribution=mutual",
]
CONTRADICTORY = ["--set=sales_channel=direct", "--set=personal_contact=none"]


@pytest.mark.parametrize(
    ("options", "lines", "prompt"),
    [
        ([], ["supplier", "r"], "What does your answer rest on"),
        ([], ["supplier", "l"], "Number to change \\(Enter for none"),
        (["--set=sales_channel=direct", "--set=personal_contact=regular"], ["l", "2", "none"], "Your choice"),
        (CONTRADICTORY, ["f"], "Number to change \\(Enter goes on"),
        (SOON_SETTLED, [], "Enter shows the page, more"),
        (CONTRADICTORY, ["f", "", ""], "Save the report as"),
    ],
    ids=["rests", "list", "contradiction", "check", "quick", "report"],
)
def test_ctrl_c_at_any_prompt_says_where_the_answers_are(
    start: Start, home: Path, options: list[str], lines: list[str], prompt: str
) -> None:
    child = start(*options)
    for line in lines:
        reply(child, line)
    child.expect(f"\n{prompt}[^:]*: $")
    child.sendintr()
    shown, code = ended(child)
    assert code == 130 and "Traceback" not in shown
    assert f"  iot-advisor interview --resume {only_file(home)}" in shown


def test_the_call_to_go_on_takes_up_the_same_interview(start: Start) -> None:
    firm = ROOT / "examples" / "firm-new-platform.yaml"
    for key in ("q", "\x03"):
        child = start("--save", f"{ord(key)}.yaml", "--quick", "--firm", str(firm))
        reply(child, "supplier")
        child.expect("Answer")
        child.send(key if key == "\x03" else f"{key}\n")
        assert f"--resume {ord(key)}.yaml --firm {firm} --quick\r\n" in ended(child)[0]


def test_a_closed_terminal_loses_nothing(start: Start, home: Path, advisor: Advisor) -> None:
    child = start()
    reply(child, "supplier")
    child.expect("Answer")
    child.close()
    deadline = time.monotonic() + 10
    while child.isalive() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert advisor.read_profile(only_file(home)).facts == {"focal_role": "supplier"}


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(start: Start, columns: int) -> None:
    child = start("--save", "mine.yaml", columns=columns)
    shown = "".join(
        reply(child, typed) for typed in ("3", "?", "1", "h", "a", "l", "", "7 # 客户说数据很重要", "1", "u", "a", "f")
    )
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
    reply(child, "supplier")
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
    assert "No report ends in .csv; choose .txt, .json, .md or .html, or no ending for plain text." in refused.replace(
        "\r\n", " "
    )
    assert ended(child)[1] == 0
    assert not (tmp_path / "report.csv").exists()
    assert advisor.read_profile(tmp_path / "mine.yaml").facts == {"focal_role": "supplier"}
    profile = advisor.profile({"focal_role": "supplier"})
    page = document(advisor.assess(profile), advisor.knowledge)
    assert (tmp_path / "report.md").read_text(encoding="utf-8") == written(page, "markdown")
    assert not list(home.rglob("*.yaml"))


def test_piped_answers_leave_a_clean_report(home: Path, tmp_path: Path, advisor: Advisor) -> None:
    mine = tmp_path / "mine.yaml"
    run = piped(home, "provider\ndirect\nmix # said so\nind\nu\n", "--save", str(mine), "--format", "json")
    assert run.returncode == 0
    assert run.stdout == advisor.assess(advisor.read_profile(mine)).to_json()
    assert "The input has ended." in run.stderr
    assert "Answer (1-3): provider\n" in run.stderr
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
    assert piped(home, "supplier\nq\n", "--resume", str(mine)).returncode == 0
    assert mine.read_text().startswith("# with a comment")
    assert "focal_role: supplier" in only_file(home).read_text()


def test_an_interview_from_older_knowledge_says_what_is_new_and_changed(home: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    piped(home, "provider\ndirect\ncustomized\nq\n", "--save", str(mine))
    text = mine.read_text()
    text = re.sub(r"sha256: '?\w+'?", f"sha256: '{'0' * 64}'", text)
    text = text.replace("  m2m_exchange: unknown\n", "").replace("sales_channel: direct", "sales_channel: parrot")
    mine.write_text(re.sub(r"(product_customization:\n    source: asked\n    question: ).*", r"\1'0123'", text))
    run = piped(home, "\nq\n", "--resume", str(mine))
    said = " ".join(run.stderr.split())
    assert "New questions since this was saved: Machine-to-machine data." in said
    assert "Changed questions since this was saved, asked again if they still matter: Product customization." in said
    assert "Answers that there is no place for any more: sales_channel: parrot." in said
    assert "Does this customer buy standard products" in said
    assert run.returncode == 0


def test_a_profile_can_be_kept_as_json(home: Path, tmp_path: Path, advisor: Advisor) -> None:
    mine = tmp_path / "mine.json"
    piped(home, "supplier # for 1 reason\nq\n", "--save", str(mine))
    assert advisor.read_profile(mine).answers["focal_role"].note == "for 1 reason"
    assert piped(home, "direct\nq\n", "--resume", str(mine)).returncode == 0
    assert advisor.read_profile(mine).facts["sales_channel"] == "direct"


def test_what_the_firm_answered_is_said_and_not_asked(home: Path, tmp_path: Path, advisor: Advisor) -> None:
    firm, mine = ROOT / "examples" / "firm-new-platform.yaml", tmp_path / "mine.yaml"
    run = piped(home, "provider\nf\n", "--firm", str(firm), "--save", str(mine), "--format", "json")
    assert run.returncode == 0
    assert "Inherited from the firm, and not asked again: Platform model: New;" in " ".join(run.stderr.split())
    assert run.stdout == advisor.assess(advisor.read_profile(mine), firm=advisor.read_firm(firm)).to_json()
    assert advisor.read_profile(mine).facts == {"focal_role": "provider"}
