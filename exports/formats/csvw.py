"""``…csv-metadata.json``: describes the data CSV by the W3C's CSV on the Web."""

from __future__ import annotations

import json
from typing import Any

from exports.formats.data_dictionary import KEY, DataColumn, load_columns
from mappings.fill.cells import FilledReturn

#: What a program puts behind the address of a CSV file to find out what is in it.
ENDING = "-metadata.json"
MEDIA_TYPE = "application/csvm+json"
_TYPES: dict[str, Any] = {
    "text": "string", "integer": "integer", "decimal": {"base": "decimal", "format": "0.######"},
    "boolean": {"base": "boolean", "format": "true|false"},
}  # fmt: skip


def write(filled: FilledReturn, data_name: str) -> bytes:
    """The metadata of that CSV file, as JSON bytes."""
    description = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": data_name,
        "dc:title": f"{filled.edition.title}: {filled.area.name}, {filled.period.label()}",
        "dialect": {"delimiter": ",", "encoding": "utf-8", "header": True, "quoteChar": '"', "doubleQuote": True},
        "tableSchema": {"columns": [_column(column) for column in load_columns()], "primaryKey": list(KEY)},
    }
    return (json.dumps(description, indent=2, ensure_ascii=False) + "\n").encode()


def _column(column: DataColumn) -> dict[str, Any]:
    description: dict[str, Any] = {
        "name": column.name, "titles": column.name, "dc:title": column.title, "dc:description": column.says,
        "datatype": _TYPES[column.kind], "null": "", "required": column.name in KEY,
    }  # fmt: skip
    return description
