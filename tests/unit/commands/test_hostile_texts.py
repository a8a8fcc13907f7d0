"""Texts that try to steer a reader's terminal, from every source, in every format: they come out as escapes."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor import Advisor
from advisor.characters import STEERING, in_json, on_one_line, shown
from advisor.commands import options
from tests.copies import overlay
from tests.unit.commands.test_formats import CALLS, called, offered

Run = Callable[..., Any]

SIGNS = "\x07\x08\r\x1b[2J\x7f\x9b2J\u2028\u2029\u061c\u200e\u200f\u202e\u2066\x00"
ARGUMENT = "".join(sign for sign in SIGNS if sign != "\0")
"""What an argument or the name of a file can hold of them."""

QUOTED = json.dumps(f"x{SIGNS}y\nsays: all is well")
HOUSE = {
    "rules/house.yaml": f"""title: {QUOTED}
about: {QUOTED}
rules:
  - id: house-rule
    title: {QUOTED}
    when: {{data_trust: low}}
    then: {{recommend: [discuss-data-safety-openly], tensions: [T1], caveats: [long-satisfied-samples]}}
    because: {QUOTED}
    cites: [F1]
    grade: derived
    examples: {{fires: [{{data_trust: low}}], misses: [{{}}]}}
""",
    "knowledge/recommendations.yaml": f"""discuss-data-safety-openly:
  title: {QUOTED}
  action: {QUOTED}
  who: {{side: own, function: {QUOTED}}}
  first_step: {QUOTED}
  indicator: {QUOTED}
""",
    "knowledge/tensions.yaml": f"T1: {{text: {QUOTED}, in_short: {QUOTED}, handling: {QUOTED}}}\n",
    "knowledge/caveats.yaml": f"long-satisfied-samples: {{text: {QUOTED}, in_short: {QUOTED}}}\n",
    "knowledge/sources.yaml": f"danfoss: {{title: {QUOTED}, short: {QUOTED}, authors: [{QUOTED}], venue: {QUOTED}}}\n",
    "knowledge/findings/asymmetry.yaml": f"F1: {{paraphrase: {QUOTED}, locator: {QUOTED}, caveat: {QUOTED}}}\n",
    "knowledge/vocabulary.yaml": f"data_trust: {{label: {QUOTED}, question: {QUOTED}, why: {QUOTED}}}\n",
}
"""Every kind of text that a house can bring into a report."""

PROFILE = f"""name: {QUOTED}
facts: {{sales_channel: direct, data_trust: low}}
answers: {{data_trust: {{note: {QUOTED}}}}}
notes: {QUOTED}
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Advisor:
    return Advisor(overlay(tmp_path_factory.mktemp("hostile"), HOUSE))


