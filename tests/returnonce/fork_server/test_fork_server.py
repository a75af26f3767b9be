"""A child that eats, spins, dies or hangs costs one refusal; when nobody waits for it any more it is gone."""

from __future__ import annotations

import ctypes
import inspect
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from returnonce.errors import NotFound, Unavailable
from returnonce.fork_server.bugs import BUG_FILE, UNKNOWN, read_bug
from returnonce.fork_server.cancellation import Cancellation, Cancelled
from returnonce.fork_server.client import ChildFailed, ChildTask, ForkServer
from returnonce.logs import where_it_broke
from returnonce.sandbox import Overran, SandboxLimits, is_inside

HERE = "tests.returnonce.fork_server.test_fork_server"
#: Descriptors from which on select(2) fails.
PAST_SELECT = 1_024
LIMITS = SandboxLimits(memory=64 << 20, cpu_seconds=2, wall_seconds=20, file_bytes=1 << 20)


def prepare(arguments: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    return {"pid": os.getpid()}, arguments["greeting"]


def greet(state: str, arguments: Mapping[str, Any], out: Path) -> None:
    assert is_inside()
    (out / "said").write_text(f"{state}, {arguments['name']}")


def refuse(state: str, arguments: Mapping[str, Any], out: Path) -> None:
    raise NotFound("Nothing here.", where="the file", mend="Send another.")


def fail(state: str, arguments: Mapping[str, Any], out: Path) -> None:
    raise KeyError("Anna's row is a bug of ours")


def eat(state: str, arguments: Mapping[str, Any], out: Path) -> None:
    held = []
    while True:
        held.append(bytearray(8 << 20))


def spin(state: str, arguments: Mapping[str, Any], out: Path) -> None:
    while True:
        pass


def abort(state: str, arguments: Mapping[str, Any], out: Path) -> None:
    ctypes.string_at(0)


def fill_disk(state: str, arguments: Mapping[str, Any], out: Path) -> None:
    (out / "much").write_bytes(bytes(2 << 20))


def hang(state: str, arguments: Mapping[str, Any], out: Path) -> None:
    """With a child of its own, as a reader of workbooks has one."""
    below = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(arguments["pids"]).write_text(f"{os.getpid()} {below.pid}")
    time.sleep(600)


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    server = ForkServer(f"{HERE}:prepare", {"greeting": "Good morning"})
    yield server
    server.close()


def task(function: str, limits: SandboxLimits = LIMITS, **arguments: str) -> ChildTask:
    return ChildTask(f"{HERE}:{function}", arguments, 1, limits)


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_until_gone(pids: list[int]) -> None:
    until = time.monotonic() + 10
    while any(map(is_alive, pids)) and time.monotonic() < until:
        time.sleep(0.02)
    assert [pid for pid in pids if is_alive(pid)] == []


def read_pids(path: Path) -> list[int]:
    until = time.monotonic() + 20
    while not (path.exists() and path.read_text()) and time.monotonic() < until:
        time.sleep(0.02)
    return [int(pid) for pid in path.read_text().split()]


def test_a_child_works_on_what_was_made_ready_and_says_what_it_took(server: ForkServer, tmp_path: Path) -> None:
    usage = server.run(task("greet", name="Anna"), tmp_path)
    assert (tmp_path / "said").read_text() == "Good morning, Anna"
    assert 0 <= usage.cpu_seconds < 2
    assert usage.peak_kib > 0


def test_an_error_comes_back_in_its_words(server: ForkServer, tmp_path: Path) -> None:
    with pytest.raises(NotFound) as error:
        server.run(task("refuse"), tmp_path)
    assert (error.value.what, error.value.where, error.value.mend) == ("Nothing here.", "the file", "Send another.")


def test_a_bug_is_told_from_a_refusal_with_its_place_and_without_its_words(
    server: ForkServer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ChildFailed) as failed:
        server.run(task("fail"), tmp_path)
    event = where_it_broke(None, "", {"exc_info": failed.value})
    assert event["where"][-1] == f"test_fork_server.py:{inspect.getsourcelines(fail)[1] + 1} fail"
    assert "KeyError" in event["where"]
    assert "Anna" not in str(event) + "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "content", ["", "[]", '{"error": "A"}', '{"error": 1, "where": 2}', "[" * 60_000, " " * 70_000]
)
def test_what_a_child_left_of_a_bug_harms_nobody(tmp_path: Path, content: str) -> None:
    (tmp_path / BUG_FILE).write_text(content)
    assert read_bug(tmp_path) is UNKNOWN


def test_a_server_that_cannot_be_made_ready_says_why_in_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    with closing(ForkServer(f"{HERE}:prepare", {})) as server, pytest.raises(Unavailable):
        server.start()
    [line] = capfd.readouterr().err.splitlines()
    assert [word for word in ("fork_server_failed", "KeyError", "prepare") if word not in line] == []


def test_children_are_waited_for_by_a_process_with_very_many_files_open(server: ForkServer, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < PAST_SELECT + 100:
        pytest.skip(f"This machine lets a process open {hard} files.")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, PAST_SELECT + 100), hard))
    with ExitStack() as stack:
        while stack.enter_context(Path(os.devnull).open()).fileno() < PAST_SELECT:
            pass
        server.run(task("greet", name="Emil"), tmp_path, cancellation=Cancellation())
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert (tmp_path / "said").read_text() == "Good morning, Emil"


