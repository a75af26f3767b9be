"""The children in need census as XML: children ordered by number, everything else by date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from exports.records import cin_xml_structure as form
from exports.records.xml_text import escape_xml
from indicators.records.record_definitions import RecordColumn
from indicators.records.record_frames import ID, PARENT, Records
from indicators.records.record_sets import RecordTable

YES_NO = "yesnotype"
_TEXT = "_text"


@dataclass(frozen=True)
class CinXml:
    """The file's bytes. ``left_out``: rows by table that belong to no record of the file, and so are not in it."""

    data: bytes
    left_out: dict[str, int]


def cin_xml(records: Records, *, authority: str | None = None) -> CinXml:
    """The whole census in one file, in the form of the records' own year.

    Booleans are 0 and 1. A blank cell has no element. Where the records have no header of their own, it is made
    from their period and from ``authority``, the Department's three digits.
    """
    written: dict[str, int] = {}
    children = _Writer(records, written).texts(form.CHILD, depth=2).sort("_at")[_TEXT]
    body = "".join(children)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<Message>\n{_header(records, authority)}'
    text += f"  <Children>\n{body}  </Children>\n</Message>\n"
    left_out = {name: records.tables[name].height - count for name, count in written.items()}
    return CinXml(text.encode(), {name: count for name, count in left_out.items() if count})


def _header(records: Records, authority: str | None) -> str:
    table, frame = records.record_set.tables["Header"], records.tables["Header"].head(1)
    if frame.is_empty():
        frame = pl.DataFrame({name: [None] for name in frame.columns}, schema=frame.schema)
    last = records.period.end
    defaults = {
        "Collection": "CIN",
        "Year": str(last.year),
        "ReferenceDate": last,
        "SourceLevel": "L",
        "LEA": authority,
    }
    header = frame.with_columns(pl.col(name).fill_null(pl.lit(value)) for name, value in defaults.items() if value)
    writer = _Writer(records, {})
    parts = [writer.text(part, table, 2) for part in (form.COLLECTION, form.SOURCE) if _has_source(part, header)]
    return f"  <Header>\n{header.select(pl.concat_str(parts)).item()}  </Header>\n"


def _has_source(part: form.XmlGroup, header: pl.DataFrame) -> bool:
    """The schema knows no source without an authority."""
    return part is not form.SOURCE or header["LEA"].item() is not None


@dataclass(frozen=True)
class _Writer:
    """Writes records with all that stands in them; ``written`` counts the rows by table."""

    records: Records
    written: dict[str, int]

    def texts(self, part: form.XmlRecords, depth: int, around: pl.DataFrame | None = None) -> pl.DataFrame:
        """Each record's text, its place among the others, and the record around it."""
        frame = self.records.tables[part.table].sort(*part.order, ID, nulls_last=True)
        if around is not None:
            frame = frame.filter(pl.col(PARENT).is_in(around[ID].implode()))
        self.written[part.table] = self.written.get(part.table, 0) + frame.height
        inside = depth + (part.element is not None)
        for inner, at in self._within(part.parts, inside):
            frame = frame.join(self._join_texts(inner, at, frame), on=ID, how="left", maintain_order="left")
        table = self.records.record_set.tables[part.table]
        text = pl.concat_str([self.text(inner_part, table, inside) for inner_part in part.parts])
        return frame.select(PARENT, wrap_element(part.element, text, depth).alias(_TEXT)).with_row_index("_at")

    def _join_texts(self, inner: form.XmlRecords, depth: int, around: pl.DataFrame) -> pl.DataFrame:
        """By the record around them, the texts of all records of a table."""
        texts = self.texts(inner, depth, around).group_by(pl.col(PARENT).alias(ID))
        return texts.agg(pl.col(_TEXT).sort_by("_at").str.join("").alias(inner.table))

    def _within(self, parts: tuple[form.XmlPart, ...], depth: int) -> Iterator[tuple[form.XmlRecords, int]]:
        """Tables whose records stand within these parts, of those that the year has, and how deep."""
        for part in parts:
            if isinstance(part, form.XmlGroup):
                yield from self._within(part.parts, depth + 1)
            elif isinstance(part, form.XmlRecords) and part.table in self.records.tables:
                yield part, depth

    def text(self, part: form.XmlPart, table: RecordTable, depth: int) -> pl.Expr:
        """What a part is, as text of as many lines as it has elements; empty where there is nothing."""
        if isinstance(part, str):
            return self._cell(table.columns[part], depth)
        if isinstance(part, form.XmlRecords):
            return pl.col(part.table).fill_null("") if part.table in self.records.tables else pl.lit("")
        inner = pl.concat_str([self.text(inner_part, table, depth + 1) for inner_part in part.parts])
        whole = wrap_element(part.element, inner, depth)
        return pl.when(inner != "").then(whole).otherwise(pl.lit("")) if part.optional else whole

    def _cell(self, column: RecordColumn, depth: int) -> pl.Expr:
        census, element, value = self.records.record_set, column.xml or column.name, pl.col(column.name)
        if column.type == "date":
            text = value.dt.to_string(self.records.record_set.dates["xml"][0])
        elif column.code_list == YES_NO:
            text = pl.coalesce(census.to_spelling("yes-no", census.to_concept_code("yes-no", value)), value)
        else:
            text = value.cast(pl.String)
        indent = "  " * depth
        return pl.concat_str(pl.lit(f"{indent}<{element}>"), escape_xml(text), pl.lit(f"</{element}>\n")).fill_null("")


def wrap_element(element: str | None, text: pl.Expr, depth: int) -> pl.Expr:
    """A text within an element of its own line; without element, the text."""
    indent = "  " * depth
    return (
        text
        if element is None
        else pl.concat_str(pl.lit(f"{indent}<{element}>\n"), text, pl.lit(f"{indent}</{element}>\n"))
    )
