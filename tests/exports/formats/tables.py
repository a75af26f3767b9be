"""Each format of a filled return read back by something else, as one table: key to figures, symbol and standing."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import polars as pl

from exports.formats.data_dictionary import KEY
from exports.formats.sdmx.time_periods import time_period
from exports.presentation.cell_rows import STANDINGS
from mappings.fill.cells import FilledReturn
from tests.exports.reading import table

FIGURES = ("value", "numerator", "denominator")
#: Key to the three figures, the symbol and the standing.
Told = dict[tuple[str, ...], tuple[Any, ...]]
SDMX = {"line": "LINE", "area": "REF_AREA", "period": "PERIOD", "breakdown": "BREAKDOWN", "value": "OBS_VALUE",
        "numerator": "NUMERATOR", "denominator": "DENOMINATOR", "symbol": "SYMBOL", "standing": "STANDING"}  # fmt: skip


def truth(filled: FilledReturn) -> Told:
    """Straight from the cells: what is not sent has no figure."""
    told: Told = {}
    for row in filled.cells.to_dicts():
        held = [None if row["withheld"] or row[name] is None else Decimal(row[name]).scaleb(-6) for name in FIGURES]
        standing = "not_sent" if row["withheld"] else "for_information" if row["for_information"] else "to_submit"
        told[tuple(row[name] for name in KEY)] = (*held, row["symbol"], standing)
    return told


def of_csv(data: bytes) -> Told:
    return _table(csv.DictReader(StringIO(data.decode())))


def of_sdmx(data: bytes) -> Told:
    rows = list(csv.DictReader(StringIO(data.decode())))
    assert all(row["TIME_PERIOD"] == time_period(row["PERIOD"]) for row in rows)
    return _table({name: row[component] for name, component in SDMX.items()} for row in rows)


def of_parquet(data: bytes) -> Told:
    return _table(pl.read_parquet(BytesIO(data)).iter_rows(named=True))


def of_json(data: bytes) -> Told:
    document = json.loads(data, parse_float=Decimal, parse_int=Decimal)
    unsent = [row | dict.fromkeys(FIGURES) | {"standing": "not_sent"} for row in document["not_sent"]]
    return _table([*document["cells"], *unsent])


def of_plain_workbook(data: bytes, symbols: Mapping[str, str], filled: FilledReturn) -> Told:
    """The layout that has a row for each cell, as a person sees it; its keys are matched by line."""
    marks = {f"[{mark}]": symbol for symbol, mark in symbols.items()}
    keys = {key[0]: key for key in truth(filled)}
    rows = [row for row in table(data, "Figures", "Line") if row["Line"] in keys]
    return {
        keys[row["Line"]]: (
            *(_seen(row[name.capitalize()]) for name in FIGURES),
            marks.get(row["Value"]),
            STANDINGS.get(row["Standing"], row["Standing"]),
        )
        for row in rows
    }


def _seen(value: Any) -> Decimal | None:
    return None if isinstance(value, str) else Decimal(repr(value))


def _table(rows: Iterable[Mapping[str, Any]]) -> Told:
    return {
        tuple(row[name] for name in KEY): (
            *(None if row[name] in ("", None) else Decimal(str(row[name])) for name in FIGURES),
            row["symbol"] or None,
            row["standing"],
        )
        for row in rows
    }
