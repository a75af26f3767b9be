"""The sandboxed side of reading records: one file, folder or zip to cells, whatever record set they are of.

It writes ``tables.json`` (form, facts, marks, list of tables) and an Arrow file of texts for each table. What the
headings mean is found out by the process that asked.
"""

from __future__ import annotations

import json
from pathlib import Path

from collectors.readers.file_kinds import detect_kind
from collectors.readers.multi_table_files.worker_csv import read_csv_file
from collectors.readers.multi_table_files.worker_files import SourceFile, list_source_files
from collectors.readers.multi_table_files.worker_output import UnreadableFile, WorkerOutput
from collectors.readers.multi_table_files.worker_xlsx import read_workbook
from collectors.readers.multi_table_files.worker_xml import read_xml

RESULT = "tables.json"


def read(source: Path, out: Path) -> None:
    """Write the file's tables; what is wrong with it becomes a mark, never a quotation."""
    output = WorkerOutput(out)
    try:
        source_files = list(list_source_files(source, out, output))
    except UnreadableFile as fault:
        output.add_mark(fault.code, detail=fault.detail)
        source_files = []
    if not source_files and not output.marks:
        output.add_mark("record-empty")
    _read_all(source_files, output)
    (out / RESULT).write_text(json.dumps(output.as_json()), encoding="utf-8")


def _read_all(source_files: list[SourceFile], output: WorkerOutput) -> None:
    whole = len(source_files) == 1
    for number, member in enumerate(source_files, start=1):
        place = None if whole else f"file {number}"
        if place is not None:
            output.names[place] = member.name
        kind = detect_kind(member.start())
        if kind in {"csv", "empty"}:
            output.form = output.form or "csv"
            read_csv_file(member, output, place)
        elif whole and kind == "xml":
            read_xml(member, output)
        elif whole and kind == "xlsx":
            read_workbook(member, output)
        else:
            output.add_mark(_FAULTS.get(kind, "record-kind"), table=place)


_FAULTS = {"html": "record-html", "zip": "record-nested", "old-excel": "record-old-excel"}
