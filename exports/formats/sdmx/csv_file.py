"""SDMX-CSV 2.0: a row for each cell, under the dataflow of its return.

The bytes are those that pysdmx's own writer makes of the same cells (a test compares them). That writer is not called
here, because it needs pandas and makes a float of every decimal.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from exports.formats.sdmx.components import load_components
from exports.formats.sdmx.status_codes import conf_status, obs_status
from exports.formats.sdmx.structure import make_dataflow
from exports.formats.sdmx.time_periods import time_period
from mappings.fill.cells import FilledReturn
from returnonce.numbers import format_shortest

MEDIA_TYPE = "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"
#: Information: whoever loads the file decides what becomes of earlier data.
ACTION = "I"


def write(filled: FilledReturn, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The file's bytes. ``rows``: of ``exports.presentation.cell_rows``, figures in millionths."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *(part.id for part in load_components())])
    flow = make_dataflow(filled.return_code).short_urn.removeprefix("Dataflow=")
    writer.writerows(["dataflow", flow, ACTION, *make_row(row).values()] for row in rows)
    return out.getvalue().encode()


def make_row(row: Mapping[str, Any]) -> dict[str, str]:
    """One cell by component; empty is none."""
    worked_out = {"OBS_STATUS": obs_status(row), "CONF_STATUS": conf_status(row)}
    worked_out["TIME_PERIOD"] = time_period(row["period"])
    return {
        part.id: worked_out.get(part.id) or _text(row[part.source], part.type) if part.source else worked_out[part.id]
        for part in load_components()
    }


def _text(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if kind == "Boolean":
        return "true" if value else "false"
    return format_shortest(value) if kind == "Decimal" else str(value)
