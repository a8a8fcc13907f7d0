"""The one page that is put before a client: the situation, three things first, and the rest in a line each.

It says what this case's answers say. Everything that stands behind it is in the full report.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from advisor.assessment.rank_words import numeral
from advisor.model.assessment import (
    Assessment,
    DetectedTension,
    OpenQuestion,
    RaisedCaveat,
    RankedRecommendation,
    ShownBenchmark,
)
from advisor.model.knowledge import KnowledgeBase
from advisor.model.names import title_of
from advisor.model.next_phase import NextPhase, Taken
from advisor.model.phases import Framework
from advisor.reports.blocks import Blanks, Block, Card, Heading, Item, Line, Matrix, Paragraph, Steps, Title
from advisor.reports.contents.figures import number_with_sample
from advisor.reports.contents.next_phase import matrix, shown_here
from advisor.reports.contents.reasons import Reasons, cited_by
from advisor.reports.contents.report import own_knowledge
from advisor.reports.words import (
    GRADE_FROM,
    GRADES_SAID,
    answered,
    clean,
    counted,
    first_sentence,
    joined,
    mid_sentence,
    named,
    sentence,
    valued,
    wrapped,
)

FIRST = 3
"""How many pieces of advice are told whole."""

QUESTIONS, CLAUSES = 3, 4
"""How many open questions, and how many of the answers that say which case this is, are told."""

FEW, FEWEST_LINES, MORE_LINES, MOST_LINES = 8, 60, 3, 90
"""A page on few answers has at most the fewest lines, 80 columns wide. Each answer beyond that gives it some more, up
to the most."""


class Room(NamedTuple):
    """How many of each are told; what there is beyond is named or counted.

    ``doubts`` are answers that do not fit others, ``alike`` pieces that one thing alone brings, such as the phase;
    ``kept`` are those in place, ``asked`` what is asked of the other side, ``takes`` what the next phase takes, and
    ``assumed`` the answers that a piece rests on and that are only assumed. With none of them one is told all the same,
    but where a piece rests on no others: these the reason names."""

    caveats: int = 3
    tensions: int = 3
    doubts: int = 99
    alike: int = 99
    kept: int = 8
    waits: int = 99
    asked: int = 99
    takes: int = 99
    figures: int = 1
    assumed: int = 3


ROOMS = (
    Room(),
    Room(tensions=2, doubts=4),
    Room(tensions=2, doubts=3, alike=4, kept=6, waits=4, asked=6),
    Room(caveats=2, tensions=2, doubts=3, alike=3, kept=5, waits=3, asked=4, assumed=2),
    Room(caveats=2, tensions=1, doubts=2, alike=3, kept=4, waits=2, asked=3, assumed=1),
    Room(caveats=1, tensions=1, doubts=2, alike=2, kept=3, waits=2, asked=2, takes=4, assumed=1),
    Room(caveats=1, tensions=0, doubts=1, alike=2, kept=3, waits=1, asked=1, takes=4, figures=0, assumed=0),
)
"""From the most that a page tells to the least: it has the first that fits."""

LINE = 75
"""How many characters of a line there are for a piece of advice with its reason."""

MONTHS = 6
"""After how many months to look again, which is this project's own practice."""


def page(
    assessment: Assessment, knowledge: KnowledgeBase, day: date | None = None, more: str = "--full"
) -> Iterator[Block]:
    """The page's blocks; from ``day`` it counts when to look again. ``more`` says where the rest stands."""
    most = lines_for(len(assessment.profile.facts))
    for room in ROOMS:
        blocks = list(_Page(assessment, knowledge, day, room, more).blocks())
        if lines_of(blocks) <= most:
            break
    yield from blocks


def lines_for(answers: int) -> int:
    """How many lines a page on so many answers may have."""
    return min(FEWEST_LINES + max(answers - FEW, 0) * MORE_LINES, MOST_LINES)


