"""A file as an agency sent it: our own copy of its bytes, their hash, and what the agency says of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from collectors.readers.file_names import safe_name
from collectors.readers.upload_copy import own_copy
from returnonce.blobs import sha256_file


@dataclass(frozen=True)
class UploadedFile:
    """One upload. Nobody else writes to ``path``, so that the bytes hashed are the bytes checked and stored.

    ``name`` is what the sender calls the file, safe to show. ``agency`` is None where only a template may name it.
    ``period`` and ``version`` are of records that do not say them; ``last_year`` is the return of the year before, and
    ``earlier`` are the rolling files sent before it, the oldest first, where no store keeps them.
    ``sent_under``: a code that is not the agency's, by which the file names its sender, and the sender confirms it.
    """

    path: Path
    sha256: str
    name: str
    agency: str | None
    period: str | None = None
    version: str | None = None
    last_year: Path | None = None
    sent_under: str | None = None
    earlier: tuple[Path, ...] = ()


@contextmanager
def copy_upload(
    path: Path,
    agency: str | None,
    *,
    period: str | None = None,
    version: str | None = None,
    last_year: Path | None = None,
    sent_under: str | None = None,
    earlier: tuple[Path, ...] = (),
) -> Iterator[UploadedFile]:
    """Copy and hash a file, or a folder of files, that its sender can still save.

    Raises:
        NotFound, NoRoom, Refused: as :func:`~collectors.readers.upload_copy.own_copy` does.
    """
    with own_copy(path) as copy:
        yield UploadedFile(
            copy, sha256_file(copy), safe_name(path.name), agency, period, version, last_year, sent_under, earlier
        )
