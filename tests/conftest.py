"""What every test may use: one advisor on the shipped knowledge, and the shipped example profiles."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import is_hypothesis_test

from advisor import Advisor, KnowledgeBase
from advisor.loading import entries
from advisor.loading.document import Document
from advisor.loading.yaml_text import parse_yaml
from advisor.model.base import Model

CHECKED = 500
"""How many of each model are checked one by one."""

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def nothing_unvalidated_is_wrong() -> Iterator[None]:
    """What ``Model.unvalidated`` makes in a test run is held against what validation makes of the same values: the
    first few hundred of each model, and then every tenth, since validation is half the time of an assessment."""
    plain = vars(Model)["unvalidated"].__func__
    met: Counter[type[Model]] = Counter()

    def checked(cls: type[Model], /, **fields: Any) -> Model:
        assert tuple(fields) == tuple(cls.model_fields), f"{cls.__name__} is not made of its fields in their order"
        made: Model = plain(cls, **fields)
        met[cls] += 1
        if met[cls] <= CHECKED or met[cls] % 10 == 0:
            assert cls.model_validate(fields) == made, f"{cls.__name__} is made of values that do not fit it"
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Model, "unvalidated", classmethod(checked))
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tracing makes the long tests and the properties several times as long, and hardly a line is reached by them
    alone."""
    for item in items:
        if item.get_closest_marker("long") or is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("no_cover")


@pytest.fixture(scope="session", autouse=True)
def each_file_of_knowledge_is_parsed_once() -> Iterator[None]:
    """Hundreds of tests load the shipped files, or copies of which one is spoiled, and half of that time is parsing.

    Each gets a document of its own, since loading writes into it. The parser's own tests do not come this way.
    """
    parsed: dict[tuple[str, str], bytes] = {}

    def remembered(text: str, name: str) -> Document:
        if (text, name) not in parsed:
            parsed[text, name] = pickle.dumps(parse_yaml(text, name))
        document: Document = pickle.loads(parsed[text, name])
        return document

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "parse_yaml", remembered)
        yield


@pytest.fixture(scope="session")
def advisor() -> Advisor:
    return Advisor()


@pytest.fixture(scope="session")
def knowledge(advisor: Advisor) -> KnowledgeBase:
    return advisor.knowledge


@pytest.fixture(scope="session")
def examples() -> list[Path]:
    """The shipped example profiles, by name."""
    return sorted((ROOT / "examples").glob("*.yaml"))
