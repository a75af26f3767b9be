"""A bug that a child met, as its owner's log tells it: what kind of error, and where; never its message."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from returnonce.logs import frames_of

BUG_FILE = "bug.json"
#: What a child leaves is no longer.
BUG_BYTES = 1 << 16


@dataclass(frozen=True)
class Bug:
    """``error``: the name of its class. ``where``: a line for each call, the outermost first."""

    error: str
    where: list[str]


#: Of a child that could leave nothing.
UNKNOWN = Bug("unknown", [])


def describe_bug(error: BaseException) -> Bug:
    """A bug without its message, which may name a person."""
    return Bug(type(error).__name__, frames_of(error))


def write_bug(error: BaseException, out: Path) -> None:
    """Leave a bug in the folder, for the process that waits.

    Raises:
        OSError: it cannot be written.
    """
    (out / BUG_FILE).write_text(json.dumps(vars(describe_bug(error))), encoding="utf-8")


def read_bug(out: Path) -> Bug:
    """The bug that :func:`write_bug` left in the folder; ``UNKNOWN`` where there is none that can be read."""
    path = out / BUG_FILE
    try:
        if path.is_symlink() or path.stat().st_size > BUG_BYTES:
            raise ValueError(path.name)
        content = json.loads(path.read_text(encoding="utf-8"))
        return Bug(str(content["error"]), [str(line) for line in content["where"]])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return UNKNOWN
