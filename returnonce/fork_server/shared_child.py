"""A child that does small tasks one after another, for as long as each ends well.

Forking and the first use of a library cost several times what a small task does. Whatever goes wrong here is no word
on the task: the caller then has it done in a child of its own.
"""

from __future__ import annotations

import socket
import threading
from pathlib import Path

from returnonce.fork_server.cancellation import Cancellation, Cancelled
from returnonce.fork_server.channel import make_pair, send_message
from returnonce.fork_server.client import ChildTask, ChildUsage, ForkServer, read_outcome, wait_for_child
from returnonce.sandbox import Overran, SandboxLimits

#: A child does no more, so that nothing that a task left behind stays for long.
MOST_TASKS = 100
#: By the clock the child itself may live on; each task's time is watched here.
_LIFE_SECONDS = 10**6


class SharedChild:
    """Of a fork server; ``limits`` are those of each task. Whoever has one closes it."""

    def __init__(self, server: ForkServer, limits: SandboxLimits) -> None:
        self._server, self._limits = server, limits
        self._lock = threading.Lock()
        #: What it is told tasks by, and what it lives by.
        self._lines: tuple[socket.socket, socket.socket] | None = None
        self._left = 0

    def run(self, task: ChildTask, out: Path, *, cancellation: Cancellation | None = None) -> ChildUsage | None:
        """Do a task; None where the child is at work, or where the task needs a child of its own.

        Raises:
            Cancelled: so it was asked meanwhile; the child is gone.
            Unavailable: no child can be had.
            ReturnOnceError: whatever the function raised.
        """
        if not self._lock.acquire(blocking=False):
            return None
        try:
            return self._run(task, out, cancellation)
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the child."""
        for line in self._lines or ():
            line.close()
        self._lines = None

    def _run(self, task: ChildTask, out: Path, cancellation: Cancellation | None) -> ChildUsage | None:
        tasks = self._take()
        try:
            send_message(tasks, task.describe(out))
            ended = wait_for_child(tasks, cancellation, self._limits.wall_seconds)
        except Cancelled:
            self.close()
            raise
        except (OSError, Overran):
            ended = None
        if ended is None:
            self.close()
        return read_outcome(ended, out) if ended and ended["done"] else None

    def _take(self) -> socket.socket:
        """Where the child is told its next task; a new child after the most tasks, and after one that went wrong."""
        if self._lines is None or not self._left:
            self.close()
            (ours, theirs), (life, its_end) = make_pair(), make_pair()
            with theirs, its_end:
                limits = vars(self._limits) | {"wall_seconds": _LIFE_SECONDS}
                self._server.fork({"limits": limits}, its_end, theirs)
            self._lines, self._left = (ours, life), MOST_TASKS
        self._left -= 1
        return self._lines[0]
