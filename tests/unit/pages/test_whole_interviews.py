"""Whole interviews, from the start page to the result, by what a browser sends of the forms alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor import Advisor
from advisor.commands import main
from advisor.interview.choose_question import Chooser
from advisor.interview.dialogue import QUICK
from advisor.loading.document import decode
from advisor.model.attribute import UNKNOWN
from advisor.model.profile import Profile
from advisor.pages.interview import Pages
from advisor.reports.contents.assessment import document
from advisor.reports.contents.interview import why
from advisor.reports.formats import written
from tests.conftest import ROOT
from tests.scenarios.cases import DOSING, PACKAGING
from tests.unit.pages.conftest import BROWSER, Visitor

FIRM = (ROOT / "examples" / "firm-new-platform.yaml").read_bytes()


def profile_of(visitor: Visitor, advisor: Advisor) -> Profile:
    """The profile that is downloaded."""
    file = visitor.download("profile.yaml")
    text = decode(file.content, file.name)
    assert isinstance(text, str)
    profile, gone = advisor.interview_in(text, file.name)
    assert gone == ()
    return profile


def test_a_full_interview_leads_to_the_assessment_of_its_answers(
    visitor: Visitor,
    advisor: Advisor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    visitor.begin(name="City Water <b>")
    asked = visitor.answer_all(DOSING)
    assert visitor.page.path == "settled"
    assert len(asked) == len({*asked}) > QUICK
    visitor.go_on()
    if visitor.page.path == "answers":  # to be checked first
        visitor.send("finish")
    assert visitor.page.path == "result"
    assert visitor.page.heading == "City Water <b>"

    profile = profile_of(visitor, advisor)
    assert profile.name == "City Water <b>"
    assert profile.known == {
        name: DOSING[name] for name in advisor.knowledge.inputs if name in asked and name in DOSING
    }
    ((recorded, assessment),) = visitor.kept.assessed
    assert recorded == profile
    assert assessment == advisor.assess(profile)

    data = visitor.download("report.json")
    assert data.content == written(document(advisor.assess(profile), advisor.knowledge), "json").encode()
    saved = tmp_path / "saved.yaml"
    saved.write_bytes(visitor.download("profile.yaml").content)
    monkeypatch.setattr("advisor.commands.options.Advisor", lambda _: advisor)
    with pytest.raises(SystemExit, match=r"^0$"):
        main(["assess", str(saved), "--format", "json", "--no-audit"])
    assert capsys.readouterr().out.encode() == data.content


def test_a_quick_interview_asks_little_and_says_what_it_left_out(visitor: Visitor, advisor: Advisor) -> None:
    visitor.begin(way="quick")
    asked = visitor.answer_all({})
    assert visitor.page.path == "enough"
    assert len(asked) <= QUICK
    assert "Left out, though they could still change something" in visitor.page.main
    visitor.go_on()
    assert visitor.page.path == "result"
    assert f"From a quick interview of {len(asked)} questions" in visitor.page.main
    assert (
        visitor.download("report.json").content
        == written(document(advisor.assess(profile_of(visitor, advisor)), advisor.knowledge), "json").encode()
    )


def test_after_a_quick_interview_the_rest_is_asked(visitor: Visitor) -> None:
    visitor.begin(way="quick")
    asked = visitor.answer_all(DOSING)
    visitor.send("rest")
    assert visitor.page.path.startswith("q/")
    more = visitor.answer_all(DOSING)
    assert more
    assert not {*asked} & {*more}
    assert visitor.page.path == "settled"


@pytest.mark.parametrize("way", ["full", "quick"])
def test_after_all_is_settled_what_changes_nothing_is_asked_at_once(
    visitor: Visitor, advisor: Advisor, way: str
) -> None:
    profile = "facts:\n" + "".join(f"  {name}: {value}\n" for name, value in PACKAGING.items())
    visitor.begin({"profile": profile.encode()}, way="full")
    visitor.answer_all({})
    assert visitor.page.path == "settled"
    left = int(re.findall(r"(\d+) questions? could still be asked", visitor.page.main)[0])
    saved = visitor.download("profile.yaml").content
    visitor = Visitor(visitor.pages)
    visitor.begin({"profile": saved}, way=way)
    assert visitor.page.path == "settled"
    visitor.send("rest")
    assert visitor.page.path.startswith("q/")
    assert len(visitor.answer_all({})) == left
    assert visitor.page.path == "settled"
    assert [each.path for each in visitor.page.forms] == ["finish"], "nothing is left to ask"
    assert {*visitor.sitting.session.given} == {*advisor.knowledge.inputs}


def test_what_a_firm_has_answered_is_not_asked(visitor: Visitor, advisor: Advisor) -> None:
    visitor.begin({"firm": FIRM})
    firm = visitor.sitting.session.firm
    assert firm is not None
    asked = visitor.answer_all(DOSING)
    assert not {*asked} & {*firm.facts}
    visitor.get("q/platform_model")
    assert "Inherited from the firm: New" in visitor.page.main
    visitor.answer("classic")
    assert visitor.sitting.session.facts["platform_model"] == "classic"
    visitor.get("q/platform_model")
    visitor.answer(UNKNOWN)
    assert visitor.sitting.session.facts["platform_model"] == "new", "the firm's answer holds again"
    visitor.answer_all(DOSING)
    visitor.get("answers")
    assert "Platform model: New (inherited)" in visitor.page.main
    visitor.send("finish")
    ((profile, assessment),) = visitor.kept.assessed
    assert profile.firm == firm
    assert visitor.download("report.json").content == written(document(assessment, advisor.knowledge), "json").encode()
    assert assessment == advisor.assess(profile_of(visitor, advisor), firm=firm)


def test_nothing_is_recorded_where_nothing_is_to_be(pages: Pages) -> None:
    visitor = Visitor(pages, BROWSER)
    visitor.begin()
    visitor.answer_all({}, most=1)
    visitor.get("answers")
    visitor.send("finish")
    assert visitor.page.path == "result"
    assert not visitor.kept.assessed
    assert "decide" not in visitor.page.ids
    assert "token" not in visitor.page.html


def test_a_result_that_could_not_be_recorded_is_shown_all_the_same(pages: Pages) -> None:
    visitor = Visitor(pages, refused="the disk is full")
    visitor.begin()
    visitor.get("answers")
    visitor.send("finish")
    assert visitor.page.path == "result"
    assert "This result was not recorded: the disk is full" in visitor.page.main
    assert not any(each.path == "decide" for each in visitor.page.forms)


def test_an_interview_without_an_answer_has_a_result(visitor: Visitor, advisor: Advisor) -> None:
    visitor.begin()
    visitor.get("answers")
    assert "No answers yet." in visitor.page.main
    visitor.send("finish")
    assert visitor.page.path == "result"
    assert visitor.kept.assessed[0][1] == advisor.assess(profile_of(visitor, advisor))


def test_the_interview_goes_on_with_a_sitting_that_another_program_read(visitor: Visitor, advisor: Advisor) -> None:
    """What pages remember of what they computed changes nothing."""
    visitor.begin(way="quick")
    visitor.answer_all(DOSING, most=3)
    other = Visitor(Pages(advisor), kept=visitor.kept)
    assert other.get().html == visitor.get().html
    other.answer_all(DOSING, most=2)
    assert other.get().html == Visitor(Pages(advisor), kept=visitor.kept).get().html


def test_what_is_known_is_not_found_out_again(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an interview stands is the most that a page costs, and an assessment is next."""
    stood, assessed = [], []
    turn, assess = Chooser.turn, Advisor.assess
    monkeypatch.setattr(Chooser, "turn", lambda *given, **named: stood.append(given) or turn(*given, **named))
    monkeypatch.setattr(Advisor, "assess", lambda *given, **named: assessed.append(given) or assess(*given, **named))
    other = Visitor(Pages(advisor))
    other.begin()
    assert len(stood) == 1
    (first,) = other.answer_all(DOSING, most=1)
    other.get()
    other.follow("Back")
    other.get(f"q/{first}/change")
    other.get("answers")
    assert len(stood) == 2
    assert not assessed
    other.send("finish")
    assert len(assessed) == 2, "once to be recorded, once to be shown"
    assert len(stood) == 2


def test_why_a_question_is_asked_is_the_same_with_what_is_known(visitor: Visitor, advisor: Advisor) -> None:
    visitor.begin()
    visitor.answer_all(DOSING, most=7)
    session, dialogue = visitor.sitting.session, advisor.dialogue()
    turn = dialogue.stand(session).turn
    for name in advisor.knowledge.inputs:
        assert [*why(dialogue, session, name, turn)] == [*why(dialogue, session, name)]
        taken_up = dialogue.edit(session, name)
        assert dialogue.stand(taken_up, turn) == dialogue.stand(taken_up)
