"""The HTTP application, asked in this process."""

from __future__ import annotations

import json
import logging
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from advisor import Advisor, KnowledgeBase
from advisor.audit import open_log
from advisor.audit.query import find
from advisor.model.explanation import Explanation
from advisor.model.record import AssessmentRecord
from advisor.service.http import create_app
from advisor.service.keys import Keys, line_of
from advisor.service.middleware import Limits

BASE = "http://localhost"
ONE = Limits(workers=1)
FACTS = {"sales_channel": "wholesaler", "data_trust": "low"}


@pytest.fixture(scope="module")
def client(advisor: Advisor) -> Iterator[TestClient]:
    with TestClient(create_app(advisor), base_url=BASE) as client:
        yield client


def post(client: TestClient, path: str, data: Any, **headers: str) -> Any:
    return client.post(path, json=data, headers=headers)


def test_assessment_is_the_library_s(client: TestClient, advisor: Advisor) -> None:
    answer = post(client, "/v1/assess", {"name": "N", "facts": FACTS})
    assert answer.status_code == 200
    assert answer.json() == json.loads(advisor.assess(FACTS, name="N").to_json())
    assert answer.headers["cache-control"] == "no-store"


def test_what_answers_rest_on_is_taken_and_given_back(client: TestClient) -> None:
    given = {"data_trust": {"rests_on": "assumed", "note": "heard"}}
    firm = {"facts": {"platform_model": "new"}, "answers": {"platform_model": {"rests_on": "documented"}}}
    told = post(client, "/v1/assess", {"facts": FACTS, "answers": given, "firm": firm}).json()["profile"]["answers"]
    assert told == {**given, "platform_model": {"rests_on": "documented", "note": None}}
    wrong = post(client, "/v1/assess", {"facts": FACTS, "answers": {"data_trust": {"rests_on": "guessed"}}})
    (fault,) = wrong.json()["errors"]
    assert (wrong.status_code, fault["pointer"]) == (422, "/answers/data_trust/rests_on")
    assert fault["expected"] == "documented, observed, said, assumed"


def test_explanations_are_the_library_s(client: TestClient, advisor: Advisor) -> None:
    rule = next(rule for rule in advisor.knowledge.rules.values() if rule.then.recommend)
    facts, name = rule.examples.fires[0], rule.then.recommend[0]
    other = {**facts, "data_trust": "high"}
    expected: dict[str, tuple[Explanation, dict[str, Any]]] = {
        "why": (advisor.why(facts, name), {"id": name}),
        "why-not": (advisor.why_not(facts, "T1"), {"id": "T1"}),
        "for-and-against": (advisor.for_and_against(facts, name), {"id": "1"}),
        "what-if": (advisor.what_if(facts, {"data_trust": "low"}), {"changes": {"data_trust": "low"}}),
        "sensitivity": (advisor.sensitivity(facts), {}),
        "compare": (advisor.compare(facts, other), {"other": other}),
    }
    for kind, (explanation, more) in expected.items():
        answer = post(client, f"/v1/explain/{kind}", {"facts": facts, **more})
        assert answer.status_code == 200, answer.text
        assert answer.json() == json.loads(explanation.to_json())


def test_questions_lead_to_an_end(client: TestClient, knowledge: KnowledgeBase) -> None:
    facts: dict[str, str] = {}
    asked: list[str] = []
    while (turn := post(client, "/v1/next-question", {"facts": facts}).json())["attribute"] is not None:
        assert turn["attribute"] not in facts
        assert turn["left"] >= 1
        asked.append(turn["attribute"])
        facts[asked[-1]] = "unknown" if len(asked) % 3 == 0 else turn["answers"][0]["value"]
    assert turn["undecided"] == [] and turn["first_settled"] and turn["list_settled"]
    assert asked[0] == knowledge.asking


