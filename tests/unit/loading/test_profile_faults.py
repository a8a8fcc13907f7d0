"""Every fault of a profile, at its line and column, with what was expected, and all of them at once."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from advisor import KnowledgeBase
from advisor.errors import Issue, ProfileError
from advisor.loading.bounds import DEEPEST
from advisor.loading.document import MAX_BYTES
from advisor.loading.profile import profile_from_data, profile_from_text, read_profile


def faults(text: str, knowledge: KnowledgeBase, name: str = "case.yaml") -> tuple[Issue, ...]:
    with pytest.raises(ProfileError) as caught:
        profile_from_text(text, name, knowledge)
    return caught.value.issues


def file_faults(raw: bytes, knowledge: KnowledgeBase, path: Path) -> list[str]:
    path.write_bytes(raw)
    with pytest.raises(ProfileError) as caught:
        read_profile(path, knowledge)
    return [str(issue).replace(str(path), path.name) for issue in caught.value.issues]


ONE_FAULT = {
    "unknown attribute": (
        "facts:\n  sales_chanel: direct\n",
        "case.yaml:2:3: facts.sales_chanel: there is no attribute 'sales_chanel'; "
        "expected an attribute of the vocabulary; did you mean 'sales_channel'?",
    ),
    "conclusion given as a fact": (
        "facts:\n  data_trust: low\n  distrust_risk: lower\n",
        "case.yaml:3:3: facts.distrust_risk: distrust_risk is concluded from other facts and cannot be given; "
        "expected an attribute that is asked for",
    ),
    "value not in the list": (
        "facts:\n  sales_channel: wholesale\n",
        "case.yaml:2:18: facts.sales_channel: 'wholesale' is no value of sales_channel; "
        "expected direct, wholesaler, internet, consulting_engineer, unknown; did you mean 'wholesaler'?",
    ),
    "spelling of another case": (
        "facts:\n  data_trust: High\n",
        "case.yaml:2:15: facts.data_trust: 'High' is no value of data_trust; "
        "expected low, medium, high, unknown; did you mean 'high'?",
    ),
    "number": (
        "facts: {data_trust: 3}\n",
        "case.yaml:1:21: facts.data_trust: a number stands here; expected low, medium, high, unknown",
    ),
    "boolean where there is no yes": (
        "facts: {data_trust: true}\n",
        "case.yaml:1:21: facts.data_trust: a boolean stands here; expected low, medium, high, unknown",
    ),
    "list": (
        "facts: {data_trust: [low, high]}\n",
        "case.yaml:1:21: facts.data_trust: a list stands here; expected low, medium, high, unknown",
    ),
    "nothing": (
        "facts:\n  data_trust:\n",
        "case.yaml:2:14: facts.data_trust: empty stands here; expected low, medium, high, unknown",
    ),
    "facts are a list": (
        "name: x\nfacts: [low]\n",
        "case.yaml:2:8: facts: facts are a list; expected a mapping of attributes to values",
    ),
    "facts are empty": (
        "facts:\nname: x\n",
        "case.yaml:1:7: facts: facts are empty; expected a mapping of attributes to values",
    ),
    "no facts": ("name: x\n", "case.yaml:1:1: the key 'facts' is missing; expected facts: with one answer a line"),
    "a list": (
        "- facts\n",
        "case.yaml:1:1: a profile is a mapping, and this is a list; expected facts: with one answer",
    ),
    "a word": ("facts\n", "case.yaml:1:1: a profile is a mapping, and this is text; expected facts: with one answer"),
    "only a comment": ("# facts\n", "case.yaml:1:1: a profile is a mapping, and this is empty; expected facts: with"),
    "unknown key": (
        "facts: {}\nnmae: x\n",
        "case.yaml:2:1: nmae: unknown key 'nmae'; expected format, name, facts, notes, answers, knowledge; "
        "did you mean 'name'?",
    ),
    "fact outside of facts": (
        "facts: {}\ndata_trust: low\n",
        "case.yaml:2:1: data_trust: unknown key 'data_trust'; expected format, name, facts, notes, answers, knowledge; "
        "put it below facts:",
    ),
    "name is a number": (
        "facts: {}\nname: 7\n",
        "case.yaml:2:7: name: name is a number; expected text; put it in quot",
    ),
    "a later format": (
        "format: 2\nfacts: {}\n",
        "case.yaml:1:9: format: format 2 is not read by this version; expected 1",
    ),
    "format true": ("format: true\nfacts: {}\n", "case.yaml:1:9: format: format True is not read by this version"),
    "answer of an unknown attribute": (
        "facts: {}\nanswers:\n  data_thrust: {source: file}\n",
        "case.yaml:3:3: answers.data_thrust: there is no attribute 'data_thrust'; "
        "expected an attribute of the vocabulary; did you mean 'data_trust'?",
    ),
    "answer of an unknown origin": (
        "facts: {}\nanswers:\n  data_trust: {source: guessed}\n",
        "case.yaml:3:24: answers.data_trust.source: 'guessed' is no value here; expected asked, file, command line",
    ),
    "answer with an unknown key": (
        "facts: {}\nanswers:\n  data_trust: {source: file, nose: x}\n",
        "case.yaml:3:30: answers.data_trust.nose: unknown key 'nose'; expected source, note, question, "
        "rests_on; did you mean 'note'?",
    ),
    "answer from nowhere": (
        "facts: {}\nanswers:\n  data_trust: {source: web}\n",
        "case.yaml:3:24: answers.data_trust.source: 'web' is no value here; expected asked, file, command line",
    ),
    "answer that rests on what there is no word for": (
        "facts: {}\nanswers:\n  data_trust: {note: x, rests_on: assume}\n",
        "case.yaml:3:35: answers.data_trust.rests_on: 'assume' is no value here; "
        "expected documented, observed, said, assumed; did you mean 'assumed'?",
    ),
    "answer is a word": (
        "facts: {}\nanswers: {data_trust: file}\n",
        "case.yaml:2:23: answers.data_trust: text stands here;",
    ),
    "answers are a list": (
        "facts: {}\nanswers: []\n",
        "case.yaml:2:10: answers: answers are a list; expected a mapping",
    ),
    "stamp without hash": (
        "facts: {}\nknowledge: {version: '1'}\n",
        "case.yaml:2:12: knowledge: the key 'sha256' is missing",
    ),
    "duplicate key": (
        "facts:\n  data_trust: low\n  data_trust: high\n",
        "case.yaml:3:3: the key 'data_trust' stands here a second time (first at 2:3); expected each key once",
    ),
    "tag that builds an object": (
        "name: !!python/object/apply:os.getcwd []\nfacts: {}\n",
        "case.yaml:1:7: the tag tag:yaml.org,2002:python/object/apply:os.getcwd is not read; expected plain mappings",
    ),
    "tag of one's own": (
        "facts: {data_trust: !mine low}\n",
        "case.yaml:1:21: the tag !mine is not read; expected plain",
    ),
    "tag with a line end": ("facts: !a%0Ab {}\n", "case.yaml:1:8: the tag !a\\nb is not read"),
    "key with a line end": ('"a\\nb": 1\nfacts: {}\n', "case.yaml:1:1: a\\nb: unknown key 'a\\nb'; expected format"),
    "plain tag": ("facts: !!map {}\n", "case.yaml:1:8: the tag tag:yaml.org,2002:map is not read; expected plain"),
    "alias": (
        "name: &n x\nnotes: *n\nfacts: {}\n",
        "case.yaml:2:8: the alias *n is not read; expected the value itself, written out",
    ),
    "merge key": (
        "facts:\n  <<: {data_trust: low}\n",
        "case.yaml:2:3: merge keys (<<) are not read; expected the keys themselves, written out",
    ),
    "key that is a list": ("? [a]\n: b\n", "case.yaml:1:3: a mapping or list cannot be a key; expected a plain word"),
    "second document": (
        "facts: {}\n---\nfacts: {}\n",
        "case.yaml:2:1: a second document starts here; expected one document a file",
    ),
    "tab": (
        "facts:\n  data_trust: low\n\tsales_channel: direct\n",
        "case.yaml:3:1: not YAML: found a tab character that violates indentation; indent with spaces, not tabs",
    ),
    "colon in a text": (
        "facts: {}\nname: Telecom: the second case\n",
        "case.yaml:2:14: not YAML: mapping values are not allowed in this context; "
        "put a text that holds a colon in quotes",
    ),
    "unclosed brace": ("facts: {data_trust: low\n", "case.yaml:2:1: not YAML: did not find expected ',' or '}'"),
    "control character": (
        "facts: {}\nname: 'é\x07'\n",
        "case.yaml:2:9: not YAML: the character '\\x07' cannot stand in a text",
    ),
    "half a surrogate pair": (
        "facts: {}\nname: 'é\ud800'\n",
        "case.yaml:2:9: not YAML: the character '\\ud800' cannot stand in a text",
    ),
    "too deep": (
        "facts: " + "[" * DEEPEST + "]" * DEEPEST,
        f"case.yaml:1:{7 + DEEPEST}: nested deeper than {DEEPEST} levels; expected a flatter document",
    ),
}


@pytest.mark.parametrize("kind", ONE_FAULT)
def test_one_fault_is_one_message(kind: str, knowledge: KnowledgeBase) -> None:
    text, expected = ONE_FAULT[kind]
    (issue,) = faults(text, knowledge)
    assert str(issue).startswith(expected)


def test_all_faults_come_at_once_in_the_order_of_the_file(knowledge: KnowledgeBase) -> None:
    text = (
        "facts:\n"
        "  sales_channel: wholesale\n"
        "  data_trust: 3\n"
        "  data_trust: low\n"
        "  trust: low\n"
        "notes: [a]\n"
        "facts:\n"
        "  platform_model: modern\n"
        "nmae: x\n"
    )
    places = [(issue.line, issue.column) for issue in faults(text, knowledge)]
    assert places == [(2, 18), (3, 15), (4, 3), (5, 3), (6, 8), (7, 1), (9, 1)]


def test_what_was_read_before_the_text_breaks_off_is_checked(knowledge: KnowledgeBase) -> None:
    issues = faults("facts:\n  data_trust: lo\n  sales_channel: *a\n  shared_iot_vision: maybe\n", knowledge)
    assert [(issue.line, issue.column, issue.code) for issue in issues] == [(2, 15, "unknown-value"), (3, 18, "syntax")]


def test_what_a_broken_text_may_still_hold_is_not_called_missing(knowledge: KnowledgeBase) -> None:
    (issue,) = faults("name: *a\nfacts: {}\n", knowledge)
    assert (issue.line, issue.column, issue.code) == (1, 7, "syntax")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_do_not_shift_places(
    end: str, mark: str, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    text = mark + end.join(["name: Größe äöü", "facts:", "  ünknöwn: 1", "  data_trust: lo", ""])
    (unknown, value) = file_faults(text.encode(), knowledge, tmp_path / "case.yaml")
    assert unknown.startswith("case.yaml:3:3: facts.ünknöwn: there is no attribute 'ünknöwn'")
    assert value.startswith("case.yaml:4:15: ")


def test_columns_count_characters_and_not_bytes(knowledge: KnowledgeBase) -> None:
    assert [issue.column for issue in faults("facts: {äöü: 1, 😀: 2, data_trust: lo}", knowledge)] == [9, 17, 35]
    json_text = '{"facts": {"äöü": 1, "😀": 2, "data_trust": "lo"}}'
    assert [issue.column for issue in faults(json_text, knowledge, "case.json")] == [12, 22, 44]


@pytest.mark.parametrize("name", ["case.yaml", "case.json", "case"])
@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", ":1:1: the file is empty; expected a mapping"),
        (b" \n\n\t ", ":1:1: the file is empty; expected a mapping"),
        (b"\xef\xbb\xbf", ":1:1: the file is empty; expected a mapping"),
        (b'{"facts":\n {"\xc3\xa4\xff": 1}}', ":2:5: byte 0xff is not UTF-8; expected a text file in UTF-8"),
        ("facts: {}".encode("utf-16"), ":1:1: byte 0xff is not UTF-8"),
        (b"\xe4", ":1:1: byte 0xe4 is not UTF-8"),
        (b"{" + b" " * MAX_BYTES, ":1:1: the file is larger than 1 MiB; expected at most 1,048,576 bytes"),
    ],
)
def test_files_that_are_no_text(raw: bytes, expected: str, name: str, knowledge: KnowledgeBase, tmp_path: Path) -> None:
    (message,) = file_faults(raw, knowledge, tmp_path / name)
    assert message.startswith(name + expected)


def test_a_file_of_exactly_one_mebibyte_is_read(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"facts: {data_trust: low}".ljust(MAX_BYTES, b"\n"))
    assert read_profile(path, knowledge).facts == {"data_trust": "low"}


def test_no_file_and_a_directory(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    for path, what in ((tmp_path / "none.yaml", "cannot be read: No such file"), (tmp_path, "this is a directory")):
        with pytest.raises(ProfileError) as caught:
            read_profile(path, knowledge)
        assert str(caught.value).startswith(f"{path}: {what}")


def test_a_name_that_no_file_can_have(knowledge: KnowledgeBase) -> None:
    with pytest.raises(ProfileError, match="cannot be read"):
        read_profile("a\0b.yaml", knowledge)


def test_standard_input_tells_the_format_by_content(knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    for raw in (b"facts: {data_trust: low}", b' \n{"facts": {"data_trust": "low"}}'):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        assert read_profile("-", knowledge).facts == {"data_trust": "low"}
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"facts": {"data_trust": "lo"}}')))
    with pytest.raises(ProfileError, match=r"^<stdin>:1:26: facts.data_trust: 'lo' is no value of data_trust"):
        read_profile("-", knowledge)


JSON_FAULTS = {
    "trailing comma": ('{"facts": {"data_trust": "low",}}', 1, 32, "not JSON: expected a key in double quotes"),
    "single quotes": ("{'facts': {}}", 1, 2, "not JSON: expected a key in double quotes"),
    "no colon": ('{"facts" {}}', 1, 10, "not JSON: expected ':' after the key"),
    "no comma": ('{"facts": {}\n "name": "x"}', 2, 2, "not JSON: expected ',' or '}'"),
    "list without comma": ('{"facts": {"data_trust": ["a" "b"]}}', 1, 31, "not JSON: expected ',' or ']'"),
    "cut short": ('{"facts": {"data_trust": ', 1, 26, "not JSON: expected a value"),
    "open string": ('{"facts": {"data_trust": "low', 1, 26, "not JSON: unterminated string"),
    "NaN": ('{"facts": {"data_trust": NaN}}', 1, 26, "not JSON: expected a value"),
    "something after the end": ('{"facts": {}}\n{}', 2, 1, "not JSON: something follows the end of the value"),
    "half a surrogate pair": ('{"name": "\\ud800", "facts": {}}', 1, 10, "not JSON: half of a surrogate pair"),
    "control character": ('{"name": "a\tb", "facts": {}}', 1, 12, "not JSON: invalid control character"),
    "too deep": (
        '{"facts":' + "[" * DEEPEST + "]" * DEEPEST + "}",
        1,
        29,
        "nested deeper than 20 levels",
    ),
    "duplicate key": ('{"facts": {},\n "facts": {}}', 2, 2, "the key 'facts' stands here a second time (first at 1:2)"),
    "value": ('{"facts":\n {"data_trust": "lo"}}', 2, 17, "'lo' is no value of data_trust"),
    "attribute": ('{"facts":\n {"trust": "low"}}', 2, 3, "there is no attribute 'trust'"),
    "null": ('{"facts": {"data_trust": null}}', 1, 26, "empty stands here"),
    "boolean": ('{"facts": {"data_trust": false}}', 1, 26, "a boolean stands here"),
    "number": ('{"facts": {"data_trust": -1.5e3}}', 1, 26, "a number stands here"),
    "a list": ("[]", 1, 1, "a profile is a mapping, and this is a list"),
}


@pytest.mark.parametrize("kind", JSON_FAULTS)
def test_faults_of_json(kind: str, knowledge: KnowledgeBase) -> None:
    text, line, column, what = JSON_FAULTS[kind]
    (issue,) = faults(text, knowledge, "case.JSON")
    assert (issue.line, issue.column) == (line, column)
    assert issue.what.startswith(what)


def test_faults_in_a_key_that_stands_twice_are_found_where_they_are(knowledge: KnowledgeBase) -> None:
    yaml_text = "facts:\n  data_trust: lo\nfacts:\n  data_trust: high\n"
    json_text = '{"facts":\n {"data_trust": "lo"},\n"facts":\n {"data_trust": "high"}}'
    for name, text, places in (("a.yaml", yaml_text, [(2, 15), (3, 1)]), ("a.json", json_text, [(2, 17), (3, 1)])):
        assert [(issue.line, issue.column) for issue in faults(text, knowledge, name)] == places


def test_faults_of_data_name_their_path(knowledge: KnowledgeBase) -> None:
    with pytest.raises(ProfileError) as caught:
        profile_from_data(
            {"name": "\ud800", "facts": {"data_trust": 1, "\udfff": "x"}, "answers": {"data_trust": 1}}, knowledge
        )
    assert [(issue.file, issue.line, issue.path) for issue in caught.value.issues] == [
        ("", 0, "name"),
        ("", 0, "facts.data_trust"),
        ("", 0, "facts.\\udfff"),
        ("", 0, "answers.data_trust"),
    ]
    assert str(caught.value).encode()
