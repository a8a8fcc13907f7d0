"""Problem details: the pointer to each fault, and what each error becomes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import AdvisorError, AmbiguousId, Issue, ProfileError, UnknownId
from advisor.loading.document import dotted
from advisor.service.problems import KINDS, Pointers, Problem, malformed, problem_of

KEYS = st.text(st.sampled_from("ab.[]0~/"), min_size=1, max_size=4)


def resolve(data: Any, address: str) -> Any:
    """RFC 6901, read literally."""
    for token in address.split("/")[1:]:
        token = token.replace("~1", "/").replace("~0", "~")
        data = data[int(token)] if isinstance(data, list) else data[token]
    return data


@given(st.recursive(st.just(None), lambda inner: st.dictionaries(st.text("ab~/", min_size=1), inner) | st.lists(inner)))
def test_pointer_leads_back_to_every_place(data: Any) -> None:
    def places(node: Any, path: tuple[str | int, ...]) -> None:
        assert resolve(data, Pointers(data).to(dotted(path))) is node
        pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, each in pairs:
            places(each, (*path, key))

    places(data, ())


@given(KEYS)
def test_pointer_to_a_key_with_any_character(key: str) -> None:
    data = {"facts": {key: 1}}
    assert resolve(data, Pointers(data).to(dotted(("facts", key)))) == 1


@given(st.text(max_size=30), st.recursive(st.none(), lambda inner: st.dictionaries(KEYS, inner) | st.lists(inner)))
def test_pointer_never_fails(path: str, data: Any) -> None:
    assert Pointers(data).to(path) == "" or Pointers(data).to(path).startswith("/")


@pytest.mark.parametrize(
    ("error", "kind", "pointers"),
    [
        (
            ProfileError([Issue("", 0, 0, "facts.a", "wrong"), Issue("", 0, 0, "", "missing")]),
            "faulty",
            ["/facts/a", ""],
        ),
        (UnknownId("rule", "x", ["y"]), "faulty", ["/id"]),
        (AmbiguousId("rule", "x", [("y", "Y")]), "faulty", ["/id"]),
        (AdvisorError("secret"), "internal", None),
    ],
)
def test_errors_become_problems(error: AdvisorError, kind: str, pointers: list[str] | None) -> None:
    problem = problem_of(error, {"facts": {"a": 1}})
    assert problem.kind == kind
    assert (None if problem.errors is None else [each["pointer"] for each in problem.errors]) == pointers
    assert "secret" not in problem.detail


def test_a_name_of_several_things_has_a_code_of_its_own() -> None:
    for error, code in ((UnknownId("x", "y", []), "unknown-id"), (AmbiguousId("x", "y", []), "ambiguous-id")):
        (told,) = problem_of(error).errors or []
        assert told["code"] == code


def test_of_many_faults_a_hundred_are_told_and_all_are_counted() -> None:
    issues = [Issue("", 0, 0, f"facts.k{number}", "wrong") for number in range(18_000)]
    problem = problem_of(ProfileError(issues), {"facts": {}})
    assert problem.errors is not None and len(problem.errors) == 100
    assert problem.detail == "18,000 faults in the body, of which the first 100 are told"
    text = malformed([Issue("body", 1, number + 1, "", "wrong", code="syntax") for number in range(101)])
    assert text.errors is not None and [each["column"] for each in text.errors] == list(range(1, 101))
    assert text.detail == "the body cannot be read as JSON: 101 faults in the body, of which the first 100 are told"


def test_the_keys_of_a_mapping_are_gone_through_once_for_all_pointers() -> None:
    class Walked(dict[str, Any]):
        walks = 0

        def __iter__(self) -> Iterator[str]:
            type(self).walks += 1
            return super().__iter__()

    data = {"facts": Walked({f"k.{number}": 1 for number in range(1000)})}
    pointers = Pointers(data)
    assert [pointers.to(f"facts.k.{number}") for number in range(1000)] == [f"/facts/k.{n}" for n in range(1000)]
    assert Walked.walks == 1


def test_pointer_to_a_key_that_a_message_writes_otherwise() -> None:
    data = {"facts": {"a\nb": 1, "\x1b": {"x": 1}}}
    assert resolve(data, Pointers(data).to(dotted(("facts", "a\nb")))) == 1
    assert resolve(data, Pointers(data).to(dotted(("facts", "\x1b", "x")))) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_response_is_a_problem_document(kind: str) -> None:
    response = Problem(kind, "why").response("r1")
    assert response.status_code == KINDS[kind].status
    assert response.media_type == "application/problem+json"
    assert b'"request_id": "r1"' in bytes(response.body)
