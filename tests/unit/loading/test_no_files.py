"""What is no file where one is expected: pipes, devices, sockets, directories. None of them holds a reader up."""

from __future__ import annotations

import os
import socket
import sys
import threading
from pathlib import Path

import pytest

from advisor import Advisor, KnowledgeBase
from advisor.errors import KnowledgeError, ProfileError
from advisor.loading import document
from advisor.loading.profile import read_profile

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of POSIX")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "PATIENCE", 0.2)


def refusal(path: str | Path, knowledge: KnowledgeBase) -> str:
    with pytest.raises(ProfileError) as caught:
        read_profile(path, knowledge)
    (issue,) = caught.value.issues
    return str(issue).removeprefix(str(path))


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe.yaml")
    return tmp_path / "pipe.yaml"


def test_a_pipe_that_nobody_writes_to_is_given_up(pipe: Path, knowledge: KnowledgeBase) -> None:
    assert refusal(pipe, knowledge) == (
        ": nothing came from this pipe within 0.2 seconds; expected a file, or a pipe that something is written to"
    )


def test_a_pipe_whose_writer_falls_silent_is_given_up(pipe: Path, knowledge: KnowledgeBase) -> None:
    done = threading.Event()

    def write() -> None:
        with pipe.open("w", encoding="utf-8") as file:
            file.write("facts: {}\n")
            file.flush()
            done.wait(10)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert "nothing came from this pipe" in refusal(pipe, knowledge)
    finally:
        done.set()
        writer.join()


def test_a_pipe_is_read_to_its_end(pipe: Path, knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "PATIENCE", 10)

    def write() -> None:
        with pipe.open("w", encoding="utf-8") as file:
            for part in ("facts:\n", "  data_trust: low\n", "#" * 200_000):
                file.write(part)
                file.flush()
                threading.Event().wait(0.05)

    writer = threading.Thread(target=write)
    writer.start()
    assert read_profile(pipe, knowledge).facts == {"data_trust": "low"}
    writer.join()


def test_a_process_substitution_is_read(knowledge: KnowledgeBase) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"facts: {data_trust: low}")
    os.close(writing)
    try:
        assert read_profile(f"/dev/fd/{reading}", knowledge).facts == {"data_trust": "low"}
    finally:
        os.close(reading)


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        ("/dev/zero", ":1:1: the file is larger than 1 MiB; expected at most 1,048,576 bytes"),
        ("/dev/null", ":1:1: the file is empty; expected a mapping, with a key and a colon first"),
    ],
)
def test_a_device_is_read_as_far_as_a_file(device: str, expected: str, knowledge: KnowledgeBase) -> None:
    assert refusal(device, knowledge) == expected


def test_a_terminal_is_given_up(knowledge: KnowledgeBase) -> None:
    ours, theirs = os.openpty()
    try:
        assert "nothing came from this terminal or device" in refusal(os.ttyname(theirs), knowledge)
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_socket_is_refused(tmp_path: Path, knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the address of a socket has to be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("x.yaml")
        assert refusal("x.yaml", knowledge).startswith(": cannot be read: ")


@pytest.mark.parametrize("folder", ["rules", "knowledge"])
def test_in_a_directory_of_knowledge_they_are_told(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    house = Path("house")
    (house / folder / "sub.yaml").mkdir(parents=True)
    os.mkfifo(house / folder / "pipe.yaml")
    (house / folder / "gone.yaml").symlink_to("nowhere.yaml")
    (house / folder / "round.yml").symlink_to("round.yml")
    (house / folder / "zero.yaml").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"house/{folder}/s.yaml")
        with pytest.raises(KnowledgeError) as caught:
            Advisor(house)
    told = {issue.file.rpartition("/")[2]: issue.what for issue in caught.value.issues}
    assert {issue.code for issue in caught.value.issues} == {"unreadable"}
    assert told.pop("gone.yaml").startswith("cannot be read: ")
    assert told.pop("round.yml").startswith("cannot be read: ")
    assert told == {
        "pipe.yaml": "this is a pipe",
        "s.yaml": "this is a socket",
        "sub.yaml": "this is a directory",
        "zero.yaml": "this link leads out of the directory",
    }
