"""The verbs ``serve``, ``mcp`` and ``schema`` up to the point where they would listen."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from starlette.testclient import TestClient

from advisor import Advisor
from advisor.commands import main
from advisor.commands.serve import api_keys, loopback, missing, served_hosts
from advisor.errors import MissingExtra
from advisor.schemas import SCHEMAS, SchemaKind, json_schema
from advisor.service.http import create_app
from tests.copies import overlay


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_loopback(host: str, own: bool) -> None:
    assert loopback(host) is own
    assert (served_hosts(host) is not None) is own


def test_a_key_is_needed_away_from_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IOT_ADVISOR_API_KEY", raising=False)
    assert api_keys("127.0.0.1", None) is None
    with pytest.raises(click.UsageError):
        api_keys("0.0.0.0", None)
    monkeypatch.setenv("IOT_ADVISOR_API_KEY", "s3cret")
    for host in ("127.0.0.1", "0.0.0.0"):
        keys = api_keys(host, None)
        assert keys is not None
        assert (keys.caller(b"s3cret"), keys.caller(b"s3cret2")) == ("default", None)
    monkeypatch.setenv("IOT_ADVISOR_API_KEY", "")
    with pytest.raises(click.UsageError):
        api_keys("0.0.0.0", None)


@pytest.mark.parametrize(
    ("verb", "module", "extra"), [("serve", "fastapi", "http"), ("serve", "uvicorn", "http"), ("mcp", "mcp", "mcp")]
)
def test_without_its_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verb: str, module: str, extra: str
) -> None:
    for name in [name for name in sys.modules if name.startswith("advisor.service")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SystemExit) as left:
        main([verb, "--no-audit"])
    assert left.value.code == 3
    assert f"pip install 'iot-relationship-advisor[{extra}]'" in capsys.readouterr().err


def test_a_missing_part_of_the_program_is_no_missing_extra() -> None:
    assert isinstance(missing("http", ModuleNotFoundError(name="fastapi.routing")), MissingExtra)
    defect = ModuleNotFoundError(name="advisor.service.nothing")
    assert missing("http", defect) is defect


@pytest.mark.parametrize("kind", SCHEMAS)
def test_schemas_as_they_are_served(capsys: pytest.CaptureFixture[str], kind: SchemaKind, advisor: Advisor) -> None:
    """The command and the service give the schemas that tests/unit/schemas holds against what they describe."""
    with pytest.raises(SystemExit) as left:
        main(["schema", kind])
    assert left.value.code == 0
    assert json.loads(capsys.readouterr().out) == json_schema(kind)
    client = TestClient(create_app(advisor), base_url="http://localhost")
    assert client.get(f"/v1/schemas/{kind}").json() == json_schema(kind)


def test_the_schema_of_a_knowledge_of_one_s_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    house = overlay(tmp_path, {"knowledge/vocabulary.yaml": "sales_channel:\n  label: Our channel\n"})
    with pytest.raises(SystemExit):
        main(["schema", "profile", "--knowledge", str(house)])
    asked = json.loads(capsys.readouterr().out)["$defs"]["Answers"]["properties"]["sales_channel"]
    assert asked["title"] == "Our channel"


def test_assistants_need_no_http_extra() -> None:
    """The two extras are apart: neither needs what the other brings."""
    code = "import sys; sys.modules['fastapi'] = None; import advisor.service.assistant, advisor.service.transports"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    code = "import sys; sys.modules['mcp'] = None; import advisor.service.http, advisor.service.running"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