@pytest.mark.parametrize("path", ["/v1/vocabulary", "/v1/rules", "/v1/sources", "/v1/schemas/profile", "/openapi.json"])
def test_knowledge_is_fetched_once(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    tag = answer.headers["etag"]
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(path, headers={"If-None-Match": sent})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_is_answered(client: TestClient) -> None:
    assert client.head("/v1/rules").status_code == 200


def test_every_rule_source_and_finding_is_there(client: TestClient, knowledge: KnowledgeBase) -> None:
    for kind, names in (("rules", knowledge.rules), ("sources", knowledge.sources), ("findings", knowledge.findings)):
        for name in names:
            assert client.get(f"/v1/{kind}/{name}").status_code == 200
        missing = client.get(f"/v1/{kind}/nothing")
        assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
    cited = {rule.id for rule in knowledge.rules.values() if "F17" in rule.cites}
    assert set(client.get("/v1/findings/F17").json()["cited_by"]) == cited


@pytest.mark.parametrize(
    ("body", "status", "pointers"),
    [
        ({"facts": {"sales_channel": "wholesale", "a.b/c~": 1}}, 422, ["/facts/sales_channel", "/facts/a.b~1c~0"]),
        ({"facts": []}, 422, ["/facts"]),
        ({}, 422, [""]),
        ([], 422, [""]),
        ({"facts": {}, "color": 1}, 422, ["/color"]),
        ({"facts": {"distrust_risk": "lower"}}, 422, ["/facts/distrust_risk"]),
    ],
)
def test_faults_are_pointed_at(client: TestClient, body: Any, status: int, pointers: list[str]) -> None:
    answer = post(client, "/v1/assess", body)
    assert answer.status_code == status
    assert [each["pointer"] for each in answer.json()["errors"]] == pointers


@pytest.mark.parametrize(
    ("path", "body", "pointers"),
    [
        ("why", {"facts": {}}, [""]),
        ("why", {"facts": {}, "id": 1}, ["/id"]),
        ("why", {"facts": {}, "id": "nothing"}, ["/id"]),
        ("why", {"facts": {}, "id": "ab " * 300_000}, ["/id"]),
        ("why", {"facts": {}, "id": "M"}, ["/id"]),
        ("for-and-against", {"facts": {}, "id": "T9"}, ["/id"]),
        ("what-if", {"facts": {"data_trust": "x"}, "changes": {}}, ["/facts/data_trust"]),
        ("what-if", {"facts": {}, "changes": {"data_trust": "x"}}, ["/changes/data_trust"]),
        ("compare", {"facts": {}, "other": {"x": "y"}}, ["/other/x"]),
        ("sensitivity", {"facts": {}, "fact": 1}, ["/fact"]),
    ],
)
def test_faults_in_questions_are_pointed_at(client: TestClient, path: str, body: Any, pointers: list[str]) -> None:
    answer = post(client, f"/v1/explain/{path}", body)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == pointers


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"{", b"\xff", b'{"facts":{},"facts":{}}', b"[" * 90_000, b'{"facts":NaN}', b'{"name":"\\ud800"}'],
)
def test_malformed_bodies(client: TestClient, body: bytes) -> None:
    answer = client.post("/v1/assess", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["type"].endswith(":malformed")


def test_what_is_not_json_is_refused(client: TestClient) -> None:
    answer = client.post("/v1/assess", content=b'{"facts":{}}', headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415


def test_too_large_a_body(client: TestClient) -> None:
    big = b'{"facts":{},"notes":"' + b"x" * 2**20 + b'"}'

    def pieces() -> Iterator[bytes]:
        for at in range(0, len(big), 2**16):
            yield big[at : at + 2**16]

    for content in (big, pieces()):
        answer = client.post("/v1/assess", content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code == 413


def test_wrong_paths_and_methods(client: TestClient) -> None:
    assert client.get("/v1/nothing").status_code == 404
    assert client.get("/%c2%9b31m%e2%80%ae").json()["detail"] == r"GET /\x9b31m\u202e"
    answer = client.delete("/v1/assess")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_other_hosts_are_not_answered_for(client: TestClient) -> None:
    assert client.get("/v1/rules", headers={"Host": "evil.example"}).status_code == 421
    assert client.get("/v1/rules", headers={"Host": "127.0.0.1:8000"}).status_code == 200
    assert client.get("/v1/rules", headers={"Host": "[::1]:8000"}).status_code == 200


def test_request_ids(client: TestClient) -> None:
    assert client.get("/health", headers={"X-Request-ID": "a-1"}).headers["x-request-id"] == "a-1"
    for given in ("", "a b", "x" * 200, "a\tb"):
        assert client.get("/health", headers={"X-Request-ID": given}).headers["x-request-id"] != given


def test_the_key_is_asked_for(advisor: Advisor) -> None:
    client = TestClient(create_app(advisor, key="s3cret", hosts=None))
    assert client.get("/health").status_code == client.get("/ready").status_code == 200
    for given in ("", "s3cret", "Bearer", "Bearer S3CRET", "Bearer s3cret2", "Basic s3cret", "Bearer ü"):
        answer = client.get("/v1/rules", headers=[(b"Authorization", given.encode())])
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), given
        assert post(client, "/v1/assess", {"facts": {}}).status_code == 401
    assert client.get("/v1/rules", headers={"Authorization": "bearer s3cret"}).status_code == 200
    description = client.get("/openapi.json", headers={"Authorization": "Bearer s3cret"}).json()
    assert description["paths"]["/v1/assess"]["post"]["security"] == [{"key": []}]


def test_other_origins_are_let_in_only_when_named(client: TestClient, advisor: Advisor) -> None:
    origin = {"Origin": "https://page.example"}
    assert "access-control-allow-origin" not in client.get("/v1/rules", headers=origin).headers
    named = TestClient(create_app(advisor, origins=["https://page.example"]), base_url=BASE)
    assert named.get("/v1/rules", headers=origin).headers["access-control-allow-origin"] == "https://page.example"
    asked = {**origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert named.options("/v1/assess", headers=asked).status_code == 200
    other = {**asked, "Origin": "https://other.example"}
    assert "access-control-allow-origin" not in named.options("/v1/assess", headers=other).headers


def test_assessments_are_recorded_with_the_request_id(advisor: Advisor, tmp_path: Path) -> None:
    log = open_log(tmp_path / "audit.db", by="the desk")
    assert log is not None
    with TestClient(create_app(advisor, log=log, limits=ONE), base_url=BASE) as client:
        answer = post(client, "/v1/assess", {"facts": FACTS}, **{"X-Request-ID": "order-7"})
        record = log.get(int(answer.headers["x-audit-record"]))
        assert isinstance(record, AssessmentRecord)
        assert (record.entry, record.request_id, record.by) == ("http", "order-7", "the desk")
        listed = list(find(log.store))
        assert [each.hash for each in listed] == [answer.headers["x-audit-hash"]]
        post(client, "/v1/explain/sensitivity", {"facts": FACTS})
        assert post(client, "/v1/assess", {"facts": {}}).headers["x-audit-record"] == "2"


def test_a_record_says_whose_key_it_was(advisor: Advisor, tmp_path: Path) -> None:
    log = open_log(tmp_path / "audit.db", by="the desk")
    assert log is not None
    file = tmp_path / "keys.yaml"
    file.write_text(line_of("shop", "s3cret") + "\n", encoding="utf-8")
    keys = Keys("unnamed", file)
    with TestClient(create_app(advisor, log=log, limits=ONE, keys=keys), base_url=BASE) as client:
        for key in ("s3cret", "unnamed"):
            post(client, "/v1/assess", {"facts": FACTS}, Authorization=f"Bearer {key}")
    assert [log.get(number).by for number in (1, 2)] == ["shop", "the desk"]


@pytest.mark.parametrize("spoil", ["disk", "salt"])
def test_advice_is_given_when_it_cannot_be_recorded(advisor: Advisor, tmp_path: Path, spoil: str) -> None:
    """Whether the service cannot write the record, or a worker cannot make its draft."""
    place = tmp_path / "missing" / "\0" / "audit.db" if spoil == "disk" else tmp_path / "audit.db"
    (tmp_path / "audit.db.salt").write_text("no salt", encoding="utf-8")
    for required in (False, True):
        log = open_log(f"required:{place}" if required else place, redact="none" if spoil == "disk" else "hash")
        with TestClient(create_app(advisor, log=log, limits=ONE), base_url=BASE) as client:
            answer = post(client, "/v1/assess", {"name": "Acme", "facts": FACTS})
            counted = client.get("/metrics").text
        assert "iot_advisor_records_failed_total 1.0" in counted and "iot_advisor_assessments_total 1.0" in counted
        assert "x-audit-record" not in answer.headers
        if required:
            assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (503, "not-recorded")
            assert set(answer.json()) == {"type", "title", "status", "detail", "request_id"}
        else:
            assert answer.status_code == 200


def test_a_failure_says_nothing_about_anybody(
    advisor: Advisor, spoiled: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    spoiled("fails")
    with TestClient(create_app(advisor, limits=ONE), base_url=BASE, raise_server_exceptions=False) as client:
        with caplog.at_level(logging.INFO):
            answer = post(client, "/v1/assess", {"name": "Acme Ltd", "facts": FACTS})
        assert answer.status_code == 500
        assert "Acme" not in answer.text
        assert "Acme" not in "".join(str(record.__dict__) for record in caplog.records)
        assert any(getattr(record, "error", None) == "RuntimeError" for record in caplog.records)
        assert any("spoiled_worker.py" in getattr(record, "where", "") for record in caplog.records)


def test_logs_hold_no_facts(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "advisor"):
        post(client, "/v1/assess", {"name": "Acme Ltd", "facts": FACTS})
        post(client, "/v1/assess", {"name": "Acme Ltd", "facts": {"sales_channel": "wholesale"}})
    lines = "".join(str(record.__dict__) for record in caplog.records)
    assert "/v1/assess" in lines
    for word in ("Acme", "wholesale", "sales_channel"):
        assert word not in lines


def test_what_takes_too_long_is_ended(advisor: Advisor, spoiled: Callable[[str], None]) -> None:
    spoiled("never ends")
    limits = Limits(answer=1.5, workers=1)
    with TestClient(create_app(advisor, limits=limits), base_url=BASE) as client:
        for number in (1, 2):
            answer = post(client, "/v1/assess", {"name": "for ever", "facts": {}})
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            assert "was ended" in answer.json()["detail"]
            assert f"iot_advisor_ended_at_limit_total {number}.0" in client.get("/metrics").text
            # The one place there is was not given away to work that goes on, and is free again.
            assert post(client, "/v1/assess", {"facts": {}}).status_code == 200


def test_a_search_never_takes_the_last_worker(advisor: Advisor, spoiled: Callable[[str], None]) -> None:
    spoiled("searches for ever")
    limits = Limits(answer=3, workers=2)
    with TestClient(create_app(advisor, limits=limits), base_url=BASE) as client, ThreadPoolExecutor(3) as threads:
        searches = [threads.submit(post, client, "/v1/explain/sensitivity", {"facts": {}}) for _ in range(3)]
        assert post(client, "/v1/assess", {"facts": {}}).status_code == 200
        assert not any(each.done() for each in searches)
        assert {each.result().status_code for each in searches} == {503}


def test_a_mounted_application_answers(advisor: Advisor) -> None:
    """No lifespan of it is run, and its workers are made when they are needed."""
    outer = FastAPI()
    outer.mount("/iot", create_app(advisor, limits=ONE))
    assert TestClient(outer, base_url=BASE).post("/iot/v1/assess", json={"facts": {}}).status_code == 200


def noted(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are started from now on."""
    made: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **more: Any):
            super().__init__(*arguments, **more)
            made.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    return made


def test_a_worker_that_dies_is_one_failed_answer(advisor: Advisor, spoiled: Callable[[str], None]) -> None:
    spoiled("dies")
    with TestClient(create_app(advisor, limits=ONE), base_url=BASE, raise_server_exceptions=False) as client:
        assert post(client, "/v1/assess", {"name": "dies", "facts": {}}).status_code == 500
        assert post(client, "/v1/assess", {"facts": {}}).status_code == 200


def test_a_worker_that_died_while_it_had_nothing_to_do_costs_no_answer(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = noted(monkeypatch)
    with TestClient(create_app(advisor, limits=Limits(workers=2)), base_url=BASE) as client:
        for each in made[:2]:
            each.kill()
            each.wait()
        assert post(client, "/v1/assess", {"facts": {}}).status_code == 200


def test_workers_end_with_the_application(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    made = noted(monkeypatch)
    with TestClient(create_app(advisor, limits=Limits(workers=2)), base_url=BASE) as client:
        assert post(client, "/v1/assess", {"facts": {}}).status_code == 200
        assert [each.poll() for each in made] == [None, None]
    assert all(each.poll() is not None for each in made)


def test_a_firm_lies_under_every_request(client: TestClient, advisor: Advisor) -> None:
    facts, firm = {"data_trust": "low", "market_growth": "low"}, {"platform_model": "new", "market_growth": "high"}
    body = {"name": "The maker", "facts": firm}
    under = advisor.profile(firm, name="The maker")
    expected: dict[str, tuple[Any, dict[str, Any]]] = {
        "assess": (advisor.assess(facts, firm=under), {}),
        "explain/why": (
            advisor.why(facts, "aim_supplier_stickiness", firm=under),
            {"id": "aim_supplier_stickiness"},
        ),
        "explain/why-not": (advisor.why_not(facts, "T1", firm=under), {"id": "T1"}),
        "explain/what-if": (
            advisor.what_if(facts, {"platform_model": "unknown"}, firm=under),
            {"changes": {"platform_model": "unknown"}},
        ),
        "explain/sensitivity": (advisor.sensitivity(facts, firm=under), {}),
        "explain/compare": (advisor.compare(facts, {}, firm=under), {"other": {}}),
        "next-question": (advisor.next_question(facts, firm=under), {}),
    }
    for path, (document, more) in expected.items():
        answer = post(client, f"/v1/{path}", {"facts": facts, "firm": body, **more})
        assert answer.status_code == 200, answer.text
        assert answer.json() == json.loads(document.to_json()), path
        assert post(client, f"/v1/{path}", {"facts": facts, "firm": None, **more}).status_code == 200


@pytest.mark.parametrize("path", ["assess", "explain/sensitivity"])
def test_faults_of_a_firm_are_pointed_at_beside_the_others(client: TestClient, path: str) -> None:
    body = {"facts": {"sales_channel": "wholesale"}, "firm": {"nmae": "x", "facts": {"data_trust": "low"}}}
    answer = post(client, f"/v1/{path}", body)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [
        "/facts/sales_channel",
        "/firm/nmae",
        "/firm/facts/data_trust",
    ]
    empty: tuple[Any, ...] = ([], {}, "x")
    for firm in empty:
        refused = post(client, f"/v1/{path}", {"facts": {}, "firm": firm})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/firm")
