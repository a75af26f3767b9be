"""Loads the ruleset: from the home's cache where the definition files are as they were then, else by parsing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

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
from returnonce.definition_files.pack_folders import MANIFEST
from returnonce.errors import Refused
from returnonce.garbage_collection import pause_garbage_collection
from returnonce.object_cache import PLANS, CachedParts, ObjectCache
from returnonce.progress import show_progress

T = TypeVar("T")

PARTS = tuple(each.name for each in fields(Ruleset) if each.init and each.name not in {"hash", "files"})
#: Holds every line of the returns once more, and is built from them in a tenth of the time in which it could be read.
LINE_INDEX = "line_index"
#: What the cache keeps of a ruleset.
KEPT = tuple(name for name in PARTS if name != LINE_INDEX)
#: The one part of what is kept beside.
RESULT = "result"
#: A file changed so shortly before it was read may have changed once more without its times showing it.
SETTLED_NS = 2_000_000_000


class CachedRuleset(Ruleset):
    """A ruleset whose parts are read from the cache when they are first asked for."""

    def __getattr__(self, name: str) -> Any:
        if name not in PARTS:
            raise AttributeError(name)
        return vars(self).setdefault(name, vars(self)["_load_part"](name))

    def keep_result(self, key: str, build: Callable[[], T]) -> T:
        """As the ruleset's own. What was made by replacing parts of this one is another ruleset, and keeps nothing."""
        keep = vars(self).get("_keep")
        return keep(key, build) if keep else build()


def load_ruleset(
    places_dir: Path | None = None,
    *,
    packs: Sequence[Path] = (),
    folders: Sequence[Path] = (RELEASE,),
    home: Path | None = None,
    samples: bool = True,
) -> Ruleset:
    """Everything that the folders define, the packs in folders of their own, and the places of one further folder.
    ``samples``: with the sample places that ship.

    The same content is parsed once, or not at all where the home has it from before.

    Raises:
        Refused: a definition file is wrong; names file, place and mend.
    """
    _check_places(places_dir)
    if home is None:
        return ruleset_of(read_definition_files(folders, places_dir, packs, samples=samples))
    return ruleset_of(find_definition_files(ObjectCache(home), folders, places_dir, packs, samples=samples), home)


def describe_own_files(places_dir: Path | None, packs: Sequence[Path]) -> str:
    """What the disk says of the files of places and packs; of a folder that cannot be looked into, why."""
    try:
        return "\n\n".join(states.text for states in _describe_own(places_dir, packs))
    except OSError as error:
        return str(error)


def read_files(places_dir: Path | None, packs: Sequence[Path], *, samples: bool = True) -> DefinitionFiles:
    """What ships, packs and the places of one further folder, as they are now and without a word on what they say.

    Raises:
        Refused: a folder is none, or is no pack.
    """
    _check_places(places_dir)
    return read_definition_files(places=places_dir, packs=packs, samples=samples)


def read_folder(folder: Path, *, places: Path | None = None, packs: Sequence[Path] = ()) -> DefinitionFiles:
    """A pack's folder beside what ships, or a folder with the definitions of another release; with one's own places
    and packs beside it, but for another version of that very pack.

    Raises:
        Refused: the folder is neither.
    """
    from mappings.ruleset.older_layouts import complete_files

    _check_places(places)
    if (folder / MANIFEST).is_file():
        others = (each for each in packs if each.resolve().name != folder.resolve().name)
        return read_definition_files(places=places, packs=(*others, folder))
    if all((folder / room).is_dir() for room in ROOMS):
        files = read_definition_files((folder,), places, packs)
        return complete_files(files.content, read_definition_files().content)
    raise Refused(
        f"{folder} is neither a pack nor a release: it has no {MANIFEST}, and not the folders {', '.join(ROOMS)}.",
        mend="Name the pack's own folder, or the one in which a release lies.",
    )


