"""One forked child: takes its limits on, does one piece of work on what was made ready, and ends. A shared child does
small pieces one after another, until one does not end well or nobody asks any more."""

from __future__ import annotations

import ctypes
import errno
import gc
import importlib
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from returnonce import sandbox
from returnonce.errors import ReturnOnceError
from returnonce.fork_server.bugs import write_bug
from returnonce.fork_server.channel import receive_message, send_message
from returnonce.sandbox import SandboxLimits

#: How a child ends to which Python said that a limit is reached, and one that met a bug of ours.
BEYOND_LIMITS, BUG = 71, 70
#: Whoever waits for a page comes first.
NICE = 5
#: So much work is done without a look for circles in memory: its process ends with it.
_SHORT_BYTES = 8 << 20
_KILLED_WITH_PARENT = 1
#: Beyond its share for one piece of work, what a shared child may use before it is ended for good.
_SHARED_CPU_SECONDS = 3600


class NeedsOwnChild(Exception):
    """A piece of work is none for a child that others share."""


def run_child(
    state: Any, content: Mapping[str, Any], *, close: Iterable[socket.socket], tasks: socket.socket | None = None
) -> NoReturn:
    """Do the work in this process, and end it. ``tasks``: where a shared child is told what to do, piece by piece."""
    code = BUG
    try:
        _leave_server(close)
        code = _work(state, content) if tasks is None else _work_on(state, content, tasks)
    except MemoryError:
        code = BEYOND_LIMITS
    except OSError as error:
        code = BEYOND_LIMITS if error.errno == errno.EFBIG else BUG
        _leave_bug(error, content)
    except BaseException as error:
        _leave_bug(error, content)
    finally:
        os._exit(code)


def _leave_bug(error: BaseException, content: Mapping[str, Any]) -> None:
    # A folder that is gone, or full, leaves the bug without its place.
    with suppress(OSError, MemoryError):
        write_bug(error, Path(content["out"]))


def _leave_server(close: Iterable[socket.socket]) -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    os.setpgid(0, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_KILLED_WITH_PARENT, signal.SIGKILL)
    for end in close:
        end.close()
    # What a library says when it dies is no line of a log, and may hold what the file does.
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silence, stream)
    os.nice(NICE)


def _work(state: Any, content: Mapping[str, Any]) -> int:
    if content["size"] <= _SHORT_BYTES:
        gc.disable()
    restrict(SandboxLimits(**content["limits"]))
    sandbox.enter()
    _do(state, content)
    return 0


def _work_on(state: Any, content: Mapping[str, Any], tasks: socket.socket) -> int:
    limits = SandboxLimits(**content["limits"])
    restrict(limits, more=_SHARED_CPU_SECONDS)
    sandbox.enter()
    while (task := receive_message(tasks)[0]) is not None:
        before = _cpu_seconds()
        sandbox.limit(resource.RLIMIT_CPU, int(before) + limits.cpu_seconds, more=_SHARED_CPU_SECONDS)
        try:
            _do(state, task)
            is_done = True
        except NeedsOwnChild:
            is_done = False
        peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        send_message(tasks, {"done": is_done, "cpu_seconds": _cpu_seconds() - before, "peak_kib": peak_kib})
    return 0


def _do(state: Any, task: Mapping[str, Any]) -> None:
    module, function = task["target"].split(":")
    out = Path(task["out"])
    try:
        getattr(importlib.import_module(module), function)(state, task["arguments"], out)
    except ReturnOnceError as error:
        sandbox.write_error(error, out)


def _cpu_seconds() -> float:
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


def restrict(limits: SandboxLimits, *, more: int = 1) -> None:
    """Take limits on; ``memory`` is what may come to that which is there already. ``more``: seconds of processor beyond
    the limit, after which the process is ended whatever it does."""
    address_space = _mapped_bytes() + limits.memory
    sandbox.limit(resource.RLIMIT_AS, address_space)
    sandbox.limit(resource.RLIMIT_CPU, int(_cpu_seconds()) + limits.cpu_seconds, more=more)
    sandbox.limit(resource.RLIMIT_FSIZE, limits.file_bytes)
    sandbox.limit(resource.RLIMIT_CORE, 0)


def _mapped_bytes() -> int:
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else 1 << 30
