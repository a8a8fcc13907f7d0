"""The service's own pages: all of the interface is on them, their examples work, and their links lead somewhere."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi import FastAPI
from starlette.responses import Response
from starlette.testclient import TestClient

from advisor import Advisor
from advisor.reports.contents.http_reference import KEY
from advisor.service.http import create_app
from advisor.service.middleware import Limits
from advisor.service.own_pages import ADDRESS
from advisor.service.problems import KINDS
from tests.unit.reports.markup import Read

BASE = "http://localhost"
ONE = Limits(workers=1)
SECRET = "s3cret"


@pytest.fixture(scope="module")
def client(advisor: Advisor) -> Iterator[TestClient]:
    with TestClient(create_app(advisor, limits=ONE), base_url=BASE) as client:
        yield client


@pytest.fixture(scope="module")
def locked(advisor: Advisor) -> TestClient:
    """A service that asks for a key."""
    return TestClient(create_app(advisor, limits=ONE, key=SECRET, hosts=None), base_url=BASE)


@pytest.fixture(scope="module")
def mounted(advisor: Advisor) -> TestClient:
    """A service that asks for a key, below the path of another application."""
    outer = FastAPI()
    outer.mount("/iot", create_app(advisor, limits=ONE, key=SECRET))
    return TestClient(outer, base_url=BASE)


class Curl(NamedTuple):
    """A call of curl, as a shell would make it."""

    method: str
    url: str
    headers: dict[str, str]
    body: str | None


def curls(page: str) -> list[Curl]:
    found = []
    for text in (data for tag, data in Read(page).texts if tag == "pre" and data.startswith("curl")):
        name, silent, url, *more = shlex.split(text.replace("\\\n", "").replace(f"${KEY}", SECRET))
        assert (name, silent) == ("curl", "-s")
        options = [*zip(more[::2], more[1::2], strict=True)]
        headers = dict(value.split(": ", 1) for option, value in options if option == "-H")
        body = dict(options).get("-d")
        assert len(options) == len(headers) + (body is not None)
        found.append(Curl("GET" if body is None else "POST", url, headers, body))
    return found


def run(client: TestClient, curl: Curl) -> Any:
    return client.request(curl.method, curl.url, headers=curl.headers, content=curl.body)


def links(page: str) -> list[str]:
    return [each.attributes["href"] for each in Read(page).tags("a")]


def operations(client: TestClient) -> list[tuple[str, str, Any]]:
    app: Any = client.app
    return [(m.upper(), path, about) for path, each in app.openapi()["paths"].items() for m, about in each.items()]


def test_every_operation_is_in_the_reference(client: TestClient) -> None:
    text = Read(client.get("/docs").text).text
    for method, path, about in operations(client):
        assert f"{method} {path}: {about['summary']}" in text
        assert about.get("description", "") in text
    assert all(str(kind.status) in text and kind.title in text for kind in KINDS.values())


def test_every_field_is_in_the_reference(client: TestClient) -> None:
    app: Any = client.app
    heads = {data for tag, data in Read(client.get("/docs").text).texts if tag == "th"}
    schemas = app.openapi()["components"]["schemas"]
    waiting, met = named_in(app.openapi()["paths"]), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in met:
            met.add(name)
            waiting += named_in(schemas[name])
            assert {*schemas[name].get("properties", ())} <= heads, name
    assert {"Profile", "Assessment", "Condition", "FirmProfile", "Comparison"} <= met


def named_in(part: Any) -> list[str]:
    return re.findall(r"#/components/schemas/(\w+)", json.dumps(part))


def test_fields_are_told_with_type_and_meaning(client: TestClient) -> None:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get("/docs").text))
    assert "notes text or null; may be left out Free text; no rule reads it." in text
    assert "conclusions list of Conclusion A derived attribute's value" in text
    assert "rank whole number or null rank counts from 1 over what is to do" in text, "from the shape's own text"
    assert "errors[].pointer text JSON Pointer to the fault in the body." in text
    assert "data_trust low, medium, high or unknown How far does this customer trust" in text
    assert "capability_gap no, yes, false, true or unknown" in text, "as JSON has them"


def test_every_example_works(client: TestClient) -> None:
    page = client.get("/docs").text
    examples = curls(page)
    assert len(examples) == len(operations(client))
    for each, (method, path, _) in zip(examples, operations(client), strict=True):
        assert (each.method, urlsplit(each.url).path.split("/")[:3]) == (method, path.split("/")[:3])
        answer = run(client, each)
        assert answer.status_code == 200, f"{each.url}: {answer.text[:200]}"
    (first,) = curls(client.get("/").text)
    assert first.url == f"{BASE}/v1/assess" and run(client, first).json()["recommendations"]


def test_the_first_page_leads_to_what_is_served(client: TestClient, advisor: Advisor) -> None:
    page = client.get("/")
    assert links(page.text) == ["docs", "openapi.json", "health", "ready", "metrics"]
    assert advisor.knowledge.version in page.text and advisor.knowledge.sha256[:12] in page.text
    for path in ("/", "/docs"):
        at = f"{BASE}{path}"
        for each in links(client.get(at).text):
            assert client.get(urljoin(at, each)).status_code == 200
    assert links(client.get("/docs").text) == ["."]


def test_the_interview_is_named_where_it_is_served(advisor: Advisor) -> None:
    app = create_app(advisor, limits=ONE, key=SECRET, hosts=None)
    app.add_route("/interview/{rest:path}", lambda _: Response(), include_in_schema=False)
    page = TestClient(app, base_url=BASE).get("/")
    assert links(page.text) == ["interview", "docs", "health", "ready"]
    assert "Interviews in browsers are kept until" in page.text


def test_with_a_key_the_pages_are_open_and_say_where_it_goes(locked: TestClient) -> None:
    page = locked.get("/")
    assert page.status_code == 200 and links(page.text) == ["docs", "health", "ready"]
    assert "OpenAPI description (/openapi.json)" in page.text and locked.get("/openapi.json").status_code == 401
    (first,) = curls(page.text)
    assert first.headers["Authorization"] == f"Bearer {SECRET}" and run(locked, first).status_code == 200
    for each in curls(locked.get("/docs").text):
        needed = "/v1/" in each.url
        assert ("Authorization" in each.headers) is needed
        if each.method == "GET":
            assert run(locked, each).status_code == 200
            assert run(locked, each._replace(headers={})).status_code == (401 if needed else 200)


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_a_page_is_fetched_once(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == answer.headers["content-security-policy"]
    assert client.head(path).headers["etag"] == answer.headers["etag"]
    assert client.post(path).status_code == 405


def test_the_policy_lets_one_style_sheet_through_and_nothing_else(client: TestClient) -> None:
    page = client.get("/docs")
    (held,) = (each.attributes["content"] for each in Read(page.text).tags("meta") if "http-equiv" in each.attributes)
    assert page.headers["content-security-policy"] == f"{held}; frame-ancestors 'none'"
    assert "unsafe" not in held


def test_a_program_gets_the_first_page_as_json(client: TestClient, advisor: Advisor) -> None:
    answer = client.get("/", headers={"Accept": "application/json"})
    assert answer.json()["knowledge"] == advisor.knowledge.stamp.model_dump()
    assert all(client.get(each).status_code == 200 for each in answer.json()["links"].values())
    assert answer.headers["vary"] == "Accept"
    browser = client.get("/", headers={"Accept": "text/html,application/xhtml+xml,application/json;q=0.1"})
    assert browser.headers["content-type"].startswith("text/html") and browser.headers["etag"] != answer.headers["etag"]


def test_below_another_application_everything_leads_right(mounted: TestClient) -> None:
    assert mounted.get("/iot").url == f"{BASE}/iot/"
    for path in ("/iot/", "/iot/docs", "/iot/docs/"):
        page = mounted.get(path)
        assert page.status_code == 200 and curls(page.text)[0].url == f"{BASE}/iot/v1/assess"
        for each in links(page.text):
            assert mounted.get(urljoin(str(page.url), each)).status_code == 200
    assert mounted.get("/iot/health").status_code == 200
    assert mounted.get("/iot/v1/rules").status_code == mounted.get("/iot/metrics").status_code == 401


@pytest.mark.parametrize("host", ["a;rm -rf ~", "a$(id)", "'a", "<b>", "a b", "a/b'", "ü"])
def test_a_host_is_shown_only_where_it_can_stand_in_a_shell(locked: TestClient, host: str) -> None:
    page = locked.get("/", headers=[(b"Host", host.encode())])
    (first,) = curls(page.text)
    assert first.url == f"{ADDRESS}/v1/assess" and host not in page.text
    for good in ("advice.example", "[::1]:8000"):
        assert curls(locked.get("/", headers={"Host": good}).text)[0].url == f"http://{good}/v1/assess"


def test_with_knowledge_of_its_own_the_page_says_so(advisor: Advisor) -> None:
    override: Any = {"kind": "caveat", "id": "the-secret-one", "change": "replaced", "file": "x.yaml"}
    base = advisor.knowledge.model_copy(update={"overrides": (type("Override", (), override)(),)})
    page = TestClient(create_app(Advisor.of(base), limits=ONE), base_url=BASE).get("/").text
    assert "Not the shipped knowledge alone" in page and "the-secret-one" not in page


def test_what_the_pages_show_is_json(client: TestClient) -> None:
    shown = [data for tag, data in Read(client.get("/docs").text).texts if tag == "pre" and data.startswith("{")]
    assert [json.loads(each)["status"] for each in shown] == [422]
