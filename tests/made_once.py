"""What takes long to make is made by the first worker that needs it, and opened by the others."""

from __future__ import annotations

import fcntl
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")
RESULT = "result.pickle"


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], T]) -> tuple[Path, T]:
    """The folder that ``make`` filled, and what it gave back, which can be pickled; the others wait for the first.

    Whoever opens it changes nothing that another looks at.
    """
    folder = _shared_folder(factory) / name
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / RESULT).exists():
            (folder / RESULT).write_bytes(pickle.dumps(make(folder / "made")))
    return folder / "made", pickle.loads((folder / RESULT).read_bytes())


def _shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The run's own; each worker has one below it."""
    base = factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base
