"""Layouts of workbooks as files: ``layouts/<name>.yaml`` says which sheets there are, and what stands in each."""

from __future__ import annotations

import re
from string import Formatter
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import read_named_definitions
from returnonce.errors import Refused

#: What a column or a fixed cell may show of a line.
ShownFact = Literal[
    "line", "title", "section", "value", "numerator", "denominator", "symbol", "unit", "good", "period", "area",
    "area-code", "area-code-of-the-time", "breakdown", "status", "standing", "route", "kept", "source", "how",
    "commentary", "target", "against-target", "plan", "less-plan", "against-plan", "previous", "previous-period",
    "change", "england", "england-period", "neighbours", "neighbours-count", "neighbours-period", "trend",
]  # fmt: skip
#: Of these, what is read from other periods and areas.
CONTEXT: frozenset[ShownFact] = frozenset(
    {"previous", "previous-period", "change", "england", "england-period", "neighbours", "neighbours-count",
     "neighbours-period", "trend"}
)  # fmt: skip
#: Which lines a sheet shows.
RowChoice = Literal["sent", "to-submit", "for-information", "all"]
#: How a number is shown; the exact one stands in the cell all the same.
NumberFormat = Literal["as the line", "whole", "one decimal", "two decimals", "three decimals"]
#: Letters that fit beside each other, by name.
WIDTHS = {"narrow": 8, "code": 12, "number": 12, "medium": 16, "wide": 46, "widest": 60}
Width = Literal["narrow", "code", "number", "medium", "wide", "widest"]
CellStyle = Literal["plain", "label", "title", "note"]
#: What a text may name in braces.
FIELDS = ("return", "edition", "recipient", "area", "area_code", "period", "period_code", "place")
#: Layouts that are programs; and sheets that every workbook has.
BUILT_IN = frozenset(
    {"core-data-set", "crc", "national-indicators", "ndtms", "ofsted-profile", "plain", "vital-signs"}
)  # fmt: skip
EVERY_WORKBOOK = ("Cover", "Not sent", "Trend", "Where each figure came from")


def _check_fields(text: str) -> str:
    try:
        named = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        raise ValueError("a brace stands alone; write it twice to show one") from None
    for name in named:
        if name not in FIELDS:
            raise ValueError(f"{{{name}}} names nothing; there are {', '.join(f'{{{each}}}' for each in FIELDS)}")
    return text


def _check_sheet_name(name: str) -> str:
    if not re.fullmatch(r"[^\[\]:*?/\\']{1,31}", name):
        raise ValueError(f"a sheet cannot be called {name!r}: at most 31 characters, none of [ ] : * ? / \\ '")
    return name


def _check_cell_name(name: str) -> str:
    if not re.fullmatch(r"[A-Z][1-9][0-9]{0,2}", name):
        raise ValueError(f"{name!r} is no cell; write a letter and a row up to 999, such as B7")
    return name


def _read_cell(value: Any) -> Any:
    """``line NI 112`` is that line's value; any other text is itself."""
    if not isinstance(value, str):
        return value
    return {"line": value.removeprefix("line ")} if value.startswith("line ") else {"text": value}


Words = Annotated[Text, AfterValidator(_check_fields)]
SheetName = Annotated[Text, AfterValidator(_check_sheet_name)]
CellName = Annotated[str, AfterValidator(_check_cell_name)]
ColumnName = Literal[
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W",
    "X", "Y", "Z",
]  # fmt: skip


class LayoutColumn(Definition):
    """One column of a table: what it shows, and under which heading."""

    show: ShownFact
    heading: Text | None = None
    width: Width | None = None
    number_format: NumberFormat = Field(default="as the line", alias="format")


class LineGroup(Definition):
    """Lines that stand together under a heading row, in this order."""

    heading: Text
    lines: tuple[Text, ...] = Field(min_length=1)


