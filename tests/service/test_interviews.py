"""``iot-advisor serve --interview`` as browsers meet it, whatever becomes of the service meanwhile."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from advisor import KnowledgeBase
from advisor.service.interviews.sittings import Sittings
from tests.service.conftest import Service
from tests.visitors import Visitor

Start = Callable[..., Service]
NOTE = "the master data are in a cellar in Pemba"


def facts(place: Path, base: str) -> dict[str, str]:
    """The answers that are kept of an interview."""
    kept = Sittings(place).get(base.split("/")[2])
    assert kept is not None
    return {name: each for name, each in json.loads(kept.text)["profile"]["facts"].items() if each != "unknown"}


def wait_for(service: Service, event: str, times: int = 1) -> None:
    for _ in range(1200):
        if len([each for each in service.log if each["event"] == event]) >= times:
            return
        time.sleep(0.05)
    raise AssertionError(f"the log does not say {event!r}: {service.log}")


def test_every_answer_outlives_the_service(serve: Start, tmp_path: Path, knowledge: KnowledgeBase) -> None:
    """Killed right after an answer was acknowledged; cookies, tokens and the link hold with the next one."""
    place = tmp_path / "sittings.db"
    given = {each.name: each.domain[0] for each in [*knowledge.inputs.values()][:2]}
    client = httpx.Client(timeout=30)
    visitor = Visitor(client)
    base, answered = "", dict[str, str]()
    for name, value in given.items():
        service = serve("serve", "--interview", "--sittings", str(place), "--no-audit")
        client.base_url = httpx.URL(service.url)
        if not base:
            base = visitor.begin()
            visitor.get(f"{base}q/{name}")
        # The form is the one that the service before has drawn.
        assert visitor.post(f"{base}q/{name}", was="", answer=value).status_code == 303
        service.process.kill()
        service.process.wait()
        answered[name] = value
        assert facts(place, base) == answered


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not Windows'")
def test_it_goes_on_after_a_restart_and_ends_when_told_to(serve: Start, tmp_path: Path) -> None:
    place = tmp_path / "sittings.db"
    service = serve("serve", "--interview", "--no-audit", IOT_ADVISOR_SITTINGS=str(place))
    wait_for(service, "interview")
    assert [each["url"] for each in service.log if each["event"] == "interview"] == [f"{service.url}/interview"]
    visitor = Visitor(httpx.Client(base_url=service.url, timeout=30))
    base = visitor.begin()
    visitor.get(f"{base}q/data_trust")
    service.process.send_signal(signal.SIGHUP)
    wait_for(service, "interview", 2)
    assert visitor.post(f"{base}q/data_trust", was="", answer="low", note=NOTE).status_code == 303
    assert visitor.get(base).status_code == 200
    assert service.stop() == 0
    assert facts(place, base) == {"data_trust": "low"}
    text = str(service.log)
    assert "'/interview/{sitting}/{path:path}'" in text
    assert not [each for each in (base.split("/")[2], NOTE, "data_trust") if each in text]
