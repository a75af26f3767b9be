"""Reads ``setup.xlsx`` back: whole, or refused with every cell that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from collectors.readers.sheet_metadata import column_letter
from collectors.readers.whole_workbook.reader import PublishedSheet, read_workbook
from indicators.areas.area_book import AreaBook
from returnonce.definition_files.base import Definition
from returnonce.errors import NotFound, Refused, ReturnOnceError
from returnonce.near_matches import find_near_matches
from returnonce.settings import Settings
from upkeep.workspace import sheet_layout as layout
from upkeep.workspace.answers import AgencyAnswer, PersonAnswer, ServiceAnswer, SetupAnswers
from upkeep.workspace.councils import find_council
from upkeep.workspace.sheet_layout import NO, YES, Column

D = TypeVar("D", bound=Definition)


class SheetFault(NamedTuple):
    """``where``: sheet and cell, such as ``People C3``."""

    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.mend}"


class SheetRefused(Refused):
    """A setup sheet that is not taken. ``faults``: everything that is wrong with it."""

    def __init__(self, faults: Sequence[SheetFault]) -> None:
        super().__init__(
            f"{len(faults)} cells are wrong, so nothing of it is taken." if len(faults) > 1 else str(faults[0]),
            mend="Correct them and run it again.",
        )
        self.faults = tuple(faults)


class Cell(NamedTuple):
    """A text, and where it stands."""

    text: str
    where: str


@dataclass
class _Reading:
    """The cells of each sheet, and the faults so far."""

    areas: AreaBook
    faults: list[SheetFault] = field(default_factory=list)

    def fault(self, where: str, what: str, mend: str) -> None:
        self.faults.append(SheetFault(where, what, mend))


def read_setup_sheet(path: Path, areas: AreaBook) -> SetupAnswers:
    """The answers.

    Raises:
        NotFound: there is no such file.
        SheetRefused: with every fault of it.
    """
    sheets = _read_sheets(path)
    reading = _Reading(areas)
    council = _read_questions(sheets, reading)
    rows = {name: _read_table(sheets, name, columns, reading) for name, columns in layout.TABLES.items()}
    answers = {
        **council,
        "agencies": _read_rows(rows[layout.AGENCIES], AgencyAnswer, reading, _agency_values),
        "services": _read_rows(rows[layout.SERVICES], ServiceAnswer, reading, _plain_values),
        "people": _read_rows(rows[layout.PEOPLE], PersonAnswer, reading, _plain_values),
        "packs": [row["pack"].text for row in rows[layout.PACKS] if "pack" in row and _is_on(row)],
    }
    _check_people(rows[layout.PEOPLE], reading)
    if reading.faults:
        raise SheetRefused(reading.faults)
    return _make_answers(answers)


def _check_people(rows: Sequence[Mapping[str, Cell]], reading: _Reading) -> None:
    accounts = [row["account"] for row in rows if "account" in row]
    for number, cell in enumerate(accounts):
        if cell.text in {other.text for other in accounts[:number]}:
            reading.fault(cell.where, f"{cell.text} is there twice.", "The second person is another one.")


def _make_answers(answers: Mapping[str, object]) -> SetupAnswers:
    try:
        Settings.model_validate(answers["settings"])
        return SetupAnswers.model_validate(answers)
    except ValidationError as error:
        words = {question.key: question.words for question in layout.QUESTIONS}
        faults = []
        for each in error.errors():
            key = str(each["loc"][0])
            where = f"{layout.COUNCIL}, {words[key]}" if key in words else layout.AGENCIES
            faults.append(SheetFault(where, layout.describe_answer_fault(each), "Correct it."))
        raise SheetRefused(faults) from error


def _read_sheets(path: Path) -> dict[str, PublishedSheet]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotFound(f"There is no file {path}.", mend="Name the sheet that returnonce start wrote.") from error
    reading = read_workbook(data)
    sheets = {sheet.name: sheet for sheet in reading.sheets}
    lacking = [name for name in (layout.COUNCIL, *layout.TABLES) if name not in sheets]
    if lacking:
        what = f"there is no sheet {lacking[0]}." if sheets else "it cannot be read as a workbook."
        raise SheetRefused([SheetFault(path.name, what, "Begin with the setup.xlsx that returnonce start writes.")])
    return sheets


def _read_questions(sheets: Mapping[str, PublishedSheet], reading: _Reading) -> dict[str, Any]:
    keys = {question.words.casefold(): question for question in layout.QUESTIONS}
    given: dict[str, Cell] = {}
    for number, cells in sheets[layout.COUNCIL].rows:
        question = keys.get(cells.get(0, "").strip().casefold())
        if question is not None and cells.get(1, "").strip():
            given[question.key] = Cell(cells[1].strip(), f"{layout.COUNCIL} B{number}")
    for key in ("council", "first_year"):
        if key not in given:
            reading.fault(layout.COUNCIL, f"{key.replace('_', ' ')} is not answered.", "Answer it.")
    answers: dict[str, Any] = {key: given[key].text for key in ("first_year", "mailbox") if key in given}
    answers["settings"] = {key: given[key].text for key in layout.SETTINGS if key in given}
    if "council" in given:
        answers["council"] = _ask(reading, given["council"], lambda text: find_council(reading.areas, text).area.code)
    return answers


def _ask(reading: _Reading, cell: Cell, find: Callable[[str], str]) -> str:
    """What a cell means; a fault and nothing where it means nothing."""
    try:
        return find(cell.text)
    except ReturnOnceError as error:
        reading.fault(cell.where, error.what, error.mend or "Correct it.")
        return cell.text


def _read_table(
    sheets: Mapping[str, PublishedSheet], name: str, columns: Sequence[Column], reading: _Reading
) -> list[dict[str, Cell]]:
    """Each row with content, by the columns' keys."""
    (_, headings), *rows = sheets[name].rows or ((1, {}),)
    keys = {column.heading.casefold(): column for column in columns}
    found: dict[int, Column] = {}
    for at, heading in headings.items():
        # A role's heading goes on with its title.
        column = keys.get(heading.partition(":")[0].strip().casefold())
        if column is None:
            reading.fault(
                f"{name} {column_letter(at)}1", f"there is no column {heading!r}.", "Leave the headings alone."
            )
        else:
            found[at] = column
    if lacking := [column.heading for column in columns if column not in found.values()]:
        reading.fault(f"{name} row 1", f"the column {lacking[0]} is missing.", "Leave the headings alone.")
    table = [
        {
            found[at].key: Cell(text.strip(), f"{name} {column_letter(at)}{number}")
            for at, text in cells.items()
            if at in found and text.strip()
        }
        for number, cells in rows
    ]
    for row in table:
        _check_choices(row, columns, reading)
    return [row for row in table if row]


