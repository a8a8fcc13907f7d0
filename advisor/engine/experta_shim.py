"""Experta as it ships, imported without its side effects. The one module that imports it.

Experta 1.9.4 pins a ``frozendict`` that reads ``collections.Mapping``, a name that Python 3.10 took away, and it calls
``logging.basicConfig()``, which gives the host program's root logger a handler that nobody asked for. Both are met for
the time of the import and leave no trace.
"""

from __future__ import annotations

import collections
import collections.abc
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_importing = threading.Lock()


@contextmanager
def _old_mapping_name() -> Iterator[None]:
    """``collections.Mapping``, for as long as it takes; a host that set the name itself keeps it."""
    if hasattr(collections, "Mapping"):
        yield
        return
    collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del collections.Mapping  # type: ignore[attr-defined]


@contextmanager
def _quiet_root_logger() -> Iterator[None]:
    """``basicConfig`` leaves a root logger alone that has a handler: give it one that does nothing."""
    root = logging.getLogger()
    if root.handlers:
        yield
        return
    placeholder = logging.NullHandler()
    root.addHandler(placeholder)
    try:
        yield
    finally:
        root.removeHandler(placeholder)


with _importing, _old_mapping_name(), _quiet_root_logger():
    from experta import AND, NOT, OR, Fact, InitialFact, KnowledgeEngine, P, Rule, watchers
    from experta.abstract import Matcher, Strategy
    from experta.activation import Activation
    from experta.agenda import Agenda
    from experta.factlist import FactList
    from experta.matchers import ReteMatcher
    from experta.matchers.rete.check import FactCapture, FeatureCheck
    from experta.matchers.rete.nodes import ConflictSetNode
    from experta.strategies import DepthStrategy

__all__ = [
    "AND",
    "NOT",
    "OR",
    "Activation",
    "Agenda",
    "ConflictSetNode",
    "DepthStrategy",
    "Fact",
    "FactCapture",
    "FactList",
    "FeatureCheck",
    "InitialFact",
    "KnowledgeEngine",
    "Matcher",
    "P",
    "ReteMatcher",
    "Rule",
    "Strategy",
    "watchers",
]
