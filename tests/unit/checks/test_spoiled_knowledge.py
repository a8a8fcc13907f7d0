"""Each kind of fault, put into a copy of the shipped knowledge: the checks find it, at its place, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import Advisor
from advisor.errors import Issue
from advisor.loading.knowledge import load_knowledge
from advisor.resources import shipped_root
from tests.copies import append, copy_of_shipped, faults, overlay, replace

CHALLENGES = "rules/challenges.yaml"
DISTRUST = "rules/distrust.yaml"
CONCLUSIONS = "knowledge/conclusions.yaml"
VOCABULARY = "knowledge/vocabulary.yaml"
RECOMMENDATIONS = "knowledge/recommendations.yaml"

AGREE = """    when: {customization_level_agreed: no}
    then: {recommend: [agree-customization-level]}
    because: Finding the right degree of customization is one of four challenges that are named, and here it is open.
    study:
      says: finding the right degree of customization is one of four challenges that are named.
      finding: K4
    cites: [K4]
    grade: derived
    examples:
      fires: [{customization_level_agreed: no}]
      misses: [{customization_level_agreed: yes}]
"""
RULE = """  - id: zz-of-the-test
    title: A rule of the test
    when: {when}
    then: {then}
    because: For the test.
    cites: [F40]
    grade: derived
    examples: {{fires: [{fires}], misses: [{{}}]}}
"""
INPUT = """test_input:
  label: Test
  question: Is this a test?
  why: For the test.
  findings: []
  scale: ordinal
  values: {no: {label: No, observe: It is none.}, yes: {label: Yes, observe: It is one.}}
"""
DERIVED = INPUT.replace("  question: Is this a test?\n", "  merge: single\n").replace("test_input", "test_conclusion")
FINDING = """H99:
  locator: Nowhere
  paraphrase: For the test.
  nature: [framework]
  scope: The test
  caveat: Not from a paper.
  support: assumption
"""
RECOMMENDATION = """test-advice:
  code: R99
  title: Test
  action: Test it.
  who: {side: own, function: Tester}
  first_step: Begin to test it.
  indicator: It is tested.
  horizon: next
  step: 1
