"""The fork server's own process: forks a child for each request, watches its deadline, and says how it ended.

It has one thread and does none of the work. A child is killed, with all that it started, when it is late and when
whoever asked for it hangs up; when the owner itself goes, every child does.
"""

from __future__ import annotations

import importlib
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from returnonce.fork_server.bugs import describe_bug
from returnonce.fork_server.channel import receive_message, send_message
from returnonce.fork_server.child import run_child


@dataclass
class _Child:
    """A child at work. ``line``: open for as long as somebody waits for it."""

    pid: int
    line: socket.socket
    deadline: float
    is_late: bool = False


class Server:
    """``control``: where requests come from; ``state``: what was made ready for every child."""

    def __init__(self, control: socket.socket, state: Any) -> None:
        self.control, self.state = control, state
        self.children: dict[int, _Child] = {}
        self.selector = selectors.DefaultSelector()
        self.wakes, waker = socket.socketpair()
        for end in (self.wakes, waker):
            end.setblocking(False)
        self.waker = waker
        self.selector.register(control, selectors.EVENT_READ)
        self.selector.register(self.wakes, selectors.EVENT_READ)

    def run(self) -> None:
        """Fork and watch until the owner is gone."""
        signal.set_wakeup_fd(self.waker.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while self._turn():
            pass
        for child in self.children.values():
            kill_group(child.pid)

    def _turn(self) -> bool:
        """One look at everything that may have happened; False once the owner is gone."""
        for key, _ in self.selector.select(self._seconds_left()):
            if key.fileobj is self.control:
                content, descriptors = receive_message(self.control)
                if content is None:
                    return False
                self._fork(content, *(socket.socket(fileno=descriptor) for descriptor in descriptors))
            elif key.fileobj is self.wakes:
                with suppress(BlockingIOError):
                    self.wakes.recv(4096)
            else:
                self._hang_up(key.data)
        self._kill_late()
        self._reap()
        return True

    def _seconds_left(self) -> float | None:
        left = [child.deadline - time.monotonic() for child in self.children.values() if not child.is_late]
        return max(0.0, min(left)) if left else None

    def _fork(self, content: Mapping[str, Any], line: socket.socket, tasks: socket.socket | None = None) -> None:
        pid = os.fork()
        if not pid:
            close = [self.control, self.wakes, self.waker, line, *self._lines()]
            run_child(self.state, content, close=close, tasks=tasks)
        if tasks is not None:
            tasks.close()
        with suppress(OSError):
            os.setpgid(pid, pid)
        self.children[pid] = _Child(pid, line, time.monotonic() + content["limits"]["wall_seconds"])
        self.selector.register(line, selectors.EVENT_READ, pid)

    def _lines(self) -> list[socket.socket]:
        return [child.line for child in self.children.values()]

    def _hang_up(self, pid: int) -> None:
        # Nobody ever speaks on this line: that it can be read means that it was closed.
        self.selector.unregister(self.children[pid].line)
        self.children[pid].is_late = True
        kill_group(pid)

    def _kill_late(self) -> None:
        for child in self.children.values():
            if not child.is_late and child.deadline <= time.monotonic():
                child.is_late = True
                kill_group(child.pid)

    def _reap(self) -> None:
        for pid in list(self.children):
            # What it started is killed while its number is still its own.
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                continue
            kill_group(pid)
            _, status, usage = os.wait4(pid, 0)
            child = self.children.pop(pid)
            with suppress(KeyError):
                self.selector.unregister(child.line)
            ended = {
                "code": os.waitstatus_to_exitcode(status), "late": child.is_late,
                "cpu_seconds": usage.ru_utime + usage.ru_stime, "peak_kib": usage.ru_maxrss,
            }  # fmt: skip
            with suppress(OSError), child.line:
                send_message(child.line, ended)


def kill_group(pid: int) -> None:
    """Kill a child and everything that it started."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def main(descriptor: int) -> None:
    """Make ready as the first message says, answer what was made ready, and serve."""
    control = socket.socket(fileno=descriptor)
    content, _ = receive_message(control)
    if content is None:
        return
    module, function = content["target"].split(":")
    try:
        facts, state = getattr(importlib.import_module(module), function)(content["arguments"])
    except Exception as error:
        send_message(control, {"bug": vars(describe_bug(error))})
        return
    send_message(control, {"facts": facts})
    Server(control, state).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
