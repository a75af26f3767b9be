"""The folder that the demonstration writes: new, or made by an earlier demonstration."""

from __future__ import annotations

import shutil
from pathlib import Path

from returnonce.blobs import write_atomic
from returnonce.errors import Refused

MARK = ".made-by-returnonce-demo"
#: Everything a demonstration makes there, and all that the next one deletes.
MADE = ("home", "templates", "returns", "records-made-up", "returns-of-records", "summary.txt", "refused.txt", MARK)


def prepare_folder(out: Path) -> Path:
    """The folder with nothing of an earlier demonstration in it, and marked as ours.

    Raises:
        Refused: something is there that no demonstration made.
    """
    if out.exists() and not out.is_dir():
        raise Refused(f"{out} is a file.", where="--out", mend="Name a folder.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise Refused(
            f"The folder {out} is not empty, and no demonstration made it.",
            where="--out",
            mend="Name another folder, or empty this one yourself.",
        )
    for name in MADE:
        _remove(out / name)
    write_atomic(out / MARK, b"A demonstration of Return Once made this folder; the next one makes it anew.\n")
    return out


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