@pytest.mark.parametrize(
    ("function", "why", "limits"),
    [
        ("eat", "more memory or time", LIMITS),
        ("spin", "more memory or time", replace(LIMITS, cpu_seconds=1)),
        ("spin", "took too long", replace(LIMITS, wall_seconds=1, cpu_seconds=60)),
        ("abort", "is damaged", LIMITS),
        ("fill_disk", "more memory or time", LIMITS),
    ],
)
def test_what_overruns_its_limits_is_refused_in_words(
    server: ForkServer, tmp_path: Path, function: str, why: str, limits: SandboxLimits
) -> None:
    with pytest.raises(Overran, match=why):
        server.run(task(function, limits), tmp_path)
    server.run(task("greet", name="Ben"), tmp_path)


def test_a_late_child_is_gone_with_all_that_it_started(server: ForkServer, tmp_path: Path) -> None:
    with pytest.raises(Overran):
        server.run(task("hang", replace(LIMITS, wall_seconds=1), pids=str(tmp_path / "pids")), tmp_path)
    wait_until_gone(read_pids(tmp_path / "pids"))


def test_work_that_is_called_off_does_not_go_on(server: ForkServer, tmp_path: Path) -> None:
    cancellation = Cancellation()
    pids: list[int] = []

    def call_off() -> None:
        pids.extend(read_pids(tmp_path / "pids"))
        cancellation.cancel()

    thread = threading.Thread(target=call_off)
    thread.start()
    with pytest.raises(Cancelled):
        server.run(task("hang", pids=str(tmp_path / "pids")), tmp_path, cancellation=cancellation)
    thread.join()
    assert len(pids) == 2
    wait_until_gone(pids)


@pytest.mark.parametrize("victim", ["child", "server"])
def test_whatever_is_killed_the_next_file_is_served(tmp_path: Path, victim: str) -> None:
    server = ForkServer(f"{HERE}:prepare", {"greeting": "Hello"})
    pids: list[int] = []

    def kill() -> None:
        pids.extend(read_pids(tmp_path / "pids"))
        os.kill(pids[0] if victim == "child" else server.start()["pid"], signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        with pytest.raises(Overran if victim == "child" else Unavailable):
            server.run(task("hang", pids=str(tmp_path / "pids")), tmp_path)
        thread.join()
        wait_until_gone(pids[:1])
        server.run(task("greet", name="Cleo"), tmp_path)
        assert (tmp_path / "said").read_text() == "Hello, Cleo"
    finally:
        server.close()


@pytest.mark.long
def test_children_work_beside_each_other(server: ForkServer, tmp_path: Path) -> None:
    cancellation = Cancellation()
    outcomes: list[type[BaseException]] = []

    def hang_beside() -> None:
        try:
            server.run(task("hang", pids=str(tmp_path / "pids")), tmp_path, cancellation=cancellation)
        except Cancelled as error:
            outcomes.append(type(error))

    thread = threading.Thread(target=hang_beside)
    thread.start()
    read_pids(tmp_path / "pids")
    server.run(task("greet", name="Dora"), tmp_path)
    assert (tmp_path / "said").read_text() == "Good morning, Dora"
    cancellation.cancel()
    thread.join()
    assert outcomes == [Cancelled]


def test_a_python_that_its_user_may_not_run_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "python").write_text("none")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(Unavailable, match=r"own Python cannot be started \(Permission denied") as raised:
        ForkServer(f"{HERE}:prepare", {"greeting": "Hello"}).start()
    assert str(tmp_path) not in str(raised.value)
    assert "may execute" in str(raised.value.mend)
