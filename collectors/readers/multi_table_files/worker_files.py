"""The files of a folder or a zip, each as bytes that are not trusted. Runs in the sandbox.

Names inside a zip are never used as paths: what is unpacked is counted while it is unpacked, and lies
under names of our own.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from collectors.readers.file_kinds import detect_kind
from collectors.readers.multi_table_files import limits
from collectors.readers.multi_table_files.worker_output import UnreadableFile, WorkerOutput
from collectors.readers.zip_faults import ZIP_FAULTS, list_files, open_zip

_PIECE = 1 << 20
_READ = frozenset({".csv", ".txt", ".xml", ".xlsx"})
_ASIDE = ("__macosx/", ".", "~$", "thumbs.db", "desktop.ini")


class SourceFile(NamedTuple):
    """One file to read: where it lies, and what its sender called it."""

    path: Path
    name: str

    def start(self) -> bytes:
        with self.path.open("rb") as stream:
            return stream.read(limits.PEEK)

    def read(self) -> bytes:
        return self.path.read_bytes()


def list_source_files(source: Path, out: Path, output: WorkerOutput) -> Iterator[SourceFile]:
    """Files to be read, in the order of their names; a mark for each other file.

    Raises:
        Fault: too many files, too large, or far larger inside than outside.
    """
    if source.is_dir():
        yield from _of_folder(source, output)
        return
    if source.stat().st_size > limits.FILE_BYTES:
        raise UnreadableFile("record-too-large", f"more than {limits.FILE_BYTES // limits.MEBI} MB")
    alone = SourceFile(source, source.name)
    if detect_kind(alone.start()) == "zip":
        yield from _of_zip(source, out, output)
    else:
        yield alone


def _of_folder(source: Path, output: WorkerOutput) -> Iterator[SourceFile]:
    files = sorted(path for path in source.iterdir() if path.is_file() and not path.is_symlink())
    paths = [path for path in files if _is_wanted(path.name, output)]
    if len(paths) > limits.MEMBERS:
        raise UnreadableFile("record-too-large", f"more than {limits.MEMBERS} files")
    if sum(path.stat().st_size for path in paths) > limits.FILE_BYTES:
        raise UnreadableFile("record-too-large", f"more than {limits.FILE_BYTES // limits.MEBI} MB")
    yield from (SourceFile(path, path.name) for path in paths)


def _of_zip(source: Path, out: Path, output: WorkerOutput) -> Iterator[SourceFile]:
    try:
        with open_zip(source) as package:
            entries = list_files(package)
            if len(package.infolist()) > limits.MEMBERS * 4:
                raise UnreadableFile("record-too-large", f"more than {limits.MEMBERS} files")
            wanted_entries = sorted((e for e in entries if _is_wanted(e.filename, output)), key=lambda e: e.filename)
            if len(wanted_entries) > limits.MEMBERS:
                raise UnreadableFile("record-too-large", f"more than {limits.MEMBERS} files")
            yield from _unpack(package, wanted_entries, out, output, packed=source.stat().st_size)
    except (*ZIP_FAULTS, ValueError, OSError):
        output.add_mark("record-damaged")


def _unpack(
    package: zipfile.ZipFile, entries: list[zipfile.ZipInfo], out: Path, output: WorkerOutput, *, packed: int
) -> Iterator[SourceFile]:
    total = 0
    for number, entry in enumerate(entries):
        if entry.flag_bits & 1:
            output.add_mark("record-encrypted")
            return
        target = out / f"member-{number}"
        with package.open(entry) as stream, target.open("wb") as target_stream:
            total += _copy(stream, target_stream, total, packed)
        yield SourceFile(target, entry.filename)


def _copy(stream: IO[bytes], target_stream: IO[bytes], before: int, packed: int) -> int:
    """The count of bytes copied. A zip's own statement of sizes is not trusted."""
    size = 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        total = before + size
        if total > limits.FILE_BYTES:
            raise UnreadableFile("record-too-large", f"more than {limits.FILE_BYTES // limits.MEBI} MB unpacked")
        if total > limits.RATIO_FROM and total > packed * limits.RATIO:
            raise UnreadableFile("record-too-large", f"it unpacks to more than {limits.RATIO} times its size")
        target_stream.write(piece)
    return size


def _is_wanted(name: str, output: WorkerOutput) -> bool:
    plain = name.replace("\\", "/").casefold()
    last = plain.rsplit("/", 1)[-1]
    if plain.startswith(_ASIDE) or last.startswith(_ASIDE) or not last:
        return False
    if Path(last).suffix in _READ:
        return True
    output.add_mark("record-nested" if Path(last).suffix in {".zip", ".gz", ".7z", ".rar"} else "record-file-left")
    return False
