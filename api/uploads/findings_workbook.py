"""The work list of a file of records: its findings with the rows that they name, as a workbook for its sender."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from fastapi.responses import Response

from api.http.content_disposition import attachment
from api.http.responses import MEDIA_TYPES
from collectors.records.finding_rows import list_findings
from collectors.submissions.column_letters import ColumnLetters
from collectors.submissions.judgements import RecordsRead
from exports.records.findings_workbook import render_findings
from mappings.ruleset.ruleset import Ruleset


def write_findings_workbook(
    ruleset: Ruleset,
    path: Path,
    *,
    name: str,
    agency: str,
    findings: pl.DataFrame,
    letters: ColumnLetters,
    read_as: RecordsRead,
) -> bytes:
    """The workbook of findings (``FINDING_SCHEMA``) on the file at ``path``, which its sender called ``name``.

    Raises:
        Refused: reading the file once more needs more memory or time than is allowed.
    """
    lists = list_findings(path, name, findings, letters, read_as, ruleset.records)
    title = ruleset.records.record_set(read_as.record_set, read_as.version).title
    return render_findings(lists, title=title, agency=agency, period=read_as.period)


def findings_workbook_response(data: bytes) -> Response:
    """The workbook as a download, which nobody on the way may keep."""
    headers = {"Content-Disposition": attachment("work-list.xlsx"), "Cache-Control": "private, no-store"}
    return Response(data, media_type=MEDIA_TYPES["xlsx"], headers=headers)
