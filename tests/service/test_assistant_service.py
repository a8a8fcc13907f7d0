"""``iot-advisor mcp`` as assistants meet it, by the official client over both transports."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from jsonschema import Draft202012Validator
from mcp import Client, MCPError, StdioServerParameters
from mcp.types import CallToolResult, TextContent

from advisor import Advisor
from advisor.audit import open_log
from advisor.audit.query import find
from advisor.model.record import AssessmentRecord
from advisor.service.assistant import create_server
from advisor.service.middleware import Limits
from tests.service.conftest import Service

ROOT = Path(__file__).parents[2]
FACTS = {"sales_channel": "wholesaler", "data_trust": "low", "product_customization": "standardized"}
Connect = Callable[..., Any]


@pytest.fixture(params=["stdio", "http"])
def connect(request: pytest.FixtureRequest, serve: Callable[..., Service], tmp_path: Path) -> Connect:
    """Opens a client on a server of the transport, whose audit is in this test's directory."""
    audit = str(tmp_path / "audit.db")

    @asynccontextmanager
    async def opened(mode: str = "auto") -> AsyncIterator[Client]:
        target: StdioServerParameters | str
        if request.param == "stdio":
            target = StdioServerParameters(command=sys.executable, args=["-m", "advisor", "mcp", "--audit", audit])
        else:
            target = serve("mcp", "--transport", "http", "--audit", audit).url + "/mcp"
        async with Client(target, mode=mode) as client:
            yield client

    return opened


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_tools_answer_as_the_library_does(connect: Connect, advisor: Advisor, tmp_path: Path, mode: str) -> None:
    name = advisor.assess(FACTS).recommendations[0].id
    calls: dict[str, tuple[dict[str, Any], Any]] = {
        "assess": ({"facts": FACTS}, advisor.assess(FACTS)),
        "why": ({"facts": FACTS, "id": name}, advisor.why(FACTS, name)),
        "why_not": ({"facts": FACTS, "id": "T1"}, advisor.why_not(FACTS, "T1")),
        "for_and_against": ({"facts": FACTS, "id": "1"}, advisor.for_and_against(FACTS, "1")),
        "what_if": (
            {"facts": FACTS, "changes": {"data_trust": "high"}},
            advisor.what_if(FACTS, {"data_trust": "high"}),
        ),
        "sensitivity": ({"facts": FACTS}, advisor.sensitivity(FACTS)),
        "compare": ({"facts": FACTS, "other": {}}, advisor.compare(FACTS, {})),
    }

    receipts: dict[str, list[str]] = {}

    async def talk() -> None:
        async with connect(mode) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert set(tools) == {*calls, "vocabulary", "next_question"}
            for tool in tools.values():
                Draft202012Validator.check_schema(tool.input_schema)
                Draft202012Validator.check_schema(tool.output_schema)
            for tool_name, (arguments, expected) in calls.items():
                Draft202012Validator(tools[tool_name].input_schema).validate(arguments)
                # The client holds the result against the tool's output schema by itself.
                result = await client.call_tool(tool_name, arguments)
                assert not result.is_error
                assert result.structured_content == json.loads(expected.to_json())
                assert json.loads(result.content[0].text) == result.structured_content
                receipts[tool_name] = [each.text for each in result.content[1:]]
            listed = await client.call_tool("vocabulary", {})
            assert [each["name"] for each in listed.structured_content["inputs"]] == list(advisor.knowledge.inputs)
            one = await client.call_tool("vocabulary", {"attributes": ["sales_channel"]})
            assert [each["name"] for each in one.structured_content["inputs"]] == ["sales_channel"]
            asked = await client.call_tool("next_question", {"facts": {}})
            assert asked.structured_content["attribute"] == advisor.knowledge.asking

    anyio.run(talk)
    log = open_log(tmp_path / "audit.db")
    assert log is not None
    record = log.get(1)
    assert isinstance(record, AssessmentRecord)
    assert record.entry == "mcp"
    (listed,) = find(log.store)
    assert receipts == {**{key: [] for key in calls}, "assess": [f"Recorded as 1, hash {listed.hash}"]}


