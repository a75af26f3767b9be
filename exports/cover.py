"""The first sheet of every workbook: what it is, for whom, from what, and what is uncertain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from exports.book import Column, Sheet
from exports.doubts import uncertain
from exports.words import NONE_HELD, marks
from indicators.areas import load_areas
from mappings.cells import Filled
from returnonce.errors import NotFound

NAME = "Cover"
CONTENTS = "What this workbook is, what is uncertain in it, and what its symbols mean."
NOT_THE_TEMPLATE = (
    "Laid out so that those who know the return find their way. It is not the recipient's own template, and is "
    "not claimed to match one byte for byte."
)
MEANINGS = {
    "confidential": "confidential: there is a figure, and it is withheld so that nobody can be recognised",
    "not_applicable": "not applicable: the question does not arise here",
    "not_available": "not available: there is no figure, and the notes say why",
    "rounds_to_zero": "too small to print: more than zero, and rounds to it",
    "unreliable": "unreliable: too few cases for a figure to be trusted",
}
SCHEMES = {
    "ons_before_2011": "ONS code before 2011",
    "department": "the Department's number",
    "ods": "NHS organisation code",
    "name": "also called",
}
Row = tuple[str, str, str]
Cells = dict[str, list[Any]]
_READ = ("line", "withheld", "symbol", "for_information", "kept", "unit", "per", "decimals")


def cover_sheet(filled: Filled, sheets: Iterable[Sheet], banner: tuple[tuple[str, str], ...]) -> Sheet:
    """Two columns: what, and what is said of it."""
    cells = {name: filled.cells[name].to_list() for name in _READ}
    rows = [
        *_about(filled),
        *_section("What is in it", _counts(cells)),
        *_section("Sheets", [(sheet.name, sheet.contents, "plain") for sheet in sheets]),
        *_section("What is uncertain", [(*row, "unsure") for row in uncertain(filled)]),
        *_section("Symbols", _symbols(filled)),
        *_section("Units and decimals", _units(cells)),
        *_section("Files that the figures came from", _files(filled)),
    ]
    return Sheet(
        NAME,
        filled.edition.title,
        (Column("What", "what", 34, "wrap", tone="label"), Column("Says", "says", 110, "wrap")),
        pl.DataFrame(
            [(*row, "section" if row[2] == "section" else "label") for row in rows],
            schema={"what": pl.String, "says": pl.String, "tone": pl.String, "label": pl.String},
            orient="row",
        ),
        under=(*banner, (f"{filled.area.name}, {filled.period.label()}", "note")),
        tone="tone",
        landscape=False,
        contents=CONTENTS,
    )


def _section(title: str, rows: list[Row]) -> list[Row]:
    return [(title, "", "section"), *rows]


def _about(filled: Filled) -> list[Row]:
    edition = filled.edition
    end = edition.in_force.end
    held = f"from {edition.in_force.start}, " + (f"up to and without {end}" if end else "no known end")
    said = {
        "Return": f"{edition.title} ({filled.return_code})",
        "Edition": f"{edition.edition}, in force {held}",
        "Recipient": edition.recipient,
        "Legal basis": edition.legal_basis,
        "Area": f"{filled.area.name}: {area_codes(filled)}",
        "Period": f"{filled.period.label()}: {filled.period.code}, {filled.period.start} to {filled.period.end}",
        "Place": filled.place or "no place keeps this area",
        "Definitions": f"ruleset {filled.ruleset} (hash of the definitions that it was filled by)",
        "Rounding": "halves away from zero, from exact decimals" if edition.rounding == "half_up" else edition.rounding,
        "Layout": NOT_THE_TEMPLATE,
    }
    return [(what, says, "plain") for what, says in said.items()]


def area_codes(filled: Filled) -> str:
    """Every code of the area, those of its time included."""
    codes = [f"{filled.area.code} (code used here)"]
    try:
        aliases = load_areas().aliases(filled.area.code)
    except NotFound:
        aliases = {}
    return ", ".join([*codes, *(f"{alias} ({SCHEMES.get(name, name)})" for name, alias in aliases.items())])


def _counts(cells: Cells) -> list[Row]:
    withheld, symbol = cells["withheld"], cells["symbol"]
    sent = [mark for mark, out in zip(symbol, withheld, strict=True) if not out]
    counts = {
        "Lines": len(set(cells["line"])),
        "Cells": len(symbol),
        "Cells with a figure": sent.count(None),
        "Cells with a symbol in place of a figure": len(sent) - sent.count(None),
        "Cells for information: compiled by a department": sum(map(bool, cells["for_information"])),
        "Cells not sent": len(symbol) - len(sent),
        "Cells kept after abolition by this place": sum(map(bool, cells["kept"])),
    }
    return [(what, str(count), "plain") for what, count in counts.items()]


def _symbols(filled: Filled) -> list[Row]:
    key = [(mark, MEANINGS.get(symbol, symbol), "plain") for symbol, mark in marks(filled.edition).items()]
    none = (NONE_HELD, "none held: no such figure (no target, no comparator, or a value given without counts)", "plain")
    return [*key, none]


def _units(cells: Cells) -> list[Row]:
    lines: dict[tuple[str, int | None, int | None], set[str]] = {}
    for line, *unit in zip(*(cells[name] for name in ("line", "unit", "per", "decimals")), strict=True):
        lines.setdefault((unit[0], unit[1], unit[2]), set()).add(line)
    return [
        (unit.replace("_", " "), _unit_words(per, decimals, len(found)), "plain")
        for (unit, per, decimals), found in lines.items()
    ]


def _unit_words(per: int | None, decimals: int | None, lines: int) -> str:
    places = "whole numbers" if not decimals else f"{decimals} decimal place{'s' if decimals > 1 else ''}"
    base = f"per {per:,}, " if per and per > 1 else ""
    return f"{base}{places} ({lines} line{'s' if lines > 1 else ''})"


def _files(filled: Filled) -> list[Row]:
    files = filled.sources.iter_rows(named=True)
    rows = [(row["file_name"] or "-", _file_words(row), "plain") for row in files]
    return rows or [("None", "No figure of this return came from a file.", "plain")]


def _file_words(row: dict[str, str]) -> str:
    return f"{row['kind']}, {row['agency']}, SHA-256 {row['file']}"
