"""The archive of rulesets: each as a zip of its definition files, named by the ruleset's hash."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath

from mappings.ruleset.ruleset import Ruleset
from returnonce.blobs import ObjectStore
from returnonce.blobs.object_store import read_whole
from returnonce.definition_files.file_tree import OWN_PLACES, ROOMS, SUFFIXES, DefinitionFiles, hash_content
from returnonce.definition_files.pack_folders import PACKS
from returnonce.errors import Unavailable

FOLDER = "rulesets"
CONTENT, LACKING = "content", "lacking"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
LARGEST, MOST_FILES = 64 << 20, 20_000
MEND = "Restore it from a backup; returnonce doctor says what else is missing."


def archive_name(name: str) -> str:
    """The object in which the ruleset of that hash is kept."""
    return f"files/{FOLDER}/{name}.zip"


def has_archive(objects: ObjectStore, name: str) -> bool:
    """Whether the ruleset of that hash is kept."""
    return objects.find(archive_name(name)) is not None


def archive_ruleset(objects: ObjectStore, ruleset: Ruleset) -> None:
    """Keep the files that a ruleset was read from, once.

    Raises:
        Unavailable: there is no room, or no such folder.
    """
    if not has_archive(objects, ruleset.hash):
        assert ruleset.files.hash == ruleset.hash, "a what-if ruleset is never stored"
        objects.write(archive_name(ruleset.hash), [_pack_definitions(ruleset.files)])


@lru_cache(maxsize=2)
def _pack_definitions(files: DefinitionFiles) -> bytes:
    return pack_files(files.content)


def pack_files(files: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes depend on names and content only."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def pack_all_files(files: DefinitionFiles) -> bytes:
    """Definition files for another process of this release, with what is read beside them."""
    parts = ((CONTENT, files.content), (LACKING, files.lacking))
    return pack_files({f"{part}/{name}": data for part, each in parts for name, data in each.items()})


def read_packed_files(path: Path) -> DefinitionFiles:
    """What :func:`pack_all_files` wrote."""
    parts: dict[str, dict[str, bytes]] = {CONTENT: {}, LACKING: {}}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            part, _, inside = name.partition("/")
            parts[part][inside] = archive.read(name)
    return DefinitionFiles(parts[CONTENT], parts[LACKING])


def read_archived_ruleset(objects: ObjectStore, name: str) -> dict[str, bytes]:
    """The definition files of a ruleset, proved by its hash.

    Raises:
        Unavailable: it is not kept here, or was altered.
    """
    return _read(objects, name)[1]


def check_archive(objects: ObjectStore, name: str) -> None:
    """Prove a kept ruleset to the last bit of its zip, dates and attributes too, as :func:`pack_files` writes it.

    Another release of zlib compresses otherwise; where one did, the content alone is proved.

    Raises:
        Unavailable: it is not kept here, or was altered.
    """
    data, files = _read(objects, name)
    packed = pack_files(files)
    if data != packed and _is_of_this_zlib(data, packed):
        raise _altered_error(name)


def _is_of_this_zlib(data: bytes, packed: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(io.BytesIO(packed)) as again:
        sizes = {each.filename: each.compress_size for each in again.infolist()}
        same = sum(sizes.get(each.filename) == each.compress_size for each in archive.infolist())
    return same * 2 > len(sizes)


def _read(objects: ObjectStore, name: str) -> tuple[bytes, dict[str, bytes]]:
    try:
        data = read_whole(objects, archive_name(name))
        files = _unpack(data)
    except FileNotFoundError as error:
        raise Unavailable(
            f"The rules {name[:12]} are not kept here any more.", where=f"files/{FOLDER}", mend=MEND
        ) from error
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, EOFError, RuntimeError) as error:
        raise _altered_error(name) from error
    if hash_content(files) != name:
        raise _altered_error(name)
    return data, files


def _unpack(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MOST_FILES or sum(each.file_size for each in members) > LARGEST:
            raise ValueError("too large")
        if not all(_is_definition(each.filename) for each in members):
            raise ValueError("a name that no definition has")
        return {each.filename: archive.read(each) for each in sorted(members, key=lambda each: each.filename)}


def _is_definition(name: str) -> bool:
    path = PurePosixPath(name)
    top = next(iter(path.parts), None)
    inside = top in {*ROOMS, OWN_PLACES, PACKS} and ".." not in path.parts
    # Files of one's own are told by their names where no definition can be in them.
    return inside and (path.suffix in SUFFIXES or top in {OWN_PLACES, PACKS}) and "\\" not in name


def _altered_error(name: str) -> Unavailable:
    return Unavailable(f"The kept rules {name[:12]} were altered.", where=f"files/{FOLDER}", mend=MEND)
