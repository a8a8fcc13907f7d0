"""Where questions stand and when they are moot: topics that do not exist, and conditions that cannot be asked first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.errors import Issue, Nearest, shown
from advisor.loading.conditions import COMBINATORS
from advisor.loading.document import Path_
from advisor.loading.knowledge import LoadedKnowledge
from advisor.model.condition import tests
from advisor.model.knowledge import KnowledgeBase

ASKING = ("topic", "place", "moot_if")
"""What is said of questions, which a conclusion has none of."""


def question_issues(loaded: LoadedKnowledge) -> Iterator[Issue]:
    """Every fault of this sort; an attribute or value that does not exist is found on loading."""
    base = loaded.base
    topics = [key for word, key in loaded.entries if word == "question topic"]
    behind = _behind(base)
    for name, attribute in base.attributes.items():
        given = loaded.entries[("attribute", name)].data
        if attribute.derived:
            for part in ASKING:
                if part in given:
                    what = "a conclusion is not asked for"
                    yield loaded.issue(
                        "attribute", name, (part,), what, f"{part}: on an input", code="question", of_key=True
                    )
            continue
        if attribute.topic is not None and attribute.topic not in topics and "question topic" not in loaded.cut_short:
            yield loaded.issue(
                "attribute",
                name,
                ("topic",),
                f"there is no question topic {shown(attribute.topic)}",
                "a topic of topics.yaml",
                Nearest(attribute.topic, topics),
                code="unknown-topic",
            )
        for tested, value, path in _written(given.get("moot_if"), ("moot_if",)):
            what = ""
            if tested == name:
                what = "a question cannot be moot by its own answer"
            elif tested in base.derived:
                what = f"{shown(tested)} is derived, and what is asked hangs on answers alone"
            elif isinstance(value, dict) and value.get("is") in ("known", "unknown"):
                what = "whether an answer is known makes no question moot"
            if what:
                yield loaded.issue("attribute", name, path, what, "values of other inputs", code="moot", of_key=True)
        if name in _reached(name, behind):
            yield loaded.issue(
                "attribute",
                name,
                ("moot_if",),
                "whether this question is moot hangs on questions whose being moot hangs on it",
                "an order without a circle",
                code="cycle",
            )


def _written(condition: Any, path: Path_) -> Iterator[tuple[str, Any, Path_]]:
    """The tests of a condition as they are written: the attribute, what it is held against, and where."""
    if isinstance(condition, list):
        for index, part in enumerate(condition):
            yield from _written(part, (*path, index))
    elif isinstance(condition, dict):
        for key, value in condition.items():
            if key in COMBINATORS:
                yield from _written(value, (*path, key))
            else:
                yield key, value, (*path, key)


def _behind(base: KnowledgeBase) -> dict[str, set[str]]:
    """For each input the other ones that its question can be moot by."""
    return {
        name: {test.attribute for test in tests(attribute.moot_if) if test.attribute != name}
        for name, attribute in base.inputs.items()
        if attribute.moot_if is not None
    }


def _reached(name: str, behind: Mapping[str, set[str]]) -> set[str]:
    ahead, seen = [name], set[str]()
    while ahead:
        for each in behind.get(ahead.pop(), ()):
            if each not in seen:
                seen.add(each)
                ahead.append(each)
    return seen
