"""Cells have the columns that the API's description and the editions' own files have."""

from __future__ import annotations

from api.schemas.cells import PublishedCell
from exports.cells.columns import load_cell_columns
from exports.formats.data_dictionary import load_columns


def test_columns_are_those_of_the_description_and_of_editions() -> None:
    columns = load_cell_columns()
    assert [column.name for column in columns] == [
        each.alias or name for name, each in PublishedCell.model_fields.items()
    ]
    own = {column.name: (column.kind, column.title) for column in load_columns()}
    assert all(own[column.source] == (column.kind, column.title) for column in columns if column.source)
