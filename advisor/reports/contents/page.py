"""The one page that is put before a client: the situation, three things first, and the rest in a line each.

It says what this case's answers say. Everything that stands behind it is in the full report.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from datetime import date

from advisor.model.assessment import Assessment, DetectedTension, RaisedCaveat, RankedRecommendation, ShownBenchmark
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.blocks import Block, Card, Heading, Item, Line, Paragraph, Title
from advisor.reports.contents.evidence import by_weight
from advisor.reports.contents.figures import number_with_sample
from advisor.reports.contents.next_phase import matrix
from advisor.reports.contents.reasons import Reasons, cited_by
from advisor.reports.words import (
    GRADES_SAID,
    clean,
    counted,
    first_sentence,
    joined,
    mid_sentence,
    named,
    sentence,
    title_of,
    valued,
)

FIRST = 3
"""How many pieces of advice are told whole."""

CAVEATS, QUESTIONS, TENSIONS = 3, 3, 2
"""How many caveats, open questions and tensions are told; what there is beyond is named."""

CLAUSES = 5
"""How many answers say which case this is."""

MONTHS = 6
"""After how many months to look again, which is this project's own practice."""


def page(assessment: Assessment, knowledge: KnowledgeBase, day: date | None = None) -> Iterator[Block]:
    """The page's blocks; from ``day`` it counts when to look again."""
    yield from _Page(assessment, knowledge, day).blocks()


