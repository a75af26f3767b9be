"""Tables that grow while XML is read: nested records, and columns that they share with the person around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

import polars as pl

from collectors.readers.limits import CELL_CHARACTERS
from collectors.readers.multi_table_files import limits
from collectors.readers.multi_table_files.worker_output import UnreadableFile, WorkerOutput
from collectors.readers.multi_table_files.xml_shapes import CensusShape
from collectors.readers.raw_table import ROW, cell_name

#: Beside a row's cells: its ordinal, those of the record and of the person around it, and which of its kind it is
#: there, from 1.
ID, PARENT, PERSON, NTH = "_id", "_parent", "_person", "_nth"
#: What an element of ``CensusShape.flags`` holds.
FLAGS = ("0", "1")


@dataclass
class _Table:
    """Cells by row; ``places`` holds (line, parent, person) of each; ``holders``: rows that hold others."""

    cells: list[dict[str, str]] = field(default_factory=list)
    places: list[tuple[int, int | None, int | None]] = field(default_factory=list)
    holders: set[int] = field(default_factory=set)


class _Open(NamedTuple):
    table: str
    row: dict[str, str]
    number: int


class XmlRows:
    """The tables of one file, in the order in which their records begin."""

    def __init__(self, shape: CensusShape, parser: expat.XMLParserType) -> None:
        self._shape = shape
        self._leaves = shape.leaves
        self._parser = parser
        self._tables: dict[str, _Table] = {}
        self._open: list[_Open] = []
        self._row: dict[str, str] | None = None
        self._person: int | None = None
        # Table, column or nothing, line, and what is wrong there.
        self._wrong: set[tuple[str, str, int, str]] = set()

    def begin(self, element: str) -> None:
        """A record begins."""
        table = self._shape.records[element]
        self._row = {}
        number = self._add(table, self._row)
        if table == self._shape.person:
            self._person = number
        self._open.append(_Open(table, self._row, number))

    def end(self) -> None:
        """The innermost record ends."""
        self._open.pop()
        self._row = self._open[-1].row if self._open else None

    def cell(self, element: str, text: str) -> None:
        """An element without others in it: a cell of the innermost record, or a record by itself."""
        value, row = text.strip(), self._row
        if row is not None and not value and element in self._shape.never_blank:
            self._wrong.add((*self._leaves[element], self._parser.CurrentLineNumber, "record-element-blank"))
        if row is None or not value:
            return
        if len(value) > CELL_CHARACTERS:
            self._note("record-cell-long")
            value = value[:CELL_CHARACTERS]
        if element in self._leaves:
            table, column = self._leaves[element]
            self._add(table, {column: value})
        elif row.setdefault(element, value) != value:
            self._note("record-element-twice")

    def _note(self, code: str) -> None:
        self._wrong.add((self._open[-1].table, "", self._parser.CurrentLineNumber, code))

    def _add(self, name: str, row: dict[str, str]) -> int:
        table = self._tables.get(name) or self._tables.setdefault(name, _Table())
        parent = self._open[-1].number if self._open else None
        if self._open:
            self._tables[self._open[-1].table].holders.add(self._open[-1].number)
        table.cells.append(row)
        table.places.append((self._parser.CurrentLineNumber, parent, self._person))
        if len(table.cells) > limits.XML_RECORDS:
            raise UnreadableFile("record-too-large", f"more than {limits.XML_RECORDS:,} records of one kind")
        return len(table.cells) - 1

    def write(self, output: WorkerOutput) -> None:
        """Write every table, the persons' own columns beside each row within them."""
        split_tables = {name: self._split_off(name, elements) for name, elements in self._shape.split_tables.items()}
        for of, column, line, code in sorted(self._wrong)[: limits.MOST_PLACES]:
            output.add_mark(code, table=of, row=line, column=column or None)
        people = self._tables.get(self._shape.person, _Table()).cells
        for name, table in (self._tables | split_tables).items():
            frame, header = self._make_frame(name, table, people)
            output.add_table(frame, name=name, header=header, table=name)

    def _split_off(self, name: str, elements: tuple[str, ...]) -> _Table:
        """Rows of a table whose cells are in the person's own record."""
        table = _Table()
        person = self._tables.get(self._shape.person, _Table())
        flag = self._shape.flags.get(name)
        for number, (row, place) in enumerate(zip(person.cells, person.places, strict=True)):
            own = {element: row.pop(element) for element in elements if element in row}
            value = row.pop(flag, "") if flag else "0"
            if flag and value not in FLAGS and (row or own or number in person.holders):
                self._wrong.add((self._shape.person, flag, place[0], "record-flag"))
            if own or value == "1":
                table.holders.add(len(table.cells))
                table.cells.append(own)
                table.places.append((place[0], None, number))
        return table

    def _make_frame(self, name: str, table: _Table, people: list[dict[str, str]]) -> tuple[pl.DataFrame, list[str]]:
        """A table's frame and headings, of the records that are rows."""
        has_blank_rows = name in self._shape.blank_rows
        numbers = [n for n, row in enumerate(table.cells) if row or has_blank_rows or n in table.holders]
        shares = self._shape.shares.get(name, {})
        rows = [_with_shared(table.cells[n], table.places[n][2], shares, people) for n in numbers]
        header = list({element: None for row in rows for element in row})
        cells = {cell_name(n): [row.get(element) for row in rows] for n, element in enumerate(header)}
        of_a_person = name != self._shape.person
        nth = _count_siblings(table)
        places: dict[str, list[int | None]] = {
            ROW: [table.places[n][0] for n in numbers],
            ID: list(numbers),
            PARENT: [table.places[n][1] if self._shape.nested else None for n in numbers],
            PERSON: [table.places[n][2] if of_a_person else None for n in numbers],
            NTH: [nth[n] if of_a_person else None for n in numbers],
        }
        schema = {**dict.fromkeys(places, pl.Int64), **dict.fromkeys(cells, pl.String)}
        return pl.DataFrame({**places, **cells}, schema=schema), header


def _count_siblings(table: _Table) -> list[int | None]:
    """Of each row, which it is of those in the same record of a person, which follow each other; None of no person."""
    nth: list[int | None] = []
    last = None
    for _, parent, person in table.places:
        nth.append(None if person is None else (nth[-1] or 0) + 1 if (parent, person) == last else 1)
        last = parent, person
    return nth


def _with_shared(
    row: dict[str, str], person: int | None, shares: dict[str, str], people: list[dict[str, str]]
) -> dict[str, str]:
    if person is None:
        return row
    shared = {column: people[person][element] for column, element in shares.items() if element in people[person]}
    return shared | row
