"""A copy of what was sent, made before it is hashed and checked; a folder becomes one zip."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from returnonce.blobs import NO_ROOM, disk_full
from returnonce.errors import NotFound, Refused
from returnonce.scratch import scratch

#: A zip made of a folder is the same on any day.
EPOCH = (1980, 1, 1, 0, 0, 0)


@contextmanager
def own_copy(path: Path) -> Iterator[Path]:
    """What is hashed, checked and kept must be the same bytes, even if the sender saves the file meanwhile.

    A folder becomes one zip of the files that lie in it, the same for the same files; links are not followed.

    Raises:
        NotFound: there is no such file or folder.
        NoRoom: there is no place for a copy.
        Refused: it cannot be read.
    """
    if not path.is_file() and not path.is_dir():
        raise NotFound(f"There is no file {path.name!r}.", mend="Give the path of a file, or of a folder of CSV files.")
    with scratch() as folder:
        copy = folder / "upload"
        try:
            _zip_folder(path, copy) if path.is_dir() else shutil.copyfile(path, copy)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise disk_full() from error
            raise Refused(
                f"The file cannot be read or copied ({type(error).__name__}).",
                mend="Look whether you may open it, and whether the disk has room.",
            ) from error
        yield copy


def _zip_folder(folder: Path, target: Path) -> None:
    files = (path for path in folder.iterdir() if path.is_file() and not path.is_symlink())
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in files if not path.name.startswith(".")):
            entry = zipfile.ZipInfo(path.name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as packed:
                shutil.copyfileobj(source, packed)
