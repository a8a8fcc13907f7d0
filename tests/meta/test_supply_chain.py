"""What the program is made of is bounded, locked with hashes and listed, and the three say the same."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

tomllib = pytest.importorskip("tomllib", reason="reading pyproject.toml takes Python 3.11")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SERVICE = ("http", "mcp", "postgresql")
"""The extras of the lock."""
NOT_RUN = {"test", "test-heavy", "bench"}
"""The extras of those who work on the program: nobody installs them to run it."""
UNCAPPED = {"rfc8785": "one function, and the RFC says what comes out of it"}
"""What needs no upper bound, and why."""

Pin = tuple[Requirement, tuple[str, ...]]


def needed(*extras: str) -> list[Requirement]:
    """What the program needs by pyproject.toml, with these of its extras."""
    texts = [*PROJECT["dependencies"], *(text for name in extras for text in PROJECT["optional-dependencies"][name])]
    return [Requirement(text) for text in texts]


def pins(name: str) -> list[Pin]:
    """The requirements of a lock, each with its hashes."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    parted = [re.split(r"\s+--hash=sha256:", line.strip()) for line in lines]
    return [(Requirement(first), tuple(hashes)) for first, *hashes in parted]


LOCKS = ("build.txt", "locking.txt", "service.txt")
SYSTEMS = [
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "aarch64"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
]
HERE = {name: str(value) for name, value in default_environment().items()}
ENVIRONMENTS = [
    {**HERE, "python_version": version, "python_full_version": f"{version}.7", **system}
    for version in ("3.10", "3.11", "3.12", "3.13")
    for system in SYSTEMS
]


def held(lock: list[Pin], environment: dict[str, str]) -> dict[str, str]:
    """What is installed from the lock there: the version of each name."""
    chosen: dict[str, str] = {}
    for pin, _ in lock:
        if pin.marker is None or pin.marker.evaluate(environment):
            name = canonicalize_name(pin.name)
            assert name not in chosen, f"{name} is pinned twice for {environment['python_version']}"
            (specifier,) = pin.specifier
            chosen[name] = specifier.version
    return chosen


def unmet(requirements: list[Requirement], lock: list[Pin], environment: dict[str, str]) -> list[str]:
    """Which of the requirements the lock does not meet there."""
    chosen = held(lock, environment)
    applying = [each for each in requirements if each.marker is None or each.marker.evaluate(environment)]
    return [
        str(each)
        for each in applying
        if not each.specifier.contains(chosen.get(canonicalize_name(each.name), "0.dev0"), prereleases=False)
    ]


def bounds(requirement: Requirement) -> set[str]:
    found = {each.operator for each in requirement.specifier}
    return {"lower" for each in found & {">=", "=="}} | {"upper" for each in found & {"<", "=="}}


def test_what_runs_is_bounded_from_below_and_above() -> None:
    extras = PROJECT["optional-dependencies"].keys() - NOT_RUN
    assert extras == set(SERVICE)
    requirements = needed(*sorted(extras))
    assert len(requirements) > 10
    unbounded = {each.name: {"lower", "upper"} - bounds(each) for each in requirements}
    assert {name: missing for name, missing in unbounded.items() if missing} == {name: {"upper"} for name in UNCAPPED}


@pytest.mark.parametrize("name", LOCKS)
def test_each_line_of_a_lock_is_one_version_with_its_hashes(name: str) -> None:
    lock = pins(name)
    assert len(lock) > 5
    for pin, hashes in lock:
        assert [each.operator for each in pin.specifier] == ["=="], pin
        assert hashes and all(re.fullmatch(r"[0-9a-f]{64}", each) for each in hashes), pin


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda it: f"{it['python_version']}-{it['sys_platform']}")
def test_the_lock_of_the_service_fits_the_project(environment: dict[str, str]) -> None:
    assert unmet(needed(*SERVICE), pins("service.txt"), environment) == []
    assert len(held(pins("service.txt"), environment)) > 40


def test_a_lock_that_does_not_fit_would_be_seen() -> None:
    lock, environment = pins("service.txt"), ENVIRONMENTS[0]
    click = next(pin for pin, _ in lock if pin.name == "click")
    (version,) = click.specifier
    wanted = [
        Requirement(text) for text in (f"click>{version.version}", "click", "nowhere>=1", "nowhere; extra == 'x'")
    ]
    assert unmet(wanted, lock, {**environment, "extra": ""}) == [f"click>{version.version}", "nowhere>=1"]


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda it: f"{it['python_version']}-{it['sys_platform']}")
def test_the_lock_of_the_build_has_what_builds_the_project(environment: dict[str, str]) -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    assert unmet([Requirement(text) for text in build], pins("build.txt"), environment) == []


def test_the_sbom_lists_what_is_locked() -> None:
    """``.ci/lock --check`` holds the whole file against what the tool makes of the lock; this needs no tool."""
    sbom = json.loads((ROOT / "sbom.cdx.json").read_text(encoding="utf-8"))
    told = sorted((each["name"], each["version"]) for each in sbom["components"])
    assert told == sorted((pin.name, str(pin.specifier).removeprefix("==")) for pin, _ in pins("service.txt"))
    whole = sbom["metadata"]["component"]
    assert (whole["name"], whole["version"]) == (PROJECT["name"], PROJECT["version"])
    assert "serialNumber" not in sbom and "timestamp" not in sbom["metadata"]
