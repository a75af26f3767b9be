"""Which synthetic people the demonstration sends, and which returns they feed: ``record_steps.yaml``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import Field

from demo.rounds import DemoStep
from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.yaml_files import read_definition

FOLDER = Path(__file__).parent


class KeyedFigure(Definition):
    """A figure that the council keys besides, and that its records contradict."""

    indicator: Code
    numerator: int
    denominator: int


class ChildrenStep(Definition):
    """A council's two sets of records."""

    agency: Code
    area: Text
    year: Text
    count: int
    seed: int
    keyed: KeyedFigure
    inspection: Text


class AdultsStep(Definition):
    """A council's quarterly files of adults, and the residents by age band that its rates rest on."""

    agency: Code
    area: Text
    year: Text
    count: int
    seed: int
    residents: DemoStep


class ServicesStep(Definition):
    """The drug services of a partnership, by the code in their files; ``silent`` ones do not send."""

    area: Text
    ground: Text
    year: Text
    version: Text
    reach: date
    count: int
    seed: int
    providers: dict[Text, Code]
    silent: tuple[Text, ...]


class FedReturn(Definition):
    """One return of figures that the records feed."""

    return_code: Code = Field(alias="return")
    area: Text
    period: Text


class RecordSteps(Definition):
    """The whole file."""

    children: ChildrenStep
    adults: AdultsStep
    services: tuple[ServicesStep, ...]
    returns: tuple[FedReturn, ...]


def load_record_steps(path: Path = FOLDER / "record_steps.yaml") -> RecordSteps:
    """What is sent.

    Raises:
        Refused: the file is wrong; names the field.
    """
    return read_definition(RecordSteps, path)