def lines_of(blocks: Sequence[Block], width: int = 80) -> int:
    """About how many lines the blocks of a page take, so wide, with the blank ones between them."""

    def taken(text: str, indent: int) -> int:
        return len(wrapped(text, width - indent)) or 1

    count = 0
    for block in blocks:
        if isinstance(block, Title):
            count += taken(block.text, 0) + taken(block.below, 0) + 1
        elif isinstance(block, Heading):
            count += 1 + taken(block.text, 0)
        elif isinstance(block, Steps):
            for card in block.cards:
                count += taken(card.title, 4) + sum(taken(f"{each.label}: {each.text}", 4) for each in card.lines)
        elif isinstance(block, Matrix):
            count += 2 + len(block.rows)
        elif isinstance(block, (Item, Paragraph)):
            text = f"{block.label}: {block.text}" if block.label else block.text
            count += taken(text, 0 if isinstance(block, Paragraph) else 4 if block.mark else 2)
        else:
            count += 1
    return count


class _Page:
    def __init__(self, assessment: Assessment, knowledge: KnowledgeBase, day: date | None, room: Room, more: str):
        self.assessment, self.knowledge, self.day, self.room, self.more = assessment, knowledge, day, room, more
        self.reasons = Reasons(assessment, knowledge)
        self.to_do = [each for each in assessment.recommendations if each.rank is not None]
        self.ranks = {each.id: each.rank for each in self.to_do if each.rank is not None}
        contradictions = [each for each in assessment.caveats if each.kind == "contradiction"]
        doubted = {name for each in contradictions for name in each.doubts}
        self.doubted = [name for name in knowledge.inputs if name in doubted]

    def blocks(self) -> Iterator[Block]:
        yield from self.head()
        yield Paragraph(" ".join(self.situation()))
        yield from self.first()
        yield from self.rest()
        yield from self.next_phase()
        yield from self.before_acting()
        yield Item(self.foot(), tone="quiet")

    def head(self) -> Iterator[Block]:
        stamp = self.assessment.knowledge
        day = f", {self.day.isoformat()}" if self.day is not None else ""
        name = clean(self.assessment.profile.name or "") or "Assessment"
        yield Title(name, f"IoT and customer relationship{day}, knowledge {stamp.version} ({stamp.sha256[:12]})")
        yield from own_knowledge(stamp)

    # The situation: which case this is, what stands out, and how sure the page is.

    def situation(self) -> Iterator[str]:
        facts, inputs = self.assessment.profile.facts, self.knowledge.inputs
        if not facts:
            yield "Nothing is known of this case yet."
            return
        side = self.knowledge.asking if self.reasons.side is not None else None
        telling = [name for name in facts if name != side and name in inputs and name not in self.doubted]
        telling.sort(key=lambda name: not (inputs[name].essential or "placing" in inputs[name].marks))
        said = joined([self.reasons.clause(name) for name in telling[:CLAUSES]])
        if side is not None:
            yield f"{sentence(self.reasons.clause(side))}{'. By your answers, ' if said else ''}{said}."
        else:
            yield f"By your answers, {said or 'little is sure'}."
            yield "Your side is not given, so this speaks to the provider."
        yield from filter(None, (self.standing_out(), self.sure()))

    def standing_out(self) -> str:
        """What does not fit or is out of step; else what makes advice urgent, pulls apart, or follows."""
        if self.doubted:
            labels = joined([mid_sentence(named(self.knowledge, name)) for name in self.doubted])
            does = "answer does" if len(self.doubted) == 1 else "answers do"
            return f"{sentence(numeral(len(self.doubted)))} {does} not fit the others: {labels}."
        reasons = [each.urgency_from.reason for each in self.to_do if each.urgency_from and each.urgency_from.reason]
        told = [says for name in dict.fromkeys(reasons) if (says := self.knowledge.weights[name].says)][:1]
        told += self.out_of_step()
        if told:
            return f"What stands out: {'; '.join(told)}."
        if self.assessment.tensions:
            return f"What stands out: {mid_sentence(title_of(self.assessment.tensions[0].title))}."
        concluded = [
            f"{mid_sentence(named(self.knowledge, each.attribute))}: "
            f"{mid_sentence(valued(self.knowledge, each.attribute, each.value))}"
            for each in self.assessment.conclusions
            if each.attribute not in shown_here(self.assessment, self.knowledge)
        ]
        return f"What follows: {'; '.join(concluded[:2])}." if concluded else ""

    def out_of_step(self) -> list[str]:
        there = self.assessment.next_phase
        told = []
        for position in ("behind", "ahead"):
            here = [each.component for each in there.components if each.position == position] if there else []
            if here:
                are = "is" if here == ["governance"] else "are"
                told.append(f"{joined(here)} {are} {position}{' of' if position == 'ahead' else ''} the phase")
        return told

    def sure(self) -> str:
        """How much is known, how far the advice is the papers', and whether their samples are of such cases."""
        profile = self.assessment.profile
        told = [f"{len(profile.facts)} of {len(self.knowledge.inputs)} questions are answered"]
        if profile.assumed:
            told[0] += f", {len(profile.assumed)} of them only assumed"
        told[0] += self.from_the_firm()
        grades = [each.grade for each in self.to_do]
        counts = [(grades.count(grade), said) for grade, said in GRADES_SAID.items() if grade in grades]
        if shares := [f"{count} {one if count == 1 else more}" for count, (one, more) in counts]:
            told.append(f"of {counted(len(grades), 'piece')} of advice {', '.join(shares)}")
        if any(each.kind == "outside" for each in self.assessment.caveats):
            told.append("the case lies outside the samples (see below)")
        return f"{'; '.join(told)}."

    def from_the_firm(self) -> str:
        """Which answers are the firm's, and which this relationship gives another."""
        profile = self.assessment.profile
        if profile.firm is None:
            return ""
        called = f"the firm ({clean(profile.firm.name)})" if profile.firm.name else "the firm"
        inherited = joined([mid_sentence(named(self.knowledge, name)) for name in profile.inherited])
        other = [answered(self.knowledge, profile, name) for name in profile.overruled]
        told = f", {len(profile.inherited)} of them inherited from {called}{f': {inherited}' if inherited else ''}"
        return f"{told}{f'; {joined(other)}' if other else ''}"

    # What to do, what comes after, and what is not to do.

    def first(self) -> Iterator[Block]:
        if not self.to_do:
            yield Paragraph("No advice follows from what is known.")
            return
        yield Heading("Do first (how to do it, and the sign that it worked, are our own)")
        shown = self.to_do[:FIRST]
        yield Steps(tuple(map(self.card, shown)))
        yield Blanks("Owner and date", tuple(str(each.rank) for each in shown))

    def card(self, piece: RankedRecommendation) -> Card:
        known = self.knowledge.recommendations.get(piece.id)
        step = known.step_in_short if known else None
        sign = known.sign_in_short if known else None
        if step is None:
            told = (piece.who.function if piece.who else "", first_sentence(piece.first_step or ""))
            step = ": ".join(filter(None, told))
        lines = (
            Line("Why", self.reasons.why(piece, self.room.doubts)),
            *self.assumed(piece),
            Line("First step", f"{step} It worked if {sign or mid_sentence(piece.indicator).rstrip('.')}.".lstrip()),
            Line(GRADE_FROM[piece.grade], self.reasons.place(piece), "quiet"),
        )
        title = f"{piece.title} (for the firm)" if piece.level == "firm" else piece.title
        return Card(str(piece.rank), title, lines)

    def assumed(self, piece: RankedRecommendation) -> Iterator[Line]:
        """Which of the answers that a piece rests on are only assumed, said louder where there are no others."""
        assumed = self.assessment.profile.assumed
        names = [name for name in piece.facts if name in assumed]
        if not names:
            return
        whole = len(names) == len(piece.facts)
        if whole and not self.room.assumed:
            yield Line("", "All that it rests on is only assumed. Check it before you act.", "warning")
            return
        told = [self.reasons.clause(name) for name in names[: self.room.assumed or 1]]
        more = len(names) - len(told)
        said = joined([*told, *([counted(more, "more answer")] if more else [])])
        them = "it" if len(names) == 1 else "them"
        if whole:
            yield Line("All that it rests on is only assumed", f"{said}. Check {them} before you act.", "warning")
        else:
            yield Line("Only assumed", f"{said}. Check {them} first.")

    def rest(self) -> Iterator[Block]:
        rest = self.to_do[FIRST:]
        others = [each for each in self.assessment.recommendations if each.state != "to_do"]
        if rest or others:
            yield Heading("Then" if rest else "Not to do now")
        yield from (item for _, item in sorted(self.grouped(rest), key=lambda each: each[0]))
        if keep := self.kept([each for each in others if each.state == "in_place"]):
            yield Item(f"{_some(keep, self.room.kept)}.", label="In place by your answers; keep")
        yield from self.waiting([each for each in others if each.state == "waits"])
        theirs = [each for each in others if each.state == "theirs"]
        if theirs:
            asks = [each.ask or each.title for each in theirs]
            yield Item(_asked(asks, self.room.asked), label="The other side's part; ask for it")

    def grouped(self, pieces: Sequence[RankedRecommendation]) -> Iterator[tuple[int, Item]]:
        """Pieces in a line each, those of one reason together, and those of the firm; with the first rank of each."""
        here = [each for each in pieces if each.level != "firm"]
        for reason in dict.fromkeys(map(self.reasons.short, here)):
            alike = [each for each in here if self.reasons.short(each) == reason]
            one = alike[0]
            if len(alike) == 1 and (self.speaking(one) or not self.reasons.answers(one)):
                yield self.ranks[one.id], Item(self.reasons.beside(one, LINE), mark=str(one.rank))
            else:
                yield self.ranks[one.id], Item(self.numbered(alike), label=f"As {reason}")
        if firm := [each for each in pieces if each.level == "firm"]:
            yield self.ranks[firm[0].id], Item(self.numbered(firm), label="Once for the firm")

    def kept(self, pieces: Sequence[RankedRecommendation]) -> list[str]:
        """What is in place, once for each answer, but for answers that something to do is to change."""
        changed = [each.urgency_from for each in self.to_do if not self.reasons.settles(each)]
        moving = {name for source in changed if source is not None for name in source.answers}
        told: dict[tuple[str, ...], str] = {}
        for each in pieces:
            facts = tuple(each.state_because.facts) if each.state_because else ()
            if not moving & set(facts):
                told.setdefault(facts, mid_sentence(each.keep or each.title))
        return list(told.values())

    def numbered(self, pieces: Sequence[RankedRecommendation]) -> str:
        """Pieces with their numbers, as many as there is room for."""
        return f"{_some([f'{each.rank} {mid_sentence(each.title)}' for each in pieces], self.room.alike)}."

    def speaking(self, piece: RankedRecommendation) -> bool:
        """Whether an answer speaks for the piece, and does not only place the case."""
        return piece.urgency_from is not None and bool(piece.urgency_from.answers)

    def waiting(self, pieces: Sequence[RankedRecommendation]) -> Iterator[Block]:
        for first in dict.fromkeys(each.waits_for for each in pieces):
            here = [each for each in pieces if each.waits_for == first]
            titles = _some([mid_sentence(each.title) for each in here], self.room.waits)
            if ranks := sorted(self.ranks[name] for name in first if name in self.ranks):
                yield Item(f"{titles}.", label=f"Waits for {joined([str(each) for each in ranks])}")
            elif first:
                until = joined([f'"{self.knowledge.recommendations[name].title}"' for name in first])
                yield Item(f"{titles}; first comes {until}.", label="Waits")
            else:
                said = here[0].state_because
                because = self.reasons.clauses(tuple(said.facts)) if said else ""
                yield Item(f"{titles}, as {because}.", label="Waits")

    # Where it stands.

    def next_phase(self) -> Iterator[Block]:
        """The components through the phases, or where hardly any is known in a line; and what the next phase takes."""
        there, framework = self.assessment.next_phase, self.knowledge.framework
        if there is None or framework is None or there.phase is None:
            return
        drawn = matrix(there, framework, self.knowledge)
        told = {title_of(each.component) for each in there.components if each.here is not None}
        known = tuple(row for row in drawn.rows if row[0] in told)
        if len(known) > 1:
            yield Heading("Where the relationship stands (the comparison is our own)")
            yield drawn._replace(rows=known)
        elif known:
            (label, cells, beside), phases = known[0], drawn.columns
            stands = [beside] if beside else []
            stands += [
                f"{mid_sentence(phase)} {cell.text}" for phase, cell in zip(phases, cells, strict=True) if cell.text
            ]
            yield Item(f"{mid_sentence(label)}: {', '.join(stands)}.", label="Where it stands (our own comparison)")
        lacking = [each.component for each in there.components if each.position == "behind" or each.in_doubt]
        if there.then is not None and (there.in_doubt or lacking):
            are = "is" if lacking == ["governance"] else "are"
            said = f"{joined(lacking)} {are} not there without doubt" if lacking else "the answer on it is in doubt"
            yield Item(f"{said}. No later phase follows.", label="Whether this phase is reached is open")
        elif there.then is not None:
            _, _, what = there.then.text.partition(". ")
            yield Item(first_sentence(what or there.then.text), label="After this phase")
        elif there.next is not None:
            yield self.taken(there, there.next, framework)

    def taken(self, there: NextPhase, following: str, framework: Framework) -> Item:
        """What the next phase takes that is not there, and the advice that comes before it."""
        in_short = {need.text: need.in_short for _, need in framework.needs()}

        def said(need: Taken) -> str:
            return in_short.get(need.text) or mid_sentence(need.text)

        phased = [each for each in there.components if each.component in framework.phased]
        takes = [said(need) for each in phased for need in each.takes if not need.there]
        held = dict.fromkeys(name for each in there.components for back in each.holds_back for name in back.waits_for)
        ranks = [self.ranks[name] for name in held if name in self.ranks]
        first = f" First do {joined([str(each) for each in sorted(ranks)])}." if ranks else ""
        phase = mid_sentence(valued(self.knowledge, framework.phase, following))
        return Item(
            f"{_some(takes, self.room.takes) or 'all of it is there'}.{first}", label=f"The next phase, {phase}, takes"
        )

    # What to know before acting.

    def before_acting(self) -> Iterator[Block]:
        figure = [*self.figure()][: self.room.figures]
        told = [*self.tensions(), *self.caveats(), *figure, *self.questions()]
        if told:
            yield Heading("Before you act")
            yield from told

    def tensions(self) -> Iterator[Block]:
        found = sorted(self.assessment.tensions, key=self.urgent)
        for each in found[: self.room.tensions]:
            yield Item(self.tension(each), label="Tension")
        if found[self.room.tensions :]:
            more = "; ".join(mid_sentence(title_of(each.title)) for each in found[self.room.tensions :])
            yield Item(f"{more}.", label="More tensions" if self.room.tensions else "Tensions")

    def urgent(self, tension: DetectedTension) -> int:
        """The rank of the first piece that handles a tension; those that none handles come last."""
        return min((self.ranks[name] for name in tension.handled_by if name in self.ranks), default=len(self.ranks) + 1)

    def tension(self, tension: DetectedTension) -> str:
        known = self.knowledge.tensions.get(tension.id)
        pulls = self.pulls([each.says for each in known.pulls]) if known else ""
        handling = self.reasons.handling(tension)
        doubt = ""
        if tension.in_doubt:
            labels = joined([mid_sentence(named(self.knowledge, name)) for name in tension.in_doubt])
            doubt = f" This hangs on an answer in doubt ({labels})."
        return f"{pulls or tension.text}{doubt} So: {mid_sentence(handling)}"

    def pulls(self, sides: Sequence[str]) -> str:
        """The sides of a tension one after the other; a study that says both is named once."""
        told = sides[0] if sides else ""
        for side in sides[1:]:
            study, _, says = side.partition(": ")
            alike = says and told.startswith(f"{study}: ")
            told = f"{told.rstrip('.')}; {says}" if alike else f"{told} {side}"
        return told

    def caveats(self) -> Iterator[Block]:
        for each in sorted(filter(self.matters, self.assessment.caveats), key=self.bearing)[: self.room.caveats]:
            known = self.knowledge.caveats.get(each.id)
            yield Item((known.in_short if known else None) or first_sentence(each.text))

    def matters(self, caveat: RaisedCaveat) -> bool:
        """Whether knowing it would change what one does; answers that do not fit are told as advice."""
        inside, rank = self.bearing(caveat)
        return caveat.kind != "contradiction" and (not inside or rank <= len(self.ranks))

    def bearing(self, caveat: RaisedCaveat) -> tuple[bool, int]:
        """Those on cases that no study covered come first, then those that bear on the most urgent advice."""
        known = self.knowledge.caveats.get(caveat.id)
        ranks = [self.ranks[name] for name in known.bears_on if name in self.ranks] if known else []
        return caveat.kind != "outside", min(ranks, default=len(self.ranks) + 1)

    def figure(self) -> Iterator[Block]:
        """The published figure on the customer's own group that has most to do with the advice."""
        last, cited = len(self.ranks) + 1, cited_by(self.to_do)

        def order(each: ShownBenchmark) -> tuple[int, int]:
            kind = ("share", "count", "mean").index(each.kind)
            return min((cited[name] for name in each.citations if name in cited), default=last), kind

        given = [each for each in self.assessment.benchmarks if each.own_group and each.kind not in each.not_given]
        given = [each for each in given if not self.judged_otherwise(each)]
        if given:
            shown = min(given, key=order)
            inferred = " (inferred)" if shown.direction_inferred else ""
            said = f"{mid_sentence(shown.label)}, {mid_sentence(shown.measure)}: {number_with_sample(shown)}"
            judged = f"{shown.direction}{inferred}; judged: {mid_sentence(shown.object)}"
            yield Item(f"{said}, {judged}.", label="A figure on this customer's group")

    def judged_otherwise(self, figure: ShownBenchmark) -> bool:
        """Whether an answer says that this customer would judge something else than those that were asked."""
        known, facts = self.knowledge.benchmarks.get(figure.id), self.assessment.profile.facts
        return known is not None and any(facts.get(name) == value for name, value in known.unless.items())

    def questions(self) -> Iterator[Block]:
        """The open questions that could change most of what comes first, then of what is listed."""
        first = {each.id for each in self.to_do[:FIRST]}
        listed = {each.id for each in self.assessment.recommendations}

        def order(each: OpenQuestion) -> tuple[int, int, int]:
            changes = set(each.could_change)
            return -len(changes & first), -len(changes & listed), -len(changes)

        asked = sorted(self.assessment.open_questions, key=order)[:QUESTIONS]
        told = [self.knowledge.attributes[each.attribute] for each in asked]
        if told:
            words = [each.asks or each.question or each.label for each in told]
            yield Item(" ".join(words), label="Ask next, as it could change most")

    def foot(self) -> str:
        when = f"on {half_a_year_after(self.day).isoformat()}" if self.day is not None else "in half a year"
        return f"Look again {when} (own practice). No success is promised. More: {self.more}"


def _asked(asks: Sequence[str], most: int) -> str:
    """What is asked of the other side, each by the beginning that says what it is; who is named once."""
    told = ""
    for ask in asks[:most]:
        heart = re.split(r"[,.]", first_sentence(ask), maxsplit=1)[0]
        who = " ".join(heart.split(" ", 2)[:2])
        again = told.startswith(f"{who} ")
        told = f"{told}; {heart.removeprefix(who).strip() if again else mid_sentence(heart)}" if told else heart
    more = len(asks) - most
    return f"{told}{f'; and {more} more' if more > 0 else ''}."


def _some(told: Sequence[str], most: int) -> str:
    """The first of several, and how many more there are."""
    more = len(told) - most
    return "; ".join([*told[:most], *([f"and {more} more"] if more > 0 else [])])


def half_a_year_after(day: date) -> date:
    """The same day six months later, or the last of that month; the last day that the calendar has where it ends."""
    year, month = divmod(day.year * 12 + day.month - 1 + MONTHS, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