"""


def places(issues: list[Issue]) -> list[tuple[str, int, int, str]]:
    return [(issue.file, issue.line, issue.column, issue.code) for issue in issues]


def test_the_shipped_knowledge_has_no_faults() -> None:
    assert faults(shipped_root()) == []


# What is put in the place of what in the rule above, where in it the fault stands, and what it says.
SPOILED_RULE = {
    "syntax": (
        "because: Finding",
        "because: So: finding",
        ": find",
        "syntax",
        "not YAML: mapping values are not allowed",
    ),
    "unknown key": ("    grade:", "    weight: 3\n    grade:", "weight", "unknown-key", "unknown key 'weight'"),
    "unknown key in then": (
        "{recommend:",
        "{suggest: [x], recommend:",
        "suggest",
        "unknown-key",
        "unknown key 'suggest'",
    ),
    "missing key": ("    grade: derived\n", "", "when", "missing-key", "the key 'grade' is missing"),
    "attribute": (
        "when: {customization_level_agreed",
        "when: {customization_agreed",
        "customization_agreed",
        "unknown-attribute",
        "there is no attribute 'customization_agreed'",
    ),
    "attribute in an example": (
        "fires: [{customization_level_agreed",
        "fires: [{distrust_risk",
        "distrust_risk",
        "unknown-attribute",
        "'distrust_risk' is derived",
    ),
    "attribute concluded": (
        "{recommend:",
        "{conclude: {data_trust: low}, recommend:",
        "data_trust",
        "unknown-attribute",
        "'data_trust' is an input",
    ),
    "value": (
        "when: {customization_level_agreed: no",
        "when: {customization_level_agreed: nay",
        "nay",
        "unknown-value",
        "'nay' is no value of customization_level_agreed",
    ),
    "value in an example": ("agreed: yes}]", "agreed: jes}]", "jes", "unknown-value", "'jes' is no value of customiza"),
    "value concluded": (
        "{recommend:",
        "{conclude: {distrust_risk: high}, recommend:",
        "high}",
        "unknown-value",
        "'high' is no value of distrust_risk",
    ),
    "condition": ("when: {customization_level_agreed: no}", "when: low", "low", "condition", "this is no condition"),
    "bound on a nominal attribute": (
        "when: {customization_level_agreed: no}",
        "when: {sales_channel: {at_least: direct}}",
        "direct",
        "condition",
        "sales_channel is nominal",
    ),
    "finding": ("[K4]", "[K4, K44]", "K44", "unknown-finding", "there is no finding 'K44'"),
    "recommendation": (
        "agree-customization-level",
        "agree-customisation-level",
        "agree",
        "unknown-recommendation",
        "there is no recommendation 'agree-customisation-level'",
    ),
    "piece in place": (
        "{recommend:",
        "{in_place: [test-data-trust], recommend:",
        "test-data",
        "unknown-recommendation",
        "there is no recommendation 'test-data-trust'",
    ),
    "piece that waits": (
        "{recommend:",
        "{waits: [test-data-trust], recommend:",
        "test-data",
        "unknown-recommendation",
        "there is no recommendation 'test-data-trust'",
    ),
    "piece of the other side": (
        "{recommend:",
        "{theirs: [test-data-trust], recommend:",
        "test-data",
        "unknown-recommendation",
        "there is no recommendation 'test-data-trust'",
    ),
    "piece in a condition": (
        "when: {customization_level_agreed",
        "when: {advice.measure-data-rust: open, customization_level_agreed",
        "advice.",
        "unknown-recommendation",
        "there is no recommendation 'measure-data-rust'",
    ),
    "state in a condition": (
        "when: {customization_level_agreed",
        "when: {advice.measure-data-trust: done, customization_level_agreed",
        "done",
        "unknown-value",
        "'done' is no value of advice.measure-data-trust",
    ),
    "piece concluded": (
        "{recommend:",
        "{conclude: {advice.measure-data-trust: open}, recommend:",
        "advice.",
        "state",
        "'advice.measure-data-trust' is concluded by parts of their own",
    ),
    "unknown piece concluded": (
        "{recommend:",
        "{conclude: {hold.nothing: whatever}, recommend:",
        "hold.",
        "state",
        "'hold.nothing' is concluded by parts of their own",
    ),
    "piece recommended and in place": (
        "level]}",
        "level], in_place: [agree-customization-level]}",
        "agree-customization-level]}",
        "state",
        "'agree-customization-level' stands under recommend already",
    ),
    "piece recommended twice": (
        "level]}",
        "level, agree-customization-level]}",
        "agree-customization-level]}",
        "state",
        "'agree-customization-level' stands under recommend already",
    ),
    "piece that waits and is theirs": (
        "level]}",
        "level], waits: [measure-data-trust], theirs: [measure-data-trust]}",
        "measure-data-trust]}",
        "state",
        "'measure-data-trust' stands under waits already",
    ),
    "tension": ("level]}", "level], tensions: [T99]}", "T99", "unknown-tension", "there is no tension 'T99'"),
    "caveat": (
        "level]}",
        "level], caveats: [none-such]}",
        "none-such",
        "unknown-caveat",
        "there is no caveat 'none-such'",
    ),
    "grade": ("grade: derived", "grade: proven", "proven", "value", "'proven' is no value here"),
    "nothing brought": (
        "{recommend: [agree-customization-level]}",
        "{recommend: []}",
        "{rec",
        "shape",
        "the rule brings",
    ),
    "no finding": ("[K4]", "[]", "[]", "value", "[]: tuple should have at least 1 item"),
    "example that should fire": (
        "fires: [{",
        "fires: [{}, {",
        "{}",
        "example",
        "this example does not fire open-customization-level-is-agreed",
    ),
    "near miss that fires": (
        "agreed: yes}]",
        "agreed: no}]",
        "{customization_level_agreed: no}]",
        "example",
        "this example fires open-customization-level-is-agreed",
    ),
}


@pytest.mark.parametrize("kind", SPOILED_RULE)
def test_a_spoiled_rule(kind: str, tmp_path: Path) -> None:
    old, new, marker, code, what = SPOILED_RULE[kind]
    assert AGREE.count(old) == 1
    root = copy_of_shipped(tmp_path)
    spoiled = AGREE.replace(old, new)
    line, _ = replace(root, CHALLENGES, AGREE, spoiled)
    at = spoiled.index(new) + new.index(marker) if marker in new else spoiled.index(marker)
    if kind == "missing key":
        line, at = line - 2, spoiled.index("when")  # A rule starts with its id, two lines above the condition.
    if kind == "near miss that fires":
        at = spoiled.rindex(marker)
    (issue,) = faults(root)
    assert places([issue]) == [
        (CHALLENGES, line + spoiled.count("\n", 0, at), at - spoiled.rfind("\n", 0, at), code),
    ]
    assert issue.what.startswith(what)


def test_what_is_said_of_advice_comes_with_what_would_put_it_right(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    replace(
        root, CHALLENGES, AGREE, AGREE.replace("{recommend:", "{conclude: {hold.measure-data-trust: waits}, recommend:")
    )
    (issue,) = faults(root)
    assert (issue.expected, issue.hint) == ("recommend, in_place, waits, theirs", "waits: [measure-data-trust]")
    replace(root, CHALLENGES, "conclude: {hold.measure-data-trust: waits}", "in_place: [measure-data-rust]")
    append(root, RECOMMENDATIONS, RECOMMENDATION + "  for: customers\n")
    side, piece = faults(root)
    assert (side.path.rpartition(".")[2], side.expected, side.hint) == (
        "for",
        "provider, customer, supplier",
        "did you mean 'customer'?",
    )
    assert (piece.expected, piece.hint) == (
        "a recommendation of the knowledge base",
        "did you mean 'measure-data-trust'?",
    )


def test_a_duplicate_id(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    again = RULE.format(when="{data_trust: low}", then="{recommend: [measure-data-trust]}", fires="{data_trust: low}")
    line = append(root, CHALLENGES, again.replace("zz-of-the-test", "customized-direct-lowers-distrust"))
    (issue,) = faults(root)
    assert "the rule 'customized-direct-lowers-distrust' stands here a second time" in issue.what
    # Of two files the one read later has the second.
    first, second = (CHALLENGES, line), (DISTRUST, line_of_rule("customized-direct-lowers-distrust"))
    assert (issue.file, issue.line, issue.column, issue.code) == (*second, 5, "duplicate-id")
    assert issue.hint == f"it is first in {first[0]}:{first[1]}"


def line_of_rule(rule: str) -> int:
    text = (shipped_root() / DISTRUST).read_text(encoding="utf-8")
    return text[: text.index(f"id: {rule}\n")].count("\n") + 1


def test_a_duplicate_id_in_another_file_of_the_same_kind(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    (root / "knowledge" / "findings" / "more.yaml").write_text(FINDING.replace("H99", "H1"), encoding="utf-8")
    assert places(faults(root)) == [("knowledge/findings/more.yaml", 1, 1, "duplicate-id")]


def test_a_rule_that_can_never_fire(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    never = RULE.format(
        when="{distrust_risk: highest, sales_channel: direct}", then="{tensions: [T1]}", fires="{sales_channel: direct}"
    )
    line = append(root, DISTRUST, never)
    assert places(faults(root)) == [
        (DISTRUST, line + 2, 11, "never-fires"),
        (DISTRUST, line + 7, 24, "example"),
    ]


def test_a_rule_that_only_seems_possible_attribute_by_attribute(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    when = "{all: [{sales_distance: impersonal}, {any: [{sales_channel: wholesaler}, {sales_channel: direct}]}]}"
    line = append(root, DISTRUST, RULE.format(when=when, then="{tensions: [T1]}", fires="{}"))
    assert (DISTRUST, line + 2, 11, "never-fires") in places(faults(root))


def test_a_redundant_rule(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    facts = "{customization_level_agreed: no, sales_channel: direct}"
    line = append(
        root, CHALLENGES, RULE.format(when=facts, then="{recommend: [agree-customization-level]}", fires=facts)
    )
    (issue,) = faults(root)
    assert places([issue]) == [(CHALLENGES, line + 2, 11, "redundant")]
    assert "open-customization-level-is-agreed fires and brings the same" in issue.what


def test_a_rule_that_is_redundant_by_way_of_a_conclusion(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    facts = "{product_customization: standardized, sales_channel: internet}"
    append(root, DISTRUST, RULE.format(when=facts, then="{conclude: {distrust_risk: raised}}", fires=facts))
    (issue,) = faults(root)
    assert (issue.file, issue.code) == (DISTRUST, "redundant")
    assert "standardized-indirect-raises-distrust fires and brings the same" in issue.what


def test_the_same_condition_with_more_advice_is_not_redundant(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    facts = "{customization_level_agreed: no, sales_channel: direct}"
    then = "{recommend: [agree-customization-level, make-data-sharing-transparent]}"
    append(root, CHALLENGES, RULE.format(when=facts, then=then, fires=facts))
    assert faults(root) == []


def test_two_rules_that_contradict_each_other(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    facts = "{customer_group: other, focal_role: supplier, sales_channel: internet}"
    then = "{conclude: {reported_combination: customized_direct}}"
    line = append(root, DISTRUST, RULE.format(when=facts, then=then, fires=facts))
    (issue,) = faults(root)
    assert places([issue]) == [(DISTRUST, line + 3, 45, "contradiction")]
    assert "standardized-through-wholesaler-or-internet-is-reported concludes standardized_indirect" in issue.what
    assert '"product_customization": "standardized"' in issue.what


def test_a_contradiction_on_which_other_rules_rest_is_told_and_does_not_stop_the_checks(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    facts = "{sales_channel: internet, product_customization: standardized}"
    then = "{conclude: {reported_combination: customized_direct}}"
    line = append(root, DISTRUST, RULE.format(when=facts, then=then, fires=facts))
    issues = faults(root)
    assert (DISTRUST, line + 3, 45, "contradiction") in places(issues)
    assert any("the engine fails on this example" in issue.what for issue in issues)
    assert {issue.code for issue in issues} == {"contradiction", "example"}


def test_values_that_merge_do_not_contradict(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    facts = "{customer_group: other, focal_role: supplier, sales_channel: internet}"
    append(root, DISTRUST, RULE.format(when=facts, then="{conclude: {distrust_risk: highest}}", fires=facts))
    assert faults(root) == []


def test_a_circle_of_one(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    then = "{conclude: {distrust_risk: lower}}"
    line = append(root, DISTRUST, RULE.format(when="{distrust_risk: {is: unknown}}", then=then, fires="{}"))
    (issue,) = faults(root)
    assert places([issue]) == [(DISTRUST, line + 3, 38, "cycle")]
    assert issue.what == "derived attributes depend on one another: distrust_risk -> distrust_risk"


def test_a_circle_through_a_shipped_rule(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    then = "{conclude: {sales_distance: impersonal}}"
    append(root, DISTRUST, RULE.format(when="{not: {distrust_risk: highest}}", then=then, fires="{}"))
    (issue,) = faults(root)
    assert (issue.file, issue.code) == (DISTRUST, "cycle")
    assert issue.what.endswith(": distrust_risk -> sales_distance -> distrust_risk")
    assert issue.line == line_of_rule("longer-chain-raises-distrust") + 3


def test_an_input_that_nothing_tests(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    line = append(root, VOCABULARY, INPUT)
    assert places(faults(root)) == [(VOCABULARY, line, 1, "never-tested")]


def test_a_conclusion_that_nothing_uses(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    line = append(root, CONCLUSIONS, DERIVED)
    then = "{conclude: {test_conclusion: yes}}"
    append(root, DISTRUST, RULE.format(when="{sales_channel: direct}", then=then, fires="{sales_channel: direct}"))
    (issue,) = faults(root)
    assert places([issue]) == [(CONCLUSIONS, line, 1, "never-tested")]
    assert issue.what == "no rule uses this conclusion"
    replace(root, CONCLUSIONS, DERIVED, DERIVED + "  informative: true\n")
    assert faults(root) == []


def test_a_conclusion_that_no_rule_draws(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    line = append(root, CONCLUSIONS, DERIVED + "  informative: true\n")
    assert places(faults(root)) == [(CONCLUSIONS, line, 1, "never-concluded")]


@pytest.mark.parametrize(
    ("file", "entry", "code"),
    [
        ("knowledge/findings/danfoss.yaml", FINDING, "never-cited"),
        (RECOMMENDATIONS, RECOMMENDATION, "never-reached"),
        ("knowledge/tensions.yaml", "T99:\n  title: test\n  text: Test.\n  handling: Test.\n", "never-reached"),
        ("knowledge/caveats.yaml", "of-the-test:\n  kind: scope\n  text: Test.\n", "never-reached"),
    ],
)
def test_what_no_rule_leads_to(file: str, entry: str, code: str, tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    line = append(root, file, entry)
    assert places(faults(root)) == [(file, line, 1, code)]


def test_a_finding_needs_a_reason_for_being_context_and_only_then(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    line = append(root, "knowledge/findings/danfoss.yaml", FINDING + "  context: For the test alone.\n")
    assert faults(root) == []
    facts = "{customization_level_agreed: no, sales_channel: direct}"
    then = "{recommend: [make-data-sharing-transparent]}"
    append(root, CHALLENGES, RULE.format(when=facts, then=then, fires=facts).replace("F40", "H99"))
    assert places(faults(root)) == [("knowledge/findings/danfoss.yaml", line + 7, 12, "context")]


# An entry appended to a file of knowledge, where in it the fault stands, and its code.
SPOILED_ENTRY = {
    "source": ("knowledge/findings/more.yaml", FINDING, "locator", "unknown-source"),
    "finding of an attribute": (VOCABULARY, INPUT.replace("[]", "[F99]"), "F99", "unknown-finding"),
    "finding of a benchmark": (
        "knowledge/benchmarks.yaml",
        "of-the-test: {figure: fig9, measure: m, group: g, groups: [], label: l, object: o, count: 1, base: 2, n: 2,\n"
        "  direction: not stated, direction_inferred: false, citations: [F99]}\n",
        "F99",
        "unknown-finding",
    ),
    "group of a benchmark": (
        "knowledge/benchmarks.yaml",
        "of-the-test: {figure: fig9, measure: m, group: g, groups: [school], label: l, object: o,\n"
        "  count: 1, base: 2, n: 2, direction: not stated, direction_inferred: false, citations: [F27]}\n",
        "school",
        "unknown-value",
    ),
    "answer that a benchmark requires": (
        "knowledge/benchmarks.yaml",
        "of-the-test: {figure: fig9, measure: m, group: g, groups: [], requires: {data_trust: lo}, label: l,\n"
        "  object: o, count: 1, base: 2, n: 2, direction: not stated, direction_inferred: false, citations: [F27]}\n",
        "lo}",
        "unknown-answer",
    ),
    "question that a benchmark requires": (
        "knowledge/benchmarks.yaml",
        "of-the-test: {figure: fig9, measure: m, group: g, groups: [], requires: {distrust_risk: low}, label: l,\n"
        "  object: o, count: 1, base: 2, n: 2, direction: not stated, direction_inferred: false, citations: [F27]}\n",
        "low}",
        "unknown-input",
    ),
    "doubt of what is no input": (CONCLUSIONS, DERIVED + "  doubts: distrust_risk\n", "distrust_risk", "unknown-input"),
    "doubt by an input": (VOCABULARY, INPUT + "  doubts: data_trust\n", "data_trust", "doubts"),
    "what has to wait": (
        RECOMMENDATIONS,
        RECOMMENDATION + "  before: [nothing]\n",
        "nothing",
        "unknown-recommendation",
    ),
    "waiting for what is due later": (
        RECOMMENDATIONS,
        RECOMMENDATION + "  before: [personal-communication-first]\n",
        "personal",
        "order",
    ),
    "waiting for itself": (RECOMMENDATIONS, RECOMMENDATION + "  before: [test-advice]\n", "[test-", "cycle"),
    "conclusion without merge": (CONCLUSIONS, DERIVED.replace("  merge: single\n", ""), "label: T", "merge"),
    "highest of a nominal scale": (
        CONCLUSIONS,
        DERIVED.replace("ordinal", "nominal").replace("single", "highest"),
        "highest",
        "merge",
    ),
    "input without a question": (VOCABULARY, INPUT.replace("  question: Is this a test?\n", ""), "label: T", "merge"),
    "input that merges": (VOCABULARY, INPUT + "  merge: single\n", "label: T", "merge"),
    "group of benchmarks by a conclusion": (CONCLUSIONS, DERIVED + "  marks: [benchmark_group]\n", "[bench", "marks"),
    "second group of benchmarks": (VOCABULARY, INPUT + "  marks: [benchmark_group]\n", "[bench", "marks"),
    "mark that nothing reads": (VOCABULARY, INPUT + "  marks: [weighty]\n", "weighty", "value"),
    "unknown as a value": (VOCABULARY, INPUT.replace("{no:", "{unknown:"), "{unknown:", "value"),
    "no list of findings": (VOCABULARY, INPUT.replace("[]", "F40"), "F40", "value"),
    "side": (RECOMMENDATIONS, RECOMMENDATION + "  for: customers\n", "customers", "value"),
    "counterpart": (
        RECOMMENDATIONS,
        RECOMMENDATION + "  for: customer\n  counterpart: nothing\n",
        "nothing",
        "unknown-recommendation",
    ),
    "horizon": (RECOMMENDATIONS, RECOMMENDATION.replace("next", "soon"), "soon", "value"),
    "id": ("knowledge/caveats.yaml", "Of the test: {kind: scope, text: Test.}\n", "{kind", "value"),
}


@pytest.mark.parametrize("kind", SPOILED_ENTRY)
def test_a_spoiled_entry(kind: str, tmp_path: Path) -> None:
    file, entry, marker, code = SPOILED_ENTRY[kind]
    root = copy_of_shipped(tmp_path)
    (root / file).touch()
    text = (root / file).read_text(encoding="utf-8") + entry
    (root / file).write_text(text, encoding="utf-8")
    at = len(text) - len(entry) + entry.index(marker)
    assert places(faults(root)) == [(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), code)]


PAIR = """not-to-be-had-together:
  kind: contradiction
  text: Two answers do not fit.
  who_can_tell: The customer.
  until_then: Plan with the lower one.
