"""Definition files in YAML, read strictly: no duplicate key, no unknown key, errors that name the place."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import ValidationError

from returnonce.definition_files.base import Definition
from returnonce.definition_files.file_tree import FilePath
from returnonce.errors import Refused

D = TypeVar("D", bound=Definition)
#: Faults of one file that are told at once.
MOST_FAULTS = 5


def read_yaml(path: FilePath) -> Any:
    """The content of a file, as plain Python.

    Raises:
        Refused: not YAML, or a key given twice; names file and line.
    """
    # Only now: a command whose definitions come from the cache reads no YAML.
    from returnonce.definition_files.strict_yaml import parse_yaml

    try:
        return parse_yaml(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Refused(
            f"This definition file cannot be read: {' '.join(str(error).split())}.",
            where=path.name,
            mend="Correct the file and try again.",
        ) from error


def define(kind: type[D], content: Any, *, where: str) -> D:
    """A definition from plain Python.

    Raises:
        Refused: a field is missing, unknown or wrong; names file and field.
    """
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        # Only now: most files have none.
        from returnonce.definition_files.fault_words import read_faults

        faults = read_faults(error, kind)
        words = "; ".join(map(str, faults.faults[:MOST_FAULTS]))
        raise Refused(f"{words}.", where=where, mend="Correct the file and try again.") from faults


def read_definition(kind: type[D], path: FilePath) -> D:
    """Read a file and build the definition from it."""
    return define(kind, read_yaml(path), where=path.name)


def read_named_definitions(kind: type[D], folder: FilePath, *, key: str) -> dict[str, D]:
    """Every definition of a folder by its name, which stands under ``key`` and is the file's too.

    None where there is no such folder.

    Raises:
        Refused: a file is wrong, or has another name than its definition.
    """
    if not folder.is_dir():
        return {}
    definitions = {path.stem: read_definition(kind, path) for path in sorted(folder.glob("*.yaml"))}
    for stem, definition in definitions.items():
        name = getattr(definition, key)
        if name != stem:
            message = f"{key}: {name!r} is not the file's name."
            raise Refused(message, where=f"{folder.name}/{stem}.yaml", mend="Make the two the same.")
    return definitions
