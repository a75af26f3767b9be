"""The sandboxed side of reading records: one file, folder or zip to cells, whatever record set they are of.

It writes ``tables.json`` (form, facts, marks, list of tables) and an Arrow file of texts for each table. What the
headings mean is found out by the process that asked.
"""

from __future__ import annotations

import json
from pathlib import Path

from collectors.readers.file_kinds import detect_kind
from collectors.readers.tables.worker_csv import read_csv_file
from collectors.readers.tables.worker_files import SourceFile, list_source_files
from collectors.readers.tables.worker_output import UnreadableFile, WorkerOutput
from collectors.readers.tables.worker_xlsx import read_workbook
from collectors.readers.tables.worker_xml import read_xml

RESULT = "tables.json"


def read(source: Path, out: Path) -> None:
    """Write the file's tables; what is wrong with it becomes a mark, never a quotation."""
    told = WorkerOutput(out)
    try:
        found = list(list_source_files(source, out, told))
    except UnreadableFile as fault:
        told.add_mark(fault.code, detail=fault.detail)
        found = []
    if not found and not told.marks:
        told.add_mark("record-empty")
    _read_all(found, told)
    (out / RESULT).write_text(json.dumps(told.as_json()), encoding="utf-8")


def _read_all(found: list[SourceFile], told: WorkerOutput) -> None:
    whole = len(found) == 1
    for number, member in enumerate(found, start=1):
        place = None if whole else f"file {number}"
        kind = detect_kind(member.start())
        if kind in {"csv", "empty"}:
            told.form = told.form or "csv"
            read_csv_file(member, told, place)
        elif whole and kind == "xml":
            read_xml(member, told)
        elif whole and kind == "xlsx":
            read_workbook(member, told)
        else:
            told.add_mark(_FAULTS.get(kind, "record-kind"), table=place)


_FAULTS = {"html": "record-html", "zip": "record-nested", "old-excel": "record-old-excel"}
