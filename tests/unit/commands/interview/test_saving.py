"""What is kept at the end: the files that are proposed, and what is typed where a name is asked for."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from advisor import Advisor, Profile
from advisor.commands.interview.saving import offer, proposed_file
from advisor.commands.interview.screen import Screen
from advisor.interview.autosave import MOST_LETTERS, Keeper
from advisor.loading.profile_writing import profile_text
from advisor.reports.contents.assessment import document
from advisor.reports.formats import written

ODD = {
    "Öl & Gas GmbH": "ol-gas-gmbh.yaml",
    "../../etc/passwd": "etc-passwd.yaml",
    "/etc/shadow": "etc-shadow.yaml",
    "a\x00b\x1b[2Jc\nd\u202ee": "a-b-2jc-de.yaml",
    "--help; rm -rf ~ $(id)": "help-rm-rf-id.yaml",
    "..": None,
    "...yaml": "yaml.yaml",
    "\x07\x1b": None,
    "客户": None,
    "客户 7": "7.yaml",
    "": None,
    None: None,
    "x" * 200: f"{'x' * 60}.yaml",
    "é" * 200: f"{'e' * 60}.yaml",
    f"{'x' * 59} y": f"{'x' * 59}.yaml",
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory to be in, apart from the one for data."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "300")
    where = tmp_path / "here" / "deep" / "down"
    where.mkdir(parents=True)
    monkeypatch.chdir(where)
    return where


class End:
    """The end of an interview of one answer with this client, at which these lines are typed."""

    def __init__(self, advisor: Advisor, client: str | None, *lines: str, interactive: bool = True):
        self.profile = Profile(name=client, facts={"data_trust": "low"})
        self.report = document(advisor.assess(self.profile), advisor.knowledge)
        self.keeper = Keeper(None, profile_text)
        self.keeper.save(self.profile)
        self.keeper.finish()
        self.left = self.keeper.path
        self._shown = io.StringIO()
        screen = Screen(io.StringIO("".join(f"{line}\n" for line in lines)), self._shown)
        screen.interactive = interactive
        offer(screen, self.keeper, self.report, self.profile)

    @property
    def text(self) -> str:
        return " ".join(self._shown.getvalue().split())


def everything(under: Path) -> list[str]:
    return sorted(str(each.relative_to(under)) for each in under.rglob("*") if each.is_file())


@pytest.mark.parametrize(("client", "name"), ODD.items(), ids=range(len(ODD)))
def test_the_name_of_a_client_becomes_a_plain_name_of_a_file(client: str | None, name: str | None) -> None:
    proposed = proposed_file(client)
    assert proposed == (Path(name) if name else None)
    if proposed is not None:
        assert re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?\.yaml", str(proposed))
        assert len(proposed.stem) <= MOST_LETTERS


@pytest.mark.parametrize(("client", "name"), ODD.items(), ids=range(len(ODD)))
def test_enter_takes_what_is_proposed_and_no_other_place(
    advisor: Advisor, here: Path, tmp_path: Path, client: str | None, name: str | None
) -> None:
    end = End(advisor, client, "", "")
    if name is None:
        assert "Save the profile as (Enter or u leaves it where it is):" in end.text
        assert everything(tmp_path / "here") == [] and end.left.exists() and end.keeper.path == end.left
    else:
        assert f"Save the profile as (Enter for {name}, u leaves it):" in end.text and f"Saved to {name}" in end.text
        assert everything(tmp_path / "here") == [f"deep/down/{name}"] and not end.left.exists()
        assert advisor.read_profile(here / name).facts == {"data_trust": "low"}
        assert (here / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("typed", ["u", "U", "unknown", "n", "no"])
def test_u_leaves_the_profile_where_it_is_and_the_report_unsaved(advisor: Advisor, tmp_path: Path, typed: str) -> None:
    end = End(advisor, "Water works", typed, typed)
    assert "Enter for water-works.yaml" in end.text and "Saved to" not in end.text
    assert end.text.count("Save the ") == 2, "both were asked, once"
    assert everything(tmp_path / "here") == [] and end.left.exists() and end.keeper.path == end.left


def test_a_name_that_is_there_already_is_not_proposed(advisor: Advisor, here: Path) -> None:
    (here / "water-works.yaml").write_text("mine")
    (here / "water-works-2.yaml").mkdir()
    assert proposed_file("Water works") == Path("water-works-3.yaml")
    end = End(advisor, "Water works", "", "")
    assert "Saved to water-works-3.yaml" in end.text
    assert (here / "water-works.yaml").read_text() == "mine"
    for number in range(4, 100):
        (here / f"water-works-{number}.yaml").touch()
    assert proposed_file("Water works") is None


def test_a_name_that_is_typed_goes_before_the_proposed_one(advisor: Advisor, here: Path) -> None:
    (here / "there.yaml").write_text("mine")
    end = End(
        advisor, "Water works", "there.yaml", "nowhere/p.yaml", "y", " other.yaml ", "there.yaml", "r.pdf", "r.md"
    )
    assert everything(here) == ["other.yaml", "r.md", "there.yaml"] and (here / "there.yaml").read_text() == "mine"
    assert end.text.count("there.yaml is there already; choose another name.") == 2
    assert "There is no directory nowhere." in end.text and "Type a name for the file, or just Enter." in end.text
    assert "No report ends in .pdf" in end.text
    assert (here / "r.md").read_text(encoding="utf-8") == written(end.report, "markdown")


def test_the_end_of_the_input_takes_nothing(advisor: Advisor, tmp_path: Path) -> None:
    end = End(advisor, "Water works")
    assert everything(tmp_path / "here") == [] and end.left.exists() and "Saved to" not in end.text


def test_lines_left_in_a_pipe_are_no_names(advisor: Advisor, tmp_path: Path) -> None:
    end = End(advisor, "Water works", "", "r.md", interactive=False)
    assert end.text == "" and everything(tmp_path / "here") == []
