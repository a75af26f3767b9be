"""The cover, first sheet of every workbook: what it is, for whom, from what, and its caveats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from exports.formats.xlsx.workbook_model import SheetColumn, WorkbookSheet
from exports.layouts.sheets.words import fill_words
from exports.presentation.caveats import list_caveats
from exports.presentation.cell_kinds import CellKind, CellTest, count_lines, find_kinds
from exports.presentation.readable_cells import BookRows, split_by_book
from exports.presentation.words import MEANINGS, NO_FIGURE, NOT_THE_TEMPLATE, symbol_marks
from mappings.definitions.return_definitions import Edition
from mappings.fill.cells import FilledReturn

NAME = "Cover"
CONTENTS = "What this workbook is, what is uncertain in it, and what its symbols mean."
SCHEMES = {
    "ons_before_2011": "ONS code before 2011",
    "department": "the Department's number",
    "ods": "NHS organisation code",
    "name": "also called",
}
COLUMNS = (SheetColumn("What", "what", 34, "wrap", tone="label"), SheetColumn("Says", "says", 110, "wrap"))
#: What, what is said of it, and the row's tone.
Row = tuple[str, str, str]
_NAMES = ("what", "says", "tone")
_COUNTED: dict[str, CellTest] = {
    "Cells": lambda _: True,
    "Cells with a figure": lambda cell: not cell.withheld and cell.symbol is None,
    "Cells with a symbol in place of a figure": lambda cell: not cell.withheld and cell.symbol is not None,
    "Cells for information: compiled by a department": lambda cell: cell.for_information,
    "Cells not sent": lambda cell: cell.withheld,
    "Cells kept after abolition by this place": lambda cell: cell.kept,
}
_COUNT_TESTS = tuple(_COUNTED.values())


def make_cover_sheets(
    filled: Sequence[FilledReturn],
    kinds: Sequence[list[CellKind]],
    sheets: Sequence[Sequence[WorkbookSheet]],
    banners: Sequence[tuple[tuple[str, str], ...]],
    own_rows: Mapping[str, str],
) -> list[WorkbookSheet]:
    """A cover for each return of one edition: two columns, what, and what is said of it.

    ``kinds``: of each return's cells; ``sheets``: its other sheets; ``banners``: the lines above every table of it;
    ``own_rows``: of the layout, with fields to be filled in.
    """
    symbols = _symbols(filled[0].edition)
    rows = [_rows(*each, symbols, own_rows) for each in zip(filled, kinds, sheets, strict=True)]
    rows_by_book = split_by_book(_frame(rows), len(rows))
    return [_sheet(*each) for each in zip(filled, rows_by_book, banners, strict=True)]


def _rows(
    filled: FilledReturn,
    kinds: list[CellKind],
    sheets: Sequence[WorkbookSheet],
    symbols: list[Row],
    own_rows: Mapping[str, str],
) -> list[Row]:
    return [
        *_about(filled),
        *((what, fill_words(says, filled), "plain") for what, says in own_rows.items()),
        *_section("What is in it", _counts(kinds)),
        *_section("Sheets", [(sheet.name, sheet.contents, "plain") for sheet in sheets]),
        *_section("What is uncertain", [(*row, "unsure") for row in list_caveats(filled, kinds)]),
        *_section("Symbols", symbols),
        *_section("Units and decimals", _units(kinds)),
        *_section("Files that the figures came from", _files(filled)),
    ]


def _frame(rows: Sequence[list[Row]]) -> pl.DataFrame:
    """The rows of all covers, with ``book``: the index of each one's return."""
    books = [book for book, its_rows in enumerate(rows) for _ in its_rows]
    columns = {name: [row[at] for its_rows in rows for row in its_rows] for at, name in enumerate(_NAMES)}
    frame = pl.DataFrame({"book": books, **columns}, schema={"book": pl.UInt32, **dict.fromkeys(_NAMES, pl.String)})
    return frame.with_columns(label=pl.when(pl.col("tone") == "section").then("tone").otherwise(pl.lit("label")))


