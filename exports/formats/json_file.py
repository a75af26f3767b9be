"""JSON: the whole filled return, with cover, sources and lineage; keys and cells in a fixed order.

Numbers are JSON numbers whose text is the exact decimal: read them as decimals, not as doubles.
Lines that are not sent stand apart, without their figures.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from exports.presentation.caveats import list_caveats
from exports.presentation.cell_kinds import group_by_kind
from exports.presentation.cell_rows import NUMBERS, make_cell_rows
from exports.presentation.readable_cells import combine_cells
from exports.presentation.words import MEANINGS, NOT_THE_TEMPLATE, symbol_marks
from mappings.fill.cells import FilledReturn
from returnonce.numbers import format_shortest

FORMAT = "return-once/filled/1"
_LINEAGE_NUMBERS = frozenset({"numerator", "denominator", "value"})
_OF_NOT_SENT = (
    "line", "section", "label", "area", "period", "breakdown", "symbol", "reason", "predicate", "code_confidence"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExactNumber:
    """A number that is not whole, by its decimal text."""

    text: str


def write(filled: FilledReturn) -> bytes:
    """The file's bytes."""
    parts = [f"{_encode(key)}: {_block(value)}" for key, value in make_document(filled).items()]
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def make_document(filled: FilledReturn) -> dict[str, Any]:
    """The document of a filled return, as plain Python."""
    extra = filled.cells.select("history", "lineage", "candidate", "withheld").iter_rows(named=True)
    rows = list(zip(make_cell_rows(filled), extra, strict=True))
    (kinds,) = group_by_kind(combine_cells([filled]), 1)
    return {
        "format": FORMAT,
        **_about(filled),
        "uncertain": [{"what": what, "says": says} for what, says in list_caveats(filled, kinds)],
        "symbols": _symbols(filled),
        "sources": filled.sources.to_dicts(),
        "cells": [_cell(row, more) for row, more in rows if not more["withheld"]],
        "not_sent": [_not_sent(row, more) for row, more in rows if more["withheld"]],
    }


def _about(filled: FilledReturn) -> dict[str, Any]:
    edition = filled.edition
    return {
        "return": filled.return_code,
        "edition": edition.edition,
        "title": edition.title,
        "recipient": edition.recipient,
        "legal_basis": edition.legal_basis,
        "illustrative": filled.illustrative,
        "area": {"code": filled.area.code, "name": filled.area.name, "other_codes": _codes(filled)},
        "period": {"code": filled.period.code, "from": str(filled.period.start), "to": str(filled.period.end)},
        "place": filled.place,
        "ruleset": filled.ruleset,
        "layout": NOT_THE_TEMPLATE,
    }


def _codes(filled: FilledReturn) -> dict[str, str]:
    return filled.areas.aliases(filled.area.code) if filled.area.code in filled.areas else {}


def _symbols(filled: FilledReturn) -> list[dict[str, str]]:
    return [
        {"symbol": symbol, "mark": sign, "means": MEANINGS.get(symbol, symbol)}
        for symbol, sign in symbol_marks(filled.edition).items()
    ]


def _cell(row: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    left_out = ("return", "edition", "return_area", "return_period", "candidates")
    row_data = {name: _number(name, value) for name, value in row.items() if name not in left_out}
    history = [{"period": point["period"], "value": _exact(point["value"])} for point in more["history"] or ()]
    return row_data | {
        "candidates": _candidates(more["candidate"]),
        "history": history,
        "lineage": _lineage(more["lineage"]),
    }


def _lineage(lineage: dict[str, Any] | None) -> dict[str, Any] | None:
    if lineage is None:
        return None
    figures = [
        {name: _exact(value) if name in _LINEAGE_NUMBERS else value for name, value in figure.items()}
        for figure in lineage["figures"]
    ]
    return lineage | {"figures": figures}


def _not_sent(row: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _OF_NOT_SENT} | {"candidates": _candidates(more["candidate"])}


def _number(name: str, value: Any) -> Any:
    return _exact(value) if name in NUMBERS else value


def _exact(micro: int | None) -> int | ExactNumber | None:
    return None if micro is None else _read_number(format_shortest(micro))


def _read_number(text: str) -> int | ExactNumber:
    return ExactNumber(text) if "." in text else int(text)


def _candidates(candidate: str | None) -> list[dict[str, Any]]:
    return [_with_numbers(row) for row in json.loads(candidate)] if candidate else []


def _with_numbers(figure: dict[str, Any]) -> dict[str, Any]:
    """Decimal text, as a candidate has it, to numbers."""
    return {
        name: _read_number(value) if name in _LINEAGE_NUMBERS and value is not None else value
        for name, value in figure.items()
    }


#: Made once: ``json.dumps`` makes an encoder anew for each value.
_encode_plain = json.JSONEncoder(ensure_ascii=False).encode


def _block(value: Any) -> str:
    """A list of objects has one on each line, so that two files can be compared line by line."""
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(_encode(item) for item in value) + "\n]"
    return _encode(value)


def _encode(value: Any) -> str:
    try:
        return _encode_plain(value)
    # A number that is not whole is within it.
    except TypeError:
        return _encode_each(value)


def _encode_each(value: Any) -> str:
    if isinstance(value, ExactNumber):
        return value.text
    if isinstance(value, dict):
        return "{" + ", ".join([f"{_encode_plain(key)}: {_encode(item)}" for key, item in value.items()]) + "}"
    return "[" + ", ".join(map(_encode, value)) + "]"
