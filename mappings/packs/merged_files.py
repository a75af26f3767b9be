"""Lays the files of packs beside those that ship, and knows of each file and row whose it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from mappings.packs.file_kinds import WHOLE_ROW, FileKind, find_kind, read_file_kinds, suggest_path
from mappings.packs.overrides import FOLDER, Override
from mappings.packs.pack_definitions import Pack
from mappings.packs.pack_files import (
    find_unmet_needs,
    list_own_packs,
    make_unnamed_pack,
    read_own_pack,
    read_shipped_packs,
)
from returnonce.definition_files.file_tree import OWN_PLACES, DefinitionFiles, MemoryPath
from returnonce.definition_files.saved_text import normalise_saved_file
from returnonce.definition_files.yaml_files import read_definition
from returnonce.errors import Refused

#: How an error names a file, with the folder it lies in or without, and a row of it.
_NAMED = re.compile(r"([\w.-]+(?:/[\w.-]+)*\.(?:yaml|tsv|csv))(?: row (\d+))?")


class PackLocation(NamedTuple):
    """A file of a pack, by its path from the pack's folder; ``line`` counts from 1."""

    pack: str
    path: str
    line: int | None = None

    def __str__(self) -> str:
        return f"pack {self.pack}, {self.path}" + (f" row {self.line}" if self.line else "")


class AddedRows(NamedTuple):
    """Where a pack's file lies in the file of the same path: so many lines of others stand above its second."""

    pack: str
    above: int
    lines: int

    def has(self, row: int) -> bool:
        """Whether a line of the whole file is one of the pack's."""
        return self.above < row <= self.above + self.lines

    def own_row(self, row: int) -> int:
        """Where a line of the whole file stands in the pack's own; its heading is left out where rows are added."""
        return row - self.above + (1 if self.above else 0)


@dataclass(frozen=True)
class MergedFiles:
    """What ships, with what packs add. ``added``: by path, in order. ``faults``: what is wrong with a pack."""

    content: Mapping[str, bytes]
    packs: Mapping[str, Pack]
    added: Mapping[str, Sequence[AddedRows]] = field(default_factory=dict)
    faults: Sequence[tuple[str, Refused]] = ()
    #: What files that an override changes were before, and the file of the last override of each.
    replaced: Mapping[str, tuple[PackLocation, bytes]] = field(default_factory=dict)

    @property
    def root(self) -> MemoryPath:
        """The folder in which the rooms lie."""
        return DefinitionFiles(self.content).root

    def locate(self, where: str | None) -> PackLocation | None:
        """The file of a pack that an error names; None where it is none of a pack's."""
        match = _NAMED.search(where or "")
        if match is None:
            return self._locate_folder(where or "")
        name, row = match[1], int(match[2]) if match[2] else None
        for path, parts in self.added.items():
            part = next((part for part in parts if row is None or part.has(row)), None)
            if part is not None and (path == name or path.endswith(f"/{name}")):
                return PackLocation(part.pack, path, None if row is None else part.own_row(row))
        # What ships is sound, so an error there is the doing of an override.
        changed = (at for path, (at, _) in self.replaced.items() if path == name or path.endswith(f"/{name}"))
        return next(changed, None)

    def _locate_folder(self, where: str) -> PackLocation | None:
        """Some errors name a return's or a place's folder alone."""
        for path, parts in self.added.items():
            folder = path.rpartition("/")[0]
            if where and folder.endswith(f"/{where}"):
                return PackLocation(parts[0].pack, folder)
        return None

    def name_pack(self, refused: Refused) -> Refused:
        """The same error, saying in which pack it is."""
        location = self.locate(refused.where)
        return Refused(refused.what, where=str(location), mend=refused.mend) if location else refused


