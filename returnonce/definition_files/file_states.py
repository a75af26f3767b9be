"""What the disk says of files without their being read: enough to know that none was changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence, Set
from os.path import splitext
from pathlib import Path
from typing import NamedTuple


class FileStates(NamedTuple):
    """Files as the disk describes them.

    ``text`` differs after any change: it has each file's path, size, number, and when its content and it itself were
    last changed. ``newest``: the latest of these times, in nanoseconds.
    """

    text: str
    newest: int


def describe_states(folder: Path, rooms: Sequence[str], suffixes: Set[str] | None) -> FileStates:
    """The files with these endings (none: all) in rooms of a folder.

    Raises:
        OSError: a room is not there, or cannot be looked into.
    """
    lines, newest = [], 0
    for entry in (entry for room in rooms for entry in walk_files(folder / room, suffixes)):
        about = entry.stat()
        lines.append(f"{entry.path}\t{about.st_size}\t{about.st_ino}\t{about.st_mtime_ns}\t{about.st_ctime_ns}")
        newest = max(newest, about.st_mtime_ns, about.st_ctime_ns)
    return FileStates("\n".join(sorted(lines)), newest)


def walk_files(folder: Path, suffixes: Set[str] | None) -> Iterator[os.DirEntry[str]]:
    """The files with these endings (none: all) below a folder.

    A folder in it may be a link; one further below is passed over.

    Raises:
        OSError: a folder is not there, or cannot be looked into.
    """
    endings = None if suffixes is None else tuple(suffixes)
    folders, into_links = [os.fspath(folder)], True
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=into_links):
                    folders.append(entry.path)
                # The end of the name tells nearly all apart, more quickly than its parts.
                elif endings is None or (entry.name.endswith(endings) and splitext(entry.name)[1] in endings):
                    yield entry
        into_links = False
