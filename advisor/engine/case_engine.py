"""The inference engine: Experta's ``KnowledgeEngine`` with nothing left to do per case that can be done at load."""

from __future__ import annotations

import logging
from typing import Any as AnyValue

from advisor.engine.experta_shim import Agenda, FactList, KnowledgeEngine, watchers
from advisor.engine.experta_shim import Rule as ExpertaRule
from advisor.engine.patterns import AttributeValue
from advisor.engine.program import Program
from advisor.engine.strategy import TotalOrder
from advisor.errors import EngineError
from advisor.model.trace import Firing


class WorkingMemory(FactList):  # type: ignore[misc]
    """Experta's list of facts, with the initial fact in it from the start.

    Facts about attributes are the program's own objects, numbered and checked when it was made; any other fact takes
    Experta's way. ``known`` maps attributes to values.
    """

    def __init__(self, program: Program):
        super().__init__()
        self.last_index = len(program.facts) + 1
        self.known: dict[str, str] = {}
        self._vocabulary = program.facts
        self[0] = program.initial
        self.added.append(program.initial)

    def declare(self, fact: AnyValue) -> AnyValue:
        """Add a fact; None, as in Experta, when it is there already.

        Raises ``EngineError`` when the attribute has another value, for it holds one at a time, or no such value.
        """
        if type(fact) is not AttributeValue:
            return super().declare(fact)
        attribute, value = fact["attribute"], fact["value"]
        if attribute in self.known:
            if self.known[attribute] == value:
                return None
            raise EngineError(f"{attribute} is {self.known[attribute]} and cannot be {value} as well")
        if (attribute, value) not in self._vocabulary:
            raise EngineError(f"{value} is no value of {attribute}")
        fact = self._vocabulary[attribute, value]
        self.known[attribute] = value
        self[fact["__factid__"]] = fact
        self.added.append(fact)
        return fact

    def retract(self, idx_or_fact: AnyValue) -> int:
        """Take a fact away, given as it is or by its id."""
        number: int = super().retract(idx_or_fact)
        fact = self.removed[-1]
        if type(fact) is AttributeValue:
            del self.known[fact["attribute"]]
            del self.reference_counter[self._get_fact_id(fact)]
        return number


class CaseEngine(KnowledgeEngine):  # type: ignore[misc]
    """One engine for one thread at a time: ``reset``, ``declare``, ``run``, as with any Experta engine.

    After a run ``firings`` holds what fired, by rule id and in order, and ``proposals`` what each rule concluded.
    Rules come from the program, not from the class, and no ``DefFacts`` are used: both would be shared by all engines.
    """

    __strategy__ = TotalOrder

    def __init__(self, program: Program):
        self.program = program
        self.firings: dict[str, Firing] = {}
        self.proposals: dict[str, dict[str, str]] = {}
        super().__init__()

    def get_rules(self) -> list[ExpertaRule]:
        """The program's rules. (Experta looks for rules among the members of the class.)"""
        return list(self.program.rules)

    def get_deffacts(self) -> list[AnyValue]:
        """None: the initial fact is declared by ``reset``."""
        return []

    def reset(self) -> None:
        """Forget the last case. (Experta inspects every member of the engine each time, in search of ``DefFacts``.)"""
        self.agenda = Agenda()
        self.facts = WorkingMemory(self.program)
        self.firings = {}
        self.proposals = {}
        self.matcher.reset()
        self.running = False

    def declare(self, *facts: AnyValue) -> AnyValue:
        """Add facts. Those of the program were checked when it was made; others are checked as Experta does."""
        last = None
        for fact in facts:
            if "__factid__" not in fact:
                return super().declare(*facts)
            last = self.facts.declare(fact)
        if not self.running:
            self.strategy.update_agenda(self.agenda, *self.get_activations())
        return last

    def run(self, steps: float = float("inf")) -> None:
        """Experta's loop: match, order the agenda, fire the next rule. Lines for the log are made only when somebody
        listens, and the matcher is asked only when facts have changed."""
        self.running = True
        listening = watchers.RULES.isEnabledFor(logging.INFO)
        facts, agenda = self.facts, self.agenda
        while steps > 0 and self.running:
            if facts.added or facts.removed:
                self.strategy.update_agenda(agenda, *self.get_activations())
            activation = agenda.get_next()
            if activation is None:
                break
            steps -= 1
            if listening:
                watchers.RULES.info("FIRE %s: %s", activation.rule.__name__, ", ".join(map(str, activation.facts)))
            context = activation.context
            if context:
                context = {name: bound for name, bound in context.items() if not name.startswith("__")}
            activation.rule(self, **context)
        self.running = False