def merge_packs(files: DefinitionFiles, *, without: Container[str] = ()) -> MergedFiles:
    """Definition files with the packs among them laid in their place; what is wrong is among the faults.

    ``without``: packs that are left out.
    """
    present = {**files.lacking, **files.content}
    content = {path: _normalised(path, data) for path, data in present.items() if not path.startswith("packs/")}
    folder, own = files.root / "mappings" / "packs", list_own_packs(files)
    # A tree of definitions for a purpose of its own has no packs.
    kinds = read_file_kinds(folder) if folder.exists() else ()
    merging = _Merging(content, read_shipped_packs(files), kinds)
    own = {name: each for name, each in own.items() if name not in without}
    if own:
        merging.note_owners()
    for name in sorted(own):
        merging.read(name, own[name])
    for name, pack in merging.packs.items():
        merging.faults += [(name, fault) for fault in find_unmet_needs(pack, merging.packs)]
    for pack in list(merging.packs.values()):
        if not pack.ships:
            merging.add(pack, own[pack.name])
    merging.apply_overrides(own)
    return MergedFiles(
        merging.content, merging.packs, dict(merging.added), tuple(merging.faults), dict(merging.replaced)
    )


def _normalised(path: str, data: bytes) -> bytes:
    """What ships is as it should be; places of one's own come from whatever program saved them."""
    return normalise_saved_file(path, data) if path.startswith(f"{OWN_PLACES}/") else data


class _Merging:
    """The files so far, and whose each thing is."""

    def __init__(self, content: dict[str, bytes], shipped: dict[str, Pack], kinds: Sequence[FileKind]) -> None:
        self.content, self.packs, self.kinds = content, shipped, kinds
        self.added: dict[str, list[AddedRows]] = defaultdict(list)
        self.faults: list[tuple[str, Refused]] = []
        self.replaced: dict[str, tuple[PackLocation, bytes]] = {}
        self.changed_by: dict[tuple[str, ...], str] = {}
        self.owners: dict[tuple[str, str], str] = {}

    def note_owners(self) -> None:
        """Whose each thing is that ships."""
        self.owners = {kind.thing(path): self._shipped_owner(path) for path, kind in self._with_kinds(self.content)}

    def _with_kinds(self, paths: Mapping[str, bytes]) -> Iterator[tuple[str, FileKind]]:
        pairs = ((path, find_kind(self.kinds, path)) for path in paths)
        return ((path, kind) for path, kind in pairs if kind is not None)

    def _shipped_owner(self, path: str) -> str:
        return next((name for name, pack in self.packs.items() if path in pack.paths), "what ships")

    def read(self, name: str, files: Mapping[str, bytes]) -> None:
        """Read a pack's manifest; a pack of a shipped one's name is none."""
        try:
            pack = read_own_pack(name, files)
        except Refused as refused:
            self.faults.append((name, refused))
            # So that a check goes on to its other files.
            pack = make_unnamed_pack(name, files)
        if name in self.packs:
            self.faults.append((name, Refused(f"A pack named {name} ships.", mend="Name the folder otherwise.")))
        else:
            self.packs[name] = pack

    def add(self, pack: Pack, files: Mapping[str, bytes]) -> None:
        """Lay a pack's files beside the others."""
        for path in pack.paths:
            data = normalise_saved_file(path, files[path])
            kind = find_kind(self.kinds, path)
            if path.startswith(f"{FOLDER}/") and kind is not None:
                continue
            if kind is None:
                mend = suggest_path(self.kinds, path)
                self._refuse(pack, path, "No definition is read from this file.", mend)
            elif kind.adds_rows and path in self.content:
                self._add_rows(pack, path, data, kind)
            elif (owner := self.owners.get(kind.thing(path))) is not None:
                self._refuse(
                    pack,
                    path,
                    f"Both {owner} and {pack.name} define {kind.holds} {path.rpartition('/')[2]}.",
                    "Take it from one of the two; what ships is changed by an override.",
                )
            else:
                self._put(pack, path, data, kind)

    def apply_overrides(self, files: Mapping[str, Mapping[str, bytes]]) -> None:
        """Make the changes of every pack, once all of them are laid in their place."""
        for name in files:
            pack = self.packs[name]
            paths = [path for path in pack.paths if path.startswith(f"{FOLDER}/") and path.endswith(".yaml")]
            applied = [self._override(pack, path, files[name][path]) for path in paths]
            self.packs[name] = replace(pack, overrides=tuple(each for each in applied if each is not None))

    def _override(self, pack: Pack, path: str, data: bytes) -> Override | None:
        try:
            override = read_definition(Override, DefinitionFiles({path: normalise_saved_file(path, data)}).root / path)
            self._check_override(pack, override)
            changed = override.apply(self.content[override.changes])
        except Refused as refused:
            self.faults.append((pack.name, _at(refused, path)))
            return None
        self.changed_by |= dict.fromkeys(override.keys, pack.name)
        original = self.replaced.get(override.changes, (None, self.content[override.changes]))[1]
        self.replaced[override.changes] = PackLocation(pack.name, path), original
        self.content[override.changes] = changed
        return override

    def _check_override(self, pack: Pack, override: Override) -> None:
        if override.changes not in self.content:
            mend = "Write its path from the root, as packs list --json shows it."
            raise Refused(f"changes: there is no {override.changes}.", mend=mend)
        # A pack that only adds rows to a file may change what others have there.
        if any(part.pack == pack.name and not part.above for part in self.added.get(override.changes, ())):
            raise Refused(f"changes: {override.changes} is the pack's own.", mend="Change it there.")
        if twice := override.keys & self.changed_by.keys():
            _, subject, key = min(twice)
            raise Refused(
                f"Both {self.changed_by[min(twice)]} and {pack.name} change {subject or override.changes} {key}.",
                mend="Take it from one of the two.",
            )

    def _put(self, pack: Pack, path: str, data: bytes, kind: FileKind) -> None:
        self.owners[kind.thing(path)] = pack.name
        self.content[path] = data
        self.added[path].append(AddedRows(pack.name, 0, len(_lines(data))))

    def _add_rows(self, pack: Pack, path: str, data: bytes, kind: FileKind) -> None:
        present, rows = _lines(self.content[path]), _lines(data)
        if not _has_headings_of(rows, present, path):
            mend = f"Use: {' '.join(_cells(present[0], path))}."
            self._refuse(pack, f"{path} row 1", "The headings are not those of the file that ships.", mend)
            return
        keys = {key: row for row, key in enumerate(_keys(present, path, kind), start=2) if key}
        for number, key in enumerate(_keys(rows, path, kind), start=2):
            if key and key in keys:
                owner = self._owner_of_row(path, keys[key])
                self._refuse(
                    pack,
                    f"{path} row {number}",
                    f"Both {owner} and {pack.name} have a row {' '.join(key)}.",
                    "Take it from one of the two; what ships is changed by an override.",
                )
                rows[number - 1] = ""
        self.added[path].append(AddedRows(pack.name, len(present), len(rows) - 1))
        self.content[path] = "\n".join([*present, *rows[1:], ""]).encode(errors="surrogateescape")

    def _owner_of_row(self, path: str, row: int) -> str:
        parts = (part for part in self.added.get(path, ()) if part.has(row))
        return next((part.pack for part in parts), self._shipped_owner(path))

    def _refuse(self, pack: Pack, where: str, what: str, mend: str) -> None:
        self.faults.append((pack.name, Refused(what, where=where, mend=mend)))


