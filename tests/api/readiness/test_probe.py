"""Each check has a deadline: one that hangs is told of, keeps no other waiting, and is not begun again."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any, cast

import pytest

from api.readiness.check import ReadinessCheck, ReadinessContext
from api.readiness.probe import ReadinessProbe
from api.routes.health import find_status
from returnonce.errors import Unavailable

NOTHING = cast(ReadinessContext, None)


class Hanging:
    """A check that waits until it is let go."""

    def __init__(self) -> None:
        self.go, self.begun = threading.Event(), 0

    def __call__(self, _context: Any) -> None:
        self.begun += 1
        self.go.wait(20)


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    one = Hanging()
    yield one
    one.go.set()


def _raise(_context: Any) -> None:
    raise Unavailable("The store is busy.")


def _bug(_context: Any) -> None:
    raise KeyError("a person's name")


def test_a_check_that_hangs_is_silent_after_its_deadline_and_begun_once(hanging: Hanging) -> None:
    probe = ReadinessProbe((ReadinessCheck("quick", lambda _: None), ReadinessCheck("slow", hanging)), deadline=0.2)
    for _ in range(3):
        began = time.monotonic()
        quick, slow = asyncio.run(probe.ask(NOTHING))
        assert (quick.state, slow.state) == ("ok", "silent")
        assert time.monotonic() - began < 5
    assert hanging.begun == 1
    assert find_status([quick, slow]) == "unavailable"
    hanging.go.set()
    time.sleep(0.05)
    assert asyncio.run(probe.ask(NOTHING))[1].state == "ok"


@pytest.mark.parametrize(
    ("look", "needed", "state", "says", "status"),
    [
        (lambda _: None, True, "ok", None, "ok"),
        (lambda _: "no key", True, "fault", "no key", "unavailable"),
        (lambda _: "no backup", False, "fault", "no backup", "limited"),
        (_raise, True, "fault", "The store is busy.", "unavailable"),
        (_bug, True, "fault", "A bug (KeyError).", "unavailable"),
    ],
)
def test_what_a_check_says(look: Any, needed: bool, state: str, says: str | None, status: str) -> None:
    [answer] = asyncio.run(ReadinessProbe((ReadinessCheck("one", look, needed),)).ask(NOTHING))
    assert (answer.state, answer.says, find_status([answer])) == (state, says, status)


def test_a_check_may_be_left_out(hanging: Hanging) -> None:
    assert asyncio.run(ReadinessProbe((ReadinessCheck("queue", hanging),)).ask(NOTHING, without={"queue"})) == []
    assert hanging.begun == 0
