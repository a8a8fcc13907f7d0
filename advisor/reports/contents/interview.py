"""What the interview says. Questions, values and advice speak in the knowledge base's words."""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

from advisor.interview.autosave import Keeper, Saved
from advisor.interview.choose_question import OutputSet, Turn, weight
from advisor.interview.dialogue import Contradiction, Dialogue, Doubtful, Stand, Steadiness
from advisor.interview.reply import GROUNDS, KEYS, MAX_NOTE, Resting, TooLong, Unclear
from advisor.interview.session import Given, Session
from advisor.model.assessment import Assessment
from advisor.model.attribute import UNKNOWN, Attribute
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import KINDS, Output, catalogue
from advisor.model.profile import Answer
from advisor.model.record import Receipt
from advisor.reasoning.moot import moot
from advisor.reports.blocks import Block, Choice, Heading, Item, Paragraph, Row, Table, Unbroken
from advisor.reports.contents.advice import in_doubt
from advisor.reports.contents.wording import called
from advisor.reports.words import cited, counted, joined, mid_sentence, named, valued

FEW = 6
"""As many lines of a kind as are read; what there is beyond is counted."""

Milestone = Literal["first", "list"]
"""What can come to be settled before all is: the three things first, and what is on the list of what is to do."""

SHORT = 30
"""As many characters of a line that was not understood as are said back."""


def question(dialogue: Dialogue, session: Session, stand: Stand, resting: Resting | None = None) -> Iterator[Block]:
    """A question with its answers, the one given before marked, and the keys; ``resting`` is what the one to come
    rests on."""
    assert stand.question is not None
    attribute = dialogue.knowledge.inputs[stand.question]
    given = session.given.get(stand.question)
    topic = dialogue.knowledge.question_topics.get(attribute.topic or "")
    yield Paragraph(f"{topic.title}. {status(session, stand)}" if topic else status(session, stand), "quiet")
    yield Heading(attribute.question or attribute.label, 2)
    yield from beside_the_point(dialogue.knowledge, session, stand)
    for number, (value, each) in enumerate(attribute.values.items(), 1):
        yield Choice(str(number), each.observe, each.label, chosen=given is not None and given.value == value)
    if given and given.value == UNKNOWN:
        yield Choice("u", "I don't know", chosen=True)
    if stand.question in session.inherited:
        label = attribute.values[session.inherited[stand.question]].label
        yield Item(f"{label}. u leaves it at that; another answer overrules it.", label="Inherited from the firm")
    if given and given.note:
        yield Item(given.note, label="Your note")
    said = resting or (given.rests_on if given else None)
    if said and said != "nothing":
        yield Item(said, label="Rests on")
    yield Row(tuple(f"{key} {word}" for key, word in KEYS.items()), "quiet")


def beside_the_point(knowledge: KnowledgeBase, session: Session, stand: Stand) -> Iterator[Paragraph]:
    """That a question which is put all the same can change nothing, and why."""
    if not stand.matters:
        yield Paragraph(
            "This has no point after your other answers."
            if stand.question in moot(knowledge, session.facts)
            else "No answer to this brings or takes advice any more."
        )


def status(session: Session, stand: Stand) -> str:
    """How far the interview has come, in a sentence or two."""
    advice = [output for output in stand.turn.now if output.kind == "recommendation"]
    firm = stand.turn.settled.intersection(advice)
    inherited = f"{len(session.inherited)} inherited, " if session.inherited else ""
    return (
        f"{len(session.given)} answered, {inherited}at most {stand.left} to go. "
        f"{counted(len(advice), 'recommendation')} so far, {len(firm)} settled."
    )


def prompt(attribute: Attribute, given: Given | None) -> str:
    """What stands before the cursor."""
    if given is None:
        return f"Answer (1-{len(attribute.values)}):"
    mark = "u" if given.value == UNKNOWN else str(attribute.domain.index(given.value) + 1)
    return f"Answer (Enter keeps {mark}):"


def rests_on() -> str:
    """The prompt for what an answer rests on."""
    numbered = ", ".join(f"{number} {each}" for number, each in enumerate(GROUNDS, 1))
    return f"What does your answer rest on? {numbered} (Enter or u for none):"


