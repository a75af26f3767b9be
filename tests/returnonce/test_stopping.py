"""A process that works ends soon after it is told to, whether its work lets itself be called off or not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from returnonce.stopping import run_until_stopped
from tests.repository import ROOT

BEGIN = """
import os, sys, threading, time
from returnonce.stopping import exit_on_terminate, run_until_stopped
stopping = threading.Event()
def say(text):
    print(text, flush=True)
"""
GENTLE = """
def work():
    say("ready")
    stopping.wait()
    say("called off")
print(run_until_stopped(work, stopping.set, within=5), flush=True)
"""
STUBBORN = """
def work():
    say("ready")
    time.sleep(60)
run_until_stopped(work, stopping.set, within=0.2)
"""
SERVER = """
exit_on_terminate()
try:
    say("ready")
    time.sleep(60)
finally:
    say("cleaned up")
"""


@pytest.mark.parametrize(
    ("program", "number", "last_words"),
    [
        (GENTLE, signal.SIGTERM, "called off True"), (GENTLE, signal.SIGINT, "called off True"),
        (STUBBORN, signal.SIGTERM, ""), (SERVER, signal.SIGTERM, "cleaned up"),
    ],
)  # fmt: skip
def test_a_signal_ends_the_process(program: str, number: int, last_words: str) -> None:
    process = subprocess.Popen([sys.executable, "-c", BEGIN + program], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    with process.stdout as stream:
        assert stream.readline() == "ready\n"
        began = time.monotonic()
        os.kill(process.pid, number)
        assert " ".join(stream.read().split()) == last_words
    assert process.wait(timeout=10) == 0
    assert time.monotonic() - began < 10


def test_work_that_ends_by_itself_was_not_stopped_and_its_errors_are_raised() -> None:
    assert run_until_stopped(lambda: None, lambda: None, within=1) is False

    def fail() -> None:
        raise KeyError("of the work")

    with pytest.raises(KeyError, match="of the work"):
        run_until_stopped(fail, lambda: None, within=1)