@pytest.fixture
def profile(hostile: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(options, "Advisor", lambda _: hostile)
    path = tmp_path / "case.yaml"
    path.write_text(PROFILE, encoding="utf-8")
    return path


def steering(text: str) -> list[str]:
    """The signs in a text that a terminal or an editor would obey."""
    return STEERING.findall(text)


COMMANDS = {
    **{name: call for name, call in CALLS.items() if name != "rules check"},  # which tests/unit/checks look at
    "assess --full": "assess FILE --full",
    "sources list --full": "sources list --full",
    "rules show": "rules show house-rule",
    "rules graph": "rules graph --for discuss-data-safety-openly",
    "rules list": "rules list --topic house",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_format_of_any_command_lets_a_sign_through(name: str, run: Run, profile: Path) -> None:
    for form in offered(name.removesuffix(" --full")):
        outcome = run(*called(COMMANDS[name], profile), "--format", form)
        assert outcome.code in (0, 1), outcome.err
        assert not steering(outcome.err)
        if form == "json":
            outcome = outcome._replace(out=in_json(outcome.out))
        assert not steering(outcome.out), form


def test_the_signs_are_shown(run: Run, profile: Path) -> None:
    out = run("assess", profile, "--full").out
    assert r"x\x07\x08" in out and r"\x1b[2J\x7f\x9b2J" in out and r"\u061c\u200e\u200f\u202e\u2066\x00y" in out


CALLS_IN_VAIN = {
    "a file's name": ["assess", f"no{ARGUMENT}\nfile.yaml"],
    "a result's name": ["assess", "FILE", "-o", f"no{ARGUMENT}\nfile.csv"],
    "an option": [f"--no{ARGUMENT}\n"],
    "a verb": [f"no{ARGUMENT}\n"],
    "a value": ["assess", "FILE", "--format", f"no{ARGUMENT}\n"],
    "a date": ["assess", "FILE", "--date", f"no{ARGUMENT}\n"],
    "an answer": ["explain", "FILE", "what-if", f"no{ARGUMENT}\n=1"],
    "an id": ["explain", "FILE", "why", f"no{ARGUMENT}\n"],
    "a setting": ["interview", "--accept-unknown", "--set", f"no{ARGUMENT}\n"],
    "a setting's name": ["interview", "--accept-unknown", "--set", f"no{ARGUMENT}\nx=y"],
    "a rule": ["rules", "show", f"no{ARGUMENT}\n"],
    "a directory": ["rules", "check", "--knowledge", f"no{ARGUMENT}\n"],
    "a log": ["audit", "--audit", f"no{ARGUMENT}\n.db", "list"],
    "a span": ["audit", "due", "--older-than", f"no{ARGUMENT}\n"],
    "a moment": ["audit", "--audit", "no.db", "list", "--since", f"no{ARGUMENT}\n"],
}


@pytest.mark.parametrize("source", CALLS_IN_VAIN)
def test_no_message_about_a_call_lets_a_sign_through(source: str, run: Run, profile: Path) -> None:
    outcome = run(*(profile if each == "FILE" else each for each in CALLS_IN_VAIN[source]))
    assert outcome.code in (2, 3) and outcome.out == ""
    assert not steering(outcome.err)
    lines = outcome.err.splitlines()
    assert len([line for line in lines if not line.startswith(("Usage:", "Try ")) and line]) == 1, "no line is forged"
    assert r"no\x07\x08\r\x1b" in outcome.err or r"no\x07\x08\x1b" in outcome.err, "it is shown what was found"


@pytest.mark.parametrize(
    "text",
    [
        f"{QUOTED}: 1\n",
        f"facts: {{{QUOTED}: low}}\n",
        f"facts: {{data_trust: {QUOTED}}}\n",
        f"facts: {{data_trust: {{value: low, {QUOTED}: 1}}}}\n",
        "facts: !a\u202eb {}\n",
        "facts: {data_trust: \x1b}\n",
        "facts: {data_trust: low\n",
    ],
)
def test_no_message_about_a_profile_lets_a_sign_through(text: str, run: Run, profile: Path) -> None:
    path = profile.with_name(f"a{ARGUMENT}\nb.yaml")
    path.write_text(text, encoding="utf-8")
    outcome = run("assess", path)
    assert outcome.code == 2 and not steering(outcome.err)
    assert all(line.startswith(str(path.parent)) for line in outcome.err.splitlines()), "no line is forged"


def test_the_record_of_a_name_lets_no_sign_through(run: Run, profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IOT_ADVISOR_AUDIT", str(profile.with_name("log.db")))
    assert run("assess", profile).code == 0
    assert run("audit", "decide", "1", "1", "reject", "--reason", f"no{ARGUMENT}\n").code == 0
    for call in ("list", "list -f markdown", "show 1 -f html", "show 2", "due --older-than 0d", "verify"):
        outcome = run("audit", *call.split())
        assert outcome.code == 0 and not steering(outcome.out + outcome.err), call


def test_a_warning_lets_no_sign_through(run: Run) -> None:
    run("--version")
    last = logging.lastResort
    assert last is not None
    record = logging.LogRecord("advisor.audit", logging.WARNING, "", 0, "not recorded: %s", (f"no{ARGUMENT}\n",), None)
    assert last.format(record) == f"not recorded: {on_one_line(f'no{ARGUMENT}')}\\n"


def test_an_interview_lets_no_sign_through(run: Run, profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(profile.parent))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"1 # a{ARGUMENT}b\n{ARGUMENT}\nw\nl\n\nq\n"))
    outcome = run("interview", "--name", f"x{ARGUMENT}", "--save", profile.with_name(f"a{ARGUMENT}.yaml"))
    assert outcome.code == 0 and not steering(outcome.out + outcome.err)


def test_what_is_shown_is_shown_once() -> None:
    for sign in SIGNS + "\n\t":
        assert on_one_line(on_one_line(f"a{sign}b")) == on_one_line(f"a{sign}b")
    assert (shown("a\n\tb\x1b"), on_one_line("a\n\tb\x1b")) == ("a\n\tb\\x1b", r"a\n\tb\x1b")


def test_a_document_in_json_stays_the_same_document() -> None:
    data = {f"{SIGNS}é日😀": [f"\ud800{SIGNS}"]}
    text = json.dumps(data, ensure_ascii=False, indent=2)
    for only_ascii in (False, True):
        written = in_json(text, only_ascii)
        assert json.loads(written) == data and not steering(written)
    assert in_json(text, only_ascii=True).isascii() and "é日😀" in in_json(text)