def unclear(reply: Unclear, attribute: Attribute) -> Iterator[Block]:
    """Why a line is no answer, and what would be one."""
    short = reply.typed if len(reply.typed) <= SHORT else f"{reply.typed[: SHORT - 3]}..."
    numbers = f"a number from 1 to {len(attribute.values)}"
    if not short:
        yield Paragraph(f"Type {numbers}, u for unknown, or h for help.")
    elif reply.could_be:
        labels = [attribute.values[value].label for value in reply.could_be]
        yield Paragraph(f"{short!r} could be {joined(labels, 'or')}; type more of it, or a number.")
    else:
        yield Paragraph(
            f"{short!r} is none of the answers; type {numbers} or the beginning of an answer, or h for help."
        )


def note_too_long(reply: TooLong) -> str:
    """Why a line is not taken whose note is too long."""
    return f"The note has {reply.length:,} characters, and at most {MAX_NOTE} are kept; answer with a shorter one."


def why(dialogue: Dialogue, session: Session, name: str, turn: Turn | None = None) -> Iterator[Block]:
    """Why a question is asked: what the papers say, which rules hang on it, what each answer would lead to. ``turn`` is
    that of these answers, where it is known already."""
    knowledge = dialogue.knowledge
    attribute = knowledge.inputs[name]
    yield Paragraph(attribute.why)
    for finding in (knowledge.findings[each] for each in attribute.findings if each in knowledge.findings):
        yield Item(f"{knowledge.sources[finding.source].key}: {finding.locator}", finding.id, depth=1)
    rules = dialogue.hanging_on(session, name)
    yield Heading("Rules that hang on it" if rules else "No rule hangs on it any more", 2)
    for rule in rules[:FEW]:
        yield Item(f"{rule.title} ({rule.grade}; {cited(rule.cites)})")
    if rules[FEW:]:
        yield Item(f"and {counted(len(rules) - FEW, 'more rule')}")
    yield Heading("What each answer alone would lead to", 2)
    now, inherited = session.given.get(name), session.inherited.get(name)
    for value, effect in dialogue.chooser.effects(session.facts, name).items():
        label = attribute.values[value].label + (
            " (your answer)" if now and now.value == value else " (the firm's answer)" if inherited == value else ""
        )
        yield Item("" if effect.gained or effect.lost else "nothing yet", label=label)
        yield from _changes(knowledge, effect.gained, "+")
        yield from _changes(knowledge, effect.lost, "-")
    reach = dialogue.reach(session, name, turn)
    if reach:
        yield Paragraph(f"Together with other answers it can still change {how_many(reach)}.")


def _changes(knowledge: KnowledgeBase, outputs: OutputSet, sign: str) -> Iterator[Item]:
    """Recommendations and tensions by title, caveats by number."""
    titles = _titles(knowledge, outputs)
    said = titles[:FEW]
    if titles[FEW:]:
        said.append(f"and {len(titles) - FEW} more")
    if caveats := sum(output.kind == "caveat" for output in outputs):
        said.append(counted(caveats, "caveat"))
    yield from (Item(each, sign, depth=1) for each in said)


def _titles(knowledge: KnowledgeBase, outputs: OutputSet) -> list[str]:
    """What recommendations and tensions are called, in the order of the knowledge base."""
    pieces = {each.id for each in outputs if each.kind == "recommendation"}
    tensions = {each.id for each in outputs if each.kind == "tension"}
    return [
        *(entry.title for name, entry in knowledge.recommendations.items() if name in pieces),
        *(called(Output("tension", name), knowledge) for name in knowledge.tensions if name in tensions),
    ]


def how_many(changes: Iterable[Output]) -> str:
    """How many outputs of each kind: ``2 recommendations, 1 tension``."""
    kinds = [output.kind for output in changes]
    return ", ".join(counted(kinds.count(kind), kind) for kind in KINDS if kind in kinds)


def answers(knowledge: KnowledgeBase, session: Session) -> Iterator[Block]:
    """The answers so far, numbered, with where they came from: those of this interview, then those of the firm."""
    if not session.answered:
        yield Paragraph("No answers yet.")
    for number, name in enumerate(session.answered, 1):
        yield Item(said(knowledge, session, name), str(number), label=named(knowledge, name))


