"""The knowledge base from its files: the shipped directory, and a directory of the user's own laid over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.errors import Faults, Issue, KnowledgeError, Nearest, counted_only, in_order, listed, shown
from advisor.loading.conditions import parse_condition
from advisor.loading.document import Document
from advisor.loading.entries import Entry, Layer
from advisor.loading.rules import Vocabulary, shape_rule, topic_of
from advisor.loading.shaping import shape
from advisor.model.advice import Caveat, Recommendation, Step, Tension
from advisor.model.attribute import Attribute, QuestionTopic
from advisor.model.base import Model, is_slug
from advisor.model.finding import Benchmark, Finding, Source
from advisor.model.knowledge import KnowledgeBase, Override
from advisor.model.phases import Framework
from advisor.model.rule import Rule, Topic
from advisor.model.urgency import Weight


@dataclass(frozen=True)
class EntryKind:
    """What a file below ``knowledge/`` holds: the section of the knowledge base, what one entry is called, its model,
    and how its id and file complete the data."""

    section: str
    word: str
    model: type[Model]
    complete: Callable[[str, Entry], dict[str, Any]]


KINDS = {
    "topics": EntryKind("question_topics", "question topic", QuestionTopic, lambda key, _: {"id": key}),
    "vocabulary": EntryKind("attributes", "attribute", Attribute, lambda key, _: {"name": key, "kind": "input"}),
    "conclusions": EntryKind("attributes", "attribute", Attribute, lambda key, _: {"name": key, "kind": "derived"}),
    "sources": EntryKind("sources", "source", Source, lambda key, _: {"key": key}),
    "findings": EntryKind("findings", "finding", Finding, lambda key, entry: {"id": key, "source": entry.stem}),
    "benchmarks": EntryKind("benchmarks", "benchmark", Benchmark, lambda key, _: {"id": key}),
    "recommendations": EntryKind("recommendations", "recommendation", Recommendation, lambda key, _: {"id": key}),
    "tensions": EntryKind("tensions", "tension", Tension, lambda key, _: {"id": key}),
    "caveats": EntryKind("caveats", "caveat", Caveat, lambda key, _: {"id": key}),
    "urgency": EntryKind("weights", "weight", Weight, lambda key, _: {"id": key}),
    "steps": EntryKind("steps", "step", Step, lambda key, _: {"number": int(key) if key.isdigit() else key}),
}
"""By the name of the file, or of the folder of files, below ``knowledge/``."""


FRAMEWORK = ("framework", "phases")
"""What the one entry of ``phases.yaml`` is called, and its id, which is the file's name."""


class About(Model):
    """The version that the knowledge gives itself."""

    version: str


@dataclass(frozen=True)
class LoadedKnowledge:
    """A knowledge base, and its entries by kind and id, which know the place of everything in them.

    ``issues`` are the faults of the files. When there are any, ``base`` is fit for nothing but finding more of them,
    and what could not be made into a model is in ``entries`` alone; ``cut_short`` names the kinds of which a file could
    not be read to its end, so that nobody knows what else it held. ``more`` counts the faults that are not described.
    """

    base: KnowledgeBase
    entries: dict[tuple[str, str], Entry]
    issues: tuple[Issue, ...] = ()
    cut_short: frozenset[str] = frozenset()
    more: int = 0

    def issue(
        self,
        word: str,
        key: str,
        path: tuple[str | int, ...],
        what: str,
        expected: str = "",
        hint: str | Nearest = "",
        *,
        code: str,
        of_key: bool = False,
    ) -> Issue:
        """An issue at a path below the entry of that kind and id."""
        return self.entries[(word, key)].issue(path, what, expected, hint, code, of_key)


def load_knowledge(shipped: Path, overlay: Path | None = None) -> LoadedKnowledge:
    """Read the shipped knowledge and, if given, a directory laid over it.

    An entry of the overlay whose id is known replaces just the keys that it gives, so that a corrected figure needs
    nothing else; a rule whose id is known replaces the whole rule. Every fault of every file is in ``issues``; raises
    KnowledgeError only when there is no directory of knowledge to lay over.
    """
    gathered = _Gathered()
    gathered.read(Layer(shipped, "", shipped=True))
    if overlay is not None:
        layer = Layer(overlay, overlay.name or overlay.resolve().name, shipped=False)
        _check_overlay(layer, gathered.issues)
        gathered.read(layer)
    return gathered.loaded()


