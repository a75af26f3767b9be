"""Two stores as one: keys of sealed cases in one of them, everything else in the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from returnonce.blobs.object_store import CASE_KEY, ObjectStore, StoredObject


@dataclass(frozen=True)
class JointObjects:
    """Keys of sealed cases where their destruction can be made sure of, other objects elsewhere."""

    keys: ObjectStore
    others: ObjectStore

    def write(self, name: str, pieces: Iterable[bytes], *, only_new: bool = False) -> bool:
        """Write to the store that the name belongs to. Rows follow, so the disk of an embedded store needs room too."""
        self.keys.check_room(0)
        return self.holder_of(name).write(name, pieces, only_new=only_new)

    def check_room(self, size: int) -> None:
        """Look at both; large objects are all in one."""
        self.keys.check_room(0)
        self.others.check_room(size)

    def read(self, name: str) -> Iterator[bytes]:
        """Read from it."""
        return self.holder_of(name).read(name)

    def find(self, name: str) -> StoredObject | None:
        """Find in it."""
        return self.holder_of(name).find(name)

    def entries(self, folder: str) -> Iterator[StoredObject]:
        """The objects of both, by name."""
        yield from sorted([*self.keys.entries(folder), *self.others.entries(folder)], key=lambda each: each.name)

    def remove(self, name: str) -> None:
        """Remove from it."""
        self.holder_of(name).remove(name)

    def scrub(self) -> None:
        """Scrub both."""
        self.keys.scrub()
        self.others.scrub()

    def list_unfinished(self) -> Iterator[StoredObject]:
        """What is half-written in either."""
        yield from self.keys.list_unfinished()
        yield from self.others.list_unfinished()

    def holder_of(self, name: str) -> ObjectStore:
        """The one that the name belongs to."""
        return self.keys if CASE_KEY.fullmatch(name) else self.others


def holder_of(objects: ObjectStore, name: str) -> ObjectStore:
    """The single store that an object of that name lies in."""
    return objects.holder_of(name) if isinstance(objects, JointObjects) else objects