def said(knowledge: KnowledgeBase, session: Session, name: str) -> str:
    """An answer in words, with where it came from, what it rests on, and its note."""
    remark = session.remarks.get(name, session.given.get(name))
    return said_plainly(knowledge, session, name) + (remarked(remark) if remark else "")


def said_plainly(knowledge: KnowledgeBase, session: Session, name: str) -> str:
    """An answer in words, with where it came from alone."""
    firms = session.firm.facts if session.firm else {}
    given = session.given.get(name)
    if given is None or name in session.inherited:
        told = f"{valued(knowledge, name, firms[name])} (inherited)"
    else:
        told = "I don't know" if given.value == UNKNOWN else valued(knowledge, name, given.value)
        if given.source != "asked":
            told += f" (from the {given.source})"
        if firms.get(name, given.value) != given.value:
            told += f" (overrules the firm's: {valued(knowledge, name, firms[name])})"
        if name in session.again:
            told += " (to be asked again)"
    return told


def remarked(told: Given | Answer) -> str:
    """What an answer rests on, and its note, as they stand behind it."""
    rests_on = f" (rests on: {told.rests_on})" if told.rests_on else ""
    return f"{rests_on} # {told.note}" if told.note else rests_on


def too_early(needed: int, answered: int) -> str:
    """Why there is no rough page yet."""
    so_far = "there is 1" if answered == 1 else f"there are {answered or 'none'}"
    return f"A rough page can be looked at after {needed} answers; so far {so_far}."


def rough(answered: int, sure: Steadiness) -> Iterator[Block]:
    """What is to be known of a page that is looked at before the end."""
    yield Heading(f"A rough page, on {counted(answered, 'answer')}", 2)
    yield Paragraph(how_sure(sure))


def how_sure(sure: Steadiness) -> str:
    """How sure the three things first are while questions are open."""
    if sure.proven:
        return "The three things first can no longer change, whatever is answered to the rest."
    kept = f"{sure.first or 'none'} {'keep' if sure.first > 1 else 'keeps'} the first thing"
    both = f"{kept}, and {sure.all_first or 'none'} all three" if sure.first else kept
    return f"What stands first may still change: of {sure.ways} ways to answer the rest, drawn evenly, {both}."


def not_exact() -> Iterator[Block]:
    """That what is open is told within bounds."""
    yield Paragraph(
        "These rules hang together in too many ways to say exactly what is still open. What is called settled is "
        "settled; something that is called open may be settled as well."
    )


def reached(knowledge: KnowledgeBase, turn: Turn, new: Collection[Milestone]) -> Iterator[Block]:
    """What can no longer change, and what still can."""
    if "first" in new and turn.first:
        yield Heading(
            "The three things first can no longer change."
            if len(turn.first) > 2
            else "What is first can no longer change.",
            2,
        )
        for rank, name in enumerate(turn.first, 1):
            yield Item(knowledge.recommendations[name].title, str(rank))
    if "list" in new:
        yield Heading("Nothing can come onto the ranked list any more, or leave it.", 2)
    open_ = counted(turn.left, "question")
    places = "places further down" if turn.first_settled else "places on it"
    still = f"{places}, tensions and caveats" if turn.list_settled else "what stands behind them"
    yield Paragraph(f"At most {open_} can still change {still}.")


def quick_end(knowledge: KnowledgeBase, session: Session, left_out: Sequence[str], sure: Steadiness) -> Iterator[Block]:
    """What a quick interview left out, and how sure the page is without it."""
    yield Heading("The quick interview is over.", 2)
    yield quick_remark(knowledge, session, left_out, sure)


def quick_remark(knowledge: KnowledgeBase, session: Session, left_out: Sequence[str], sure: Steadiness) -> Paragraph:
    """What is to be known of a page that comes from a quick interview."""
    names = [mid_sentence(named(knowledge, name)) for name in left_out]
    more = [f"{len(names) - FEW} more"] if names[FEW:] else []
    asked = f"of {counted(len(session.trail), 'question')}" if session.trail else "that had nothing to ask"
    return Paragraph(
        f"From a quick interview {asked}. {how_sure(sure)} "
        f"Left out, though they could still change something: {joined(names[:FEW] + more)}."
    )


