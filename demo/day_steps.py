"""What happens up to the day on which the demonstration's pages open: ``day.yaml``."""

from __future__ import annotations

from pathlib import Path

from pydantic import AwareDatetime, Field

from demo.rounds import FOLDER
from exports.editions.return_key import ReturnKey
from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.yaml_files import read_definition


class ExtractStep(Definition):
    """One drug service's extract: made-up clients, and the code that stands for the service in the file."""

    at: AwareDatetime
    provider: Text
    agency: Code
    area: Text
    period: Text
    count: int


class ChaseStep(Definition):
    """A message to an agency about all that it owes late."""

    at: AwareDatetime
    agency: Code
    by: Code


class ReturnStep(Definition):
    """A return that is put up for approval, or published. ``team``: how the names of those who do it begin."""

    at: AwareDatetime
    team: Code
    return_code: Code = Field(alias="return")
    area: Text
    period: Text

    @property
    def key(self) -> ReturnKey:
        return ReturnKey(self.return_code, self.area, self.period)


class FileStep(Definition):
    """A file of figures, by its path below the demonstration's folder."""

    at: AwareDatetime
    agency: Code
    file: Text

    @property
    def path(self) -> Path:
        return FOLDER / self.file


class CouncilStep(Definition):
    """A council's children looked after and in need; ``mistyped``: how many birth dates of the latter are wrong."""

    agency: Code
    area: Text
    year: Text
    count: int
    seed: int
    looked_after_at: AwareDatetime
    in_need_at: AwareDatetime
    mistyped: int


class DaySteps(Definition):
    """The whole file. ``before`` and ``after`` what the rest of the demonstration sends at ``rounds``."""

    today: AwareDatetime
    rounds: AwareDatetime
    before: tuple[ExtractStep, ...]
    after: tuple[ExtractStep, ...]
    chase: ChaseStep
    editions: tuple[ReturnStep, ...]
    correction: FileStep
    children: CouncilStep
    figures: FileStep
    proposals: tuple[ReturnStep, ...]


def load_day_steps(path: Path = FOLDER / "day.yaml") -> DaySteps:
    """What happens, in its order.

    Raises:
        Refused: the file is wrong; names the field.
    """
    return read_definition(DaySteps, path)