def _check_overlay(layer: Layer, issues: list[Issue]) -> None:
    def refuse(file: str, what: str, expected: str) -> Issue:
        return Issue(file, 0, 0, "", what, expected, code="unreadable")

    if not layer.root.is_dir():
        raise KnowledgeError([refuse(str(layer.root), "there is no such directory", "a directory of knowledge")])
    if not any((layer.root / folder).is_dir() for folder in ("rules", "knowledge")):
        raise KnowledgeError(
            [refuse(str(layer.root), "this directory holds no knowledge", "rules/ or knowledge/ in it")]
        )
    for child in sorted(layer.root.iterdir()):
        if child.suffix in (".yaml", ".yml"):
            issues.append(refuse(layer.name(child), "this file is not read", "a place in rules/ or knowledge/"))


MOST_RULES = 2_500
"""How many rules a knowledge base may have: ten times the shipped ones, and as many as are checked within seconds."""


class _Gathered:
    """The entries of every layer; what stands on top is made into models at the end."""

    def __init__(self) -> None:
        self.issues = Faults()
        self.about: Entry | None = None
        self.entries: dict[tuple[str, str], Entry] = {}
        self.kinds: dict[tuple[str, str], EntryKind] = {}
        self.overrides: list[Override] = []
        self.broken: dict[str, Document] = {}
        self.cut_short: set[str] = set()
        self.rules = 0
        self.too_many = False

    def read(self, layer: Layer) -> None:
        for path in layer.files("knowledge", self.issues):
            name = path.relative_to(layer.root / "knowledge").parts[0].partition(".")[0]
            document = layer.read(path, self.issues)
            if name in KINDS and (document is None or document.cut_off):
                self.cut_short.add(KINDS[name].word)
            if document is not None:
                self.note_broken(document)
                self.read_knowledge(layer, path, name, document)
        for path in layer.files("rules", self.issues) if not self.too_many else ():
            if (document := layer.read(path, self.issues)) is not None:
                self.note_broken(document)
                self.read_topic(layer, path, document)
                self.too_many = self.rules > MOST_RULES
                if self.too_many:
                    what = f"there are more than {MOST_RULES:,} rules up to here"
                    expected = f"at most {MOST_RULES:,} rules, the shipped ones included"
                    self.issues.append(document.issue(("rules",), what, expected, code="too-many", of_key=True))
                    break

    def note_broken(self, document: Document) -> None:
        if document.cut_off:
            self.broken[document.name] = document

    def read_knowledge(self, layer: Layer, path: Path, name: str, document: Document) -> None:
        if name == "about":
            entry = Entry(document.data, document, (), layer.label, path.stem)
            self.about = entry if self.about is None else entry.over(self.about)
        elif name == FRAMEWORK[1]:
            self.add(layer, *FRAMEWORK, Entry(document.data, document, (), layer.label, path.stem))
        elif name in KINDS:
            for key, entry in layer.entries(path, document, self.issues):
                self.add(layer, KINDS[name].word, key, entry)
                self.kinds.setdefault((KINDS[name].word, key), KINDS[name])
        else:
            known = [f"{each}.yaml" for each in ("about", FRAMEWORK[1], *KINDS)]
            self.issues.append(
                document.issue(
                    (),
                    "no file of this name is read here",
                    listed(known),
                    Nearest(f"{name}.yaml", known),
                    "unknown-file",
                )
            )

    def read_topic(self, layer: Layer, path: Path, document: Document) -> None:
        topic, rules = topic_of(layer, path, document, self.issues)
        if topic is not None:
            self.add(layer, "topic", path.stem, topic, replace=True)
        for key, entry in rules:
            self.add(layer, "rule", key, entry, replace=True)

    def add(self, layer: Layer, word: str, key: str, entry: Entry, replace: bool = False) -> None:
        below = self.entries.get((word, key))
        if below is not None and below.layer == layer.label:
            if counted_only(self.issues):
                return
            place = f"{below.document.name}:{below.document.place(below.path, of_key=True)[0]}"
            self.issues.append(
                entry.issue(
                    (),
                    f"the {word} {shown(key)} stands here a second time",
                    f"each {word} once",
                    f"it is first in {place}",
                    "duplicate-id",
                    of_key=True,
                )
            )
            return
        if not layer.shipped and word != "topic":
            change = "added" if below is None else "replaced"
            self.overrides.append(Override(kind=word, id=key, change=change, file=entry.document.name))
        self.entries[(word, key)] = entry if below is None or replace else entry.over(below)
        self.rules += word == "rule" and below is None

    def loaded(self) -> LoadedKnowledge:
        sections: dict[str, dict[str, Any]] = {kind.section: {} for kind in KINDS.values()}
        for (word, key), entry in self.entries.items():
            if (kind := self.kinds.get((word, key))) is not None:
                data = {**entry.data, **kind.complete(key, entry)}
                # A condition is held against the attributes, once they are there.
                if kind.model is Attribute:
                    data.pop("moot_if", None)
                model = shape(kind.model, data, entry.issue, self.issues)
                if model is not None:
                    sections[kind.section][key] = model
        sections["attributes"] = self.with_moot(sections["attributes"])
        topics = self.shaped_topics()
        rules = self.shaped_rules(sections["attributes"])
        framework = self.entries.get(FRAMEWORK)
        about = shape(About, self.about.data, self.about.issue, self.issues) if self.about else None
        if about is None and not self.issues:
            self.issues.append(Issue("knowledge/about.yaml", 0, 0, "", "there is no such file", "version: …"))
        parts = {
            **sections,
            "version": about.version if about else "",
            "steps": tuple(step for _, step in sorted(sections["steps"].items())),
            "topics": topics,
            "rules": dict(sorted(rules.items())),
            "framework": shape(Framework, framework.data, framework.issue, self.issues) if framework else None,
            "overrides": tuple(self.overrides),
        }
        base = KnowledgeBase.unvalidated(**{name: parts[name] for name in KnowledgeBase.model_fields})
        issues = tuple(in_order(issue for issue in self.issues if not self.is_consequence(issue, base)))
        return LoadedKnowledge(base, self.entries, issues, frozenset(self.cut_short), self.issues.more)

    def is_consequence(self, issue: Issue, base: KnowledgeBase) -> bool:
        """Whether an issue only says that something is missing whose own fault is told elsewhere."""
        name = issue.path.rpartition(".")[2]
        if issue.code == "unknown-attribute" and name not in base.attributes:
            return "attribute" in self.cut_short or ("attribute", name) in self.entries
        if issue.code == "unknown-recommendation" and "recommendation" in self.cut_short:
            return True
        document = self.broken.get(issue.file)
        return document is not None and document.is_consequence(issue)

    def with_moot(self, attributes: dict[str, Attribute]) -> dict[str, Attribute]:
        """The attributes with the conditions on which their questions are moot."""
        known = dict(attributes)
        for name in attributes:
            entry = self.entries[("attribute", name)]
            if "moot_if" in entry.data:
                at = ("moot_if",)
                condition = parse_condition(entry.data["moot_if"], attributes, entry.issue, self.issues, at)
                known[name] = attributes[name].model_copy(update={"moot_if": condition})
        return known

    def shaped_topics(self) -> dict[str, Topic]:
        shaped = {}
        for (word, key), entry in sorted(self.entries.items(), key=lambda item: item[0]):
            if word == "topic":
                data = {part: value for part, value in entry.data.items() if part != "rules"}
                topic = shape(Topic, {**data, "name": key}, entry.issue, self.issues)
                if topic is not None:
                    shaped[key] = topic
        return shaped

    def shaped_rules(self, attributes: dict[str, Attribute]) -> dict[str, Rule]:
        titles = {
            key: str(entry.data.get("title") or key)
            for (word, key), entry in self.entries.items()
            if word == "recommendation" and is_slug(key)
        }
        vocabulary = Vocabulary(attributes, titles)
        shaped = {}
        for (word, key), entry in self.entries.items():
            if word == "rule":
                rule = shape_rule(key, entry, vocabulary, self.issues)
                if rule is not None:
                    shaped[key] = rule
        return shaped
