"""The pages over HTTP, asked in this process."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from advisor import Advisor, KnowledgeBase
from advisor.audit import open_log
from advisor.audit.log import AuditLog
from advisor.audit.query import find
from advisor.errors import AuditError, SittingsError
from advisor.pages import frame
from advisor.pages.interview import Pages
from advisor.service import keys as keys_module
from advisor.service.http import create_app
from advisor.service.interviews.host import InterviewHost
from advisor.service.interviews.sittings import DAY, Kept, Sittings
from advisor.service.keys import Keys, line_of
from advisor.service.middleware import LOOPBACK, Limits
from advisor.service.pool import Busy, Lost, Overtime, Pool
from advisor.service.staff import UNRECORDED, Staff
from advisor.service.work import Setup
from tests.unit.service.interviews.conftest import Clock
from tests.visitors import Visitor, field

BASE = "http://localhost"
ONE = Limits(workers=1, wrong_key=0)
NAME = "Zanzibar Turbines"
NOTE = "the master data are in a cellar in Pemba"


@contextmanager
def serving(advisor: Advisor, sittings: Sittings, base: str = BASE, **how: Any) -> Iterator[TestClient]:
    app = create_app(advisor, interviews=sittings, **{"limits": ONE, **how})
    with TestClient(app, base_url=base) as client:
        yield client


@pytest.fixture(scope="module")
def time() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("interviews")


@pytest.fixture(scope="module")
def sittings(place: Path, time: Clock) -> Sittings:
    return Sittings(place / "sittings.db", clock=time)


@pytest.fixture(scope="module")
def log(place: Path) -> AuditLog:
    opened = open_log(place / "audit.db")
    assert opened is not None
    return opened


@pytest.fixture(scope="module")
def client(advisor: Advisor, sittings: Sittings, log: AuditLog) -> Iterator[TestClient]:
    with serving(advisor, sittings, log=log) as client:
        yield client


@pytest.fixture
def visitor(client: TestClient) -> Visitor:
    client.cookies.clear()
    return Visitor(client)


def kept(sittings: Sittings, base: str) -> dict[str, Any]:
    """What is kept of an interview."""
    found = sittings.get(base.split("/")[2])
    assert found is not None
    data: dict[str, Any] = json.loads(found.text)
    return data


def facts(sittings: Sittings, base: str) -> dict[str, str]:
    return {name: each for name, each in kept(sittings, base)["profile"]["facts"].items() if each != "unknown"}


def finish(visitor: Visitor, base: str) -> Any:
    visitor.get(f"{base}answers")
    return visitor.post(f"{base}finish", checked="1")


class TestPages:
    def test_a_page_is_a_document_that_loads_nothing_from_elsewhere(self, visitor: Visitor) -> None:
        page = visitor.get("/interview")
        assert page.status_code == 200 and page.headers["content-type"] == "text/html; charset=utf-8"
        policy = dict(each.strip().split(" ", 1) for each in page.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["form-action"] == policy["style-src"] == policy["script-src"] == "'self'"
        assert page.headers["referrer-policy"] == "same-origin"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-frame-options"] == "DENY"
        assert re.findall(r'(?:href|src|action)="(?!/interview/|#|data:,")[^"]*"', page.text) == []
        assert page.text.count("<h1>") == page.text.count("<main ") == 1
        assert visitor.get("/interview/").text == page.text

    def test_looks_are_kept_for_good_under_their_present_address(self, visitor: Visitor) -> None:
        page = visitor.get("/interview").text
        for kind, made in (("css", frame.style()), ("js", frame.script())):
            (address,) = re.findall(rf'"(/interview/pages\.[0-9a-f]+\.{kind})"', page)
            answer = visitor.client.get(address)
            assert answer.text == made and "immutable" in answer.headers["cache-control"]
            assert visitor.client.get(address, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
            for other in (f"/interview/pages.{kind}", f"/interview/pages.old.{kind}"):
                answer = visitor.client.get(other)
                assert answer.text == made and answer.headers["cache-control"] == "no-cache"

    def test_a_whole_interview(self, visitor: Visitor, sittings: Sittings, log: AuditLog, place: Path) -> None:
        base = visitor.begin(name=NAME)
        assert re.fullmatch(r"/interview/[A-Za-z0-9_-]{32}/", base)
        visitor.answer(base, "data_trust", "low", note=NOTE, rests_on="said")
        assert facts(sittings, base) == {"data_trust": "low"}
        assert finish(visitor, base).headers["location"] == f"{base}result"
        result = visitor.get(f"{base}result")
        (listed,) = find(log.store)
        record = log.assessment(listed.id)
        assert kept(sittings, base)["record"][0] == listed.id and f"number {listed.id} " in result.text
        assert (record.name, record.entry, record.by) == (NAME, "http", None)
        piece = "discuss-data-safety-openly"
        answer = visitor.post(f"{base}decide", piece=piece, verdict="accept", reason="yes")
        assert answer.headers["location"] == f"{base}result"
        (decided,) = log.decisions(listed.id)
        assert (decided.recommendation, decided.verdict, decided.reason) == (piece, "accept", "yes")
        assert kept(sittings, base)["decided"] == {piece: ["accept", None, "yes"]}
        report = visitor.client.get(f"{base}report.html")
        assert report.headers["content-disposition"].startswith('attachment; filename="zanzibar-turbines.html"')
        assert report.headers["cache-control"] == "no-store" and NAME in report.text
        database = place / "sittings.db"
        assert NOTE.encode() in database.read_bytes()
        visitor.get(f"{base}delete")
        assert visitor.post(f"{base}delete").status_code == 200
        assert NOTE.encode() not in database.read_bytes() and NAME.encode() not in database.read_bytes()
        assert visitor.get(base).status_code == 410
        assert next(iter(find(log.store))).id == listed.id

    def test_a_saved_profile_is_taken_up(self, visitor: Visitor, sittings: Sittings) -> None:
        profile = b"name: From a file\nfacts:\n  data_trust: low\n"
        visitor.get("/interview")
        answer = visitor.post("/interview/begin", files={"profile": ("p.yaml", profile), "firm": ("", b"")})
        assert answer.status_code == 303, answer.text
        assert facts(sittings, answer.headers["location"]) == {"data_trust": "low"}
        answer = visitor.post("/interview/begin", files={"profile": ("p.yaml", b"facts: {data_trust: lo}")})
        assert answer.status_code == 422 and "did you mean" in answer.text

    def test_what_is_asked_by_head_is_answered(self, visitor: Visitor) -> None:
        base = visitor.begin()
        for path in ("/interview", base, f"{base}answers", "/interview/pages.css"):
            assert visitor.client.head(path).status_code == 200

    def test_a_look_changes_nothing(self, visitor: Visitor, sittings: Sittings) -> None:
        base = visitor.begin()
        before = sittings.get(base.split("/")[2])
        for path in ("", "answers", "keep", "delete", "finish", "result", "begin"):
            assert visitor.get(base + path).status_code == 200
        assert sittings.get(base.split("/")[2]) == before

    def test_lines_of_a_field_end_as_they_do_elsewhere(self, visitor: Visitor) -> None:
        base = visitor.begin(name="a\r\nb")
        assert "a b" in visitor.get(f"{base}answers").text

    @pytest.mark.parametrize("path", ["x", "q/none", "q/data_trust/x", "", "../answers", "%2e%2e/x", "q/%00"])
    def test_where_there_is_nothing(self, visitor: Visitor, path: str) -> None:
        base = visitor.begin()
        page = visitor.get(f"/interview/{'x' * 31}/{path}")
        assert page.status_code == 404 and "<h1>There is no such page</h1>" in page.text
        if path not in ("", "../answers", "%2e%2e/x"):
            page = visitor.get(base + path)
            assert page.status_code == 404 and f'"{base}"' in page.text

    def test_other_ways_to_ask(self, visitor: Visitor) -> None:
        base = visitor.begin()
        answer = visitor.client.put(base)
        assert answer.status_code == 405 and "<h1>" in answer.text and "POST" in answer.headers["allow"]
        answer = visitor.client.get(base.rstrip("/"), follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, base)
        assert visitor.client.post("/interview/", data={}).status_code == 405

    def test_it_is_not_in_the_description_for_programs(self, client: TestClient) -> None:
        assert not [each for each in client.get("/openapi.json").json()["paths"] if "interview" in each]


class TestSeveralAtOnce:
    def test_two_tabs_at_different_questions(self, visitor: Visitor, sittings: Sittings) -> None:
        base = visitor.begin()
        one, other = (Visitor(visitor.client) for _ in range(2))
        one.get(f"{base}q/data_trust")
        other.get(f"{base}q/sales_channel")
        one.post(f"{base}q/data_trust", was="", answer="low")
        other.post(f"{base}q/sales_channel", was="", answer="wholesaler")
        assert facts(sittings, base) == {"data_trust": "low", "sales_channel": "wholesaler"}

    def test_questions_answered_in_the_same_moment(
        self, visitor: Visitor, sittings: Sittings, knowledge: KnowledgeBase
    ) -> None:
        base = visitor.begin()
        given = {each.name: each.domain[0] for each in [*knowledge.inputs.values()][:4]}
        visitor.get(f"{base}answers")
        with ThreadPoolExecutor(4) as pool:
            sent = [pool.submit(visitor.post, f"{base}q/{name}", was="", answer=each) for name, each in given.items()]
            assert {each.result().status_code for each in sent} == {303}
        assert facts(sittings, base) == given

    def test_finished_twice_in_the_same_moment(self, visitor: Visitor, sittings: Sittings, log: AuditLog) -> None:
        base = visitor.begin(name="twice")
        visitor.answer(base, "data_trust", "low")
        visitor.get(f"{base}answers")
        with ThreadPoolExecutor(4) as pool:
            sent = [pool.submit(visitor.post, f"{base}finish", checked="1") for _ in range(4)]
            assert {each.result().headers["location"] for each in sent} == {f"{base}result"}
        assert len([each for each in find(log.store) if each.name == "twice"]) == 1

    def test_another_process_that_is_quicker(
        self, visitor: Visitor, sittings: Sittings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        base = visitor.begin()
        replace, left = Sittings.replace, [3]

        def late(self: Sittings, sitting: str, held: Kept, text: str) -> bool:
            if left[0]:
                left[0] -= 1
                found = self.get(sitting)
                assert found is not None
                replace(self, sitting, found, json.dumps({**json.loads(found.text), "tried": {"n": str(left[0])}}))
            return replace(self, sitting, held, text)

        monkeypatch.setattr(Sittings, "replace", late)
        assert visitor.answer(base, "data_trust", "low").status_code == 303
        assert left == [0] and facts(sittings, base) == {"data_trust": "low"}
        left[0] = 1000
        answer = visitor.answer(base, "sales_channel", "wholesaler")
        assert answer.status_code == 503 and "<h1>The advisor is busy</h1>" in answer.text
        assert facts(sittings, base) == {"data_trust": "low"}


class TestForgery:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://localhost:81"},
            {"Origin": "http://localhost.evil.example"},
            {"Origin": "ftp://localhost"},
            {"Origin": "http://[::"},
            {"Origin": ""},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ],
    )
    def test_a_form_of_another_site_is_refused(
        self, visitor: Visitor, sittings: Sittings, headers: dict[str, str]
    ) -> None:
        base = visitor.begin()
        visitor.get(f"{base}q/data_trust")
        answer = visitor.post(f"{base}q/data_trust", headers=headers, was="", answer="low")
        assert answer.status_code == 403 and "<h1>This form was not taken</h1>" in answer.text
        assert facts(sittings, base) == {}

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Origin": BASE},
            {"Origin": "http://localhost:80"},
            {"Origin": "https://localhost", "Host": "localhost:443"},
            {"Origin": BASE, "Sec-Fetch-Site": "same-origin"},
            {"Sec-Fetch-Site": "none"},
        ],
    )
    def test_one_of_its_own_is_taken(self, visitor: Visitor, headers: dict[str, str]) -> None:
        base = visitor.begin()
        visitor.get(f"{base}q/data_trust")
        assert visitor.post(f"{base}q/data_trust", headers=headers, was="", answer="low").status_code == 303

    def test_the_token_is_needed_always(self, visitor: Visitor, sittings: Sittings) -> None:
        other = visitor.begin()
        others = visitor.get(f"{other}answers")
        base = visitor.begin()
        visitor.get(f"{base}q/data_trust")
        path, right = f"{base}q/data_trust", visitor.token
        for token in ("", "x", right[:-1], field(others, "token")):
            answer = visitor.post(path, headers={"Origin": BASE}, token=token, was="", answer="low")
            assert answer.status_code == 403 and "load the page again" in answer.text
        visitor.client.cookies.clear()
        assert visitor.post(path, token=right, was="", answer="low").status_code == 403
        visitor.get("/interview")  # as somebody else
        assert visitor.post(path, token=right, was="", answer="low").status_code == 403
        assert visitor.client.post("/interview/begin", data={}).status_code in (403, 415)
        assert facts(sittings, base) == {}


class TestForms:
    @pytest.mark.parametrize(
        ("content", "media_type", "status"),
        [
            (b"{}", "application/json", 415),
            (b"a=b", "text/plain", 415),
            (b"a=" + b"x" * 70_000, "application/x-www-form-urlencoded", 413),
            (b"a=b&" * 100, "application/x-www-form-urlencoded", 400),
            ("a=ü".encode(), "application/x-www-form-urlencoded", 400),
            (b"x", "multipart/form-data", 400),
            (b"x", "multipart/form-data; boundary=y", 400),
            (
                b'--y\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' * 100 + b"--y--",
                "multipart/form-data; boundary=y",
                400,
            ),
            (
                b'--y\r\nContent-Disposition: form-data; name="a"; filename="f"\r\n\r\n'
                + b"x" * 2_000_000
                + b"\r\n--y--",
                "multipart/form-data; boundary=y",
                413,
            ),
            (b"--y\r\nContent-Disposition: form-data\r\n\r\nb\r\n--y--", "multipart/form-data; boundary=y", 400),
            (
                b'--y\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * 70_000 + b"\r\n--y--",
                "multipart/form-data; boundary=y",
                400,
            ),
            *(
                (
                    b'--y\r\nContent-Disposition: form-data; name="a-"\r\n\r\nb\r\n--y--',
                    f"multipart/form-data; boundary=y; {charset}",
                    400,
                )
                for charset in ("charset=punycode", 'CHARSET="PunyCode"', "charset=utf-16")
            ),
        ],
    )
    def test_what_is_no_form_of_these_pages(
        self, visitor: Visitor, content: bytes, media_type: str, status: int
    ) -> None:
        base = visitor.begin()
        for path in ("/interview/begin", f"{base}q/data_trust"):
            answer = visitor.client.post(path, content=content, headers={"Content-Type": media_type})
            assert answer.status_code == status, answer.text
            assert "<h1>" in answer.text and answer.headers["content-type"].startswith("text/html")


class TestKeeping:
    def test_the_day_is_told_and_then_it_is_gone(self, visitor: Visitor, sittings: Sittings, time: Clock) -> None:
        assert "gone on with it by 2027-02-14" in visitor.get("/interview").text, "before anybody begins"
        base = visitor.begin()
        assert "2027-02-14" in visitor.get(f"{base}keep").text
        assert f"{BASE}{base}" in visitor.page.text
        time.now += 20 * DAY
        visitor.answer(base, "data_trust", "low")
        assert "2027-03-06" in visitor.get(f"{base}keep").text
        time.now += 31 * DAY
        page = visitor.get(base)
        assert page.status_code == 410 and "for 30 days" in page.text and '"/interview/"' in page.text
        assert visitor.get(f"/interview/{'A' * 32}/").text == page.text

    def test_expired_ones_are_deleted_at_the_start(self, advisor: Advisor, tmp_path: Path, clock: Clock) -> None:
        sittings = Sittings(tmp_path / "s.db", clock=clock)
        sittings.begin(NOTE)
        clock.now += 31 * DAY
        host = InterviewHost(Pages(advisor), sittings, Staff(Setup(advisor.knowledge, "http")), None, LOOPBACK)

        async def serve() -> None:
            async with host.sweeping():
                while NOTE.encode() in (tmp_path / "s.db").read_bytes():
                    await asyncio.sleep(0.01)

        asyncio.run(asyncio.wait_for(serve(), 30))

    def test_a_text_of_another_version(self, visitor: Visitor, sittings: Sittings) -> None:
        sitting = sittings.begin('{"format": 99}')
        page = visitor.get(f"/interview/{sitting}/")
        assert page.status_code == 410 and "another version" in page.text

    @pytest.mark.parametrize("method", ["get", "replace"])
    def test_a_database_that_fails(
        self,
        visitor: Visitor,
        sittings: Sittings,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        method: str,
    ) -> None:
        base = visitor.begin()
        visitor.get(f"{base}q/data_trust")

        def fails(*_: Any) -> None:
            raise SittingsError("the interviews at x cannot be written: disk full")

        with monkeypatch.context() as patch:
            patch.setattr(Sittings, method, fails)
            answer = visitor.post(f"{base}q/data_trust", was="", answer="low")
        assert answer.status_code == 503 and "cannot be kept just now" in answer.text
        assert [each.detail for each in caplog.records if hasattr(each, "detail")] == [
            "the interviews at x cannot be written: disk full"
        ]
        assert facts(sittings, base) == {}


class TestRecording:
    def test_a_decision_that_cannot_be_recorded_is_not_kept(
        self, visitor: Visitor, sittings: Sittings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        base = visitor.begin()
        visitor.answer(base, "data_trust", "low")
        finish(visitor, base)
        visitor.get(f"{base}result")

        def fails(*_: Any, **__: Any) -> None:
            raise AuditError("the disk is full")

        monkeypatch.setattr(AuditLog, "decide", fails)
        answer = visitor.post(f"{base}decide", piece="discuss-data-safety-openly", verdict="accept")
        assert answer.status_code == 503 and "This could not be recorded" in answer.text
        assert "disk" not in answer.text, "why is for whoever runs the service"
        why = "this decision was not recorded: the disk is full"
        assert [each.detail for each in caplog.records if hasattr(each, "detail")] == [why]
        assert kept(sittings, base)["decided"] == {}

    def test_a_result_that_cannot_be_recorded_is_shown_all_the_same(
        self, visitor: Visitor, sittings: Sittings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*_: Any) -> None:
            raise AuditError("the disk is full")

        monkeypatch.setattr(AuditLog, "file", fails)
        base = visitor.begin()
        visitor.answer(base, "data_trust", "low")
        assert finish(visitor, base).status_code == 303
        after = kept(sittings, base)
        assert (after["finished"], after["record"], after["unrecorded"]) == (True, None, UNRECORDED)
        shown = visitor.get(f"{base}result")
        assert shown.status_code == 200 and "was not recorded" in shown.text and "the disk is full" not in shown.text

    def test_but_not_where_it_has_to_be(self, advisor: Advisor, tmp_path: Path) -> None:
        sittings = Sittings(tmp_path / "s.db")
        with serving(advisor, sittings, log=open_log(f"required:{tmp_path}")) as client:  # which is no file
            visitor = Visitor(client)
            base = visitor.begin()
            visitor.answer(base, "data_trust", "low")
            answer = finish(visitor, base)
        assert answer.status_code == 503 and "This could not be recorded" in answer.text
        assert str(tmp_path) not in answer.text
        after = kept(sittings, base)
        assert (after["finished"], after["record"], after["unrecorded"]) == (False, None, None)


class TestFailing:
    @pytest.mark.parametrize(("error", "status"), [(Busy, 503), (Overtime, 503), (Lost, 500)])
    def test_it_is_told_on_a_page(
        self, visitor: Visitor, sittings: Sittings, monkeypatch: pytest.MonkeyPatch, error: type[Exception], status: int
    ) -> None:
        base = visitor.begin()
        visitor.get(f"{base}q/data_trust")

        async def fails(*_: Any, **__: Any) -> None:
            raise error("it is so")

        with monkeypatch.context() as patch:
            patch.setattr(Pool, "ask", fails)
            answer = visitor.post(f"{base}q/data_trust", was="", answer="low")
        assert answer.status_code == status and "Nothing is lost" in answer.text and f'"{base}"' in answer.text
        assert answer.headers.get("retry-after") == ("1" if status == 503 else None)
        assert facts(sittings, base) == {}

    def test_a_defect_is_logged_without_what_it_was_about(
        self, advisor: Advisor, tmp_path: Path, spoiled: Callable[[str], None], caplog: pytest.LogCaptureFixture
    ) -> None:
        spoiled("fails")
        caplog.set_level(logging.INFO)
        sittings = Sittings(tmp_path / "s.db")
        with serving(advisor, sittings, log=open_log(tmp_path / "a.db")) as client:
            visitor = Visitor(client)
            base = visitor.begin(name=NAME)
            visitor.answer(base, "data_trust", "low")
            answer = finish(visitor, base)
        assert answer.status_code == 500 and "Nothing is lost" in answer.text
        assert facts(sittings, base) == {"data_trust": "low"} and not kept(sittings, base)["finished"]
        (told,) = [vars(each) for each in caplog.records if each.getMessage() == "failed"]
        assert told["error"] == "RuntimeError" and "spoiled_worker.py" in told["where"]
        assert NAME not in str([vars(each) for each in caplog.records])


class TestLog:
    def test_it_holds_no_id_and_no_answer(
        self, visitor: Visitor, client: TestClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "advisor")
        base = visitor.begin(name=NAME)
        visitor.answer(base, "data_trust", "low", note=NOTE)
        visitor.get(f"{base}answers")
        visitor.post(f"{base}q/data_trust", token="", answer="low")
        sitting = base.split("/")[2]
        for path in (base.rstrip("/"), base.upper(), f"/x{base}", f"{BASE}/{base}", f"{base}q/data_trust?a={sitting}"):
            client.get(path, follow_redirects=False)
        client.get(base, headers={"Host": "evil.example"})
        client.put(base)
        client.post(base, content=b"x" * 2_000_000)
        said = [vars(each) for each in caplog.records if each.name == "advisor.service"]
        assert len(said) > 10
        assert (
            {each["path"] for each in said}
            == {each["route"] for each in said}
            == {
                "/interview",
                "/interview/begin",
                "/interview/{sitting}",
                "/interview/{sitting}/{path:path}",
                "other",
            }
        )
        text = str(said).casefold()
        assert not [each for each in (sitting, NAME, NOTE, "data_trust") if each.casefold() in text]

    def test_nor_does_it_where_the_rest_of_an_address_was_mistyped(
        self, visitor: Visitor, client: TestClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "advisor")
        sitting = visitor.begin().split("/")[2]
        caplog.clear()
        for path in (f"/{sitting}", f"/intervie/{sitting}/answers", f"/v1/rules/x{sitting}x"):
            assert client.get(path).status_code == 404
        said = [vars(each)["path"] for each in caplog.records if each.name == "advisor.service"]
        assert said == ["/*", "/intervie/*/answers", "/v1/rules/*"]

    def test_nor_does_that_of_a_service_without_interviews(
        self, advisor: Advisor, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "advisor")
        client = TestClient(create_app(advisor, limits=ONE), base_url=BASE)
        assert client.get("/interview/somebodys-id/").status_code == 404
        assert "somebodys-id" not in str([vars(each) for each in caplog.records if each.name == "advisor.service"])


@pytest.fixture(scope="module")
def keys(place: Path) -> Path:
    file = place / "keys.yaml"
    file.write_text(f"{line_of('desk', 'right')}\n{line_of('shop', 'other')}\n")
    return file


@pytest.fixture(scope="module")
def signing(advisor: Advisor, place: Path, keys: Path, time: Clock) -> Iterator[TestClient]:
    how: dict[str, Any] = {"keys": Keys(file=keys), "hosts": None, "log": open_log(place / "signed.db")}
    sittings = Sittings(place / "s.db", clock=time)
    with serving(advisor, sittings, "https://advisor.example", **how) as client:
        yield client


class TestSigningIn:
    @pytest.fixture
    def visitor(self, signing: TestClient, monkeypatch: pytest.MonkeyPatch) -> Visitor:
        monkeypatch.setattr(keys_module, "LOOK_SECONDS", 0)
        signing.cookies.clear()
        signing.headers.pop("Authorization", None)
        return Visitor(signing)

    def sign_in(self, visitor: Visitor, key: str = "right", **fields: Any) -> Any:
        return visitor.post("/interview/sign-in", key=key, **fields)

    def test_somebody_signs_in_and_out(self, visitor: Visitor, place: Path) -> None:
        page = visitor.get("/interview/keep")
        assert page.status_code == 401 and "<h1>Sign in</h1>" in page.text
        assert "https" not in page.text
        for address in re.findall(r'"(/interview/pages[^"]*)"', page.text):
            assert visitor.client.get(address).status_code == 200
        wanted = field(page, "to")
        wrong = self.sign_in(visitor, "wrong")
        assert wrong.status_code == 401 and 'role="alert"' in wrong.text
        assert self.sign_in(visitor, "").status_code == 422
        answer = self.sign_in(visitor, to=wanted)
        assert (answer.status_code, answer.headers["location"]) == (303, "/interview/keep")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-iot-advisor-caller=desk:")
        assert cookie.endswith("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure")
        base = visitor.begin()
        assert "Signed in as desk" in visitor.page.text
        visitor.answer(base, "data_trust", "low")
        finish(visitor, base)
        log = open_log(place / "signed.db")
        assert log is not None and [log.assessment(each.id).by for each in find(log.store)] == ["desk"]
        assert visitor.client.post("/v1/assess", json={"facts": {}}).status_code == 401  # a cookie is for pages
        token = re.findall(
            r'action="/interview/sign-out">\s*<input type="hidden" name="token" value="(\w+)"', visitor.page.text
        )[0]
        answer = visitor.post("/interview/sign-out", token=token)
        assert answer.headers["location"] == "/interview/sign-in" and "Max-Age=0" in answer.headers["set-cookie"]
        assert visitor.get(base).status_code == 401

    @pytest.mark.parametrize(
        "to", ["//evil.example", "https://evil.example/interview", "/interview/../..//evil", "/v1", "/interview/\\x"]
    )
    def test_it_leads_nowhere_else(self, visitor: Visitor, to: str) -> None:
        visitor.get("/interview")
        location = self.sign_in(visitor, to=to).headers["location"]
        assert location.startswith("/interview/") and "evil" not in location

    def test_a_key_that_is_taken_back(self, visitor: Visitor, keys: Path) -> None:
        visitor.get("/interview")
        self.sign_in(visitor)
        base = visitor.begin()
        before = keys.read_text()
        keys.write_text(f"{line_of('shop', 'other')}\n")
        page = visitor.get(f"{base}answers")
        keys.write_text(before)
        assert page.status_code == 401 and field(page, "to") == f"{base}answers"

    def test_it_ends_after_twelve_hours(self, visitor: Visitor, time: Clock) -> None:
        visitor.get("/interview")
        self.sign_in(visitor)
        assert visitor.get("/interview").status_code == 200
        time.now += 12 * 60 * 60
        assert visitor.get("/interview").status_code == 401

    def test_a_program_with_a_key(self, visitor: Visitor) -> None:
        visitor.client.headers["Authorization"] = "Bearer other"
        base = visitor.begin()
        assert visitor.answer(base, "data_trust", "low").status_code == 303
        assert "Sign out" not in visitor.page.text
        visitor.client.headers["Authorization"] = "Bearer wrong"
        assert visitor.get(base).status_code == 401

    def test_signing_in_takes_a_form_of_its_own(self, visitor: Visitor) -> None:
        visitor.get("/interview")
        for headers, token in (({"Origin": "https://evil.example"}, visitor.token), ({}, "")):
            answer = self.sign_in(visitor, headers=headers, token=token)
            assert answer.status_code == 403 and "set-cookie" not in answer.headers
        assert visitor.post("/interview/begin").status_code == 401

    def test_without_tls_it_says_why_nobody_stays_signed_in(self, visitor: Visitor) -> None:
        page = visitor.get("http://advisor.example/interview")
        assert page.status_code == 401 and "Ask whoever runs this service for its address with https" in page.text
        assert page.headers["set-cookie"].endswith("; Secure")


def test_where_no_key_is_needed_nobody_signs_in(visitor: Visitor) -> None:
    answer = visitor.client.get("/interview/sign-in", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/interview/")
    assert "Secure" not in visitor.get("/interview").headers["set-cookie"]
    assert visitor.client.get("https://localhost/interview").headers["set-cookie"].endswith("; Secure")
