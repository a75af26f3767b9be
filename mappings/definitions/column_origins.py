"""Where each column of the inspection lists comes from, or why it is empty."""

from __future__ import annotations

from collections.abc import Mapping

from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.tsv_files import read_table


class ColumnOrigin(Definition):
    """A column of a list. Without ``source`` no record set holds it, and ``note`` says why.

    ``source`` names a column of the list's frame; ``concept`` the crosswalk that spells its codes.
    """

    list: Text
    column: Text
    record_set: Code | None = None
    source: Text | None = None
    concept: Code | None = None
    note: Text | None = None


#: Columns of each list, in the template's order.
ColumnOrigins = Mapping[str, tuple[ColumnOrigin, ...]]


def load_column_origins(path: FilePath) -> ColumnOrigins:
    """The columns of each list, in the file's order. Raises ``Refused`` where a row is wrong."""
    by_list: dict[str, tuple[ColumnOrigin, ...]] = {}
    for row in read_table(path, ColumnOrigin, tuple(ColumnOrigin.model_fields)):
        by_list[row.list] = (*by_list.get(row.list, ()), row)
    return by_list
