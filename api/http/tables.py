"""A table as JSON or CSV: the same rows, exact, with instants in UTC."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import polars as pl
from fastapi import Request
from fastapi.responses import Response

from api.http.responses import MEDIA_TYPES, etag_response, negotiate_format
from exports.formats.spreadsheet_csv import guard_formula

FORMATS = ("json", "csv")
#: The CSV form, which OpenAPI cannot infer.
CSV_RESPONSE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


def table_response(request: Request, name: str, rows: pl.DataFrame, *, beside: Mapping[str, Any]) -> Response:
    """Rows under ``name`` with ``beside`` (JSON), or the rows alone (CSV), as ``Accept`` says, under a strong ETag.

    Raises:
        NotAcceptable: neither form is wanted.
    """
    form = negotiate_format(request, FORMATS)
    data = json_bytes({**beside, name: rows.to_dicts()}) if form == "json" else csv_bytes(rows)
    return etag_response(
        request, data, media_type=MEDIA_TYPES[form], file_name=f"{name}.csv" if form == "csv" else None
    )


def json_bytes(content: Mapping[str, Any]) -> bytes:
    """UTF-8, dates and instants in ISO 8601."""
    return json.dumps(content, ensure_ascii=False, default=_iso_text).encode()


def csv_bytes(rows: pl.DataFrame) -> bytes:
    """RFC 4180; several values in a cell are separated by ``; ``; no text can be read as a formula."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(rows.columns)
    writer.writerows([_csv_text(value) for value in row] for row in rows.iter_rows())
    return out.getvalue().encode()


def _csv_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return guard_formula("; ".join(map(str, value)) if isinstance(value, list) else str(_iso_text(value)))


def _iso_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)