def _at(refused: Refused, path: str) -> Refused:
    """The same error with its cause, at the file of an override."""
    located = Refused(refused.what, where=path, mend=refused.mend)
    located.__cause__ = refused.__cause__
    return located


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8-sig", errors="surrogateescape").splitlines()


def _has_headings_of(rows: Sequence[str], present: Sequence[str], path: str) -> bool:
    """Whether rows have the headings of a file that ships; one of before may lack the last, which came later."""
    if rows[:1] == present[:1]:
        return True
    older = _cells(rows[0], path) if rows and path.endswith(".csv") else []
    return bool(older) and _cells(present[0], path)[: len(older)] == older


def _cells(line: str, path: str) -> list[str]:
    return line.split("\t" if path.endswith(".tsv") else ",")


def _keys(lines: Sequence[str], path: str, kind: FileKind) -> Iterator[tuple[str, ...]]:
    """The key of each row after the heading; nothing for a blank one."""
    heading = _cells(lines[0], path) if lines else []
    names = heading if kind.key == WHOLE_ROW else (kind.key or "").split()
    columns = [heading.index(name) for name in names if name in heading]
    for line in lines[1:]:
        cells = _cells(line, path)
        yield tuple(cells[n].strip() for n in columns if n < len(cells)) if line.strip() else ()
