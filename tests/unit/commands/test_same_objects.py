"""What can be looked up is the same object by command, over HTTP and as an assistant's resource."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.types import TextResourceContents
from starlette.testclient import TestClient

from advisor import Advisor
from advisor.service.assistant import create_server
from advisor.service.http import create_app

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("command", "place"),
    [
        ("rules show longer-chain-raises-distrust", "rules/longer-chain-raises-distrust"),
        ("sources show danfoss", "sources/danfoss"),
        ("sources show F34", "findings/F34"),
        ("sources show F21", "findings/F21"),
    ],
)
def test_one_rule_source_or_finding(run: Run, advisor: Advisor, command: str, place: str) -> None:
    async def resource() -> Any:
        async with Client(create_server(advisor)) as client:
            (content,) = (await client.read_resource(f"iot-advisor://{place}")).contents
            assert isinstance(content, TextResourceContents)
            return json.loads(content.text)

    shown = json.loads(run(*command.split(), "--format", "json").out)
    assert shown == TestClient(create_app(advisor), base_url="http://localhost").get(f"/v1/{place}").json()
    assert shown == anyio.run(resource)


def test_all_rules_with_their_topics(run: Run, advisor: Advisor) -> None:
    listed = json.loads(run("rules", "list", "--format", "json").out)
    assert listed == TestClient(create_app(advisor), base_url="http://localhost").get("/v1/rules").json()


def test_a_list_of_sources_holds_what_each_of_them_is_by_itself(run: Run) -> None:
    for source in json.loads(run("sources", "list", "--format", "json").out):
        assert source == json.loads(run("sources", "show", source["key"], "--format", "json").out)