def newly_settled(knowledge: KnowledgeBase, before: OutputSet, after: OutputSet) -> Iterator[Block]:
    """What an answer has settled, of what was settled before it and after it."""
    titles = _titles(knowledge, after - before)
    more = [f"{len(titles) - FEW} more"] if titles[FEW:] else []
    for title in titles[:FEW] + more:
        yield Item(title, label="Settled", tone="quiet")


def contradictions(
    knowledge: KnowledgeBase, facts: Mapping[str, str], found: Sequence[Contradiction]
) -> Iterator[Block]:
    """Answers that do not fit together, by the one that is in doubt: the rules that say so, who can tell, and how to
    read on."""
    yield Heading("These answers do not fit together.", 2)
    for doubted in dict.fromkeys(each.doubts for each in found):
        pairs = [(each.caveat, (each.rule.id,), each.rule.cites) for each in found if each.doubts == doubted]
        yield in_doubt(doubted, pairs, facts, knowledge)


def check(knowledge: KnowledgeBase, session: Session, listed: Sequence[Doubtful]) -> Iterator[Block]:
    """The answers to look at once more before the end, each with why it is listed."""
    yield Heading("Check before the end", 2)
    for number, each in enumerate(listed, 1):
        told = session.remarks.get(each.name)
        note = f" # {told.note}" if told and told.note else ""
        answer = f"{valued(knowledge, each.name, each.value)} ({doubt(knowledge, each)}){note}"
        yield Item(answer, str(number), label=named(knowledge, each.name))


def doubt(knowledge: KnowledgeBase, listed: Doubtful) -> str:
    """Why an answer is to be looked at once more."""
    others = joined([mid_sentence(named(knowledge, name)) for name in listed.misfits])
    why = f"in doubt: it does not fit {others}" if others else "in doubt" if listed.in_doubt else ""
    return "; ".join(filter(None, (why, "only assumed" if listed.assumed else "")))


def number_wanted(most: int) -> str:
    """What may be typed where something is chosen by its number."""
    return f"Type a number from 1 to {most}, or just Enter." if most > 1 else "Type 1, or just Enter."


def ways_out(knowledge: KnowledgeBase, facts: Mapping[str, str], names: Sequence[str]) -> Iterator[Block]:
    """What can be done about answers that do not fit together."""
    yield Choice("1", "Keep them as they are")
    for number, name in enumerate(names, 2):
        yield Choice(str(number), f"Change {named(knowledge, name)}: {valued(knowledge, name, facts[name])}")


def asked_again(knowledge: KnowledgeBase, names: Sequence[str]) -> Iterator[Block]:
    """Which answers are asked for once more, now that another one has changed."""
    if names:
        labels = ", ".join(named(knowledge, name) for name in names)
        yield Paragraph(f"Asked again, since it hung on that answer: {labels}.")


def all_settled(rest: Collection[str]) -> Iterator[Block]:
    """That no question is left, or only such as change nothing."""
    yield Paragraph(f"All advice is settled. {left_unasked(rest)}" if rest else left_unasked(rest))


def left_unasked(rest: Collection[str]) -> str:
    """What the questions are that need not be asked when all advice is settled."""
    if not rest:
        return "Every question is answered."
    questions, have = counted(len(rest), "question"), "it has" if len(rest) == 1 else "they have"
    return (
        f"{questions} could still be asked: {have} no point after your other answers, or can do no more than move "
        "pieces behind the three things first."
    )


def inherited(knowledge: KnowledgeBase, session: Session) -> Iterator[Block]:
    """Which answers the firm has given, so that they are not asked for."""
    if session.firm is None:
        return
    said = [f"{named(knowledge, name)}: {valued(knowledge, name, value)}" for name, value in session.inherited.items()]
    if said:
        yield Paragraph(
            f"Inherited from the firm, and not asked again: {'; '.join(said)}. With l you can overrule one."
        )
    else:
        yield Paragraph("Nothing is inherited from the firm.")


