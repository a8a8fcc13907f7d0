"""The engine as the rest of the program sees it: facts in, trace out."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Literal

from advisor.engine.case_engine import CaseEngine
from advisor.engine.matchers import IndexedMatcher, StockMatcher
from advisor.engine.program import Program
from advisor.errors import AdvisorError, EngineError
from advisor.model.trace import Trace
from advisor.reasoning.compiled import CompiledRules

MatcherName = Literal["indexed", "rete"]


class IndexedCaseEngine(CaseEngine):
    """The case engine on this project's own matcher."""

    __matcher__ = IndexedMatcher


class ReteCaseEngine(CaseEngine):
    """The case engine on Experta's Rete network."""

    __matcher__ = StockMatcher


_ENGINES: dict[MatcherName, type[CaseEngine]] = {"indexed": IndexedCaseEngine, "rete": ReteCaseEngine}


class Engine:
    """A rule base, never changed, that any number of threads may run cases on.

    ``matcher`` chooses between the index made for these rules and Experta's Rete network; the traces are the same.
    """

    def __init__(self, rules: CompiledRules, matcher: MatcherName = "indexed"):
        self.program = Program(rules)
        self._make = _ENGINES[matcher]
        # An engine belongs to one run at a time. Idle ones wait here, at most as many as runs ever overlapped.
        self._idle: deque[CaseEngine] = deque()

    def run(self, facts: Mapping[str, str]) -> Trace:
        """What follows from the inputs, which are taken to be valid.

        Raises ``EngineError`` when they are not after all, or when rules conclude different values of an attribute
        that can hold one.
        """
        program = self.program
        declared = program.inputs(facts)
        try:
            inference = self._idle.pop()
        except IndexError:
            inference = self._make(program)
        try:
            inference.reset()
            inference.declare(*declared)
            inputs = inference.facts.known.copy()
            inference.run()
        except AdvisorError:
            raise
        except Exception as error:  # whatever a defect may raise; the engine it happened in is not used again
            raise EngineError(f"the inference failed: {error!r}") from error
        known = inference.facts.known
        trace = Trace(inputs, tuple(inference.firings.values()), program.conclusions(known))
        self._idle.append(inference)
        return trace
