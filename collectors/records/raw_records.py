"""Records as they were read: every cell a text, under the names of the record set."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from collectors.records.marks import no_record_marks
from collectors.submissions.column_letters import ColumnPositions


@dataclass(frozen=True, eq=False)
class RawRecords:
    """Tables by name: String columns under any version's names, then ``_row``, ``_id``, ``_parent``, ``_file``.

    A table or column that the file lacks is left out. ``facts`` is what the file says beside its rows: ``form``
    (csv, xml or xlsx), ``unreadable`` (tables whose own files cannot be read) and ``best_versions`` (the versions whose
    columns fit best, oldest first) always; and, where they are known, ``agencies`` (codes found), ``agency``,
    ``letter`` and ``period`` (of the file's name), ``year``, ``reference_date`` and ``lea`` (of a census's header).
    ``elements``: of XML, where each row of a table lies: ``_row`` (line), ``_id``, ``_parent``, ``_person``, ``_nth``.
    ``columns``: where the columns of each table stand in its file or sheet; of XML, none.
    """

    record_set: str
    tables: dict[str, pl.DataFrame]
    facts: dict[str, Any]
    marks: pl.DataFrame = field(default_factory=no_record_marks)
    elements: dict[str, pl.DataFrame] = field(default_factory=dict)
    columns: ColumnPositions = field(default_factory=dict)
