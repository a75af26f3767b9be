"""What the worker hands back: tables of texts, facts and marks. Runs in the sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from collectors.readers.marks import RecordMark


class UnreadableFile(Exception):
    """Why reading stops: a finding's code, and a detail that quotes nothing."""

    def __init__(self, code: str, detail: str | None = None) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


class WorkerOutput:
    """Collects tables as Arrow files in a folder, with facts and marks."""

    def __init__(self, out: Path) -> None:
        self.form: str | None = None
        self.facts: dict[str, str] = {}
        #: What each of several files is called, by its place.
        self.names: dict[str, str] = {}
        self.marks: list[RecordMark] = []
        self._out = out
        self._tables: list[dict[str, Any]] = []

    def add_mark(
        self,
        code: str,
        *,
        table: str | None = None,
        row: int | None = None,
        column: str | None = None,
        detail: str | None = None,
    ) -> None:
        """Add a mark, never with a text of the file."""
        self.marks.append(RecordMark(code, table, row, column, detail))

    def add_table(
        self,
        frame: pl.DataFrame,
        *,
        name: str,
        header: list[str],
        header_row: int | None = None,
        place: str | None = None,
        table: str | None = None,
    ) -> None:
        """Keep a frame: ``row`` and ``c0`` …, under the headings.

        ``name`` is that of its file or sheet, which only helps to recognise it; ``place`` is what it is called.
        """
        file = f"{len(self._tables)}.arrow"
        # Parquet works out a dictionary for each of a treatment file's columns, which takes ten times as long.
        frame.write_ipc(self._out / file, compression="lz4")
        entry = {"name": name, "header": header, "header_row": header_row, "place": place, "table": table, "file": file}
        self._tables.append(entry)

    def as_json(self) -> dict[str, Any]:
        marks = [list(mark) for mark in self.marks]
        return {"form": self.form, "facts": self.facts, "names": self.names, "marks": marks, "tables": self._tables}
