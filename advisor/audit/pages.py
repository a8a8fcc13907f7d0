"""The audit for people: records, differences and timelines as plain lines that fit the width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from advisor.audit.canonical import canonical, sha256
from advisor.audit.query import Listed
from advisor.audit.replay import Replay
from advisor.audit.timeline import Became, Due, Moment, Timeline
from advisor.audit.verify import Verification
from advisor.model.difference import (
    ChangedConclusion,
    ChangedFact,
    ChangedOutput,
    ChangedState,
    Difference,
    KnowledgeChange,
)
from advisor.model.notebook import firm_marks
from advisor.model.record import AssessmentRecord, Because, DecisionRecord
from advisor.model.states import SPOKEN, State

UNKNOWN = "unknown"


def listing(records: Iterable[Listed], width: int) -> str:
    """A line for each record."""
    lines = []
    for each in records:
        if each.of is None:
            what = f"{each.name or '(no name)'} · {_counted(each)}"
        else:
            what = f"decision on {each.of}: {' '.join(each.recommendations)}"
        lines.append(
            _cut(f"{each.id:>5}  {minute(each.at)}  {each.entry:<7}  {each.knowledge.sha256[:8]}  {what}", width)
        )
    return _text(lines)


def record_page(record: AssessmentRecord | DecisionRecord, decisions: Sequence[DecisionRecord], width: int) -> str:
    """One record, and the decisions on it."""
    lines = [
        f"Record {record.seq}: {record.kind} by {record.entry} at {record.at}, program {record.program}",
        f"hash      {sha256(canonical(record.model_dump(mode='json')))}",
        f"previous  {record.previous}",
        f"knowledge {record.knowledge.version} {record.knowledge.sha256}",
    ]
    if record.redaction != "none":
        lines.append(f"names and notes: {'left out' if record.redaction == 'omit' else 'hashed'}")
    if isinstance(record, DecisionRecord):
        return _text([*lines, "", *_fill(_decision(record), width)])
    lines += _fill(f"name      {record.name or '(none)'}", width)
    if record.profile.get("firm") is not None:
        lines += _fill(f"firm      {record.profile['firm'].get('name') or '(no name)'}", width)
    if record.request_id is not None:
        lines += _fill(f"request   {record.request_id}", width)
    document = record.current
    for overridden in document["knowledge"].get("overrides", ()):
        lines += _fill(f"own knowledge: {overridden}", width)
    lines += ["", "Facts"]
    marks = {name: f" ({mark})" for name, mark in firm_marks(document["profile"]).items()}
    lines += [
        line
        for name, value in document["profile"]["facts"].items()
        for line in _fill(f"{name} = {value}{marks.get(name, '')}", width, 2)
    ]
    lines += ["", "Conclusions"]
    for each in document["conclusions"]:
        lines += _fill(f"{each['attribute']} = {each['value']} ({each['grade']}; {', '.join(each['rules'])})", width, 2)
    lines += ["", "Advice"]
    for each in document["recommendations"]:
        mark = f"{each['rank']}." if each["rank"] else f"({SPOKEN[each['state']]})"
        lines += _fill(f"{mark} {each['id']}: {each['title']} ({each['horizon']}; {each['grade']})", width, 2)
    for heading in ("tensions", "caveats"):
        if document[heading]:
            lines += ["", heading.capitalize()]
            lines += [line for each in document[heading] for line in _fill(f"{each['id']}: {each['text']}", width, 2)]
    lines += ["", "Rules that fired"]
    lines += [line for each in document["firings"] for line in _fill(f"{each['seq']}. {each['rule']}", width, 2)]
    if decisions:
        lines += ["", "Decisions"]
        lines += [line for each in decisions for line in _fill(_decision(each), width, 2)]
    return _text(lines)


def verification_page(result: Verification, width: int) -> str:
    """What was found, fault by fault, and what was not looked at."""
    lines = [line for fault in result.faults for line in _fill(f"{fault.what}: {fault.message}", width)]
    count = f"{result.records} {'record' if result.records == 1 else 'records'}"
    if result.holds:
        lines += [f"The chain of {count} holds.", f"head {result.head}"]
    else:
        lines += [
            f"The log of {count} does not hold: {len(result.faults)} "
            f"{'fault' if len(result.faults) == 1 else 'faults'}."
        ]
    if result.known_up_to is not None:
        lines += _fill(f"The hash given is that of record {result.known_up_to}.", width)
    elif result.holds:
        lines += _fill(
            "Without --head, a log that was rewritten as a whole would not be noticed. Keep the head somewhere else.",
            width,
        )
    return _text(lines)


def replay_page(result: Replay, width: int) -> str:
    """Whether the assessment came out the same, and what differs."""
    same_knowledge = result.knowledge_then.sha256 == result.knowledge_now.sha256
    on = "the knowledge of the time" if same_knowledge else "other knowledge"
    lines = _fill(
        f"Record {result.record}, run again on {on} ({result.knowledge_now.version} "
        f"{result.knowledge_now.sha256[:12]}):",
        width,
    )
    if result.same:
        return _text([*lines, "the same, byte for byte."])
    if result.holds:
        formats = f" ({result.format_then} then, {result.format_now} now)" * (result.format_then != result.format_now)
        lines += _fill(
            f"same inference, other format{formats}: the same inputs, firings and conclusions, and the same came out.",
            width,
        )
    elif result.inference:
        lines += ["", "Inference that differs", *(line for each in result.inference for line in _fill(each, width, 2))]
    lines.append("")
    return _text(lines) + difference_page(result.difference, width)


def difference_page(found: Difference, width: int) -> str:
    """What differs, and which answers, rules and entries of the knowledge did it."""
    if found.none:
        return "nothing differs but the order of keys.\n"
    lines: list[str] = []
    if found.facts:
        lines += ["", "Facts"]
        lines += [line for each in found.facts for line in _fill(f"{each.attribute}: {_shown(each)}", width, 2)]
    if found.conclusions:
        lines += ["", "Conclusions"]
    for conclusion in found.conclusions:
        lines += [*_fill(f"{conclusion.attribute}: {_shown(conclusion)}", width, 2), *_causes(conclusion, width)]
    for how, outputs in (("gained", found.gained), ("lost", found.lost)):
        for kind in dict.fromkeys(each.kind for each in outputs):
            lines += ["", f"{kind.capitalize()}s {how}"]
            for each in outputs:
                if each.kind == kind:
                    lines += [*_fill(each.id, width, 2), *_causes(each, width)]
    if found.states:
        lines += ["", "Advice in another state"]
    for state in found.states:
        moved = f"{state.id}: {SPOKEN[state.before]} -> {SPOKEN[state.after]}"
        lines += [*_fill(moved, width, 2), *_causes(state, width)]
    told = [f"{one.id}: rank {one.before} to {one.after}" for one in found.ranked]
    told += [
        f"{one.id}: {one.grade_before}, {one.support_before} to {one.grade_after}, {one.support_after}"
        for one in found.standings
    ]
    told += [f"{one.id}: {', '.join(one.fields)}{_entries(one.knowledge, '; ')}" for one in found.otherwise]
    for heading, names in (
        ("On both sides, and otherwise", told),
        ("Rules that fired before and do not now", found.rules_before),
        ("Rules that fire now and did not before", found.rules_after),
        ("Knowledge", [f"{each.kind} {each.id} {each.how}" for each in found.knowledge]),
        ("Other parts that differ", found.elsewhere),
        ("Fields that only the first document has", found.fields_before),
        ("Fields that only the second document has", found.fields_after),
    ):
        if names:
            lines += ["", heading, *(line for name in names for line in _fill(name, width, 2))]
    return _text(lines[1:])


def _causes(changed: ChangedConclusion | ChangedOutput | ChangedState, width: int) -> list[str]:
    causes = "; or ".join(" and ".join(cause) for cause in changed.causes)
    lines = _fill(f"because of {causes}{_entries(changed.knowledge, ': ')}", width, 6) if causes else []
    return lines + (_fill(f"rules: {', '.join(changed.rules)}", width, 6) if changed.rules else [])


def _entries(changes: Iterable[KnowledgeChange], lead: str) -> str:
    said = ", ".join(f"{each.kind} {each.id} {each.how}" for each in changes)
    return f"{lead}{said}" if said else ""


def timeline_page(found: Timeline, width: int) -> str:
    """The relationship assessment by assessment, then what became of the advice."""
    lines = _fill(found.name, width)
    previous: dict[str, str | None] = {}
    for moment in found.moments:
        lines += ["", f"{minute(moment.at)}  record {moment.id}, {_counted(moment)}"]
        for name, value in moment.state.items():
            was = previous.get(name, value)
            change = f" (was {was or UNKNOWN})" if previous and was != value else ""
            lines += _fill(f"{name}: {value or UNKNOWN}{change}", width, 2)
        previous = moment.state
        for moved in moment.moved:
            lines += _fill(f"{moved.id}: moved from {SPOKEN[moved.before]} to {SPOKEN[moved.after]}", width, 2)
    for became, heading in _BECAME.items():
        advice = [each for each in found.advice if each.state == became]
        if advice:
            lines += ["", heading]
        for each in advice:
            decided = f"; {_VERDICTS[each.verdict]}{_because(each.because)}" if each.verdict is not None else ""
            reason = f": {each.reason}" if each.reason else ""
            span = f"record {each.first}" if each.first == each.last else f"records {each.first} to {each.last}"
            lines += _fill(f"{each.id} ({span}{decided}{reason})", width, 2)
    return _text(lines)


def due_page(found: Sequence[Due], width: int) -> str:
    """A line for each relationship that is due."""
    return _text(
        _cut(f"{each.days:>5} days  {minute(each.at)}  record {each.id:<5}  {each.name}", width) for each in found
    )


_BECAME: dict[Became, str] = {
    "open": "Open",
    "rejected": "Advised, and rejected",
    "waits": "Waiting",
    "theirs": "The other side's",
    "in_place": "In place",
    "done": "Done: accepted, and no longer listed",
    "passed": "No longer listed",
}
_VERDICTS = {"accept": "accepted", "reject": "rejected", "defer": "deferred"}


def _counted(assessed: Listed | Moment) -> str:
    """How much advice is to do, and what else is listed."""
    count = len(assessed.recommendations)
    others: dict[State, tuple[str, ...]] = {
        "waits": assessed.waits,
        "theirs": assessed.theirs,
        "in_place": assessed.in_place,
    }
    told = [f"{len(pieces)} {SPOKEN[state]}" for state, pieces in others.items() if pieces]
    return ", ".join([f"{count} {'piece' if count == 1 else 'pieces'} of advice", *told])


def minute(at: str) -> str:
    """A record's time to the minute, still UTC."""
    return at[:16].replace("T", " ")


def _decision(record: DecisionRecord) -> str:
    reason = f": {record.reason}" if record.reason else ""
    decided = f"{_VERDICTS[record.verdict]} {record.recommendation} of record {record.of}{_because(record.because)}"
    return f"{minute(record.at)} {decided}{reason}"


def _because(code: Because | None) -> str:
    return f" ({code})" if code is not None else ""


def _shown(change: ChangedFact | ChangedConclusion) -> str:
    return f"{change.before or UNKNOWN} -> {change.after or UNKNOWN}"


def _fill(text: str, width: int, indent: int = 0) -> list[str]:
    lead = " " * indent
    return textwrap.wrap(
        _printable(text), max(width, 20), initial_indent=lead, subsequent_indent=f"{lead}  ", break_on_hyphens=False
    )


def _cut(line: str, width: int) -> str:
    line = _printable(line)
    return line if len(line) <= width else line[: max(width - 3, 1)] + "..."


def _printable(text: str) -> str:
    """Names come from files and requests: nothing in them may steer the terminal."""
    return "".join(
        each if each.isprintable() else " " if each.isspace() else "\N{REPLACEMENT CHARACTER}" for each in text
    )


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
