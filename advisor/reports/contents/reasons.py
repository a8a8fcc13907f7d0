"""Why a piece of advice is there, said from the answers of the case: what they are, in clauses that stand in a
sentence, what the study says to that, and where it says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from advisor.assessment.rank_words import numeral
from advisor.model.assessment import Assessment, DetectedTension, RankedRecommendation
from advisor.model.base import GRADES, SIDES, Side
from advisor.model.knowledge import KnowledgeBase
from advisor.model.rule import Rule
from advisor.reports.words import first_sentence, joined, mid_sentence, named, sentence, valued

NAMED = 3
"""How many answers a reason names before it counts the rest."""

ENOUGH = 70
"""A remark of fewer characters says little by itself; the next sentence goes with it."""

PLACE = 48
"""How long the place of a finding may be on a page."""


class Reasons:
    """The reasons of one assessment, worded for the side that asks."""

    def __init__(self, assessment: Assessment, knowledge: KnowledgeBase):
        self.assessment, self.knowledge = assessment, knowledge
        asked = assessment.profile.facts.get(knowledge.asking or "")
        self.side: Side | None = next((side for side in SIDES if side == asked), None)
        self._tested: dict[str, Mapping[str, str]] = {each.rule: each.facts for each in assessment.firings}

    def clause(self, name: str) -> str:
        """An answer as it stands in the middle of a sentence."""
        value = self.assessment.profile.facts[name]
        found = self.knowledge.inputs.get(name)
        if found is not None and value in found.values:
            said = found.values[value]
            if (worded := said.says_to.get(self.side) if self.side else None) or (worded := said.says):
                return worded
        return f'the answer on "{named(self.knowledge, name)}" is "{valued(self.knowledge, name, value)}"'

    def clauses(self, names: Sequence[str], most: int = NAMED) -> str:
        """Several answers, the first of them in words and the rest counted."""
        said = [self.clause(name) for name in names[:most]]
        more = len(names) - most
        return joined([*said, f"{more} more answers say so"] if more > 1 else said if more < 1 else [*said, "one more"])

    def handling(self, tension: DetectedTension) -> str:
        """What to do about a tension, in short, and as the side that asks is to do it."""
        known = self.knowledge.tensions.get(tension.id)
        own = known.in_short_to.get(self.side) if known and self.side else None
        return own or (known.in_short if known else None) or first_sentence(tension.handling)

    def answers(self, piece: RankedRecommendation) -> tuple[str, ...]:
        """The answers that speak for a piece, those that only place the case only where there are no others."""
        source = piece.urgency_from
        if source is None:
            return tuple(piece.facts)
        return source.answers or source.placing

    def short(self, piece: RankedRecommendation) -> str:
        """Why a piece is there, in one clause."""
        if names := self.answers(piece):
            return self.clauses(names[:1])
        missing = [mid_sentence(named(self.knowledge, name)) for name in piece.unknown]
        return f"{missing[0]} is not known" if missing else "it holds for every case"

    def beside(self, piece: RankedRecommendation, room: int) -> str:
        """A piece with its reason beside it; where the line has no room for the clause, with the answer alone."""
        whole = f"{piece.title}: {self.short(piece)}."
        names = self.answers(piece)
        if not names:
            return f"{piece.title} (not known)." if piece.unknown else f"{piece.title}."
        value = valued(self.knowledge, names[0], self.assessment.profile.facts[names[0]])
        brief = f"{piece.title} ({mid_sentence(named(self.knowledge, names[0]))}: {mid_sentence(value)})."
        return whole if len(whole) <= room or len(brief) > room else brief

    def why(self, piece: RankedRecommendation, most: int = 99) -> str:
        """Why a piece is there: the answers, and what the study says to that. Where answers do not fit one another and
        the piece settles them, which they are, ``most`` of them in words."""
        if self.settles(piece) and (doubts := self._doubts(most)):
            return " ".join(doubts)
        names = self.answers(piece)
        source = piece.urgency_from
        told = []
        if names:
            behind = " (behind the phase)" if self._behind(names) else ""
            told.append(f"You answered that {self.clauses(names)}{behind}.")
        elif piece.unknown:
            labels = joined([mid_sentence(named(self.knowledge, name)) for name in piece.unknown[:NAMED]])
            told.append(f"Not known yet: {labels}.")
        if said := self.study(piece):
            told.append(said)
        if source is not None and source.waiting:
            waiting = len(source.waiting)
            more = "piece waits" if waiting == 1 else "pieces wait"
            told.append(f"{sentence(numeral(waiting))} other {more} for this.")
        return " ".join(told)

    def settles(self, piece: RankedRecommendation) -> bool:
        """Whether the piece is there because answers do not fit one another."""
        contradicting = {
            rule for each in self.assessment.caveats if each.kind == "contradiction" for rule in each.rules
        }
        return bool(contradicting & set(piece.rules))

    def study(self, piece: RankedRecommendation) -> str:
        """What the study says to these answers, by the rule that rests on most of them; else what the rule says."""
        rule = self._leading(piece)
        if rule is None:
            return ""
        if rule.study is None:
            return enough(rule.because)
        whose = self.source(rule.study.finding) if rule.study.finding is not None else "Our reading"
        return f"{whose}: {rule.study.says}"

    def _behind(self, names: Sequence[str]) -> bool:
        """Whether one of the answers tells where a component is that is behind the phase."""
        framework, there = self.knowledge.framework, self.assessment.next_phase
        behind = [each.component for each in there.components if each.position == "behind"] if there else []
        return framework is not None and any(framework.tellers[each] in names for each in behind)

    def place(self, piece: RankedRecommendation) -> str:
        """Where a piece comes from: the study and the place in it."""
        rule = self._leading(piece)
        cites = rule.cites if rule is not None else piece.citations
        said = rule.study.finding if rule is not None and rule.study is not None else None
        chosen = said if said in self.assessment.findings else cites[0]
        others = dict.fromkeys(self.source(name) for name in piece.citations)
        beside = [each for each in others if each != self.source(chosen)] if piece.grade == "synthesis" else []
        return f"{self.source(chosen)}, {self.locator(chosen)} [{chosen}]{''.join(f'; {each}' for each in beside)}"

    def locator(self, finding: str) -> str:
        """The first place that a finding names, as far as it goes into a line."""
        parts = self.assessment.findings[finding].locator.partition(";")[0].removeprefix("Section ").split(", ")
        while len(parts) > 1 and len(", ".join(parts)) > PLACE:
            parts.pop()
        return mid_sentence(", ".join(parts))

    def source(self, finding: str) -> str:
        """What the study is called that a finding was taken from."""
        source = self.knowledge.sources[self.assessment.findings[finding].source]
        return source.short or source.title or source.description

    def _leading(self, piece: RankedRecommendation) -> Rule | None:
        """Of the rules behind a piece the one that tests most of the answers named; of several one that rests
        on more than a single case, and the better grounded."""
        names = set(self.answers(piece))
        rules = [self.knowledge.rules[each] for each in piece.rules if each in self.knowledge.rules]

        def order(rule: Rule) -> tuple[int, bool, int]:
            tested = len(names & set(self._tested.get(rule.id, ())))
            finding = self.assessment.findings.get(rule.study.finding or "") if rule.study else None
            one_case = finding is not None and finding.support == "case"
            return tested, not one_case, -GRADES.index(rule.grade)

        return max(rules, key=order, default=None)

    def _doubts(self, most: int) -> list[str]:
        """For each answer in doubt the answers that it does not fit, and how the case is read until that is settled."""
        facts = self.assessment.profile.facts
        pairs = [each for each in self.assessment.caveats if each.kind == "contradiction"]
        told: list[str] = []
        until: list[str] = []
        groups = dict.fromkeys(each.doubts for each in pairs)
        for doubts in list(groups)[:most]:
            here = [each for each in pairs if each.doubts == doubts]
            tested = [name for each in here for rule in each.rules for name in self._tested.get(rule, ())]
            others = [name for name in dict.fromkeys(tested) if name not in doubts and name in facts]
            doubted = [name for name in doubts if name in facts]
            if doubted and others:
                head = "And that" if told else "You answered that"
                told.append(f"{head} {self.clauses(doubted)}, but also that {self.clauses(others, 4)}.")
            elif others:
                told.append(f"These do not fit one another: {self.clauses(others, 4)}.")
            until += [mid_sentence(first_sentence(each.until_then)).rstrip(".") for each in here if each.until_then][:1]
        if (more := len(groups) - most) > 0:
            told.append(f"{sentence(numeral(more))} more {'does' if more == 1 else 'do'} not fit.")
        if until:
            told.append(f"Until it is clear (own): {'; '.join(dict.fromkeys(until))}.")
        return told


def enough(text: str) -> str:
    """The first sentence of a text, and the next where both are short."""
    first = first_sentence(text)
    both = f"{first} {first_sentence(text[len(first) + 1 :])}".rstrip()
    return both if len(first) < ENOUGH and len(both) <= 2 * ENOUGH else first


def cited_by(pieces: Iterable[RankedRecommendation]) -> dict[str, int]:
    """The findings behind pieces to do, each with the rank of the first piece that cites it."""
    ranks: dict[str, int] = {}
    for piece in pieces:
        for name in piece.citations if piece.rank is not None else ():
            ranks.setdefault(name, piece.rank or 0)
    return ranks