def since(knowledge: KnowledgeBase, new: Sequence[str], changed: Sequence[str], gone: Sequence[str]) -> Iterator[Block]:
    """What is different in the vocabulary since an interview was saved."""
    if new:
        yield Paragraph(f"New questions since this was saved: {', '.join(named(knowledge, name) for name in new)}.")
    if changed:
        names = ", ".join(named(knowledge, name) for name in changed)
        yield Paragraph(f"Changed questions since this was saved, asked again if they still matter: {names}.")
    if gone:
        yield Paragraph(f"Answers that there is no place for any more: {'; '.join(gone)}.")


def what_unknowns_could_change(knowledge: KnowledgeBase, assessment: Assessment) -> Iterator[Block]:
    """For the unknown inputs that could still change most how much that is, most first; the others are counted."""
    output = {each.id: each for each in catalogue(knowledge)}
    could_change = {each.attribute: [output[name] for name in each.could_change] for each in assessment.open_questions}
    yield Heading("What each unknown could still change", 2)
    names = sorted(could_change, key=lambda name: -weight(could_change[name]))
    for name in names[:FEW]:
        yield Item(how_many(could_change[name]), label=named(knowledge, name))
    if names[FEW:]:
        yield Item(f"and {counted(len(names) - FEW, 'more question')} with less")


def keys() -> Iterator[Block]:
    """The keys in full."""
    yield Table(
        ("Type", "For"),
        (
            ("1-9", "the number of an answer; the beginning of its name does as well"),
            ("Enter", "keep the marked answer"),
            ("# ...", "a note on the answer, behind it: 2 # said so at the fair"),
            ("?", "why this is asked, and what each answer would lead to"),
            ("u", "I don't know; nothing is assumed then"),
            ("r", "what your answer rests on; also behind it: 2 r4, or 2 r assumed"),
            ("b", "back to the question before; its answer stays until you change it"),
            ("l", "list the answers so far, and change one"),
            ("a", "the page so far, after four answers, and how sure it is"),
            ("s", "save now; every answer is saved anyway"),
            ("f", "finish: the rest stays unknown, and the assessment follows"),
            ("q", "save and leave without an assessment"),
        ),
    )
    yield Paragraph("The words why, unknown, rests, back, list, page, save, finish, quit and help do the same.")


def greeting(keeper: Keeper) -> Iterator[Block]:
    """Where the answers will be, and what was left unfinished before."""
    yield Paragraph("Every answer is saved at once, readable for you alone, to")
    yield Unbroken(f"  {shown(keeper.path)}")
    for earlier in keeper.earlier():
        yield Paragraph("An earlier interview is unfinished. To take it up, leave with q and call")
        yield how_to_resume(earlier)


def saved(outcome: Saved) -> Iterator[Block]:
    """What came of saving."""
    if outcome.failure is None:
        yield Unbroken(f"Saved to {shown(outcome.path)}")
    else:
        yield Paragraph(f"NOT saved to {shown(outcome.path)}: {outcome.failure}", "warning")


def farewell(keeper: Keeper, *options: str) -> Iterator[Block]:
    """Where the answers are, and how to go on with them, with the same ``options``."""
    if keeper.written:
        yield Paragraph("The answers are saved. To take them up again:")
        yield how_to_resume(keeper.path, *options)
    else:
        yield Paragraph("No answers are saved.")


def recorded(receipt: Receipt, log: str) -> Iterator[Block]:
    """Where the assessment is recorded, and the hash by which it can be found unaltered later."""
    yield Paragraph(f"The assessment is recorded, as number {receipt.id} of the audit at")
    yield Unbroken(f"  {log}")
    yield Paragraph(receipt.hash, label="Hash")


def how_to_resume(path: Path, *options: str) -> Unbroken:
    """The call that takes up a saved interview, to be copied."""
    return Unbroken(" ".join(["  iot-advisor interview --resume", shown(path), *map(_quoted, options)]))


def shown(path: Path) -> str:
    """A path as a shell reads it, the home directory shortened, and every sign that does not print written out."""
    with suppress(ValueError, RuntimeError):
        return f"~/{_quoted(str(path.relative_to(Path.home())))}"
    return _quoted(str(path))


def _quoted(text: str) -> str:
    if text.isprintable():
        return shlex.quote(text)
    signs = (each if each.isprintable() and each not in "\\'" else _escaped(each) for each in text)
    return f"$'{''.join(signs)}'"


def _escaped(sign: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(sign))
