"""What the interview says, as lines for a page. Questions, values and advice speak in the knowledge base's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.interview.choose_question import OutputSet, weight
from advisor.interview.dialogue import Contradiction, Dialogue, Stand
from advisor.interview.page import Page, count, how_many
from advisor.interview.reply import KEYS
from advisor.interview.session import Given, Session
from advisor.model.advice import Caveat, Tension
from advisor.model.assessment import Assessment
from advisor.model.attribute import UNKNOWN, Attribute
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output, catalogue
from advisor.model.states import SPOKEN

FEW = 6
"""As many lines of a kind as are read; what there is beyond is counted."""


def question(page: Page, dialogue: Dialogue, session: Session, stand: Stand) -> Iterator[str]:
    """A question with its answers, the one given before marked, and the keys."""
    assert stand.question is not None
    attribute = dialogue.knowledge.inputs[stand.question]
    given = session.given.get(stand.question)
    yield ""
    yield from page.faint(page.text(status(session, stand)))
    yield from page.strong(page.text(attribute.question or attribute.label))
    if not stand.matters:
        yield from page.text("(No answer to this changes the advice any more.)")
    yield ""
    for number, (value, each) in enumerate(attribute.values.items(), 1):
        mark = ">" if given and given.value == value else " "
        yield from page.item(f"{mark} {number}  ", each.observe, head=f"{each.label}: ")
    if given and given.value == UNKNOWN:
        yield "> u  I don't know"
    if stand.question in session.inherited:
        label = attribute.values[session.inherited[stand.question]].label
        yield from page.text(f"Inherited from the firm: {label}. u leaves it at that; another answer overrules it.")
    if given and given.note:
        yield from page.text(f"Your note: {given.note}", "     ")
    yield ""
    yield from page.faint(page.row(f"{key} {word}" for key, word in KEYS.items()))


def status(session: Session, stand: Stand) -> str:
    """How far the interview has come, in a sentence or two."""
    advice = [output for output in stand.turn.now if output.kind == "recommendation"]
    firm = stand.turn.settled.intersection(advice)
    inherited = f"{len(session.inherited)} inherited, " if session.inherited else ""
    return (
        f"{len(session.given)} answered, {inherited}at most {stand.left} to go. "
        f"{count(len(advice), 'recommendation')} so far, {len(firm)} settled."
    )


def prompt(attribute: Attribute, given: Given | None) -> str:
    """What stands before the cursor."""
    if given is None:
        return f"Answer (1-{len(attribute.values)}): "
    mark = "u" if given.value == UNKNOWN else str(attribute.domain.index(given.value) + 1)
    return f"Answer (Enter keeps {mark}): "


def why(page: Page, dialogue: Dialogue, session: Session, name: str) -> Iterator[str]:
    """Why a question is asked: what the papers say, which rules hang on it, what each answer would lead to."""
    knowledge = dialogue.knowledge
    attribute = knowledge.inputs[name]
    yield ""
    yield from page.text(attribute.why)
    for finding in (knowledge.findings[each] for each in attribute.findings if each in knowledge.findings):
        yield from page.item("  ", f"{finding.id}, {knowledge.sources[finding.source].key}: {finding.locator}")
    yield ""
    rules = dialogue.hanging_on(session, name)
    yield from page.strong(page.text("Rules that hang on it" if rules else "No rule hangs on it any more"))
    for rule in rules[:FEW]:
        yield from page.item("  - ", f"{rule.title} ({rule.grade}; {', '.join(rule.cites)})")
    yield from _beyond(rules[FEW:], "rule")
    yield ""
    yield from page.strong(page.text("What each answer alone would lead to"))
    now, inherited = session.given.get(name), session.inherited.get(name)
    for value, effect in dialogue.chooser.effects(session.facts, name).items():
        label = attribute.values[value].label + (
            " (your answer)" if now and now.value == value else " (the firm's answer)" if inherited == value else ""
        )
        yield from page.item("  ", "" if effect.gained or effect.lost else "nothing yet", head=f"{label}: ")
        yield from changes(page, knowledge, effect.gained, "    + ")
        yield from changes(page, knowledge, effect.lost, "    - ")
    reach = dialogue.reach(session, name)
    if reach:
        yield from page.text(f"Together with other answers it can still change {how_many(reach)}.")


def changes(page: Page, knowledge: KnowledgeBase, outputs: OutputSet, lead: str) -> Iterator[str]:
    """Recommendations and tensions by title, caveats by number."""
    titles = titles_of(knowledge, outputs)
    for title in titles[:FEW]:
        yield from page.item(lead, title)
    if titles[FEW:]:
        yield f"{lead}and {len(titles) - FEW} more"
    if caveats := sum(output.kind == "caveat" for output in outputs):
        yield f"{lead}{count(caveats, 'caveat')}"


def titles_of(knowledge: KnowledgeBase, outputs: OutputSet) -> list[str]:
    """What recommendations and tensions are called, in the order of the knowledge base."""
    return [
        _tension(entry.id, entry.title) if isinstance(entry, Tension) else entry.title
        for output, entry in catalogue(knowledge).items()
        if output in outputs and not isinstance(entry, Caveat)
    ]


def _tension(name: str, title: str) -> str:
    return f"Tension {name}: {title.replace('-', ' ')}"


def _beyond(rest: tuple[object, ...], what: str) -> Iterator[str]:
    if rest:
        yield f"  - and {count(len(rest), f'more {what}')}"


def answers(page: Page, knowledge: KnowledgeBase, session: Session) -> Iterator[str]:
    """The answers so far, numbered, with where they came from: those of this interview, then those of the firm."""
    yield ""
    if not session.answered:
        yield "No answers yet."
    firms = session.firm.facts if session.firm else {}
    for number, name in enumerate(session.answered, 1):
        attribute = knowledge.inputs[name]
        given = session.given.get(name)
        if given is None or name in session.inherited:
            yield from page.item(
                f"{number:>4}  ", f"{attribute.values[firms[name]].label} (inherited)", head=f"{attribute.label}: "
            )
            continue
        value = "I don't know" if given.value == UNKNOWN else attribute.values[given.value].label
        origin = "" if given.source == "asked" else f" (from the {given.source})"
        if firms.get(name, given.value) != given.value:
            origin += f" (overrules the firm's: {attribute.values[firms[name]].label})"
        again = " (to be asked again)" if name in session.again else ""
        note = f" # {given.note}" if given.note else ""
        yield from page.item(f"{number:>4}  ", f"{value}{origin}{again}{note}", head=f"{attribute.label}: ")


def advice(page: Page, assessment: Assessment, stand: Stand) -> Iterator[str]:
    """The advice so far, and which of it comes whatever is answered from here on."""
    yield ""
    yield from page.strong(page.text("Advice so far" if assessment.recommendations else "No advice yet"))
    settled = stand.turn.settled
    for each in assessment.recommendations:
        firm = "settled" if Output("recommendation", each.id) in settled else "may still go"
        stands = each.horizon if each.state == "to_do" else SPOKEN[each.state]
        yield from page.item(f"{each.rank or '':>4}  ", f"{each.title} ({stands}; {firm})")
    for tension in assessment.tensions:
        firm = "settled" if Output("tension", tension.id) in settled else "may still go"
        yield from page.item("      ", f"{_tension(tension.id, tension.title)} ({firm})")
    if stand.turn.undecided:
        more = stand.turn.undecided - stand.turn.now
        yield from page.text(f"Still to come, perhaps: {how_many(more) or 'nothing more'}.")


def newly_settled(page: Page, knowledge: KnowledgeBase, before: Stand, after: Stand) -> Iterator[str]:
    """What an answer has settled."""
    titles = titles_of(knowledge, after.turn.settled - before.turn.settled)
    for title in titles[:FEW]:
        yield from page.faint(page.item("  Settled: ", title))
    if titles[FEW:]:
        yield from page.faint([f"  Settled: {len(titles) - FEW} more"])


def contradictions(page: Page, knowledge: KnowledgeBase, found: Sequence[Contradiction]) -> Iterator[str]:
    """Answers that do not fit together, by the one that is in doubt: the rules that say so, who can tell, and how to
    read on."""
    yield ""
    yield from page.strong(page.text("These answers do not fit together."))
    for doubts in dict.fromkeys(each.doubts for each in found):
        pairs = [each for each in found if each.doubts == doubts]
        for each in pairs:
            yield from page.item("- ", each.caveat.text)
            yield from page.faint(page.item("  ", f"Rule {each.rule.id}"))
        if doubts:
            labels = ", ".join(knowledge.inputs[name].label for name in doubts)
            yield from page.text(f"In doubt until it is settled: {labels}.")
        for label, texts in (
            ("Who can tell", [each.caveat.who_can_tell for each in pairs]),
            ("Until then (our own reading)", [each.caveat.until_then for each in pairs]),
        ):
            if given := [text for text in dict.fromkeys(texts) if text]:
                yield from page.text(f"{label}: {' '.join(given)}")


def inherited(knowledge: KnowledgeBase, session: Session) -> Iterator[str]:
    """Which answers the firm has given, so that they are not asked for."""
    if session.firm is None:
        return
    answers = [
        f"{knowledge.inputs[name].label}: {knowledge.inputs[name].values[value].label}"
        for name, value in session.inherited.items()
    ]
    if answers:
        yield f"Inherited from the firm, and not asked again: {'; '.join(answers)}. With l you can overrule one."
    else:
        yield "Nothing is inherited from the firm."


def since(
    knowledge: KnowledgeBase, new: tuple[str, ...], changed: tuple[str, ...], gone: tuple[str, ...]
) -> Iterator[str]:
    """What is different in the vocabulary since an interview was saved."""
    if new:
        yield f"New questions since this was saved: {', '.join(knowledge.inputs[name].label for name in new)}."
    if changed:
        names = ", ".join(knowledge.inputs[name].label for name in changed)
        yield f"Changed questions since this was saved, asked again if they still matter: {names}."
    if gone:
        yield f"Answers that there is no place for any more: {'; '.join(gone)}."


def what_unknowns_could_change(page: Page, knowledge: KnowledgeBase, assessment: Assessment) -> Iterator[str]:
    """For each unknown input how much an answer could still change, most first."""
    if not assessment.open_questions:
        return
    named = {output.id: output for output in catalogue(knowledge)}
    could_change = {each.attribute: [named[name] for name in each.could_change] for each in assessment.open_questions}
    yield ""
    yield from page.strong(page.text("What each unknown could still change"))
    for name in sorted(could_change, key=lambda name: -weight(could_change[name])):
        yield from page.item("  ", how_many(could_change[name]), head=f"{knowledge.inputs[name].label}: ")


def help_lines(page: Page) -> Iterator[str]:
    """The keys in full."""
    yield ""
    for key, text in (
        ("1-9", "the number of an answer; the beginning of its name does as well"),
        ("Enter", "keep the marked answer"),
        ("# ...", "a note on the answer, behind it: 2 # said so at the fair"),
        ("?", "why this is asked, and what each answer would lead to"),
        ("u", "I don't know; nothing is assumed then"),
        ("b", "back to the question before; its answer stays until you change it"),
        ("l", "list the answers so far, and change one"),
        ("a", "the advice so far"),
        ("s", "save now; every answer is saved anyway"),
        ("f", "finish: the rest stays unknown, and the assessment follows"),
        ("q", "save and leave without an assessment"),
    ):
        yield from page.item(f"  {key:<6} ", text)
    yield from page.text("The words why, unknown, back, list, advice, save, finish, quit and help do the same.")