class _Page:
    def __init__(self, assessment: Assessment, knowledge: KnowledgeBase, day: date | None):
        self.assessment, self.knowledge, self.day = assessment, knowledge, day
        self.reasons = Reasons(assessment, knowledge)
        self.to_do = [each for each in assessment.recommendations if each.state == "to_do"]
        self.ranks = {each.id: each.rank or 0 for each in self.to_do}
        self.doubted = {name for each in assessment.caveats if each.kind == "contradiction" for name in each.doubts}

    def blocks(self) -> Iterator[Block]:
        yield from self.head()
        yield Paragraph(" ".join(self.situation()))
        yield from self.first()
        yield from self.rest()
        yield from self.next_phase()
        yield from self.tensions()
        yield from self.caveats()
        yield from self.questions()
        yield from self.figure()
        yield Paragraph(" ".join(self.foot()), "quiet")

    def head(self) -> Iterator[Block]:
        stamp = self.assessment.knowledge
        day = f", {self.day.isoformat()}" if self.day is not None else ""
        name = clean(self.assessment.profile.name or "") or "Assessment"
        yield Title(name, f"IoT and customer relationship{day}, knowledge {stamp.version} ({stamp.sha256[:12]})")
        if stamp.overrides:
            changed = counted(len(stamp.overrides), "entry", "entries")
            yield Paragraph(f"With {changed} of a directory of your own: {joined(stamp.overrides)}.", "warning")

    # The situation ----------------------------------------------------------------------------------------------------

    def situation(self) -> Iterator[str]:
        """Which case this is, what stands out, and how sure the page is."""
        facts, inputs = self.assessment.profile.facts, self.knowledge.inputs
        if not facts:
            yield "Nothing is known of this case yet."
            return
        side = next((name for name, each in inputs.items() if name in facts and facts[name] == self.reasons.side), None)
        telling = [name for name in facts if name != side and name in inputs and name not in self.doubted]
        telling.sort(key=lambda name: not (inputs[name].essential or "placing" in inputs[name].marks))
        said = [self.reasons.clause(name) for name in telling[:CLAUSES]]
        more = len(facts) - len(said) - (side is not None)
        said += [f"{counted(more, 'more answer')} {'is' if more == 1 else 'are'} used below"] if more and said else []
        if side is not None:
            yield f"{sentence(self.reasons.clause(side))}{': ' if said else ''}{joined(said)}."
        else:
            yield f"{sentence(joined(said))}. Your side is not given, so this speaks to the provider."
        yield self.standing_out()
        yield self.sure()

    def standing_out(self) -> str:
        """What does not fit or is out of step; else what the first piece is urgent for, or what follows."""
        if self.doubted:
            labels = joined(
                [mid_sentence(named(self.knowledge, name)) for name in self.knowledge.inputs if name in self.doubted]
            )
            many = "answers do" if len(self.doubted) > 1 else "answer does"
            return f"{sentence(number(len(self.doubted)))} {many} not fit the others: {labels}."
        reasons = [each.urgency_from.reason for each in self.to_do if each.urgency_from and each.urgency_from.reason]
        told = [says for name in dict.fromkeys(reasons) if (says := self.knowledge.weights[name].says)][:2]
        told += self.out_of_step()
        if told:
            return f"What stands out: {'; '.join(told)}."
        if self.assessment.tensions:
            return f"What stands out: {mid_sentence(title_of(self.assessment.tensions[0].title))}."
        concluded = [
            f"{mid_sentence(named(self.knowledge, each.attribute))}: "
            f"{mid_sentence(valued(self.knowledge, each.attribute, each.value))}"
            for each in self.assessment.conclusions
        ]
        return f"What follows: {joined(concluded[:2])}." if concluded else "Nothing in it stands out."

    def out_of_step(self) -> list[str]:
        there = self.assessment.next_phase
        told = []
        for position in ("behind", "ahead"):
            here = [each.component for each in there.components if each.position == position] if there else []
            if here:
                told.append(
                    f"{joined(here)} {'is' if here == ['governance'] else 'are'} {position} of the phase".replace(
                        "behind of", "behind"
                    )
                )
        return told

    def sure(self) -> str:
        """How much is known, whether the studies covered such a case, and how far the advice is the papers'."""
        known, asked = len(self.assessment.profile.facts), len(self.knowledge.inputs)
        told = [f"{known} of {asked} questions are answered"]
        firm = [f"{len(self.assessment.profile.inherited)} by the firm" if self.assessment.profile.inherited else ""]
        if firm[0]:
            told[0] += f", {firm[0]}"
        grades = [each.grade for each in self.to_do]
        shares = [f"{grades.count(grade)} {word}" for grade, word in GRADES_SAID.items() if grade in grades]
        if shares:
            told.append(f"of {counted(len(grades), 'piece')} to do {joined(shares)}")
        outside = [each for each in self.assessment.caveats if each.kind == "outside"]
        if outside:
            told.append("the studies did not cover such a case (see below)")
        return f"{'; '.join(told)}."

    # What to do -------------------------------------------------------------------------------------------------------

    def first(self) -> Iterator[Block]:
        if not self.to_do:
            yield Paragraph("No advice follows from what is known.")
            return
        yield Heading("Do first" if len(self.to_do) > 1 else "Do this")
        for each in self.to_do[:FIRST]:
            yield self.card(each)

    def card(self, piece: RankedRecommendation) -> Card:
        lines = [Line("Why", self.reasons.why(piece))]
        who = piece.who.function if piece.who else None
        step = first_sentence(piece.first_step) if piece.first_step else None
        if told := [text for text in (who, step) if text]:
            lines.append(Line("First step", ": ".join(told)))
        lines.append(Line("It worked if", piece.indicator))
        lines.append(Line("From", self.reasons.place(piece), "quiet"))
        return Card(str(piece.rank), self.title(piece), tuple(lines), blanks=("Owner", "By"))

    def title(self, piece: RankedRecommendation) -> str:
        return f"{piece.title} (once for the firm)" if piece.level == "firm" else piece.title

    def rest(self) -> Iterator[Block]:
        rest = self.to_do[FIRST:]
        others = [each for each in self.assessment.recommendations if each.state != "to_do"]
        if not rest and not others:
            return
        yield Heading("Then, and what is not to do now" if rest else "Not to do now")
        for each in rest:
            if each.level != "firm":
                yield Item(f"{each.title}: {self.reasons.short(each)}.", mark=str(each.rank))
        for each in rest:
            if each.level == "firm":
                yield Item(f"{each.title}: {self.reasons.short(each)}.", mark=str(each.rank), label="Once for the firm")
        keep = [mid_sentence(each.keep or each.title) for each in others if each.state == "in_place"]
        if keep:
            yield Item(f"{'; '.join(keep)}.", label="In place, as you answered; keep")
        yield from self.waiting([each for each in others if each.state == "waits"])
        theirs = [
            first_sentence(each.ask) if each.ask else f"{each.title}." for each in others if each.state == "theirs"
        ]
        if theirs:
            yield Item(" ".join(theirs), label="The other side's part; ask for it")

    def waiting(self, pieces: Sequence[RankedRecommendation]) -> Iterator[Block]:
        for first in dict.fromkeys(each.waits_for for each in pieces):
            here = "; ".join(mid_sentence(each.title) for each in pieces if each.waits_for == first)
            if first:
                until = [str(self.ranks[name]) for name in first if name in self.ranks]
                names = f"number {joined(until)}" if until else self.knowledge.recommendations[first[0]].title
                yield Item(f"{here}.", label=f"Waits for {names}")
            else:
                because = next(each.state_because for each in pieces if each.waits_for == first)
                assert because is not None
                yield Item(f"{here} (since {self.reasons.clauses(tuple(because.facts))}).", label="Waits")

    # Where it stands --------------------------------------------------------------------------------------------------

    def next_phase(self) -> Iterator[Block]:
        there, framework = self.assessment.next_phase, self.knowledge.framework
        if there is None or framework is None or there.phase is None:
            return
        yield Heading("Where the relationship stands (the comparison is our own)")
        if any(each.here is not None or each.expected is not None for each in there.components):
            yield matrix(there, framework, self.knowledge)
        if there.then is not None:
            yield Paragraph(first_sentence(there.then.text))
            return
        if there.next is None:
            return
        phased = [each for each in there.components if each.component in framework.phased]
        lacks = [mid_sentence(need.text) for each in there.components for need in each.lacks]
        takes = [mid_sentence(need.text) for each in phased for need in each.takes if not need.there]
        after = mid_sentence(valued(self.knowledge, framework.phase, there.next))
        if lacks:
            yield Item(f"{'; '.join(lacks)}.", label="This phase lacks")
        if takes:
            yield Item(f"{'; '.join(takes)}.", label=f"The next phase ({after}) takes")
        held = dict.fromkeys(name for each in there.components for back in each.holds_back for name in back.waits_for)
        if ranks := [str(self.ranks[name]) for name in held if name in self.ranks]:
            yield Item(f"{joined(ranks)} above.", label="It is held back by number")

    # What to know -----------------------------------------------------------------------------------------------------

    def tensions(self) -> Iterator[Block]:
        found = sorted(self.assessment.tensions, key=self.urgent)
        if not found:
            return
        yield Heading("Where the studies pull apart")
        for each in found[:TENSIONS]:
            yield Item(self.tension(each), label=title_of(each.title))
        if found[TENSIONS:]:
            more = "; ".join(mid_sentence(title_of(each.title)) for each in found[TENSIONS:])
            yield Item(f"{more}.", label="Also")

    def urgent(self, tension: DetectedTension) -> int:
        """The rank of the first piece that handles a tension; those that none handles come last."""
        return min((self.ranks[name] for name in tension.handled_by if name in self.ranks), default=len(self.ranks) + 1)

    def tension(self, tension: DetectedTension) -> str:
        known = self.knowledge.tensions.get(tension.id)
        pulls = [each.says for each in known.pulls] if known else []
        handling = (known.in_short if known else None) or first_sentence(tension.handling)
        doubt = ""
        if tension.in_doubt:
            labels = joined([mid_sentence(named(self.knowledge, name)) for name in tension.in_doubt])
            doubt = f" It hangs on an answer that is in doubt ({labels})."
        return f"{' '.join(pulls) or tension.text}{doubt} What to do: {mid_sentence(handling)}"

    def caveats(self) -> Iterator[Block]:
        chosen = sorted(filter(self.matters, self.assessment.caveats), key=self.bearing)[:CAVEATS]
        if not chosen:
            return
        yield Heading("Before you act")
        for each in chosen:
            known = self.knowledge.caveats.get(each.id)
            yield Item((known.in_short if known else None) or first_sentence(each.text))

    def matters(self, caveat: RaisedCaveat) -> bool:
        """Whether knowing it would change what one does, and the page does not say it elsewhere."""
        return caveat.kind == "outside" or (
            caveat.kind != "contradiction" and self.bearing(caveat)[1] <= len(self.ranks)
        )

    def bearing(self, caveat: RaisedCaveat) -> tuple[bool, int]:
        """Those on cases that no study covered come first, then those that bear on the most urgent advice."""
        known = self.knowledge.caveats.get(caveat.id)
        ranks = [self.ranks[name] for name in known.bears_on if name in self.ranks] if known else []
        return caveat.kind != "outside", min(ranks, default=len(self.ranks) + 1)

    def questions(self) -> Iterator[Block]:
        questions = by_weight(self.assessment, self.knowledge)[:QUESTIONS]
        if questions:
            yield Heading("Ask next: these answers could change most")
        for number_, each in enumerate(questions, 1):
            attribute = self.knowledge.attributes[each.attribute]
            yield Item(attribute.question or attribute.label, mark=str(number_))

    def figure(self) -> Iterator[Block]:
        """The published figure that has most to do with the advice."""
        cited = cited_by(self.to_do)
        given = [each for each in self.assessment.benchmarks if each.kind not in each.not_given]

        def order(each: ShownBenchmark) -> tuple[bool, int, int]:
            ranks = [cited[name] for name in each.citations if name in cited]
            return (
                not each.own_group,
                min(ranks, default=len(self.ranks) + 1),
                ("share", "count", "mean").index(each.kind),
            )

        if not given:
            return
        shown = min(given, key=order)
        whose = "This customer's group" if shown.own_group else "The nearest sample, not this customer's own group"
        direction = f", {shown.direction}{' (inferred)' if shown.direction_inferred else ''}"
        missing = [text for field, text in shown.not_given.items() if field not in ("sd", "scale_ends")]
        unknown = f" Not known: {'; '.join(dict.fromkeys(missing))}." if missing else ""
        yield Paragraph(
            f"{shown.label}. {shown.measure}: {number_with_sample(shown)}{direction}.{unknown}",
            label=whose,
        )

    def foot(self) -> Iterator[str]:
        when = f"on {half_a_year_after(self.day).isoformat()}" if self.day is not None else "in half a year"
        yield f"Look again {when} (our own practice), or when an answer changes."
        yield "From: said by the paper, follows from it, combined from several, or our own; how to do it is always our own."
        yield "No success is promised. Everything behind this page: --full."


def half_a_year_after(day: date) -> date:
    """The same day six months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + MONTHS, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def number(count: int) -> str:
    """A small number in words."""
    words = ("no", "one", "two", "three", "four", "five", "six")
    return words[count] if count < len(words) else str(count)
