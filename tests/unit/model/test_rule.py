from __future__ import annotations

from advisor.model.rule import Consequence


def test_a_copy_that_says_something_else_draws_something_else() -> None:
    one = Consequence(recommend=("a",))
    assert one.drawn == {"advice.a": "open"}
    assert one.model_copy(update={"recommend": (), "in_place": ("b",)}).drawn == {"advice.b": "in_place"}
