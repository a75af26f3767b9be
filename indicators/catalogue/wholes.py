"""Wholes, ``wholes/<code>.yaml``: shares of the same people that make up all of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from indicators.catalogue.indicator import Citation
from returnonce.definition_files.base import Code, Confidence, Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import read_definition
from returnonce.errors import Refused


class Whole(Definition):
    """Shares whose numerators add up to their common denominator, for every area, period and breakdown."""

    code: Code
    title: Text
    #: Codes of the indicators: each person of the denominator is in the numerator of exactly one.
    parts: tuple[Code, ...] = Field(min_length=2)
    #: The indicator that counts all of them, where there is one.
    of: Code | Literal["not counted"]
    sources: tuple[Citation, ...]
    confidence: Confidence
    notes: Text | None = None


def load_wholes(folder: FilePath) -> dict[str, Whole]:
    """Every whole by its code, sorted.

    Raises:
        Refused: a file is wrong, or is not named for the code that it holds.
    """
    wholes = {path.stem: read_definition(Whole, path) for path in sorted(folder.glob("*.yaml"))}
    for stem, whole in wholes.items():
        if whole.code != stem:
            raise Refused(
                f"The code is {whole.code!r}, the file is {stem}.yaml.",
                where=f"wholes/{stem}.yaml",
                mend="Name each file for its code.",
            )
    return wholes
