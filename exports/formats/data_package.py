"""``datapackage.json``: describes the data CSV by the Frictionless Data Package standard.

No licence is named: which one a council publishes under is the council's to say.
"""

from __future__ import annotations

import json
from typing import Any

from exports.formats.data_dictionary import KEY, DataColumn, load_columns
from mappings.fill.cells import FilledReturn
from returnonce.blobs import sha256

NAME = "datapackage.json"
_TYPES = {"text": "string", "integer": "integer", "decimal": "number", "boolean": "boolean"}


def write(filled: FilledReturn, data_name: str, data: bytes) -> bytes:
    """The descriptor (JSON bytes) of a CSV file with these bytes."""
    return (json.dumps(_descriptor(filled, data_name, data), indent=2, ensure_ascii=False) + "\n").encode()


def _descriptor(filled: FilledReturn, data_name: str, data: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": data_name.removesuffix(".data.csv").lower(),
        "title": f"{filled.edition.title}: {filled.area.name}, {filled.period.label()}",
        "sources": [{"title": name} for name in filled.sources["file_name"].drop_nulls().unique().sort().to_list()],
        "resources": [_resource(data_name, data)],
        "returnonce": {
            "return": filled.return_code, "edition": filled.edition.edition, "area": filled.area.code,
            "period": filled.period.code, "ruleset": filled.ruleset, "illustrative": filled.illustrative,
        },
    }  # fmt: skip


def _resource(data_name: str, data: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": "cells",
        "path": data_name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "bytes": len(data),
        "hash": f"sha256:{sha256(data)}",
        "schema": {
            "fields": [_field(column) for column in load_columns()], "missingValues": [""], "primaryKey": list(KEY),
        },
    }  # fmt: skip


def _field(column: DataColumn) -> dict[str, Any]:
    description: dict[str, Any] = {
        "name": column.name, "type": _TYPES[column.kind], "title": column.title, "description": column.says,
    }  # fmt: skip
    if column.kind == "boolean":
        description |= {"trueValues": ["true"], "falseValues": ["false"]}
    return description | ({"constraints": {"required": True}} if column.name in KEY else {})