def load_supposed(files: DefinitionFiles, *, needed: str = "") -> tuple[Ruleset, tuple[str, ...]]:
    """The ruleset that files would make, and in words what of one's own packs does not fit there and is passed over:
    an override, a need, or a whole pack but the one that is ``needed``.

    Raises:
        Refused: a file of that pack, or of none, cannot be read.
    """
    from mappings.packs.merged_files import merge_packs
    from mappings.ruleset.parsing import parse_merged

    passed_over: dict[str, Refused] = {}
    while True:
        merged = merge_packs(files, without=passed_over)
        misfits = [*passed_over.items(), *merged.faults]
        try:
            return parse_merged(files, merged), tuple(f"pack {name}, {fault}" for name, fault in misfits)
        except Refused as refused:
            location = merged.locate(refused.where)
            if location is None or location.pack in {needed, *passed_over}:
                raise merged.name_pack(refused) from refused
            passed_over[location.pack] = refused


def _check_places(places_dir: Path | None) -> None:
    if places_dir is not None:
        from mappings.place.place_folders import check_places_folder

        check_places_folder(places_dir)


def find_definition_files(
    objects: ObjectCache,
    folders: Sequence[Path],
    places: Path | None,
    packs: Sequence[Path] = (),
    *,
    samples: bool = True,
) -> DefinitionFiles:
    """The definition files: known by their hash where the disk says that none was changed since they were read."""
    states = _describe(folders, places, packs, samples=samples)
    known = objects.get(states.text) if states else None
    if states and known and known.written_at - states.newest > SETTLED_NS and (name := known.load("hash")):
        return UnreadFiles(name, partial(read_definition_files, folders, places, packs, samples=samples))
    files = read_definition_files(folders, places, packs, samples=samples)
    if states:
        objects.put(states.text, {"hash": files.hash})
    return files


def _describe(
    folders: Sequence[Path], places: Path | None, packs: Sequence[Path], *, samples: bool
) -> FileStates | None:
    try:
        found = [describe_states(folder, ROOMS, SUFFIXES) for folder in folders] + _describe_own(places, packs)
    # Reading them says what is wrong.
    except OSError:
        return None
    texts = [states.text for states in found] + ([] if samples else ["without samples"])
    return FileStates("\n\n".join(texts), max(states.newest for states in found))


def _describe_own(places: Path | None, packs: Sequence[Path]) -> list[FileStates]:
    """Files of one's own count whatever they are called, so that one with a misspelt name is told of."""
    return [describe_states(folder.resolve(), ("",), None) for folder in (*([places] if places else []), *packs)]


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
    if home.folder is None:
        return _parse(files)
    objects = ObjectCache(home.folder)
    parts = objects.get(files.key)
    if parts is not None:
        return _make_cached(files, parts, ObjectCache(home.folder, PLANS))
    ruleset = _parse(files)
    objects.put(files.key, {name: getattr(ruleset, name) for name in KEPT})
    return ruleset


def _make_cached(files: DefinitionFiles, parts: CachedParts, results: ObjectCache) -> CachedRuleset:
    parse = cache(partial(_parse, files))

    def load_part(name: str) -> Any:
        if name == LINE_INDEX:
            from mappings.definitions.returns import index_lines

            return index_lines(ruleset.returns)
        part = parts.load(name, refer=lambda other: getattr(ruleset, other))
        return getattr(parse(), name) if part is None else part

    def keep(key: str, build: Callable[[], T]) -> T:
        name = f"{files.key}\n{key}"
        found = results.get(name)
        value = found.load(RESULT) if found else None
        if value is None:
            value = build()
            results.put(name, {RESULT: value})
        return value

    ruleset = object.__new__(CachedRuleset)
    vars(ruleset).update(hash=files.hash, files=files, _derived={}, _load_part=load_part, _keep=keep)
    return ruleset


def _parse(files: DefinitionFiles) -> Ruleset:
    # Only now: it imports the reader of every sort of definition.
    from mappings.ruleset.parsing import parse_ruleset

    with pause_garbage_collection(), show_progress("Reading the definitions, since they changed"):
        return parse_ruleset(files)
