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
from returnonce.blobs import write_atomic
from returnonce.definition_files.file_tree import OWN_PLACES, ROOMS, SUFFIXES, DefinitionFiles, hash_content
from returnonce.errors import Unavailable

FOLDER = "rulesets"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
LARGEST, MOST_FILES = 64 << 20, 20_000
MEND = "Restore it from a backup; returnonce doctor says what else is missing."


def archive_path(home: Path, name: str) -> Path:
    """Where the ruleset of that hash is kept."""
    return home / "files" / FOLDER / f"{name}.zip"


def archive_ruleset(home: Path, ruleset: Ruleset) -> Path:
    """Keep the files that a ruleset was read from, once.

    Raises:
        Unavailable: there is no room, or no such folder.
    """
    path = archive_path(home, ruleset.hash)
    if not path.exists():
        assert ruleset.files.hash == ruleset.hash, "a what-if ruleset is never stored"
        write_atomic(path, _pack_definitions(ruleset.files))
    return path


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


def read_archived_ruleset(home: Path, name: str) -> dict[str, bytes]:
    """The definition files of a ruleset, proved by its hash.

    Raises:
        Unavailable: it is not kept here, or was altered.
    """
    path = archive_path(home, name)
    if not path.exists():
        raise Unavailable(f"The rules {name[:12]} are not kept here any more.", where=f"files/{FOLDER}", mend=MEND)
    try:
        files = _unpack(path)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, EOFError, RuntimeError) as error:
        raise _altered_error(name) from error
    if hash_content(files) != name:
        raise _altered_error(name)
    return files


def _unpack(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > MOST_FILES or sum(each.file_size for each in members) > LARGEST:
            raise ValueError("too large")
        if not all(_is_definition(each.filename) for each in members):
            raise ValueError("a name that no definition has")
        return {each.filename: archive.read(each) for each in sorted(members, key=lambda each: each.filename)}


def _is_definition(name: str) -> bool:
    path = PurePosixPath(name)
    inside = next(iter(path.parts), None) in {*ROOMS, OWN_PLACES} and ".." not in path.parts
    return inside and path.suffix in SUFFIXES and "\\" not in name


def _altered_error(name: str) -> Unavailable:
    return Unavailable(f"The kept rules {name[:12]} were altered.", where=f"files/{FOLDER}", mend=MEND)
