"""The inference engine: Experta, made fast and predictable for rules over a closed vocabulary."""

from advisor.engine.engine import Engine

__all__ = ["Engine"]
