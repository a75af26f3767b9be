"""What Python raises for a zip that is damaged, or packed in a way that it does not know. Light to import."""

from __future__ import annotations

import errno
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError)


@contextmanager
def open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip of a stranger, to be read: whatever is wrong with it is one of ``ZIP_FAULTS``, and what is wrong with the
    disk is not.

    Raises:
        BadZipFile: a part lies before the file's beginning, is no bzip2, or needs a password, for which Python has no
            error of its own.
    """
    try:
        with zipfile.ZipFile(path) as package:
            yield package
    except OSError as error:
        if error.errno not in (None, errno.EINVAL):
            raise
        raise zipfile.BadZipFile(path.name) from error
    except RuntimeError as error:
        if type(error) is not RuntimeError:
            raise
        raise zipfile.BadZipFile(path.name) from error


def list_files(package: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of a zip, without its folders and what has no name, of which Python cannot say whether it is one."""
    return [entry for entry in package.infolist() if entry.filename and not entry.is_dir()]