"""


@pytest.mark.parametrize(
    ("caveat", "then", "codes"),
    [
        (PAIR, "{conclude: {systems_in_doubt: yes}, caveats: [not-to-be-had-together]}", []),
        (PAIR, "{caveats: [not-to-be-had-together]}", ["contradiction"]),
        (
            PAIR.replace("  who_can_tell: The customer.\n", ""),
            "{conclude: {systems_in_doubt: yes}, caveats: [not-to-be-had-together]}",
            ["contradiction"],
        ),
        (
            PAIR.replace("  until_then: Plan with the lower one.\n", ""),
            "{conclude: {systems_in_doubt: yes}, caveats: [not-to-be-had-together]}",
            ["contradiction"],
        ),
    ],
    ids=["whole", "doubts nothing", "nobody can tell", "no way to read on"],
)
def test_a_contradiction_says_what_it_doubts_who_can_tell_and_how_to_read_on(
    caveat: str, then: str, codes: list[str], tmp_path: Path
) -> None:
    root = copy_of_shipped(tmp_path)
    line = append(root, "knowledge/caveats.yaml", caveat)
    facts = "{systems_integrated: yes, data_trust: low}"
    append(root, CHALLENGES, RULE.format(when=facts, then=then, fires=facts))
    assert [(issue.file, issue.line, issue.code) for issue in faults(root)] == [
        ("knowledge/caveats.yaml", line, code) for code in codes
    ]


def test_faults_of_an_overlay_are_found_by_the_advisor(tmp_path: Path) -> None:
    rules = "title: House\nabout: Ours.\nrules:\n"
    facts = "{customization_level_agreed: no, sales_channel: direct}"
    rules += RULE.format(when=facts, then="{recommend: [agree-customization-level]}", fires="{}")
    advisor = Advisor(overlay(tmp_path, {"rules/house.yaml": rules}))
    assert places(advisor.check()) == [
        ("house/rules/house.yaml", 6, 11, "redundant"),
        ("house/rules/house.yaml", 11, 24, "example"),
    ]


def test_what_is_wrong_in_several_ways_is_told_at_once(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    spoiled = RULE.format(
        when="{customisation: low, data_trust: lo}",
        then="{recommend: [x], tensions: [T99], caveats: [y]}",
        fires="{a: b}",
    ).replace("F40", "F99")
    line = append(root, CHALLENGES, spoiled)
    append(root, RECOMMENDATIONS, RECOMMENDATION + "  before: [z]\n")
    assert [(issue.file, issue.code) for issue in faults(root)] == [
        (RECOMMENDATIONS, "unknown-recommendation"),
        (CHALLENGES, "unknown-attribute"),
        (CHALLENGES, "unknown-value"),
        (CHALLENGES, "unknown-recommendation"),
        (CHALLENGES, "unknown-tension"),
        (CHALLENGES, "unknown-caveat"),
        (CHALLENGES, "unknown-finding"),
        (CHALLENGES, "unknown-attribute"),
    ]
    assert [issue.line - line for issue in faults(root)[1:]] == [2, 2, 3, 3, 3, 5, 7]


def test_loading_alone_keeps_nobody_from_seeing_the_rest(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    replace(root, CHALLENGES, "when: {customization_level_agreed: no}", "when: {customisation: no}")
    loaded = load_knowledge(root)
    assert [issue.code for issue in loaded.issues] == ["unknown-attribute"]
