"""Ends a process that works until it is told to stop: what is under way is called off, and waited for a while."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
#: How often the main thread wakes, so that a signal is noticed.
LOOK_SECONDS = 0.5


def run_until_stopped(work: Callable[[], None], stop: Callable[[], None], *, within: float) -> bool:
    """Run ``work`` until it ends, or until a signal to stop; then ``stop`` is called, and whatever has not ended after
    ``within`` seconds is ended with the process. True where it was stopped. Raises what ``work`` raises.

    The work runs in a thread, since a signal is noticed only between two steps of the main one.
    """
    told = threading.Event()
    errors: list[BaseException] = []
    thread = threading.Thread(target=_catch, args=(work, errors), name="work", daemon=True)
    with _handling(told.set):
        thread.start()
        while thread.is_alive() and not told.is_set():
            thread.join(LOOK_SECONDS)
        if told.is_set():
            stop()
            thread.join(within)
    if thread.is_alive():
        # Its claim runs out, and another takes the work over.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
    if errors:
        raise errors[0]
    return told.is_set()


def exit_on_terminate() -> None:
    """Let SIGTERM end the process as an exit does, so that what stands under ``finally`` is done."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def _catch(work: Callable[[], None], errors: list[BaseException]) -> None:
    try:
        work()
    except BaseException as error:
        errors.append(error)


@contextmanager
def _handling(notice: Callable[[], None]) -> Iterator[None]:
    before = {number: signal.signal(number, lambda *_: notice()) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
