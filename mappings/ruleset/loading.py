"""Loads the ruleset: from the home's cache where the definition files are as they were then, else by parsing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from mappings.ruleset.ruleset import Ruleset
from returnonce.definition_files.file_states import FileStates, describe_states
from returnonce.definition_files.file_tree import (
    RELEASE,
    ROOMS,
    SUFFIXES,
    DefinitionFiles,
    UnreadFiles,
    read_definition_files,
)
from returnonce.garbage_collection import pause_garbage_collection
from returnonce.object_cache import CachedParts, ObjectCache

#: What the cache keeps of a ruleset.
PARTS = tuple(each.name for each in fields(Ruleset) if each.init and each.name not in {"hash", "files"})
#: A file changed so shortly before it was read may have changed once more without its times showing it.
SETTLED_NS = 2_000_000_000


class CachedRuleset(Ruleset):
    """A ruleset whose parts are read from the cache when they are first asked for."""

    def __getattr__(self, name: str) -> Any:
        if name not in PARTS:
            raise AttributeError(name)
        return vars(self).setdefault(name, vars(self)["_load_part"](name))


def load_ruleset(
    places_dir: Path | None = None, *, folders: Sequence[Path] = (RELEASE,), home: Path | None = None
) -> Ruleset:
    """Everything that the folders define, and the places of one further folder.

    The same content is parsed once, or not at all where the home has it from before.

    Raises:
        Refused: a definition file is wrong; names file, place and mend.
    """
    if places_dir is not None:
        from mappings.place.places import check_places_folder

        check_places_folder(places_dir)
    if home is None:
        return ruleset_of(read_definition_files(folders, places_dir))
    return ruleset_of(find_definition_files(ObjectCache(home), folders, places_dir), home)


def find_definition_files(objects: ObjectCache, folders: Sequence[Path], places: Path | None) -> DefinitionFiles:
    """The definition files: known by their hash where the disk says that none was changed since they were read."""
    states = _describe(folders, places)
    known = objects.get(states.text) if states else None
    if states and known and known.written_at - states.newest > SETTLED_NS and (name := known.load("hash")):
        return UnreadFiles(name, partial(read_definition_files, folders, places))
    files = read_definition_files(folders, places)
    if states:
        objects.put(states.text, {"hash": files.hash})
    return files


def _describe(folders: Sequence[Path], places: Path | None) -> FileStates | None:
    own = [(places.parent, (places.name,))] if places else []
    try:
        found = [describe_states(folder, rooms, SUFFIXES) for folder, rooms in (*((f, ROOMS) for f in folders), *own)]
    # Reading them says what is wrong.
    except OSError:
        return None
    return FileStates("\n\n".join(states.text for states in found), max(states.newest for states in found))


@dataclass(frozen=True)
class _Home:
    """Where parsed rulesets are cached. All homes are equal here: the same files make the same ruleset in each."""

    folder: Path | None = field(compare=False)


def ruleset_of(files: DefinitionFiles, home: Path | None = None) -> Ruleset:
    """The ruleset that definition files make: this process's, or the home's cached one, or else parsed.

    Raises as :func:`load_ruleset`.
    """
    return find_ruleset(files, _Home(home))


@lru_cache(maxsize=8)
def find_ruleset(files: DefinitionFiles, home: _Home) -> Ruleset:
    """The same for a process that has none of these files yet."""
    objects = ObjectCache(home.folder) if home.folder is not None else None
    parts = objects.get(files.key) if objects else None
    if parts is not None:
        return _make_cached(files, parts)
    ruleset = _parse(files)
    if objects:
        objects.put(files.key, {name: getattr(ruleset, name) for name in PARTS})
    return ruleset


def _make_cached(files: DefinitionFiles, parts: CachedParts) -> CachedRuleset:
    parse = cache(partial(_parse, files))

    def load_part(name: str) -> Any:
        part = parts.load(name, refer=lambda other: getattr(ruleset, other))
        return getattr(parse(), name) if part is None else part

    ruleset = object.__new__(CachedRuleset)
    vars(ruleset).update(hash=files.hash, files=files, _derived={}, _load_part=load_part)
    return ruleset


def _parse(files: DefinitionFiles) -> Ruleset:
    # Only now: it imports the reader of every sort of definition.
    from mappings.ruleset.parsing import parse_ruleset

    with pause_garbage_collection():
        return parse_ruleset(files)
