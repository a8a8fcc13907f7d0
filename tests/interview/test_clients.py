"""Whole interviews, from the first key to the saved page, as four clients hold them."""

from __future__ import annotations

import re
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from advisor import Advisor, Profile
from advisor.audit import open_log
from advisor.audit.query import Filter, find
from advisor.reasoning.moot import moot
from advisor.reports.contents.assessment import document
from advisor.reports.formats import written
from tests.interview.conftest import EMPHASIS, PROMPT, ROOT, Start, ended, only_file

if TYPE_CHECKING:
    import pexpect

OFFER = "Enter asks on, f stops here"
GO_ON = "Enter shows the page, more asks"
FILE = "Save the profile as"
REPORT = "Save the report as"

COPIED = re.compile(r"  iot-advisor |Saved to |  [/~]")
"""A file's place, or a call with one, is never broken, so that it can be copied."""

MAKER = {
    "focal_role": "provider",
    "product_customization": "customized",
    "sales_channel": "direct",
    "customer_group": "industrial",
    "customer_iot_knowledge": "low",
    "perceived_usefulness": "medium",
    "data_trust": "low",
    "personal_contact": "occasional",
    "iot_communication": "sparse",
    "benefit_distribution": "mainly_provider",
    "data_sharing_transparent": "no",
    "relationship_phase": "foundational",
    "relationship_history": "long_satisfied",
    "complementarity": "absent",
    "knowledge_routine": "monitoring_adhoc",
    "capability_gap": "yes",
    "governance_mode": "contractual",
    "incentives_aligned": "no",
    "terms_doubted": "no",
    "asset_stage": "base_systems",
    "m2m_exchange": "planned",
    "systems_integrated": "no",
    "platform_model": "classic",
    "customer_stickiness": "low",
    "digital_preparedness": "low",
}
"""A maker who knows most of one of its customers."""

PLANT = {
    "focal_role": "customer",
    "product_customization": "mixed",
    "sales_channel": "consulting_engineer",
    "customer_group": "operator_critical",
    "operator_plant": "wastewater",
    "data_trust": "medium",
    "relationship_phase": "not_started",
    "personal_contact": "regular",
    "shared_iot_vision": "no",
    "governance_mode": "none",
    "platform_model": "new",
    "market_turbulence": "high",
    "customer_preparedness": "high",
}
"""A plant that has not begun yet."""


class Client:
    """Somebody at a terminal, who reads what is asked and answers it from ``knows``, and says u to all else.
    ``behind`` is what is typed behind an answer."""

    def __init__(self, advisor: Advisor, knows: Mapping[str, str], behind: Mapping[str, str] | None = None):
        self.advisor = advisor
        self.knows, self.behind = dict(knows), dict(behind or {})
        self.asked: list[str] = []
        self.again: set[str] = set()
        self.inherited: dict[str, str] = {}
        self.shown = ""

    def sits_at(self, child: pexpect.spawn[str]) -> None:
        self._child = child
        self.shown += "\n"

    def prompted(self) -> str:
        """What is shown up to the next prompt, on one line."""
        self._child.expect(PROMPT)
        shown = EMPHASIS.sub("", str(self._child.before) + str(self._child.after))
        self.shown += shown
        return " ".join(shown.split())

    def types(self, line: str) -> None:
        self._child.sendline(line)

    def question(self, shown: str) -> str:
        """The attribute that is asked for."""
        inputs = self.advisor.knowledge.inputs
        (name,) = (name for name, each in inputs.items() if each.question and each.question in shown)
        title = self.advisor.knowledge.question_topics[inputs[name].topic or ""].title
        assert f"{title}. {len(self.asked)} answered" in shown
        return name

    def line(self, name: str) -> str:
        value = self.knows.get(name)
        domain = self.advisor.knowledge.inputs[name].domain
        return (str(domain.index(value) + 1) if value is not None else "u") + self.behind.get(name, "")

    def answers(self, most: int | None = None) -> str:
        """Answer up to ``most`` questions, keep what does not fit, and confirm what is said to be asked again; what is
        shown at the first prompt for something else, or for the question after those."""
        begun = len(self.asked)
        while True:
            shown = self.prompted()
            if "Your choice (Enter keeps them):" in shown:
                self.types("")
                continue
            if told := re.search(r"Asked again, since it hung on that answer: ([^.]*)\.", shown):
                inputs = self.advisor.knowledge.inputs
                self.again |= {name for name, each in inputs.items() if each.label in told[1].split(", ")}
            if "Answer (Enter keeps" in shown:
                self.again.remove(self.question(shown))
                self.types("")
                continue
            if not re.search(r"Answer \([^)]*\):$", shown) or len(self.asked) - begun == most:
                return shown
            name = self.question(shown)
            assert name not in self.asked, "asked twice"
            assert name not in moot(self.advisor.knowledge, self.facts)
            self.asked.append(name)
            self.types(self.line(name))

    @property
    def facts(self) -> dict[str, str]:
        """What is answered, and what holds for the firm."""
        return {**self.inherited, **{name: self.knows[name] for name in self.asked if name in self.knows}}

    def skips_the_check(self) -> str:
        shown = self.prompted()
        while "Number to change (Enter goes on):" in shown:
            self.types("")
            shown = self.prompted()
        return shown

    def saves_all(self, columns: int, audit: Path, profile: str = "mine.yaml") -> None:
        """At the prompt for the profile's name: look for the record, and save both."""
        assert recorded(audit) == [1], "recorded before anything more is asked"
        self.types(profile)
        assert "Saved to" in (shown := self.prompted()) and REPORT in shown
        self.types("page.md")
        shown, code = ended(self._child)
        self.shown += EMPHASIS.sub("", shown)
        assert code == 0 and "number 1 of the audit" in " ".join(shown.split())
        lines = [line for line in self.shown.replace("\r", "").split("\n") if not COPIED.match(line)]
        assert [line for line in lines if cell_len(line) >= columns] == []

    def saved(self, path: Path) -> Profile:
        """The saved profile, which has the given answers and no others."""
        profile = self.advisor.read_profile(path)
        assert profile.facts == {name: self.knows[name] for name in self.asked if name in self.knows}
        assert sorted(profile.answers) == sorted(self.asked)
        assert set(profile.asked_unknown) == self.advisor.knowledge.inputs.keys() - profile.facts.keys()
        return profile