def test_faults_are_told_so_that_the_call_can_be_put_right(connect: Connect) -> None:
    async def talk() -> None:
        async with connect() as client:
            faulty = await client.call_tool("assess", {"facts": {"sales_channel": "wholesale", "data_trust": 1}})
            assert faulty.is_error
            told = faulty.content[0].text
            assert "did you mean 'wholesaler'?" in told and "data_trust" in told
            for name, arguments in (
                ("assess", {}),
                ("why", {"facts": {}, "id": "x"}),
                ("compare", {"facts": {}}),
                ("vocabulary", {"attributes": ["x"]}),
            ):
                assert (await client.call_tool(name, arguments)).is_error
            with pytest.raises(MCPError):
                await client.call_tool("advise", {})

    anyio.run(talk)


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_what_has_to_be_recorded_is_not_given_without(advisor: Advisor, tmp_path: Path) -> None:
    log = open_log(f"required:{tmp_path / 'missing' / chr(0) / 'audit.db'}")

    async def talk() -> None:
        async with Client(create_server(advisor, log=log, limits=Limits(workers=1))) as client:
            refused = await client.call_tool("assess", {"facts": FACTS})
            assert refused.is_error and "was not recorded" in text_of(refused)
            assert not (await client.call_tool("next_question", {"facts": FACTS})).is_error
            too_many = await client.call_tool("assess", {"facts": {f"x{number}": "y" for number in range(600)}})
            assert too_many.is_error and "at most 500" in text_of(too_many)
            for wrong, told in (
                ({"attributes": ["data_trust"] * 600}, "at most 500"),
                ({"attribute": "data_trust"}, "unknown key 'attribute'; expected attributes"),
            ):
                refused = await client.call_tool("vocabulary", wrong)
                assert refused.is_error and told in text_of(refused)
            once = await client.call_tool("vocabulary", {"attributes": ["data_trust"] * 400})
            assert once.structured_content is not None and len(once.structured_content["inputs"]) == 1

    anyio.run(talk)


def test_findings_rules_and_sources_are_resources(connect: Connect, advisor: Advisor) -> None:
    knowledge = advisor.knowledge

    async def talk() -> None:
        async with connect() as client:
            resources = (await client.list_resources()).resources
            assert len(resources) == len(knowledge.findings) + len(knowledge.rules) + len(knowledge.sources)
            templates = (await client.list_resource_templates()).resource_templates
            assert {each.uri_template for each in templates} == {
                f"iot-advisor://{kind}/{{id}}" for kind in ("findings", "rules", "sources")
            }
            for name in advisor.assess(FACTS).findings:
                text = (await client.read_resource(f"iot-advisor://findings/{name}")).contents[0].text
                assert json.loads(text)["paraphrase"] == knowledge.findings[name].paraphrase
            rule = next(iter(knowledge.rules))
            assert (
                json.loads((await client.read_resource(f"iot-advisor://rules/{rule}")).contents[0].text)["id"] == rule
            )
            for wrong in ("findings/F999", "nothing/F1", "findings"):
                with pytest.raises(MCPError):
                    await client.read_resource(f"iot-advisor://{wrong}")

    anyio.run(talk)


def test_the_prompt_interviews(connect: Connect) -> None:
    async def talk() -> None:
        async with connect() as client:
            (prompt,) = (await client.list_prompts()).prompts
            message = (await client.get_prompt(prompt.name, {"about": "Acme {x}"})).messages[0].content.text
            assert "Acme {x}" in message
            for tool in ("next_question", "assess", "why_not", "what_if"):
                assert tool in message
            with pytest.raises(MCPError):
                await client.get_prompt("other")

    anyio.run(talk)


def test_http_request_id_is_recorded(serve: Callable[..., Service], tmp_path: Path) -> None:
    audit = tmp_path / "audit.db"
    service = serve("mcp", "--transport", "http", "--audit", str(audit))
    headers = {"Accept": "application/json, text/event-stream", "X-Request-ID": "order-7"}
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "assess", "arguments": {"facts": {}}}}
    assert httpx.post(f"{service.url}/mcp", json=call, headers=headers).status_code == 200
    log = open_log(audit)
    assert log is not None
    record = log.get(1)
    assert isinstance(record, AssessmentRecord)
    assert record.request_id == "order-7"


