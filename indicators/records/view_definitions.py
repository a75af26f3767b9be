"""Definition models of prepared views: what a row and each column are, and the steps that make one from tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from returnonce.definition_files.base import Code, Definition, Text

ViewColumnType = Literal["date", "int", "str", "bool"]


def _pair_names(value: object) -> object:
    """A list of columns that both tables have, as each with itself."""
    return {name: name for name in value} if isinstance(value, list | tuple) else value


#: A row's own columns to those of the other table with the same values.
RowKeys = Annotated[dict[str, Text], BeforeValidator(_pair_names), Field(min_length=1)]


class ViewColumn(Definition):
    """One column of a prepared view."""

    name: Text
    type: ViewColumnType
    meaning: Text


class RowLookup(Definition):
    """Columns of the row of another table, or of a view above, that has the same key; of several rows the first."""

    to: Text
    by: RowKeys
    bring: dict[str, Text] = Field(min_length=1)


class RowTally(Definition):
    """How many rows of another table, or of a view above, have the same key; 0 where none has."""

    name: Text
    of: Text
    by: RowKeys
    where: Text | None = None


class OneRowPer(Definition):
    """The first or the last row of each person or thing. A blank in ``order`` comes after a value, for either."""

    by: tuple[Text, ...] = Field(min_length=1)
    keep: Literal["first", "last"]
    order: tuple[Text, ...] = Field(min_length=1)


class AgeOnDay(Definition):
    """Whole years on a day, by birthday: a column, or ``period_start`` or ``period_end``."""

    name: Text
    born: Text
    day: Text


class DayCount(Definition):
    """Days from one date to another, or working days; null unless both are known and in order."""

    name: Text
    start: Text = Field(alias="from")
    end: Text = Field(alias="to")
    working: bool = False


class Recoding(Definition):
    """Other words for a column's codes, such as members of a breakdown; ``other`` for a code that is not listed."""

    name: Text
    column: Text
    codes: dict[str, Text] = Field(min_length=1)
    other: Text | None = None


class ViewStep(Definition):
    """One step: exactly one of its keys. ``where`` and ``columns`` are SQL expressions over the row."""

    where: Text | None = None
    join: RowLookup | None = None
    count: RowTally | None = None
    one_per: OneRowPer | None = None
    age: AgeOnDay | None = None
    days: DayCount | None = None
    recode: Recoding | None = None
    columns: dict[str, Text] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _is_one_step(self) -> ViewStep:
        if len(self.model_fields_set) != 1:
            raise ValueError(f"a step is one of {', '.join(type(self).model_fields)}; write each as a step of its own")
        return self

    @property
    def kind(self) -> str:
        """Which key it has."""
        return next(iter(self.model_fields_set))


class ViewExample(Definition):
    """Rows of tables as they would be read, and the rows that the view then has, worked by hand.

    ``figures``: what indicators give over it, as ``n=1;d=2`` or ``v=3``.
    """

    period: Text
    given: dict[str, tuple[dict[str, Any], ...]]
    gives: tuple[Mapping[str, Any], ...]
    figures: dict[Code, Text] = Field(default_factory=dict)


class View(Definition):
    """A prepared view: what one row is, and what its columns mean.

    ``rows_of``: the table, or view above, with whose rows its ``steps`` begin; none where the program makes the view,
    which may have an example too.
    """

    view: Code
    title: Text
    one_row_per: Text
    columns: tuple[ViewColumn, ...]
    rows_of: Text | None = None
    steps: tuple[ViewStep, ...] = ()
    example: ViewExample | None = None

    @model_validator(mode="after")
    def _has_rows_and_example(self) -> View:
        if self.rows_of is None and self.steps:
            raise ValueError("steps need rows_of: the table with whose rows they begin")
        if self.rows_of is not None and self.example is None:
            raise ValueError("a view that is made by steps needs an example, worked by hand")
        return self
