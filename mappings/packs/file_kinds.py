"""Which files a pack may hold, and what each is: ``file_kinds.tsv``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.file_tree import OWN_PLACES, DefinitionFiles, FilePath
from returnonce.definition_files.tsv_files import read_table
from returnonce.near_matches import find_near_matches

COLUMNS = ("pattern", "holds", "key")
WHOLE_ROW = "*"


class FileKind(Definition):
    """Files of one kind. ``key``: for a table to which packs add rows, the columns that tell its rows apart."""

    pattern: Text
    holds: Text
    key: Text | None = None

    def fits(self, path: str) -> bool:
        """Whether a file of that path is one of these; ``*`` stands for one folder or for a part of a name."""
        parts, pattern = path.split("/"), self.pattern.split("/")
        return len(parts) == len(pattern) and all(map(fnmatchcase, parts, pattern))

    @property
    def adds_rows(self) -> bool:
        """Whether a pack's rows are added to those that are there."""
        return self.key is not None

    def thing(self, path: str) -> tuple[str, str]:
        """What a file defines: nothing else of the kind may have the same name, whatever its folder."""
        by_name = self.pattern.endswith("/*.yaml") and not self.pattern.startswith("mappings/returns")
        return self.pattern, PurePosixPath(path).name if by_name else path


def read_file_kinds(folder: FilePath) -> tuple[FileKind, ...]:
    """Every kind, the particular before the general. Raises ``Refused``."""
    return read_table(folder / "file_kinds.tsv", FileKind, COLUMNS)


def find_kind(kinds: Sequence[FileKind], path: str) -> FileKind | None:
    """The kind of file at a path; None where no definition lies there."""
    return next((kind for kind in kinds if kind.fits(path)), None)


def find_unread_files(files: DefinitionFiles) -> Iterator[tuple[str, str]]:
    """Each file in a folder of places that is none of a place's, by its path from there, and how to mend it."""
    own = [path for path in files.content if path.startswith(f"{OWN_PLACES}/")]
    kinds = read_file_kinds(files.root / "mappings" / "packs") if own else ()
    for path in own:
        inside = f"mappings/places/{path.removeprefix(f'{OWN_PLACES}/')}"
        if find_kind(kinds, inside) is None:
            yield inside.removeprefix("mappings/places/"), suggest_path(kinds, inside).replace("mappings/places/", "")


def suggest_path(kinds: Sequence[FileKind], path: str) -> str:
    """How to mend a path at which no definition lies."""
    if path.endswith((".yml", ".YAML", ".YML")):
        return f"Name it {PurePosixPath(path).with_suffix('.yaml').name}."
    near = find_near_matches(path, sorted(_alike(kinds, path)), n=1, cutoff=0.8)
    if near:
        return f"Name it {near[0]}, or move it away."
    return "Put it where its like lies among the files that ship, or move it away; .md and .txt files may stay."


def _alike(kinds: Sequence[FileKind], path: str) -> Iterator[str]:
    """Each pattern with the path's own names where it has ``*``."""
    parts = path.split("/")
    for kind in kinds:
        pattern = kind.pattern.split("/")
        if len(pattern) == len(parts):
            yield "/".join(own if part == "*" else part for own, part in zip(parts, pattern, strict=True))