class FixedCell(Definition):
    """What stands in one cell of a form: a text, or a fact about a line.

    ``area``, ``period`` and ``breakdown`` tell a line's cells apart where it has several.
    """

    text: Words | None = None
    line: Text | None = None
    show: ShownFact = "value"
    area: Text | None = None
    period: Text | None = None
    breakdown: Text | None = None
    number_format: NumberFormat = Field(default="as the line", alias="format")
    style: CellStyle = "plain"

    @model_validator(mode="after")
    def _is_one_of_two(self) -> FixedCell:
        if (self.text is None) == (self.line is None):
            raise ValueError("a cell has either a text or a line")
        if self.show == "trend":
            raise ValueError("a trend is drawn in a column of a table alone")
        return self


class LayoutSheet(Definition):
    """One sheet: a table with ``columns``, or a form with fixed ``cells``."""

    sheet: SheetName
    contents: Text
    title: Words | None = None
    under: tuple[Words, ...] = ()
    rows: RowChoice = "sent"
    #: These lines alone, in this order; all without it.
    lines: tuple[Text, ...] = ()
    group: Literal["section"] | tuple[LineGroup, ...] = ()
    columns: tuple[LayoutColumn, ...] = ()
    frozen_columns: int = Field(default=2, ge=0, le=10)
    filters: bool = False
    paper: Literal["A4", "A3"] = "A4"
    optional: bool = False
    cells: dict[CellName, Annotated[FixedCell, BeforeValidator(_read_cell)]] = Field(default_factory=dict)
    widths: dict[ColumnName, Width] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_a_table_or_a_form(self) -> LayoutSheet:
        if bool(self.columns) == bool(self.cells):
            raise ValueError("a sheet has either columns or cells")
        of_table = {"title", "under", "rows", "lines", "group", "frozen_columns", "filters", "optional"}
        if self.cells and of_table & self.model_fields_set:
            raise ValueError(f"a form has no {' or '.join(sorted(of_table & self.model_fields_set))}")
        if self.columns and self.widths:
            raise ValueError("each column of a table has a width of its own")
        if self.lines and self.group and self.group != "section":
            raise ValueError("the groups name the lines already")
        return self

    @property
    def facts(self) -> frozenset[ShownFact]:
        """What it shows of lines."""
        of_cells = (cell.show for cell in self.cells.values() if cell.line is not None)
        return frozenset([*(column.show for column in self.columns), *of_cells])

    @property
    def named_lines(self) -> tuple[str, ...]:
        """The lines that it names, wherever."""
        of_groups = [line for group in self.group if isinstance(group, LineGroup) for line in group.lines]
        return (*self.lines, *of_groups, *(cell.line for cell in self.cells.values() if cell.line is not None))


class WorkbookLayout(Definition):
    """``layouts/<name>.yaml``: the sheets of a workbook, between its cover and where each figure came from.

    ``cover``: rows of the cover's own, each with what it says.
    """

    layout: Code
    cover: dict[Text, Words] = Field(default_factory=dict)
    sheets: tuple[LayoutSheet, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_each_sheet_once(self) -> WorkbookLayout:
        names = [sheet.sheet.casefold() for sheet in self.sheets]
        for sheet in self.sheets:
            if names.count(sheet.sheet.casefold()) > 1:
                raise ValueError(f"two sheets are called {sheet.sheet}")
            if sheet.sheet.casefold() in {name.casefold() for name in EVERY_WORKBOOK}:
                raise ValueError(f"every workbook may have a sheet {sheet.sheet}; call this one otherwise")
        return self

    @property
    def facts(self) -> frozenset[ShownFact]:
        """What its sheets show of lines."""
        return frozenset().union(*(sheet.facts for sheet in self.sheets))


def load_layouts(folder: FilePath) -> dict[str, WorkbookLayout]:
    """Every layout by its name; none where there is no such folder.

    Raises:
        Refused: a file is wrong, is not named by its layout, or has the name of one that is built in.
    """
    layouts = read_named_definitions(WorkbookLayout, folder, key="layout")
    built_in = next((name for name in layouts if name in BUILT_IN), None)
    if built_in:
        message = f"layout: {built_in} is built in."
        raise Refused(message, where=f"layouts/{built_in}.yaml", mend="Give yours another name.")
    return layouts


assert set(get_args(Width)) == {*WIDTHS}
