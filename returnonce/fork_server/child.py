"""One forked child: takes its limits on, does one piece of work on what was made ready, and ends."""

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
from returnonce.sandbox import SandboxLimits

#: How a child ends to which Python said that a limit is reached, and one that met a bug of ours.
BEYOND_LIMITS, BUG = 71, 70
#: Whoever waits for a page comes first.
NICE = 5
#: So much work is done without a look for circles in memory: its process ends with it.
_SHORT_BYTES = 8 << 20
_KILLED_WITH_PARENT = 1


def run_child(state: Any, content: Mapping[str, Any], *, close: Iterable[socket.socket]) -> NoReturn:
    """Do the work in this process, and end it."""
    code = BUG
    try:
        _leave_server(close)
        code = _work(state, content)
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
    limits, out = SandboxLimits(**content["limits"]), Path(content["out"])
    if content["size"] <= _SHORT_BYTES:
        gc.disable()
    module, function = content["target"].split(":")
    do = getattr(importlib.import_module(module), function)
    restrict(limits)
    sandbox.enter()
    try:
        do(state, content["arguments"], out)
    except ReturnOnceError as error:
        sandbox.write_error(error, out)
    return 0


def restrict(limits: SandboxLimits) -> None:
    """Take limits on; ``memory`` is what may come to that which is there already."""
    address_space = _mapped_bytes() + limits.memory
    sandbox.limit(resource.RLIMIT_AS, address_space)
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    sandbox.limit(resource.RLIMIT_CPU, int(used) + limits.cpu_seconds, more=1)
    sandbox.limit(resource.RLIMIT_FSIZE, limits.file_bytes)
    sandbox.limit(resource.RLIMIT_CORE, 0)


def _mapped_bytes() -> int:
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else 1 << 30
