"""A pseudo-terminal to run Python on, as a person's."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Sequence

from tests.repository import ROOT


def run_on_terminal(arguments: Sequence[str], *, width: int = 80, **environment: str) -> str:
    """All that Python with these arguments draws on a terminal of so many columns, as text with its escapes."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    plain = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS", "LINES", "CI"}}
    given = plain | {"TERM": "xterm-256color", "PYTHONPATH": str(ROOT)} | environment
    with subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=given, stdin=theirs, stdout=theirs, stderr=theirs
    ) as child:
        os.close(theirs)
        drawn = b"".join(iter(lambda: read_terminal(ours), b""))
        child.wait()
    os.close(ours)
    return drawn.decode().replace("\r\n", "\n")


def read_terminal(terminal: int) -> bytes:
    """The next bytes; none where the other end is closed, which Linux says as an error."""
    try:
        return os.read(terminal, 1 << 16)
    except OSError:
        return b""
