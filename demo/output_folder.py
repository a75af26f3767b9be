"""The folder that the demonstration writes: new, or made by an earlier demonstration."""

from __future__ import annotations

import shutil
from pathlib import Path

from returnonce.blobs import write_atomic
from returnonce.errors import Refused
from returnonce.settings_file import DEMO_MARK, find_workspace

#: Everything a demonstration makes there, and all that the next one deletes.
MADE = (
    "home",
    "templates",
    "returns",
    "records-made-up",
    "returns-of-records",
    "summary.txt",
    "refused.txt",
    DEMO_MARK,
)


def prepare_folder(out: Path) -> Path:
    """The folder with nothing of an earlier demonstration in it, and marked as ours.

    Raises:
        Refused: something is there that no demonstration made, or it lies in a council's workspace.
    """
    if (workspace := find_workspace(out)) is not None:
        raise Refused(
            f"{workspace} is a council's workspace, in which nothing is made up.",
            where="--out",
            mend="Name a folder outside it.",
        )
    if out.exists() and not out.is_dir():
        raise Refused(f"{out} is a file.", where="--out", mend="Name a folder.")
    if out.is_dir() and any(out.iterdir()) and not (out / DEMO_MARK).is_file():
        raise Refused(
            f"The folder {out} is not empty, and no demonstration made it.",
            where="--out",
            mend="Name another folder, or empty this one yourself.",
        )
    for name in MADE:
        _remove(out / name)
    write_atomic(out / DEMO_MARK, b"A demonstration of Return Once made this folder; the next one makes it anew.\n")
    return out


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
