"""A shared child does one small task after another; what goes wrong in it is no word on a task, and harms no other."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from returnonce.errors import NotFound
from returnonce.fork_server import shared_child
from returnonce.fork_server.cancellation import Cancellation, Cancelled
from returnonce.fork_server.child import NeedsOwnChild
from returnonce.fork_server.client import ForkServer
from returnonce.fork_server.shared_child import SharedChild
from tests.returnonce.fork_server.test_fork_server import HERE, LIMITS, is_alive, read_pids, task, wait_until_gone

THIS = "tests.returnonce.fork_server.test_shared_child"


def say_pid(state: str, arguments: Mapping[str, Any], out: Path) -> None:
    (out / "pid").write_text(str(os.getpid()))


def decline(state: str, arguments: Mapping[str, Any], out: Path) -> None:
    raise NeedsOwnChild


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    server = ForkServer(f"{HERE}:prepare", {"greeting": "Good morning"})
    yield server
    server.close()


@pytest.fixture
def shared(server: ForkServer) -> Iterator[SharedChild]:
    shared = SharedChild(server, replace(LIMITS, wall_seconds=5))
    yield shared
    shared.close()


def pid_of(shared: SharedChild, out: Path) -> int:
    assert shared.run(replace(task("say_pid"), target=f"{THIS}:say_pid"), out) is not None
    return int((out / "pid").read_text())


def test_one_child_does_many_tasks_and_says_what_each_took(shared: SharedChild, tmp_path: Path) -> None:
    first = pid_of(shared, tmp_path)
    usage = shared.run(task("greet", name="Anna"), tmp_path)
    assert usage is not None
    assert (tmp_path / "said").read_text() == "Good morning, Anna"
    assert 0 <= usage.cpu_seconds < 1
    assert pid_of(shared, tmp_path) == first


def test_an_error_comes_back_in_its_words_and_the_child_lives_on(shared: SharedChild, tmp_path: Path) -> None:
    first = pid_of(shared, tmp_path)
    (tmp_path / "other").mkdir()
    with pytest.raises(NotFound, match="Nothing here"):
        shared.run(task("refuse"), tmp_path / "other")
    assert pid_of(shared, tmp_path) == first


@pytest.mark.parametrize("fault", ["fail", "eat", "spin", "abort", "fill_disk"])
def test_what_goes_wrong_is_left_to_another_child(shared: SharedChild, tmp_path: Path, fault: str) -> None:
    first = pid_of(shared, tmp_path)
    assert shared.run(task(fault), tmp_path) is None
    wait_until_gone([first])
    assert pid_of(shared, tmp_path) != first


def test_what_is_none_for_a_shared_child_leaves_it_as_it_is(shared: SharedChild, tmp_path: Path) -> None:
    first = pid_of(shared, tmp_path)
    assert shared.run(replace(task("decline"), target=f"{THIS}:decline"), tmp_path) is None
    assert pid_of(shared, tmp_path) == first


def test_a_child_that_is_at_work_keeps_nobody_waiting(shared: SharedChild, tmp_path: Path) -> None:
    pids, cancellation, ends = tmp_path / "pids", Cancellation(), []

    def hang() -> None:
        try:
            shared.run(task("hang", pids=str(pids)), tmp_path, cancellation=cancellation)
        except Cancelled:
            ends.append("cancelled")

    thread = threading.Thread(target=hang)
    thread.start()
    child, below = read_pids(pids)
    assert shared.run(task("greet", name="Anna"), tmp_path) is None
    cancellation.cancel()
    thread.join()
    assert ends == ["cancelled"]
    wait_until_gone([child, below])


def test_a_child_that_died_between_two_tasks_is_replaced(shared: SharedChild, tmp_path: Path) -> None:
    first = pid_of(shared, tmp_path)
    os.kill(first, 9)
    wait_until_gone([first])
    assert shared.run(task("greet", name="Anna"), tmp_path) is None
    assert pid_of(shared, tmp_path) != first


def test_a_child_ends_after_the_most_tasks_and_with_its_owner(
    shared: SharedChild, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_child, "MOST_TASKS", 2)
    pids = [pid_of(shared, tmp_path) for _ in range(3)]
    assert pids[0] == pids[1] != pids[2]
    wait_until_gone([pids[0]])
    assert is_alive(pids[2])
    shared.close()
    wait_until_gone([pids[2]])
