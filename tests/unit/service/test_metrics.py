"""What is counted, read as Prometheus reads it."""

from __future__ import annotations

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from advisor import Advisor
from advisor.audit import open_log
from advisor.service.http import create_app
from advisor.service.metrics import Metrics
from advisor.service.middleware import Limits

FACTS = {"facts": {"sales_channel": "wholesaler"}}


def counted(client: TestClient, **headers: str) -> dict[tuple[str, ...], float]:
    """Each value by its name and labels, without when it began to be counted."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(answer.text)
    samples = [sample for family in families for sample in family.samples if not sample.name.endswith("_created")]
    return {(each.name.removeprefix("iot_advisor_"), *each.labels.values()): each.value for each in samples}


def test_requests_are_counted_by_their_route(advisor: Advisor) -> None:
    client = TestClient(create_app(advisor), base_url="http://localhost")
    client.get("/v1/findings/F17")
    client.get("/v1/findings/F18")
    client.get("/v1/findings/nothing")
    client.head("/health")
    client.delete("/v1/assess")
    client.request("BREW", "/v1/assess")
    for path in ("/a", "/b?facts=1", "/v1/../c", "/v1/findings"):
        client.get(path)
    client.get("/v1/findings/F17", headers={"Host": "evil.example"})
    found = counted(client)
    requests = {key[1:]: value for key, value in found.items() if key[0] == "requests_total"}
    # The labels are in the order of the alphabet: method, route, status.
    assert requests == {
        ("GET", "/v1/findings/{id}", "200"): 2,
        ("GET", "/v1/findings/{id}", "404"): 1,
        ("GET", "/v1/findings/{id}", "421"): 1,
        ("HEAD", "/health", "200"): 1,
        ("DELETE", "/v1/assess", "405"): 1,
        ("other", "/v1/assess", "405"): 1,
        ("GET", "other", "404"): 4,
    }
    assert found["request_seconds_count", "/v1/findings/{id}"] == 4
    assert found[("requests_running",)] == 1
    assert found[("bodies_arriving",)] == 0


def test_assessments_and_records_are_counted(advisor: Advisor, tmp_path: Path) -> None:
    names = ("assessments_total", "records_total", "records_failed_total")
    for log, expected in (
        (None, [1, 0, 0]),
        (open_log(tmp_path / "audit.db"), [1, 1, 0]),
        (open_log(tmp_path / "missing" / "\0" / "audit.db"), [1, 0, 1]),
    ):
        client = TestClient(create_app(advisor, log=log), base_url="http://localhost")
        client.post("/v1/assess", json=FACTS)
        client.post("/v1/assess", json={"facts": {"sales_channel": "x"}})
        client.post("/v1/explain/sensitivity", json={"facts": {}})
        found = counted(client)
        assert [found[(name,)] for name in names] == expected


def test_two_applications_count_apart(advisor: Advisor) -> None:
    first, second = (TestClient(create_app(advisor), base_url="http://localhost") for _ in range(2))
    first.get("/health")
    assert ("requests_total", "GET", "/health", "200") in counted(first)
    assert ("requests_total", "GET", "/health", "200") not in counted(second)


def test_a_key_that_is_set_is_needed(advisor: Advisor) -> None:
    client = TestClient(create_app(advisor, key="k", limits=Limits(wrong_key=0)), base_url="http://localhost")
    assert client.get("/metrics").status_code == 401
    client.get("/metrics", headers={"Authorization": "Bearer x"})
    found = counted(client, Authorization="Bearer k")
    assert found[("wrong_keys_total",)] == 1
    assert found["requests_total", "GET", "/metrics", "401"] == 2


def test_what_is_ended_is_counted() -> None:
    metrics = Metrics()
    metrics.ended_at_limit()
    assert metrics.registry.get_sample_value("iot_advisor_ended_at_limit_total") == 1
