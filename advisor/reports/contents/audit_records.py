"""The audit's records: which there are, one of them whole, and the line that confirms a decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from advisor.audit.query import Listed
from advisor.model.names import title_of
from advisor.model.outputs import Output
from advisor.model.record import AssessmentRecord, DecisionRecord, Receipt
from advisor.reports.blocks import Block, Card, Heading, Item, Line, Paragraph, Table, Title
from advisor.reports.contents.recorded import (
    CHANNEL,
    SHOWN,
    amount,
    decision,
    minute,
    relationship,
    verdict,
)
from advisor.reports.contents.wording import caveat_title, entitled, remarks, ruled, titled_piece
from advisor.reports.lexicon import Lexicon
from advisor.reports.words import GRADE, STATE, answer_of, joined, named, sentence, valued

Recorded = Mapping[str, Any]
"""A part of an assessment as plain data: a record may be older than the models of today."""

OF_KNOWLEDGE = 8
"""How many digits of the knowledge's hash a list shows."""


def listing(records: Sequence[Listed], knowledge: Callable[[str], Lexicon]) -> Iterator[Block]:
    """A row for each record. ``knowledge`` has the words for the ids of records made with the knowledge of a hash."""
    if records:
        yield Table(
            ("Relationship", "Record", "When (UTC)", "What", "By", "Knowledge"),
            tuple(_row(each, knowledge) for each in records),
        )


def _row(record: Listed, knowledge: Callable[[str], Lexicon]) -> tuple[str, ...]:
    if record.of is None:
        what = amount(record)
    else:
        words = knowledge(record.knowledge.sha256)
        decided = "; ".join(titled_piece(each, words) for each in record.recommendations)
        what = f"decision on record {record.of}: {decided}"
    stamp = f"{record.knowledge.version} {record.knowledge.sha256[:OF_KNOWLEDGE]}"
    return relationship(record.name), str(record.id), minute(record.at), what, record.entry, stamp


def page(
    record: AssessmentRecord | DecisionRecord, digest: str, decisions: Sequence[DecisionRecord], knowledge: Lexicon
) -> Iterator[Block]:
    """One record, and the decisions on it. ``digest`` is its hash."""
    told = f"{minute(record.at)} UTC, asked for by {CHANNEL[record.entry]}"
    if isinstance(record, DecisionRecord):
        yield Title(f"Record {record.seq}: decision on record {record.of}", f"{relationship(record.name)}, {told}")
        yield Paragraph(sentence(decision(record, knowledge)))
    else:
        yield Title(f"Record {record.seq}: {relationship(record.name)}", f"Assessed {told}")
        yield from _assessed(record, decisions, knowledge)
    yield Heading("How it is kept")
    yield Item(digest, label="Hash")
    yield Item(record.previous, label="Hash of the record before")
    yield Item(f"{record.knowledge.version} ({record.knowledge.sha256[:SHOWN]})", label="Knowledge")
    if isinstance(record, AssessmentRecord):
        for overridden in record.current["knowledge"].get("overrides", ()):
            yield Item(str(overridden), label="Own knowledge")
    yield Item(record.program, label="Program")
    if isinstance(record, AssessmentRecord) and record.request_id is not None:
        yield Item(record.request_id, label="Request")
    if record.by is not None:
        yield Item(relationship(record.by), label="Who")
    if record.redaction != "none":
        yield Item("left out" if record.redaction == "omit" else "hashed", label="Names and notes")


def _assessed(record: AssessmentRecord, decisions: Sequence[DecisionRecord], knowledge: Lexicon) -> Iterator[Block]:
    document = record.current
    if record.profile.get("firm") is not None:
        yield Paragraph(relationship(record.profile["firm"].get("name")), label="Firm")
    if decisions:
        yield Heading("Decided")
    for each in decisions:
        yield Item(decision(each, knowledge))
    yield from _advice(document["recommendations"])
    if document["tensions"]:
        yield Heading("Tensions")
    for each in document["tensions"]:
        title = title_of(each["title"]) if each.get("title") else entitled(Output("tension", each["id"]), knowledge)
        yield Card("", f"{title} ({each['id']})", (Line("", each["text"]),), "warning")
    if document["caveats"]:
        yield Heading("Caveats")
    for each in document["caveats"]:
        yield Card("", f"{caveat_title(each['id'])} ({each['id']})", (Line("", each["text"]),))
    yield Heading("Answers")
    profile = document["profile"]
    for name, value in profile["facts"].items():
        yield Item(answer_of(knowledge, name, value, profile.get("inherited", ()), profile.get("overruled", {})))
        told = profile.get("answers", {}).get(name, {})
        yield from remarks(told.get("rests_on"), told.get("note"))
    if not profile["facts"]:
        yield Paragraph("None was given.")
    places = {each["rule"]: str(each["seq"]) for each in document["firings"]}
    if document["conclusions"]:
        yield Heading("Concluded")
    for each in document["conclusions"]:
        rules = [places.get(rule, rule) for rule in each["rules"]]
        by = f"; by {'rule' if len(rules) == 1 else 'rules'} {joined(rules)}" if rules else ""
        said = f"{named(knowledge, each['attribute'])}: {valued(knowledge, each['attribute'], each['value'])}"
        yield Item(f"{said} ({_graded(each)}{by})")
    if document["firings"]:
        yield Heading("Rules that fired")
    for each in document["firings"]:
        yield Item(ruled([each["rule"]], knowledge), mark=str(each["seq"]))


def _advice(pieces: Sequence[Recorded]) -> Iterator[Block]:
    """The advice by where it stands, what is to do first."""
    groups = {"to_do": "To do", **STATE}
    for state, heading in groups.items():
        there = [each for each in pieces if each["state"] == state]
        if there or state == "to_do":
            yield Heading(heading)
        if not there and state == "to_do":
            yield Paragraph("Nothing.")
        for each in there:
            mark = str(each["rank"]) if each["rank"] else ""
            lines = (Line("", f"{sentence(each['horizon'])}; {_graded(each)}.", "quiet"),)
            yield Card(mark, f"{each['title']} ({each['id']})", lines)


def _graded(each: Recorded) -> str:
    """A grade in words."""
    return next((words for grade, words in GRADE.items() if grade == each["grade"]), str(each["grade"]))


def decided(record: DecisionRecord, receipt: Receipt, knowledge: Lexicon) -> Iterator[Block]:
    """What was written down, and the hash by which it can be found unaltered later."""
    what = verdict(record, knowledge, f" of record {record.of}")
    yield Paragraph(f"Record {receipt.id}: {what}")
    yield Paragraph(receipt.hash, label="Hash")
