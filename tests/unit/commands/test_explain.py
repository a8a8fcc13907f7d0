"""``iot-advisor explain`` on its way from arguments to exit code."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from advisor.commands import main

PROFILE = "facts:\n  sales_channel: direct\n  data_trust: low\n"


@pytest.fixture
def profile(tmp_path: Path) -> str:
    path = tmp_path / "profile.yaml"
    path.write_text(PROFILE, encoding="utf-8")
    return str(path)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["explain", *arguments])
    assert isinstance(left.value.code, int)
    return left.value.code


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["why", "discuss-data-safety-openly"], "PROOF"),
        (["why", "distrust_risk"], "It did not come out"),
        (["why", "1"], "PROOF"),
        (["why", "Discuss data safety"], "PROOF"),
        (["why-not", "Risk of distrust: highest"], "WHAT WOULD BRING IT ABOUT"),
        (["for-and-against", "1"], "WHAT SPEAKS AGAINST IT"),
        (["for-and-against", "review-platform-model"], "why-not review-platform-model"),
        (["for-and-against", "1", "-f", "json"], '"explanation": "for-and-against"'),
        (["why-not", "distrust_risk"], "WHAT WOULD BRING IT ABOUT"),
        (["why-not", "discuss-data-safety-openly"], "It did come out"),
        (["what-if", "data_trust=high", "sales_channel=unknown"], "LOST"),
        (["what-if", "Trust in data handling=High", "sales_channel=unknown"], "LOST"),
        (["sensitivity"], "ANSWERS THAT SWAY IT MOST"),
        (["sensitivity", "-f", "json"], '"explanation": "sensitivity"'),
    ],
)
def test_each_question_is_answered(
    profile: str, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(profile, *arguments) == 0
    out, err = capsys.readouterr()
    assert said in out and err == ""


def test_two_profiles_are_compared(profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"name": "Later", "facts": {"sales_channel": "direct"}}), encoding="utf-8")
    assert run(profile, "compare", str(other), "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    alone: dict[str, object] = {"firm": None, "inherited": [], "overruled": {}, "answers": {}}
    assert found["other"] == {"name": "Later", "facts": {"sales_channel": "direct"}, **alone}
    assert found["difference"]["facts"] == [{"attribute": "data_trust", "before": "low", "after": None}]


@pytest.mark.parametrize("form", ["terminal", "json", "markdown", "mermaid", "dot"])
def test_a_proof_comes_in_every_format(profile: str, tmp_path: Path, form: str) -> None:
    target = tmp_path / "proof"
    assert run(profile, "why", "discuss-data-safety-openly", "--format", form, "--output", str(target)) == 0
    assert "Rule " in target.read_text(encoding="utf-8") or form == "json"


def test_a_profile_comes_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(PROFILE.encode())))
    assert run("-", "why", "discuss-data-safety-openly") == 0
    assert "PROOF" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["why", "discus-data-safety-openly"], "did you mean 'discuss-data-safety-openly'?"),
        (["why", "M"], "any of these"),
        (["for-and-against", "distrust_risk"], "there is no recommendation 'distrust_risk'"),
        (["why", "77"], "there is no piece of advice of the rank '77'"),
        (["why-not", "distrust_risk=lots"], "there is no value of distrust_risk"),
        (["what-if", "data_trust"], "'data_trust' is no ATTR=VALUE"),
        (["what-if", "data_trust=low", "data_trust=high"], "data_trust is given twice"),
        (["what-if", "data_trust=lots", "trust=low"], "'lots' is no value of data_trust"),
        (["what-if"], "Missing argument"),
        (["sensitivity", "--format", "dot"], "'dot' is not one of"),
        (["perhaps"], "No such command"),
    ],
)
def test_a_wrong_call_is_told_on_standard_error(
    profile: str, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(profile, *arguments) == 2
    out, err = capsys.readouterr()
    assert out == "" and said in err and "Traceback" not in err


def test_standard_input_is_read_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("-", "compare", "-") == 2
    assert "once only" in capsys.readouterr().err


def test_faults_of_both_profiles_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text("facts:\n  data_trust: lots\n", encoding="utf-8")
    assert run(str(tmp_path / "one.yaml"), "compare", str(tmp_path / "two.yaml")) == 2
    err = capsys.readouterr().err
    assert "one.yaml:2" in err and "two.yaml:2" in err
