"""A problem of the definitions: file, what is wrong, mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from returnonce.definition_files.fault_words import FaultPath


@dataclass(frozen=True)
class DefinitionProblem:
    """An **error** makes the catalogue unsound; a **note** is worth a look."""

    severity: Literal["error", "note"]
    file: str
    what: str
    mend: str
    #: Of a YAML file: keys and positions that lead to it.
    path: FaultPath = ()

    def __str__(self) -> str:
        return f"{self.file}: {self.what} {self.mend}"


def make_error(file: str, message: str, mend: str) -> DefinitionProblem:
    """A problem that makes the catalogue unsound."""
    return DefinitionProblem("error", file, message, mend)
