"""The objects of a store, wherever it keeps them at this moment, also while they are moved to another place.

Nothing is remembered of where that is: each act asks. What is written while files are moved goes to the new place;
what is read is looked for there first. An act that began before a move and ended within it is made good: whoever
wrote or removed asks again afterwards, and does the same at the other place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from returnonce.blobs.location import read_location
from returnonce.blobs.object_store import ObjectStore, StoredObject, open_pieces
from returnonce.blobs.opening import open_place
from returnonce.blobs.place import Location, default_place
from returnonce.settings import Settings


@dataclass(frozen=True)
class CurrentObjects:
    """The objects of the store that the settings name."""

    settings: Settings

    def write(self, name: str, pieces: Iterable[bytes], *, only_new: bool = False) -> bool:
        """Write to where files are kept now."""
        location = self._location()
        if only_new and location.source and self.find(name) is not None:
            return False
        target = self._open(location)[0]
        is_written = target.write(name, pieces, only_new=only_new)
        if (later := self._location()) == location or (now := self._open(later)[0]) == target:
            return is_written
        # None where the mover came first, or it was removed meanwhile.
        if (written := open_pieces(target, name)) is not None:
            now.write(name, written, only_new=only_new)
        return is_written

    def check_room(self, size: int) -> None:
        """Look at where files are kept now."""
        self._stores()[0].check_room(size)

    def read(self, name: str) -> Iterator[bytes]:
        """Read from where it is found first."""
        # A second time: what was not moved yet when the first was asked may be when the second is.
        for store in (*self._stores(), *self._stores()):
            if (pieces := open_pieces(store, name)) is not None:
                yield from pieces
                return
        raise FileNotFoundError(name)

    def find(self, name: str) -> StoredObject | None:
        """Look for it in the one and then in the other."""
        for store in (*self._stores(), *self._stores()):
            if (described := store.find(name)) is not None:
                return described
        return None

    def entries(self, folder: str) -> Iterator[StoredObject]:
        """The objects of both places, each once."""
        # Where they come from first: what is moved meanwhile is then seen at the other place.
        by_name = {each.name: each for store in reversed(self._stores()) for each in store.entries(folder)}
        yield from (by_name[name] for name in sorted(by_name))

    def remove(self, name: str) -> None:
        """Remove from both, first from where it comes from: what is copied meanwhile is then taken back."""
        location = self._location()
        for store in reversed(self._open(location)):
            store.remove(name)
        if (later := self._location()) != location:
            for store in reversed(self._open(later)):
                store.remove(name)

    def scrub(self) -> None:
        """Scrub both."""
        for store in self._stores():
            store.scrub()

    def list_unfinished(self) -> Iterator[StoredObject]:
        """What is half-written in either."""
        for store in self._stores():
            yield from store.list_unfinished()

    def _location(self) -> Location:
        return read_location(self.settings) or Location(default_place(self.settings))

    def _stores(self) -> list[ObjectStore]:
        return self._open(self._location())

    def _open(self, location: Location) -> list[ObjectStore]:
        places = (location.place, location.source)
        return [open_place(self.settings, place) for place in places if place is not None]