def recorded(audit: Path) -> list[int]:
    log = open_log(audit)
    assert log is not None
    return [each.id for each in find(log.store, Filter())]


def page_of(advisor: Advisor, profile: Profile, firm: Profile | None = None) -> str:
    return written(document(advisor.assess(profile, firm=firm), advisor.knowledge), "markdown")


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    return tmp_path / "audit.db"


both_widths = pytest.mark.parametrize("columns", [80, 40])


@both_widths
def test_one_answers_what_he_knows_and_takes_the_first_offer_to_stop(
    start: Start, advisor: Advisor, tmp_path: Path, audit: Path, columns: int
) -> None:
    client = Client(advisor, MAKER, {"sales_channel": " # at fairs", "data_trust": " r4", "terms_doubted": " r2 # so"})
    client.sits_at(start(columns=columns, audit=audit))
    shown = client.answers(4)
    waiting = client.question(shown)
    client.types("b")
    shown = client.prompted()
    last = client.asked[-1]
    assert client.question(shown) == last and "> " in shown and "Answer (Enter keeps" in shown
    client.types("")
    assert client.question(client.prompted()) == waiting
    client.types("l")
    shown = client.prompted()
    first = client.asked[0]
    assert "1 Your side: Provider" in shown and first == "focal_role"
    client.types(str(client.asked.index("product_customization") + 1))
    assert client.question(client.prompted()) == "product_customization"
    client.knows["product_customization"] = "mixed"
    client.types("mix")
    shown = client.answers(0)
    client.types("?")
    assert client.question(client.prompted()) == client.question(shown)
    client.types("h")
    shown = client.answers()
    assert OFFER in shown and "can" in shown and "no longer change" in " ".join(client.shown.split())
    assert "All advice is settled" not in shown
    client.types("f")
    shown = client.prompted()
    assert "Check before the end" in shown and "Trust in data handling: Low, expects harm (only assumed)" in shown
    client.types("")
    assert FILE in client.prompted()
    client.saves_all(columns, audit)
    profile = client.saved(tmp_path / "mine.yaml")
    notes = {name: each.note for name, each in profile.answers.items() if each.note}
    rests_on = {name: each.rests_on for name, each in profile.answers.items() if each.rests_on}
    assert notes == {"sales_channel": "at fairs", "terms_doubted": "so"}
    assert rests_on == {"data_trust": "assumed", "terms_doubted": "observed"}
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == page_of(advisor, profile)


