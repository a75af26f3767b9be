"""The owner's side of a fork server: starts it, has work done by its children, and starts it anew where it died."""

from __future__ import annotations

import selectors
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from returnonce import sandbox
from returnonce.errors import ReturnOnceError, Unavailable
from returnonce.fork_server.bugs import UNKNOWN, Bug, read_bug
from returnonce.fork_server.cancellation import Cancellation, Cancelled
from returnonce.fork_server.channel import make_pair, receive_message, send_message
from returnonce.fork_server.child import BUG
from returnonce.logs import get_logger
from returnonce.sandbox import SandboxLimits

log = get_logger()
#: To be ready; and, beyond a child's own deadline, to say that it was killed.
START_SECONDS, GRACE_SECONDS = 120, 10


class ChildFailed(ReturnOnceError):
    """A child met a bug of ours. ``frames_elsewhere``: where, for the log."""

    exit_code = BUG
    status = 503
    title = "Could not be checked"
    #: Seconds: the same file will not fare better at once.
    after = 3600

    def __init__(self, bug: Bug = UNKNOWN) -> None:
        self.frames_elsewhere = [bug.error, *bug.where]
        super().__init__(
            "This file could not be checked, by a fault of the program and not of the file. Nothing was stored.",
            mend="Tell whoever runs the service, who finds what happened in the log by the number of this request.",
        )


@dataclass(frozen=True)
class ChildTask:
    """``module:function(state, arguments, out)``, called in a child. ``size``: bytes of what it works on."""

    target: str
    arguments: Mapping[str, Any]
    size: int
    limits: SandboxLimits

    def describe(self, out: Path) -> dict[str, Any]:
        """What a child is told of it; ``out`` is the folder that it writes into."""
        return {"target": self.target, "arguments": dict(self.arguments), "out": str(out), "size": self.size}


@dataclass(frozen=True)
class ChildUsage:
    """What a child took: seconds of processor, and kibibytes of memory at its peak."""

    cpu_seconds: float
    peak_kib: int


class ForkServer:
    """``target(arguments)`` is called once in the server, and gives facts for us and the state for every child."""

    def __init__(self, target: str, arguments: Mapping[str, Any]) -> None:
        self._first_message = {"target": target, "arguments": dict(arguments)}
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._facts: dict[str, Any] = {}

    def start(self) -> dict[str, Any]:
        """The facts, once the server is ready.

        Raises:
            Unavailable: it did not become ready.
        """
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
            return self._facts

    def run(self, task: ChildTask, out: Path, *, cancellation: Cancellation | None = None) -> ChildUsage:
        """Do a task in a child that writes into the folder ``out``.

        Raises:
            Overran: it needed more memory or time than its limits.
            Cancelled: so it was asked meanwhile; the child is gone.
            ReturnOnceError: whatever the function raised.
        """
        ours, theirs = make_pair()
        with ours:
            with theirs:
                self.fork(task.describe(out) | {"limits": vars(task.limits)}, theirs)
            ended = wait_for_child(ours, cancellation, task.limits.wall_seconds + GRACE_SECONDS)
        return _conclude(ended, out)

    def fork(self, content: Mapping[str, Any], *lines: socket.socket) -> None:
        """Have a child forked that does what the content says; it lives as long as the first line is held.

        Raises:
            Unavailable: the server does not become ready.
        """
        for last in (False, True):
            self.start()
            with self._lock:
                try:
                    assert self._control is not None
                    return send_message(self._control, content, [line.fileno() for line in lines])
                except OSError as error:
                    self._process = None
                    if last:
                        raise _not_ready() from error
        return None

    def close(self) -> None:
        """End the server and with it every child."""
        with self._lock:
            if self._control is not None:
                self._control.close()
            if self._process is not None:
                self._process.wait()
            self._process = self._control = None

    def _start(self) -> None:
        if self._control is not None:
            self._control.close()
        self._control, theirs = make_pair()
        with theirs:
            try:
                self._process = _start_process(theirs)
            except Unavailable:
                self._control.close()
                raise
        send_message(self._control, self._first_message)
        content = receive_message(self._control)[0] if _wait_readable([self._control.fileno()], START_SECONDS) else None
        if content is None or "bug" in content:
            if content is not None:
                log.error("files cannot be checked", action="fork_server_failed", **vars(Bug(**content["bug"])))
            raise _not_ready()
        self._facts = content["facts"]


def _start_process(line: socket.socket) -> subprocess.Popen[bytes]:
    try:
        # A group of its own: Ctrl-C is for its owner, who then ends it.
        return subprocess.Popen(
            [sys.executable, "-m", "returnonce.fork_server.server", str(line.fileno())],
            pass_fds=[line.fileno()], env=sandbox.child_environment(), stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        log.error("files cannot be checked", action="fork_server_failed", python=sys.executable, error=error.strerror)
        raise Unavailable(
            f"Files cannot be checked: a process of the program's own Python cannot be started ({error.strerror}).",
            mend="Install Python and the program where the user who runs the service may execute them; see the log.",
        ) from error


def wait_for_child(line: socket.socket, cancellation: Cancellation | None, seconds: float) -> Mapping[str, Any] | None:
    """What is said of the child on a line; None where whoever would say it is gone.

    Raises:
        Cancelled: so it was asked meanwhile.
        Overran: nothing was said in so many seconds.
    """
    watched = [line.fileno()] if cancellation is None else [line.fileno(), cancellation.fileno()]
    ready = _wait_readable(watched, seconds)
    if cancellation is not None and cancellation.fileno() in ready:
        raise Cancelled
    if not ready:
        raise sandbox.overran("took too long")
    with suppress(ConnectionResetError):
        return receive_message(line)[0]
    return None


def _wait_readable(descriptors: Sequence[int], seconds: float) -> set[int]:
    """Those that can be read, once there is one or the time is over. ``select`` itself fails from descriptor 1,024 on,
    which many senders at once reach."""
    with selectors.DefaultSelector() as selector:
        for descriptor in descriptors:
            selector.register(descriptor, selectors.EVENT_READ)
        return {key.fd for key, _ in selector.select(seconds)}


def _conclude(ended: Mapping[str, Any] | None, out: Path) -> ChildUsage:
    if ended is None:
        raise Unavailable("The check was cut off.", mend="Send the file again.")
    if ended["late"]:
        raise sandbox.overran("took too long")
    if ended["code"] == BUG:
        raise ChildFailed(read_bug(out))
    if ended["code"]:
        raise sandbox.overran("needs more memory or time than any such file should, or is damaged")
    return read_outcome(ended, out)


def read_outcome(ended: Mapping[str, Any], out: Path) -> ChildUsage:
    """What a child took that came to an end of its own.

    Raises:
        ReturnOnceError: what the function raised in it.
    """
    if (out / sandbox.ERROR_FILE).exists():
        raise sandbox.read_error(out)
    return ChildUsage(ended["cpu_seconds"], ended["peak_kib"])


def _not_ready() -> Unavailable:
    return Unavailable("Files cannot be checked at this moment.", mend="Try again in a minute; the log says why.")