def _sheet(filled: FilledReturn, rows: BookRows, banner: tuple[tuple[str, str], ...]) -> WorkbookSheet:
    return WorkbookSheet(
        NAME,
        filled.edition.title,
        COLUMNS,
        rows.frame,
        subtitles=(*banner, (f"{filled.area.name}, {filled.period.label()}", "note")),
        tone="tone",
        landscape=False,
        contents=CONTENTS,
        together=(rows.together, rows.start),
    )


def _section(title: str, rows: list[Row]) -> list[Row]:
    return [(title, "", "section"), *rows]


def _about(filled: FilledReturn) -> list[Row]:
    edition = filled.edition
    end = edition.in_force.end
    in_force = f"from {edition.in_force.start}, " + (f"up to and without {end}" if end else "no known end")
    facts = {
        "Return": f"{edition.title} ({filled.return_code})",
        "Edition": f"{edition.edition}, in force {in_force}",
        "Recipient": edition.recipient,
        "Legal basis": edition.legal_basis,
        "Area": f"{filled.area.name}: {area_codes(filled)}",
        "Period": f"{filled.period.label()}: {filled.period.code}, {filled.period.start} to {filled.period.end}",
        "Place": filled.place or "no place keeps this area",
        "Definitions": f"ruleset {filled.ruleset} (hash of the definitions that it was filled by)",
        "Rounding": "halves away from zero, from exact decimals" if edition.rounding == "half_up" else edition.rounding,
        "Layout": NOT_THE_TEMPLATE,
    }
    return [(what, says, "plain") for what, says in facts.items()]


def area_codes(filled: FilledReturn) -> str:
    """Every code of the area, those of its time included."""
    codes = [f"{filled.area.code} (code used here)"]
    aliases = filled.areas.aliases(filled.area.code) if filled.area.code in filled.areas else {}
    return ", ".join([*codes, *(f"{alias} ({SCHEMES.get(name, name)})" for name, alias in aliases.items())])


def _counts(kinds: list[CellKind]) -> list[Row]:
    counted = zip(_COUNTED, find_kinds(kinds, _COUNT_TESTS), strict=True)
    counts = {"Lines": count_lines(kinds)} | {what: sum(len(kind.places) for kind in those) for what, those in counted}
    return [(what, str(count), "plain") for what, count in counts.items()]


def _symbols(edition: Edition) -> list[Row]:
    key = [(sign, MEANINGS.get(symbol, symbol), "plain") for symbol, sign in symbol_marks(edition).items()]
    none = (NO_FIGURE, "none held: no such figure (no target, no comparator, or a value given without counts)", "plain")
    return [*key, none]


def _units(kinds: list[CellKind]) -> list[Row]:
    kinds_by_unit: dict[tuple[str, int | None, int | None], list[CellKind]] = {}
    for kind in kinds:
        traits = kind.traits
        kinds_by_unit.setdefault((traits.unit, traits.per, traits.decimals), []).append(kind)
    return [
        (unit, _unit_words(per, decimals, count_lines(unit_kinds)), "plain")
        for (unit, per, decimals), unit_kinds in kinds_by_unit.items()
    ]


def _unit_words(per: int | None, decimals: int | None, lines: int) -> str:
    places = "whole numbers" if not decimals else f"{decimals} decimal place{'s' if decimals > 1 else ''}"
    base = f"per {per:,}, " if per and per > 1 else ""
    return f"{base}{places} ({lines} line{'s' if lines > 1 else ''})"


def _files(filled: FilledReturn) -> list[Row]:
    files = filled.sources.rows(named=True)
    rows = [(row["file_name"] or "-", _file_words(row), "plain") for row in files]
    return rows or [("None", "No figure of this return came from a file.", "plain")]


def _file_words(row: dict[str, str]) -> str:
    return f"{row['kind']}, {row['agency']}, SHA-256 {row['file']}"