@both_widths
def test_one_is_killed_midway_and_loses_nothing(
    start: Start, advisor: Advisor, home: Path, tmp_path: Path, audit: Path, columns: int
) -> None:
    client = Client(advisor, PLANT, {"customer_group": " r1 # in the permit"})
    child = start(columns=columns, audit=audit)
    client.sits_at(child)
    waiting = client.question(client.answers(9))
    child.kill(signal.SIGKILL)
    child.wait()
    left = only_file(home)
    client.saved(left)
    assert not audit.exists()
    client.sits_at(start("--resume", str(left), columns=columns, audit=audit))
    shown = client.answers(0)
    assert client.question(shown) == waiting and "New questions" not in shown
    client.asked.append(waiting)
    client.types(client.line(waiting))
    offers = 0
    while OFFER in (shown := client.answers()):
        offers += 1
        client.types("")
    assert 1 <= offers <= 2 and GO_ON in shown and "All advice is settled." in shown
    assert moot(advisor.knowledge, client.facts), "or nothing here would be moot"
    client.types("")
    assert FILE in client.skips_the_check()
    client.saves_all(columns, audit)
    profile = client.saved(tmp_path / "mine.yaml")
    told = profile.answers["customer_group"]
    assert (told.note, told.rests_on) == ("in the permit", "documented")
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == page_of(advisor, profile)
    assert not list(home.rglob("*.yaml"))


@both_widths
def test_one_has_little_time(start: Start, advisor: Advisor, tmp_path: Path, audit: Path, columns: int) -> None:
    client = Client(advisor, MAKER)
    client.sits_at(start("--quick", "--name", "Öl & Gas GmbH", columns=columns, audit=audit))
    shown = client.answers()
    assert GO_ON in shown and "The quick interview is over." in shown and len(client.asked) <= 12
    remark = shown[shown.index("From a quick interview") : shown.index(GO_ON)].strip()
    client.types("")
    shown = client.skips_the_check()
    assert "Save the profile as (Enter for ol-gas-gmbh.yaml, u leaves it):" in shown and remark in shown
    client.saves_all(columns, audit, profile="")
    profile = client.saved(tmp_path / "ol-gas-gmbh.yaml")
    assert profile.name == "Öl & Gas GmbH"
    title, about, told, *rest = (tmp_path / "page.md").read_text(encoding="utf-8").split("\n\n")
    assert "\n\n".join([title, about, *rest]) == page_of(advisor, profile)
    assert told == remark and f"From a quick interview of {len(client.asked)} questions." in told


@both_widths
def test_one_has_a_firm_that_answered_before(
    start: Start, advisor: Advisor, tmp_path: Path, audit: Path, columns: int
) -> None:
    file = ROOT / "examples" / "firm-new-platform.yaml"
    firm = advisor.read_firm(file)
    client = Client(advisor, {name: value for name, value in MAKER.items() if name not in firm.facts})
    client.inherited = firm.facts
    client.sits_at(start("--firm", str(file), columns=columns, audit=audit))
    while OFFER in (shown := client.answers()):
        client.types("more")
    assert GO_ON in shown and "All advice is settled." in shown
    assert "4 inherited" in " ".join(client.shown.split()) and not firm.facts.keys() & set(client.asked)
    client.types("")
    assert FILE in client.skips_the_check()
    client.saves_all(columns, audit)
    assert f"  iot-advisor interview --resume mine.yaml --firm {file}" in client.shown.replace("\r", "").split("\n")
    profile = client.saved(tmp_path / "mine.yaml")
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == page_of(advisor, profile, firm)
    assert page_of(advisor, profile) != page_of(advisor, profile, firm), "or the firm would not matter"


@both_widths
@pytest.mark.parametrize("prompt", [FILE, REPORT])
def test_who_walks_away_from_the_file_names_is_told_where_all_is(
    start: Start, advisor: Advisor, home: Path, audit: Path, columns: int, prompt: str
) -> None:
    client = Client(advisor, {"focal_role": "supplier"}, {"focal_role": " # our view"})
    child = start(columns=columns, audit=audit)
    client.sits_at(child)
    client.answers(1)
    client.types("f")
    assert FILE in client.prompted()
    assert recorded(audit) == [1]
    if prompt == REPORT:
        client.types("u")
        assert REPORT in client.prompted()
    child.sendintr()
    shown, code = ended(child)
    assert code == 130 and "Traceback" not in shown
    left = only_file(home)
    client.saved(left)
    assert left.parent.name == "interviews", "it is finished"
    lines = shown.replace("\r", "").split("\n")
    assert f"  iot-advisor interview --resume {left}" in lines and f"  {audit}" in lines
    assert "The answers are saved." in shown and "number 1 of the audit" in " ".join(shown.split())
    assert recorded(audit) == [1]
