"""A file, folder or zip of records to tables of texts under the record set's names. Parsed in the sandbox."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from collectors.readers.marks import RecordMark
from collectors.readers.multi_table_files.limits import JAIL, MEBI
from collectors.readers.multi_table_files.worker import RESULT
from collectors.readers.multi_table_files.xml_rows import NTH, PERSON
from collectors.readers.raw_table import ROW as CELL_ROW
from collectors.readers.upload_form import OUR_OWN_SHEETS
from collectors.records import wide_csv
from collectors.records.file_name_facts import parse_file_name
from collectors.records.headings import FEWEST_HEADINGS, Headings, best_versions, find_table_by_name
from collectors.records.invisible_text import clean_cells, name_marks
from collectors.records.marks import record_mark_frame
from collectors.records.raw_records import RawRecords
from collectors.records.stated_period import find_stated_period
from collectors.records.table_matching import (
    MatchedTable,
    SourceTable,
    choose_table,
    column_positions,
    describe_columns,
    find_headings,
    match_columns,
)
from collectors.submissions.column_letters import ColumnPositions
from indicators.records.record_frames import ID, ORIGIN_COLUMNS, PARENT, ROW
from returnonce import sandbox
from returnonce.errors import NotFound, Refused

#: Codes of agencies that a treatment file holds; anything else in that column is no code.
AGENCY, _AGENCY_CODE = "AGNCY", re.compile(r"(?=[A-Z]*\d)[A-Z0-9]{4,8}")
#: The setting that names what some systems write for nothing.
NOTHING = "null-read"
#: What a file that holds every table in one is called, where it is not told apart.
WHOLE_FILE = "Records"
#: What a census says of itself: its column, and what it must look like to be believed.
_HEADER_FACTS = {
    "year": ("Year", re.compile(r"\d{4}")),
    "reference_date": ("ReferenceDate", re.compile(r"\d{4}-\d{2}-\d{2}")),
    "lea": ("LEA", re.compile(r"\d{3}")),
}


def read_records(path: Path, headings: Headings, *, name: str) -> RawRecords:
    """The tables of the headings' record set as texts, and marks for what could not be read; ``name`` is what the
    sender called it.

    Raises:
        NotFound: there is no such file or folder.
        Refused: reading it needs more memory or time than is allowed.
    """
    if not path.exists():
        raise NotFound("There is no such file or folder.", mend="Give the path of a file, or of a folder of CSV files.")
    output, source_tables = _read_in_sandbox(path, name)
    form, record_set = output["form"] or "csv", headings.code
    if form == "xml" and output["facts"].get("record_set", record_set) != record_set:
        source_tables, output["marks"] = [], [["record-not-this-set", None, None, None, None]]
    names = _list_names(output["names"], headings)
    reading = _TableMatcher(headings, form, tuple(RecordMark(*mark) for mark in output["marks"]), names)
    matched, marks, columns = reading.match(_with_headings(source_tables, headings, form))
    tables = {one.table: one.frame for one in matched}
    dates = headings.definitions.files_of(headings.code).definition.dates
    of_file = {**parse_file_name(name), **_facts(tables), **find_stated_period(tables, dates)}
    facts = {"form": form, "best_versions": _fitting(headings, matched), **of_file}
    facts["unreadable"] = sorted(_list_unreadable(reading.reader_marks, names) - tables.keys())
    return RawRecords(record_set, tables, facts, marks, list_elements(source_tables), columns)


def read_source_tables(path: Path, headings: Headings, *, name: str) -> dict[str, SourceTable]:
    """What the file has of each table, all its columns under its own headings; a file that holds every table in one
    is there once, as ``WHOLE_FILE``.

    Raises:
        Refused: reading it needs more memory or time than is allowed.
    """
    output, source_tables = _read_in_sandbox(path, name)
    tables: dict[str, SourceTable] = {}
    for source in _with_headings(source_tables, headings, output["form"]):
        wide = headings.flat and headings.count_known(source.header) >= FEWEST_HEADINGS
        table = WHOLE_FILE if wide else choose_table(source, headings)
        if table is not None:
            tables.setdefault(table, source)
    return tables


def _with_headings(source_tables: list[SourceTable], headings: Headings, form: str | None) -> list[SourceTable]:
    return [find_headings(table, headings) for table in source_tables] if form == "xlsx" else source_tables


def _list_names(files: Mapping[str, str], headings: Headings) -> dict[str, str]:
    named = {place: find_table_by_name(headings, name) for place, name in files.items()}
    return {place: table for place, table in named.items() if table is not None}


def list_elements(source_tables: Iterable[SourceTable]) -> dict[str, pl.DataFrame]:
    """Of tables of XML, where each row lies: ``_row`` (line), ``_id``, ``_parent``, ``_person``, ``_nth``."""
    places = [pl.col(CELL_ROW).alias(ROW), ID, PARENT, PERSON, NTH]
    return {source.table: source.cells.select(places) for source in source_tables if source.table is not None}


def _read_in_sandbox(path: Path, name: str) -> tuple[dict[str, Any], list[SourceTable]]:
    try:
        with sandbox.run("collectors.readers.multi_table_files.worker:read", path, limits=JAIL) as out:
            output = json.loads((out / RESULT).read_bytes())
            return output, [_source_table(out, one, name) for one in output["tables"]]
    except Refused as error:
        raise Refused(
            f"The records could not be read within {JAIL.memory // MEBI} MB and {JAIL.wall_seconds} seconds.",
            mend="Send them as CSV, one file for each table, or in several uploads.",
        ) from error


def _source_table(out: Path, entry: dict[str, Any], name: str) -> SourceTable:
    return SourceTable(
        name=entry["name"] if entry["place"] or entry["table"] else name,
        place=entry["place"],
        header=tuple(entry["header"]),
        header_row=entry["header_row"],
        cells=pl.read_ipc((out / entry["file"]).read_bytes()),
        table=entry["table"],
    )


@dataclass(frozen=True)
class _TableMatcher:
    """Matches what was read to the tables and columns of the record set."""

    headings: Headings
    form: str
    reader_marks: tuple[RecordMark, ...]
    #: Tables after which files are named, by the place of each: what findings call a file that cannot be read.
    names: Mapping[str, str]

    def match(self, source_tables: list[SourceTable]) -> tuple[list[MatchedTable], pl.DataFrame, ColumnPositions]:
        """Tables, each once; every mark; and where columns stand."""
        if self.headings.flat and self.form != "xml":
            return self._split(source_tables)
        matched: dict[str, MatchedTable] = {}
        marks: list[RecordMark] = []
        columns: dict[str | None, dict[str, int]] = {}
        names: dict[str | None, str] = dict(self.names.items())
        for source_table in source_tables:
            table = choose_table(source_table, self.headings)
            if table is None:
                # A marked workbook that comes back mended carries sheets of ours.
                if source_table.name.strip().casefold() not in OUR_OWN_SHEETS:
                    marks.append(self._unread_mark(source_table))
                continue
            names[source_table.place] = table
            if table in matched:
                marks.append(RecordMark("record-table-twice", table))
                continue
            positions = [self.headings.positions(source_table.header, table)]
            clean_table, cleaned = clean_cells(source_table)
            matched[table] = match_columns(clean_table, table, self.headings)
            columns[table] = column_positions(source_table, positions)
            marks += describe_columns(clean_table, table, positions)
            marks += name_marks(cleaned, table, positions)
        marks += self._no_records_marks(list(matched.values()))
        marks_by_table = [
            mark._replace(table=names.get(mark.table, mark.table)) for mark in self._relevant_marks(names)
        ]
        return list(matched.values()), record_mark_frame([*marks_by_table, *marks]), columns

    def _split(self, source_tables: list[SourceTable]) -> tuple[list[MatchedTable], pl.DataFrame, ColumnPositions]:
        recognised = [table for table in source_tables if self.headings.count_known(table.header) >= FEWEST_HEADINGS]
        marks = [*self.reader_marks, *(self._unread_mark(table) for table in source_tables if table not in recognised)]
        if not recognised:
            return [], record_mark_frame([*marks, *self._no_records_marks([])]), {}
        marks += [RecordMark("record-table-twice") for _ in recognised[1:]]
        clean_table, cleaned = clean_cells(recognised[0])
        matched, split_marks = wide_csv.split_tables(clean_table, self.headings, words_for_nothing(self.headings))
        positions = [self.headings.positions(clean_table.header, table) for table in self.headings.tables()]
        marks += describe_columns(clean_table, None, positions)
        marks += name_marks(cleaned, None, positions)
        of_file = record_mark_frame([*marks, *self._no_records_marks(matched)])
        return matched, pl.concat([of_file, split_marks]), {None: column_positions(clean_table, positions)}

    def _unread_mark(self, source_table: SourceTable) -> RecordMark:
        if source_table.table is not None:
            return RecordMark("record-unknown-column")
        place = self.names.get(source_table.place or "", source_table.place)
        return RecordMark("record-sheet-left" if self.form == "xlsx" else "record-file-unknown", place)

    def _relevant_marks(self, names: dict[str | None, str]) -> Iterator[RecordMark]:
        """Marks of the worker, without those on sheets that are not read."""
        return (mark for mark in self.reader_marks if self.form != "xlsx" or mark.table is None or mark.table in names)

    def _no_records_marks(self, matched: list[MatchedTable]) -> list[RecordMark]:
        """A mark that says why there are no records, if no other does."""
        if any(_has_text(one.frame) for one in matched) or any(m.code not in _HARMLESS for m in self.reader_marks):
            return []
        return [RecordMark("record-empty" if matched else "record-not-this-set")]


def _has_text(frame: pl.DataFrame) -> bool:
    return any(frame[name].count() for name in frame.columns if name not in ORIGIN_COLUMNS)


#: Marks of the worker that do not explain why there are no records.
_HARMLESS = frozenset(
    {"record-encoding", "record-file-blank", "record-file-left", "record-sheet-hidden", "record-nested"}
)


def _list_unreadable(marks: Iterable[RecordMark], names: Mapping[str, str]) -> set[str]:
    """Tables whose own files cannot be read."""
    return {names[mark.table] for mark in marks if mark.table and mark.table in names and mark.code not in _HARMLESS}


def words_for_nothing(headings: Headings) -> tuple[str, ...]:
    """What is written for nothing, besides a blank."""
    return tuple(headings.definitions.record_set(headings.code).settings.get(NOTHING, ()))


def _fitting(headings: Headings, matched: list[MatchedTable]) -> list[str]:
    columns = {one.table: frozenset(one.frame.columns) - ORIGIN_COLUMNS.keys() for one in matched}
    return best_versions(headings, columns)


def _facts(tables: dict[str, pl.DataFrame]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    codes = {code for frame in tables.values() if AGENCY in frame.columns for code in frame[AGENCY].unique()}
    if codes:
        facts["agencies"] = sorted(code for code in codes if code and _AGENCY_CODE.fullmatch(code))
    header = tables.get("Header")
    if header is None or header.height != 1:
        return facts
    for name, (column, form) in _HEADER_FACTS.items():
        text = header[column][0] if column in header.columns else None
        if text and form.fullmatch(text):
            facts[name] = text
    return facts
