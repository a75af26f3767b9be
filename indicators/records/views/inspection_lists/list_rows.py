"""Rows of one inspection list without repetitions, with the expressions that every list's view needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from indicators.records.code_spellings import to_listed_code
from indicators.records.record_frames import ROW, Records
from indicators.records.view_context import ViewContext
from indicators.records.views.inspection_lists.inspection_day import InspectionDay, build_inspection_day


class ListRows:
    """One list on its day: its rows, without those that repeat another in every cell."""

    def __init__(self, records: Records, context: ViewContext, name: str) -> None:
        self._record_set = records.record_set
        self._table = records.record_set.tables[name]
        self.day: InspectionDay = build_inspection_day(
            records.period.end, records.record_set.settings, context.holidays
        )
        self.frame = records.tables[name].unique(list(self._table.columns), keep="first", maintain_order=True)
        self.unknown = {column for table, column in records.left_out if table == name} | set(self._find_unanswered())

    def _find_unanswered(self) -> list[str]:
        """Columns that tell nothing: empty though the template wants them filled, or in no spelling that we know."""
        counts = self.frame.select(
            (self.code(name) if column.code_list else pl.col(name)).count().alias(name)
            for name, column in self._table.columns.items()
        )
        return [
            name
            for name, column in self._table.columns.items()
            if counts[name][0] == 0 and (column.required == "yes" or self.frame[name].count() > 0)
        ]

    def setting(self, name: str) -> Any:
        """What the record set's files, or the place, settle."""
        return self._record_set.settings[name]

    def person(self) -> pl.Expr:
        """Whose row it is; a row that does not say is nobody else's."""
        return pl.col(self._table.person or "").fill_null(pl.format("row {}", pl.col(ROW)))

    def code(self, column: str) -> pl.Expr:
        """The template's own code, whichever way the file spells it; null where that is not known."""
        return to_listed_code(self._record_set, self._table.columns[column].code_list or "", pl.col(column))

    def is_code(self, column: str, *codes: str) -> pl.Expr:
        """Whether the code is one of these; a missing or unknown one is not."""
        return self.code(column).is_in(list(codes)).fill_null(value=False)

    def yes(self, column: str) -> pl.Expr:
        """Whether the answer is yes; "unknown" is not, and no answer is not."""
        return self.is_code(column, "Yes")

    def at_least(self, column: str, number: int) -> pl.Expr:
        """Whether a count is known and so many or more."""
        return (pl.col(column) >= number).fill_null(value=False)


#: The columns of a list's view.
Build = Callable[[ListRows], dict[str, pl.Expr]]


def build_view(records: Records, context: ViewContext, name: str, build: Build) -> pl.DataFrame | None:
    """A list's view: one row for each of its rows, with the columns that ``build`` gives.

    A column that rests on what the file does not hold is left out, and so is the view of a list
    without rows: nothing tells an empty list from one that nobody made.
    """
    rows = ListRows(records, context, name)
    if rows.frame.is_empty():
        return None
    columns = {at: column for at, column in build(rows).items() if not rows.unknown & set(column.meta.root_names())}
    return rows.frame.select(**columns)