def test_http_is_guarded(serve: Callable[..., Service]) -> None:
    service = serve("mcp", "--transport", "http", "--no-audit", IOT_ADVISOR_API_KEY="s3cret")
    headers = {"Accept": "application/json, text/event-stream"}
    key = {"Authorization": "Bearer s3cret"}
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    url = f"{service.url}/mcp"
    assert httpx.post(url, json=call, headers=headers).status_code == 401
    assert httpx.post(url, json=call, headers={**headers, **key}).status_code == 200
    assert httpx.post(url, json=call, headers={**headers, **key, "Origin": "http://evil.example"}).status_code == 403
    assert httpx.post(url, json=call, headers={**headers, **key, "Host": "evil.example"}).status_code == 421
    assert httpx.post(url, content=b" " * (2**20 + 1), headers={**headers, **key}).status_code == 413
    assert service.stop() == 0


def test_stays_in_step_over_many_calls() -> None:
    async def talk() -> None:
        command = StdioServerParameters(command=sys.executable, args=["-m", "advisor", "mcp", "--no-audit"])
        async with Client(command) as client:
            for _ in range(20):
                assert not (await client.call_tool("assess", {"facts": {}})).is_error

    anyio.run(talk)


def test_a_firm_lies_under_the_facts(connect: Connect, advisor: Advisor, tmp_path: Path) -> None:
    facts, firm = {"data_trust": "low", "market_growth": "low"}, {"platform_model": "new", "market_growth": "high"}
    under = advisor.profile(firm, name="The maker")
    calls: dict[str, tuple[dict[str, Any], Any]] = {
        "assess": ({}, advisor.assess(facts, firm=under)),
        "sensitivity": ({}, advisor.sensitivity(facts, firm=under)),
        "compare": ({"other": {}}, advisor.compare(facts, {}, firm=under)),
        "next_question": ({}, advisor.next_question(facts, firm=under)),
    }

    async def talk() -> None:
        async with connect() as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            for name, (more, expected) in calls.items():
                arguments = {"facts": facts, "firm": {"name": "The maker", "facts": firm}, **more}
                Draft202012Validator(tools[name].input_schema).validate(arguments)
                result = await client.call_tool(name, arguments)
                assert result.structured_content == json.loads(expected.to_json())
            faulty = await client.call_tool("assess", {"facts": {"x": "y"}, "firm": {"facts": {"data_trust": "low"}}})
            told = faulty.content[0].text
            assert faulty.is_error and "facts.x: " in told
            assert "firm.facts.data_trust: data_trust is answered for each relationship" in told

    anyio.run(talk)
    log = open_log(tmp_path / "audit.db")
    assert log is not None
    assert log.assessment(1).profile["firm"]["facts"] == firm


ENDLESS = """
from advisor.service import pool
spoiled = "from tests.unit.service import spoiled_worker; spoiled_worker.main('never ends')"
pool._START = "import sys; sys.path[:] = sys.argv[1:]; " + spoiled
from advisor.commands import main
main(["mcp", "--no-audit"])
"""
"""The server, with workers that compute for ever when they are asked about a relationship of that name."""


def test_ctrl_c_ends_it() -> None:
    command = [sys.executable, "-m", "advisor", "mcp", "--no-audit"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin is not None and process.stdout is not None
        begin = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
        message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": begin}
        process.stdin.write(json.dumps(message).encode() + b"\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == -signal.SIGINT


def test_ends_with_its_input_in_the_middle_of_an_answer() -> None:
    begin = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    profiles: list[dict[str, Any]] = [{"facts": {}}, {"name": "for ever", "facts": {}}]
    messages: list[dict[str, Any]] = [
        {"id": 1, "method": "initialize", "params": begin},
        {"method": "notifications/initialized"},
        *(
            {"id": number, "method": "tools/call", "params": {"name": "assess", "arguments": each}}
            for number, each in enumerate(profiles, 2)
        ),
    ]
    command = [sys.executable, "-c", ENDLESS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin is not None and process.stdout is not None
        for message in messages:
            process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
            process.stdin.flush()
            if message.get("id") == 1:
                process.stdout.readline()
        assert b'"result"' in process.stdout.readline()  # so the worker is at the one that never ends now
        process.stdin.close()
        assert process.wait(timeout=8) == 0  # before the limit of ten seconds would have ended the work
