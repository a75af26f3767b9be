"""The JSON file of a filled return and of what changed in it, as ``exports`` writes them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from exports.editions.changes.cell_changes import CHANGE_SCHEMA
from exports.formats.data_dictionary import load_columns

EXACT_NUMBER = "A JSON number whose text is the exact decimal: read it as a decimal."
#: Never null in a cell.
_ALWAYS = frozenset({"line", "area", "period", "breakdown", "illustrative"})
#: Of the whole document rather than of a cell.
_OF_RETURN = frozenset({"return", "edition", "return_area", "return_period", "illustrative", "candidates"})
_TYPES: dict[str, Any] = {"text": str, "integer": int, "decimal": float, "boolean": bool}


class FilledArea(BaseModel):
    """The area that the return is made for."""

    code: str
    name: str
    other_codes: dict[str, str] = Field(description="Its codes by other schemes.", examples=[{"department": "209"}])


class FilledPeriod(BaseModel):
    """The period that the return is made for."""

    model_config = ConfigDict(populate_by_name=True)

    code: str = Field(examples=["FY2024-25"])
    start: str = Field(alias="from", description="Its first day.", examples=["2024-04-01"])
    end: str = Field(alias="to", description="Its last day.", examples=["2025-03-31"])


class Caveat(BaseModel):
    """Something that is not certain about the return."""

    what: str = Field(description="What is uncertain.")
    says: str = Field(description="Why, in a sentence.")


class SymbolShown(BaseModel):
    """A symbol, how the return prints it, and what it means."""

    symbol: str
    mark: str = Field(description="As the return prints it.", examples=["c"])
    means: str = Field(description="In words.", examples=["withheld to protect people"])


class SourceFileShown(BaseModel):
    """A file that figures of the return came from."""

    model_config = ConfigDict(extra="allow")

    file: str | None
    file_name: str | None
    agency: str | None
    kind: str | None = Field(description="How its figures came: submitted, pulled or derived.", examples=["submitted"])


class HistoryPoint(BaseModel):
    """The figure of an earlier period."""

    period: str
    value: float | None = Field(description=EXACT_NUMBER, examples=[12.5])


class LineageFigure(BaseModel):
    """A figure that a cell rests on. Numbers are exact."""

    model_config = ConfigDict(extra="allow")

    indicator: str
    area: str
    period: str
    breakdown: str
    agency: str | None
    file: str | None
    file_name: str | None
    locator: str | None
    numerator: float | None = Field(description=EXACT_NUMBER, examples=[45])
    denominator: float | None = Field(description=EXACT_NUMBER, examples=[450])
    value: float | None = Field(description=EXACT_NUMBER, examples=[10])


class LineageMapping(BaseModel):
    """The row of the mapping by which a cell was filled."""

    predicate: str | None
    indicator: str | None
    transform: str | None
    confidence: str | None = Field(description="How sure that match is.", examples=["0.9"])


class CellLineage(BaseModel):
    """Where a cell's value came from."""

    model_config = ConfigDict(populate_by_name=True)

    return_code: str | None = Field(alias="return")
    line: str | None
    mapping: LineageMapping | None = Field(description="By which row of the mapping.")
    provenance: str | None
    figures: list[LineageFigure] | None = Field(description="The figures that it rests on.")


class NearMeasure(BaseModel):
    """A measure near to a line, shown and not sent."""

    model_config = ConfigDict(extra="allow")

    indicator: str
    title: str | None
    predicate: str | None
    transform: str | None
    period: str | None
    value: float | None = Field(description=EXACT_NUMBER, examples=[12.5])
    symbol: str | None


class LineNotSent(BaseModel):
    """A line that stands in the return without a figure, and why."""

    line: str
    section: str | None
    label: str | None
    area: str
    period: str
    breakdown: str
    symbol: str | None
    reason: str | None
    predicate: str | None
    code_confidence: str | None
    candidates: list[NearMeasure] = Field(description="Near measures, shown and not sent.")


def _column_fields() -> dict[str, Any]:
    """A field for each column of the data files, with the words of ``data_dictionary.tsv``."""
    kinds = {
        column.name: (_TYPES[column.kind], column.says) for column in load_columns() if column.name not in _OF_RETURN
    }
    return {
        name: (kind if name in _ALWAYS else kind | None, Field(description=says))
        for name, (kind, says) in kinds.items()
    }


class CellTrail(BaseModel):
    """What a cell of the JSON file has beside the columns of the other files."""

    candidates: list[NearMeasure] = Field(description="Near measures, shown and not sent.")
    history: list[HistoryPoint] = Field(description="Earlier periods, oldest first.")
    lineage: CellLineage | None = Field(description="Where the value came from; null where there is none.")


FilledCell = create_model(
    "FilledCell", __base__=CellTrail, __doc__="One cell, with the columns of every other format.", **_column_fields()
)


class FilledReturnFile(BaseModel):
    """A filled return: cover, symbols, sources, cells with their lineage, and what is not sent."""

    model_config = ConfigDict(populate_by_name=True, extra="allow")

    format: str = Field(description="Name and version of this form.", examples=["return-once/filled/1"])
    return_code: str = Field(alias="return")
    edition: str = Field(description="The year's form of the return.", examples=["2025-26"])
    title: str
    recipient: str = Field(description="Who gets the return.", examples=["Department for Education"])
    legal_basis: str = Field(description="By which law it is asked for.", examples=["Children Act 1989, section 83"])
    illustrative: bool = Field(description="True where figures are made up to show how it works.", examples=[False])
    area: FilledArea = Field(description="For whom.")
    period: FilledPeriod = Field(description="For when.")
    place: str | None
    ruleset: str
    layout: str = Field(description="That the layout is ours and not the recipient's template.")
    uncertain: list[Caveat] = Field(description="What is not certain.")
    symbols: list[SymbolShown] = Field(description="The symbols that may stand in place of a value.")
    sources: list[SourceFileShown] = Field(description="The files that figures came from.")
    cells: list[FilledCell] = Field(description="Every cell that is sent, in the order of the return.")
    not_sent: list[LineNotSent] = Field(description="Lines without a figure of their own.")


_CHANGE_WORDS = {"change": "The kind of change: one of ``kinds``.", "old": "Before; null: no such cell.",
                 "new": "Now; null: no such cell."}  # fmt: skip


def _change_fields() -> dict[str, Any]:
    """A field for each column of a change; numbers are exact decimal text."""
    return {
        name: (str | None, Field(description=_CHANGE_WORDS.get(name) or _CHANGE_WORDS.get(name.partition("_")[0])))
        for name in CHANGE_SCHEMA
    }


CellChange = create_model(
    "CellChange", __doc__="A cell that is not as it was. Numbers are exact decimal text.", **_change_fields()
)


class EditionChanges(BaseModel):
    """What changed since another edition, cell by cell."""

    model_config = ConfigDict(extra="allow")

    format: str = Field(description="Name and version of this form.", examples=["return-once/changes/1"])
    edition: int
    compared_with: int | None = Field(description="The edition that it is compared with; null: none.", examples=[1])
    kinds: dict[str, str] = Field(description="Kinds of change, in words.")
    changes: list[CellChange] = Field(description="In the order of the return.")
