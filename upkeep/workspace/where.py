"""Where a workspace may lie: outside the program, and apart from any demonstration."""

from __future__ import annotations

from pathlib import Path

from returnonce.definition_files.file_tree import RELEASE
from returnonce.errors import Refused
from returnonce.settings_file import DEMO_MARK, FILE, find_workspace


def choose_folder(folder: Path | None, here: Path, place: str) -> Path:
    """The folder of a place's workspace: the one that is named, the workspace that ``here`` lies in, else a folder of
    the place's name: there, or beside the program where ``here`` lies in that.

    Raises:
        Refused: it lies in the program's folder or a demonstration's, or is a file.
    """
    if folder is None:
        start = RELEASE.parent if _is_inside(here.resolve(), RELEASE) else here.resolve()
        folder = find_workspace(here) or start / place
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise Refused(f"{folder} is a file.", where="--folder", mend="Name a folder.")
    if _is_inside(folder, RELEASE):
        mend = "Name a folder outside it, which an upgrade leaves alone."
        raise Refused(f"{folder} lies in the program's own folder.", where="--folder", mend=mend)
    if any((each / DEMO_MARK).is_file() for each in (folder, *folder.parents)):
        mend = "Name another folder: what is made up there stays apart."
        raise Refused(f"{folder} lies in a demonstration's folder.", where="--folder", mend=mend)
    above = find_workspace(folder.parent)
    if above is not None and not (folder / FILE).is_file():
        raise Refused(
            f"{folder} lies in the workspace {above}.", where="--folder", mend="Name that, or one outside it."
        )
    return folder


def _is_inside(folder: Path, other: Path) -> bool:
    return folder.is_relative_to(other.resolve())