def _check_choices(row: Mapping[str, Cell], columns: Sequence[Column], reading: _Reading) -> None:
    for column in columns:
        cell = row.get(column.key)
        if cell is not None and column.choices and cell.text.casefold() not in (*column.choices, NO):
            near = find_near_matches(cell.text, column.choices, n=1)
            mend = f"Write {near[0]}." if near else f"Write one of: {', '.join(column.choices)}."
            reading.fault(cell.where, f"{cell.text!r} may not stand there.", mend)


def _is_on(row: Mapping[str, Cell]) -> bool:
    return "on" in row and row["on"].text.casefold() == YES


def _read_rows(
    rows: Sequence[Mapping[str, Cell]],
    kind: type[D],
    reading: _Reading,
    values_of: Callable[[Mapping[str, Cell], _Reading], dict[str, Any]],
) -> list[D]:
    answers: list[D] = []
    for row in rows:
        first = next(iter(row.values()))
        try:
            answers.append(kind.model_validate(values_of(row, reading)))
        except ValidationError as error:
            for each in error.errors():
                key = str(each["loc"][0])
                what = (
                    f"{key} is missing."
                    if each["type"] == "missing"
                    else f"{key}: {layout.describe_answer_fault(each)}"
                )
                reading.fault(row[key].where if key in row else first.where, what, "Correct it.")
    return answers


def _plain_values(row: Mapping[str, Cell], _reading: _Reading) -> dict[str, Any]:
    return {key: cell.text for key, cell in row.items()}


def _agency_values(row: Mapping[str, Cell], reading: _Reading) -> dict[str, Any]:
    values = {key: row[key].text for key in ("code", "name", "kind", "mailbox") if key in row}
    roles = [role for role in layout.ROLES if role in row and row[role].text.casefold() == YES]
    if "areas" not in row:
        return values | {"roles": roles}
    names = [text.strip() for text in row["areas"].text.split("|") if text.strip()]
    areas = [
        _ask(reading, Cell(name, row["areas"].where), lambda text: reading.areas.find_of_now(text).code)
        for name in names
    ]
    return values | {"roles": roles, "areas": areas}
