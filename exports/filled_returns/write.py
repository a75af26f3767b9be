"""Writes filled returns as files into a folder, whole or not at all, with a manifest of their hashes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from exports.filled_returns.render import Format, file_name, file_stem, parse_format, render_many
from mappings.fill.cells import FilledReturn
from returnonce.blobs import sha256, write_atomic

MANIFEST = "manifest.json"
WRITERS = 8
CSV_NOTE = (
    "Text that a spreadsheet could take for a formula begins with an apostrophe in the CSV file; the JSON file "
    "holds it as it is. Numbers are exact in both."
)


@dataclass(frozen=True)
class WrittenFile:
    """One file that was written."""

    path: Path
    format: Format
    sha256: str
    size: int


def write_filled(
    filled: FilledReturn, out_dir: Path, formats: Sequence[str] | None = None, *, audit_head: str | None = None
) -> list[WrittenFile]:
    """One filled return in each format; see :func:`write_many`."""
    return write_many([filled], out_dir, formats, audit_head=audit_head)[0]


def write_many(
    filled: Sequence[FilledReturn],
    out_dir: Path,
    formats: Sequence[str] | None = None,
    *,
    audit_head: str | None = None,
) -> list[list[WrittenFile]]:
    """Each filled return in each format (all that its edition names, if none is given), in order.

    Beside each return's files stands ``<name>.manifest.json``: their hashes, the ruleset, the hashes of
    the sources, and the head of the audit chain if it is given. Nothing in it depends on the clock.

    Raises:
        Unsupported: no such format.
    """
    pending: list[list[Future[WrittenFile]]] = [[] for _ in filled]
    # Making sure that a file is on the disk is waiting, during which the next one is made.
    with ThreadPoolExecutor(WRITERS) as pool:
        for file_format in dict.fromkeys(parse_format(name) for name in formats or _list_formats(filled)):
            for place, data in enumerate(render_many(filled, file_format)):
                path = out_dir / file_name(filled[place], file_format)
                pending[place].append(pool.submit(_write, path, data, file_format))
        files_by_return = [[file.result() for file in files] for files in pending]
        manifests = [
            pool.submit(
                write_atomic,
                out_dir / f"{file_stem(filled_return)}.{MANIFEST}",
                _manifest(filled_return, files, audit_head),
            )
            for filled_return, files in zip(filled, files_by_return, strict=True)
        ]
        for manifest in manifests:
            manifest.result()
    return files_by_return


def _list_formats(filled: Sequence[FilledReturn]) -> list[str]:
    return [name for filled_return in filled[:1] for name in filled_return.edition.formats]


def _write(path: Path, data: bytes, file_format: Format) -> WrittenFile:
    return WrittenFile(write_atomic(path, data), file_format, sha256(data), len(data))


def _manifest(filled: FilledReturn, files: Sequence[WrittenFile], audit_head: str | None) -> bytes:
    body = {
        "return": filled.return_code,
        "edition": filled.edition.edition,
        "area": filled.area.code,
        "period": filled.period.code,
        "illustrative": filled.illustrative,
        "ruleset": filled.ruleset,
        "sources": filled.sources["file"].unique().sort().to_list(),
        "audit_head": audit_head,
        "about_csv": CSV_NOTE,
        "files": [{"name": file.path.name, "sha256": file.sha256, "bytes": file.size} for file in files],
    }
    return (json.dumps(body, indent=2, ensure_ascii=False) + "\n").encode()
