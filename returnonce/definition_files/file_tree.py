"""Definition files as they were read: their bytes in memory, by paths that are the same on every machine."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from returnonce.definition_files.file_states import walk_files
from returnonce.definition_files.pack_folders import check_pack_folders, read_own_folder, read_pack_folder
from returnonce.errors import Conflict, Refused

SUFFIXES = frozenset({".yaml", ".tsv", ".csv"})
#: Rooms that hold definition files, and where the files of a council's own places are put beside them.
ROOMS = ("indicators", "mappings")
OWN_PLACES = "own"
#: The sample places that ship, each a folder below this one.
SAMPLES = "mappings/places/"
#: The folder that holds the rooms of this release.
RELEASE = Path(__file__).parents[2]


class FilePath(Protocol):
    """What readers of definitions ask of a path; ``pathlib.Path`` and :class:`MemoryPath` both answer it."""

    @property
    def name(self) -> str: ...
    @property
    def stem(self) -> str: ...
    @property
    def suffix(self) -> str: ...
    @property
    def parent(self) -> FilePath: ...
    def __truediv__(self, key: str, /) -> FilePath: ...
    def __lt__(self, other: Any, /) -> bool: ...
    def exists(self) -> bool: ...
    def is_file(self) -> bool: ...
    def is_dir(self) -> bool: ...
    def iterdir(self) -> Iterator[FilePath]: ...
    def glob(self, pattern: str, /) -> Iterator[FilePath]: ...
    def read_text(self, encoding: str | None = None, errors: str | None = None) -> str: ...


@dataclass(frozen=True, eq=False)
class DefinitionFiles:
    """Definition files by their path from the root, such as ``mappings/returns/crc/lines.tsv``.

    ``content`` is what was read; it alone is hashed and archived. ``lacking`` is read beside it: files that an
    older layout does not have, from this release. Two of them are equal where both are.
    """

    content: Mapping[str, bytes] = field(default_factory=dict)
    lacking: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) over names and bytes of the content, in order of name."""
        return hash_content(self.content)

    @cached_property
    def key(self) -> str:
        """The hash, and that of what is read beside it."""
        return f"{self.hash}+{hash_content(self.lacking)}" if self.lacking else self.hash

    @property
    def root(self) -> MemoryPath:
        """The folder in which the rooms lie."""
        return MemoryPath(self._tree, ())

    @cached_property
    def _tree(self) -> _Tree:
        return _Tree({**self.lacking, **self.content})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DefinitionFiles) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


class UnreadFiles(DefinitionFiles):
    """Definition files known by the hash that they had, which are read only where their content is asked for."""

    def __init__(self, name: str, read: Callable[[], DefinitionFiles]) -> None:
        vars(self).update(hash=name, key=name, lacking={}, _read=read)

    @cached_property
    def content(self) -> Mapping[str, bytes]:
        """What is read now.

        Raises:
            Conflict: it is no longer what the hash names.
        """
        files: DefinitionFiles = vars(self)["_read"]()
        if files.hash != self.hash:
            raise Conflict("The definitions were changed meanwhile.", mend="Try again.")
        return files.content


def hash_content(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and bytes, in order of name: the same on every machine."""
    digest = sha256()
    for name in sorted(files):
        digest.update(f"{name}\n{len(files[name])}\n".encode() + files[name])
    return digest.hexdigest()


def read_definition_files(
    folders: Sequence[Path] = (RELEASE,),
    places: Path | None = None,
    packs: Sequence[Path] = (),
    *,
    samples: bool = True,
) -> DefinitionFiles:
    """Every definition file in the rooms of these folders; places of one's own are put under ``own/``, packs under
    ``packs/``. ``samples``: with the sample places.

    Raises:
        Refused: two folders hold the same file, or a folder is no pack.
    """
    check_pack_folders(packs)
    files: dict[str, bytes] = {}
    for folder in folders:
        for name, data in (file for room in ROOMS for file in _read_files(folder, room)):
            if name in files:
                raise Refused(f"{name} is in two folders.", where=str(folder), mend="Keep it in one of them.")
            if samples or not name.startswith(SAMPLES):
                files[name] = data
    if places is not None:
        files |= {f"{OWN_PLACES}/{name}": data for name, data in read_own_folder(places, SUFFIXES)}
    for pack in packs:
        files |= dict(read_pack_folder(pack, SUFFIXES))
    return DefinitionFiles(dict(sorted(files.items())))


def _read_files(folder: Path, room: str = "") -> Iterator[tuple[str, bytes]]:
    """Path from the folder and content of each definition file in a room of it."""
    start = len(os.path.join(folder / room, ""))
    for entry in walk_files(folder / room, SUFFIXES):
        if entry.is_file():
            with open(entry.path, "rb", buffering=0) as file:
                yield "/".join(filter(None, (room, *entry.path[start:].split(os.sep)))), file.read()


class _Tree:
    """Files by the parts of their paths, and the names in each folder."""

    def __init__(self, content: Mapping[str, bytes]) -> None:
        self.files = {tuple(name.split("/")): data for name, data in content.items()}
        folders: dict[tuple[str, ...], set[str]] = {}
        for parts in self.files:
            for depth, name in enumerate(parts):
                folders.setdefault(parts[:depth], set()).add(name)
        self.folders = {parts: tuple(sorted(names)) for parts, names in folders.items()}


class MemoryPath:
    """A path among definition files in memory."""

    def __init__(self, tree: _Tree, parts: tuple[str, ...]) -> None:
        self._tree, self.parts = tree, parts

    def __repr__(self) -> str:
        return f"MemoryPath({'/'.join(self.parts)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MemoryPath) and (self._tree, self.parts) == (other._tree, other.parts)

    def __hash__(self) -> int:
        return hash((self._tree, self.parts))

    def __lt__(self, other: MemoryPath, /) -> bool:
        return self.parts < other.parts

    def __truediv__(self, key: str, /) -> MemoryPath:
        return MemoryPath(self._tree, (*self.parts, *key.split("/")))

    @property
    def name(self) -> str:
        return self.parts[-1] if self.parts else ""

    @property
    def stem(self) -> str:
        return self.name.rpartition(".")[0] or self.name

    @property
    def suffix(self) -> str:
        stem, dot, end = self.name.rpartition(".")
        return dot + end if stem else ""

    @property
    def parent(self) -> MemoryPath:
        return MemoryPath(self._tree, self.parts[:-1])

    def exists(self) -> bool:
        return self.is_file() or self.is_dir()

    def is_file(self) -> bool:
        return self.parts in self._tree.files

    def is_dir(self) -> bool:
        return self.parts in self._tree.folders

    def iterdir(self) -> Iterator[MemoryPath]:
        return (self / name for name in self._tree.folders.get(self.parts, ()))

    def glob(self, pattern: str, /) -> Iterator[MemoryPath]:
        """Paths below this one; each part of the pattern may hold ``*``."""
        first, _, rest = pattern.partition("/")
        inside = (path for path in self.iterdir() if fnmatchcase(path.name, first))
        return (deeper for path in inside for deeper in (path.glob(rest) if rest else (path,)))

    def read_text(self, encoding: str | None = None, errors: str | None = None) -> str:
        """The text, with line ends as a file opened for reading has them. Raises ``FileNotFoundError``."""
        if not self.is_file():
            raise FileNotFoundError("/".join(self.parts))
        with io.TextIOWrapper(io.BytesIO(self._tree.files[self.parts]), encoding, errors) as text:
            return text.read()
