"""What the demonstration collects, in order, and which returns it fills: ``rounds.yaml``."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import model_validator

from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.yaml_files import read_definition

FOLDER = Path(__file__).parent


class DemoStep(Definition):
    """One file that comes in: from an agency, or from a publisher (``source``).

    ``template``: the period of a template that is made for the agency, filled from the file's rows and
    sent back. ``corrects``: an agency's second file. ``refused``: its mistakes are to be found.
    """

    file: Text
    agency: Code | None = None
    source: Code | None = None
    mapping: Text | None = None
    template: Text | None = None
    corrects: bool = False
    refused: bool = False

    @model_validator(mode="after")
    def _check_sender(self) -> Self:
        if (self.agency is None) == (self.source is None):
            raise ValueError("give agency or source, and not both")
        return self

    @property
    def path(self) -> Path:
        return FOLDER / self.file


class DemoRound(Definition):
    """A year's work. ``returns``: each return and the period it is filled for."""

    period: Text
    title: Text
    note: Text
    plan: bool
    returns: dict[Code, Text]
    steps: tuple[DemoStep, ...]


class _RoundsFile(Definition):
    rounds: tuple[DemoRound, ...]


def load_rounds(path: Path = FOLDER / "rounds.yaml") -> tuple[DemoRound, ...]:
    """The rounds in order.

    Raises:
        Refused: the file is wrong; names the field.
    """
    return read_definition(_RoundsFile, path).rounds
