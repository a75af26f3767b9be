"""``returnonce.toml``: the settings of a workspace, found from any folder below it."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from returnonce.errors import WrongUsage

FILE = "returnonce.toml"
#: Where a workspace keeps its store and files, unless its file says otherwise.
STORE_FOLDER = "store"
#: A demonstration leaves this file in the folder that it writes.
DEMO_MARK = ".made-by-returnonce-demo"
STORE = "store.sqlite3"


def find_workspace(folder: Path) -> Path | None:
    """The nearest folder with a ``returnonce.toml``, from this one upwards; None where there is none."""
    here = folder.resolve()
    return next((each for each in (here, *here.parents) if (each / FILE).is_file()), None)


def read_settings_file(workspace: Path, names: Collection[str], paths: Collection[str]) -> dict[str, object]:
    """What a workspace's file says, by the setting's name; paths are from the workspace.

    Raises:
        WrongUsage: it is no TOML, or a key is no setting.
    """
    import tomllib  # Most commands of a process run without a workspace's file.

    file = workspace / FILE
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUsage(f"The file cannot be read: {error}.", where=str(file), mend="Correct the line.") from error
    _check_names(values, names, file)
    settings = {"home": STORE_FOLDER} | values
    return {name: _resolve(workspace, name, value, paths) for name, value in settings.items()}


def _check_names(values: Mapping[str, object], names: Collection[str], file: Path) -> None:
    for name in values:
        if name not in names:
            from returnonce.near_matches import find_near_matches

            near = find_near_matches(name, names, n=1)
            mend = f"Write {near[0]}." if near else f"Settings are: {', '.join(names)}."
            raise WrongUsage(f"There is no setting {name}.", where=str(file), mend=mend)


def _resolve(workspace: Path, name: str, value: object, paths: Collection[str]) -> object:
    if name in paths and isinstance(value, str):
        return workspace / value
    if name == "definitions" and isinstance(value, list):
        return os.pathsep.join(str(workspace / str(folder)) for folder in value)
    return value


def find_earlier_home(*folders: Path, but: Path) -> Path | None:
    """A ``var`` in one of the folders that holds a store, as programs before workspaces made it; not this home."""
    homes = ((folder / "var").resolve() for folder in folders)
    return next((home for home in homes if (home / STORE).is_file() and home != but.resolve()), None)


def is_demonstration(home: Path) -> bool:
    """Whether a demonstration made the folder in which a home lies."""
    return (home.resolve().parent / DEMO_MARK).is_file()
