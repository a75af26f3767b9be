"""Objects as files under a folder, each under its name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from returnonce.blobs.files import PART, write_atomic
from returnonce.blobs.object_store import CASE_KEY, PIECE, StoredObject
from returnonce.errors import NoRoom, Unavailable

#: Only files are refused for want of room: a purge must be able to say on a full disk what it did.
MEND_ROOM = "Nothing was stored; make room on the disk, or lower RETURNONCE_LEAST_ROOM."


@dataclass(frozen=True)
class FolderObjects:
    """Objects under a folder, for its owner's eyes only.

    ``least_room``: bytes that must stay free on the disk; what would leave less is refused.
    """

    folder: Path
    least_room: int = 0

    def write(self, name: str, pieces: Iterable[bytes], *, only_new: bool = False) -> bool:
        """Write a file whole or not at all."""
        path = self.folder / name
        if only_new and path.exists():
            return False
        try:
            write_atomic(path, self._within_room(pieces), private=True, only_new=only_new)
        except FileExistsError:
            return False
        return True

    def read(self, name: str) -> Iterator[bytes]:
        """A file's bytes in pieces."""
        try:
            with (self.folder / name).open("rb") as stream:
                while piece := stream.read(PIECE):
                    yield piece
        except FileNotFoundError:
            raise
        except OSError as error:
            raise _unreadable(name, error) from error

    def find(self, name: str) -> StoredObject | None:
        """What is known of a file."""
        return self._describe(self.folder / name)

    def entries(self, folder: str) -> Iterator[StoredObject]:
        """Whole files by name; no link, and nothing hidden."""
        for path in self._walk(folder):
            if not _is_hidden(path.relative_to(self.folder)) and (described := self._describe(path)) is not None:
                yield described

    def remove(self, name: str) -> None:
        """Remove a file, and the folder of its case with the last of them; a key is overwritten first."""
        path = self.folder / name
        try:
            if CASE_KEY.fullmatch(name):
                _overwrite(path)
            path.unlink()
        except FileNotFoundError:
            pass
        except OSError as error:
            raise Unavailable(
                f"The kept file {path.name[:12]} cannot be removed ({type(error).__name__}).",
                mend="Look whether the home folder may be written to.",
            ) from error
        if name.startswith("records/"):
            with suppress(OSError):
                path.parent.rmdir()

    def scrub(self) -> None:
        """What was removed is gone, as far as a disk ever forgets."""

    def list_unfinished(self) -> Iterator[StoredObject]:
        """Files that are half-written."""
        for path in (*self._walk("files"), *self._walk("records")):
            is_part = any(part.startswith(PART) for part in path.relative_to(self.folder).parts)
            if is_part and (described := self._describe(path)) is not None:
                yield described

    def check_room(self, size: int) -> None:
        """Refuse what would leave too little room."""
        # A folder is made with the first file in it.
        there = next(folder for folder in (self.folder, *self.folder.parents) if folder.exists())
        if self.least_room and shutil.disk_usage(there).free - size < self.least_room:
            raise NoRoom(f"The disk would have less than {self.least_room >> 20} MB left.", mend=MEND_ROOM)

    def _walk(self, folder: str) -> Iterator[Path]:
        """Files that are no links, by name; folders that vanish meanwhile are passed over."""
        paths = (Path(place, name) for place, _, names in os.walk(self.folder / folder) for name in names)
        yield from (path for path in sorted(paths) if not path.is_symlink())

    def _describe(self, path: Path) -> StoredObject | None:
        try:
            state = path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unreadable(path.name, error) from error
        if not path.is_file():
            return None
        written_at = datetime.fromtimestamp(state.st_mtime, UTC)
        return StoredObject(path.relative_to(self.folder).as_posix(), state.st_size, written_at)

    def _within_room(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.check_room(len(piece))
            yield piece


def _is_hidden(place: Path) -> bool:
    return any(part.startswith(".") for part in place.parts)


def _overwrite(path: Path) -> None:
    with path.open("r+b") as stream:
        stream.write(os.urandom(path.stat().st_size))
        stream.flush()
        os.fsync(stream.fileno())


def _unreadable(name: str, error: OSError) -> Unavailable:
    return Unavailable(
        f"The kept file {name.rpartition('/')[2][:12]} cannot be read ({type(error).__name__}).",
        mend="Look whether the home folder may be read.",
    )
