"""Temporary folders: removed on leaving, and by the next process if this one is killed.

Whoever uses such a folder holds a lock on it. A folder that nobody holds belonged to a process that is gone.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "returnonce-work-"
#: Until it is locked a folder has a name that no sweep looks for; nothing is in it yet.
_UNLOCKED = f".{PREFIX}"


@contextmanager
def scratch(within: Path | None = None) -> Iterator[Path]:
    """An empty folder that only this user can open, removed on leaving; what others left is removed first.

    ``within``: where it is made, for what is to be moved from it in one step; else where the system has such folders.
    """
    sweep(within)
    draft = Path(tempfile.mkdtemp(prefix=_UNLOCKED, dir=within))
    handle = os.open(draft, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        folder = draft.rename(draft.with_name(draft.name.removeprefix(".")))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)


def sweep(within: Path | None = None) -> None:
    """Remove the folders of processes that were killed."""
    for folder in (within or Path(tempfile.gettempdir())).glob(f"{PREFIX}*"):
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            # A file, a link, somebody else's, or gone by now.
            continue
        try:
            if os.fstat(handle).st_uid == os.geteuid():
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(handle)
