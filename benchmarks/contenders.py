"""The engines that are compared: each is built from a rule base and runs one case at a time.

A run comes to the ids of the rules that fired, and the conclusions; those that cannot tell the order give the ids
sorted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from advisor.engine import Engine
from advisor.engine.clips import to_clips
from advisor.engine.experta_shim import DepthStrategy, KnowledgeEngine, ReteMatcher
from advisor.engine.experta_shim import Rule as ExpertaRule
from advisor.engine.program import Program
from advisor.engine.strategy import TotalOrder
from advisor.model.attribute import Attribute
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.merge import MERGES
from benchmarks.rulebases import RuleBase
from benchmarks.zen_graph import key_of, to_zen

Case = Mapping[str, str]
Outcome = tuple[list[str], dict[str, str]]


class Ours:
    """The engine of this project, with the full trace that it always keeps."""

    def __init__(self, base: RuleBase, matcher: Any = "indexed"):
        self.engine = Engine(CompiledRules(base.rules, base.attributes), matcher)

    def run(self, case: Case) -> Outcome:
        trace = self.engine.run(case)
        return sorted(firing.rule for firing in trace.firings), trace.conclusions


class Stock:
    """Experta as its documentation shows it: rules on the class, facts made for each case, its own ``run``. It keeps
    only the names of the rules that fired."""

    def __init__(self, base: RuleBase, strategy: type = DepthStrategy):
        program = Program(CompiledRules(base.rules, base.attributes))
        members: dict[str, Any] = {"__matcher__": ReteMatcher, "__strategy__": strategy}
        for compiled in program.rules:
            name = compiled.__name__
            effect = _merging(program, name) if name in program.merges else _recording(base, name)
            members[name] = ExpertaRule(*compiled, salience=compiled.salience)(effect)
        self.engine = type("StockEngine", (KnowledgeEngine,), members)()
        self.known = type(next(iter(program.facts.values())))

    def run(self, case: Case) -> Outcome:
        engine = self.engine
        engine.fired, engine.proposed, engine.concluded, engine.known = set(), {}, {}, self.known
        engine.reset()
        for name, value in case.items():
            engine.declare(self.known(attribute=name, value=value))
        engine.run()
        return sorted(engine.fired), engine.concluded


def _recording(base: RuleBase, name: str) -> Any:
    concluded = base.rules[name].then.drawn

    def effect(engine: Any) -> None:
        engine.fired.add(name)
        for attribute, value in concluded.items():
            engine.proposed.setdefault(attribute, {})[name] = value

    effect.__name__ = name
    return effect


def _merging(program: Program, name: str) -> Any:
    def held(one: Attribute, values: int) -> int:
        return MERGES[one.merge or "single"].held(values)

    def effect(engine: Any) -> None:
        for attribute in program.merges[name]:
            if attribute in engine.proposed:
                one = program.attributes[attribute]
                values = sum(1 << one.domain.index(each) for each in set(engine.proposed[attribute].values()))
                (value,) = [each for place, each in enumerate(one.domain) if held(one, values) >> place & 1]
                engine.concluded[attribute] = value
                engine.declare(engine.known(attribute=attribute, value=value))

    effect.__name__ = name
    return effect


class Clips:
    """CLIPS through clipspy, on the exported program. clipspy 1.0.6 never releases a fact that Python has held, which
    ``release`` makes up for; ``quiet`` takes its error router away. Without ``read`` what fired stays inside CLIPS."""

    def __init__(self, base: RuleBase, release: bool = False, quiet: bool = False, read: bool = True):
        import clips

        self.clips, self.release, self.read = clips, release, read
        self.environment = clips.Environment()
        with TemporaryDirectory() as directory:
            path = Path(directory, "rules.clp")
            path.write_text(to_clips(CompiledRules(base.rules, base.attributes)), encoding="utf-8")
            self.environment.load(str(path))
        if quiet:
            next(one for one in self.environment.routers() if one.name == "python-error-router").delete()
        pairs = [(one.name, value) for one in base.attributes.values() for value in one.domain]
        self.symbols = {text: clips.Symbol(text) for pair in pairs for text in pair}
        self.known = self.environment.find_template("known")
        self.fired = self.environment.find_template("fired")

    def run(self, case: Case) -> Outcome | None:
        symbols, held = self.symbols, []
        self.environment.reset()
        for name, value in case.items():
            held.append(self.known.assert_fact(attribute=symbols[name], value=symbols[value]))
        self.environment.run()
        if not self.read:
            for fact in held:
                self.clips._clips.lib.ReleaseFact(fact._fact)
            return None
        fired = list(self.fired.facts())
        known = list(self.known.facts())
        rules = sorted(str(fact["rule"]) for fact in fired)
        concluded = {str(fact["attribute"]): str(fact["value"]) for fact in known[len(case) :]}
        if self.release:
            for fact in (*held, *fired, *known):
                self.clips._clips.lib.ReleaseFact(fact._fact)
        return rules, concluded


class Zen:
    """zen-engine on the same rules as decision tables; ``trace`` has it report each table's evaluation."""

    def __init__(self, base: RuleBase, trace: bool = False):
        import zen

        rules = CompiledRules(base.rules, base.attributes)
        program = Program(rules)
        self.decision = zen.ZenEngine().create_decision(json.dumps(to_zen(base.rules, program)))
        self.options: Any = {"trace": trace}
        self.derived = {one.name: key_of(one.name) for one in rules.attributes.values() if one.derived}

    def run(self, case: Case) -> Outcome:
        result = self.decision.evaluate(dict(case), self.options)["result"]
        fired = [row["rule"] for key, rows in result.items() if key[0] == "s" and key[1:].isdigit() for row in rows]
        return sorted(fired), {name: result[key] for name, key in self.derived.items() if result.get(key) is not None}


CONTENDERS: dict[str, Callable[[RuleBase], Any]] = {
    "this engine, full trace": Ours,
    "this engine, Experta's Rete": lambda base: Ours(base, "rete"),
    "stock Experta": Stock,
    "stock Experta, our strategy": lambda base: Stock(base, TotalOrder),
    "CLIPS, as usually called": Clips,
    "CLIPS, facts released": lambda base: Clips(base, release=True),
    "CLIPS, and no error router": lambda base: Clips(base, release=True, quiet=True),
    "CLIPS, and results not read": lambda base: Clips(base, release=True, quiet=True, read=False),
    "zen-engine": Zen,
    "zen-engine, traced": lambda base: Zen(base, trace=True),
}
