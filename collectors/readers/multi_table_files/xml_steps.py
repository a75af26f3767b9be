"""The records of a census and their cells as columns, from its tags. Runs in the sandbox."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from collectors.readers.limits import CELL_CHARACTERS
from collectors.readers.multi_table_files import limits
from collectors.readers.multi_table_files.xml_shapes import CensusShape
from collectors.readers.multi_table_files.xml_tags import TagKind, unescape

#: Records within records; a census has three such levels.
_LEVELS = 8
_KIND_SCHEMA = {
    "step": pl.Int32,
    "is_record": pl.Boolean,
    "table": pl.String,
    "element": pl.String,
    "alone": pl.Boolean,
}


class RecordRows(NamedTuple):
    """``rows``: each record's table, number in it, line, ``id`` (the same in the whole file), ``parent`` (id of the
    record around it), the number of the ``person`` around it and its id (``child``), the place of the record around it
    (``inside``), and whether it ``holds`` others. ``cells``: table, number, element and value of each, in order."""

    rows: pl.DataFrame
    cells: pl.DataFrame


class RecordFinder:
    """Finds the records in piece after piece of a census; a piece ends outside of all records."""

    def __init__(self, shape: CensusShape) -> None:
        self._shape = shape
        #: Rows before the piece, by table.
        self._counts: dict[str, int] = {}
        self._depth = 1

    def find(self, tags: pl.DataFrame, kinds: list[TagKind]) -> RecordRows | None:
        """Records and their cells, in which an element may be there twice.

        None where elements are too deep, long or many, one is blank that must not be, a record's end is not in the
        piece, or its person was before.
        """
        steps = self._list_steps(tags, kinds)
        if steps is None:
            return None
        is_row = pl.col("is_record") | (pl.col("alone") & pl.col("inside").is_not_null())
        rows = self._number(steps.filter(is_row))
        leaves = steps.filter("is_leaf", pl.col("inside").is_not_null())
        at = leaves.select(at=pl.when("alone").then("at").otherwise("inside")).to_series()
        cells = pl.DataFrame([leaves["element"], unescape(leaves["text"]).str.strip_chars().alias("value"), at])
        if rows is None or largest(cells["value"].str.len_bytes()) > CELL_CHARACTERS:
            return None
        return RecordRows(rows, cells.join(rows.select("at", "table", "number"), on="at", maintain_order="left"))

    def _list_steps(self, tags: pl.DataFrame, kinds: list[TagKind]) -> pl.DataFrame | None:
        """The beginnings and ends of records, and the leaves with a text.

        ``at``: its place among all; ``inside``: the innermost record around it; ``alone``: of a leaf that is a record
        by itself.
        """
        rows = [_describe(kind, self._shape) for kind in kinds]
        described = pl.DataFrame(rows, schema=_KIND_SCHEMA, orient="row")
        step, is_record = (described[name].gather(tags["kind"]) for name in ("step", "is_record"))
        depths = step.cum_sum() + self._depth
        if (is_record & (step == 0)).any() or largest(depths) >= limits.XML_DEPTH:
            return None
        self._depth = int(depths[-1]) if depths.len() else self._depth
        is_leaf = (step == 1) & (step.shift(-1) == -1) & ~is_record
        if _has_blank(tags.select("kind", "text"), kinds, step, self._shape.never_blank):
            return None
        # A leaf is noted where it ends.
        line = tags["line"].zip_with(is_record, tags["line"].shift(-1))
        used = tags.select("kind", "text", line.alias("line"), is_leaf.alias("is_leaf")).filter(is_leaf | is_record)
        steps = used.filter(~pl.col("is_leaf") | (pl.col("text").str.strip_chars() != ""))
        level = pl.when("is_record").then("step").otherwise(0).cum_sum()
        known = steps.hstack(described.select(pl.all().gather(steps["kind"])).get_columns()).with_columns(
            at=pl.int_range(pl.len()), level=level
        )
        return _find_around(known.with_columns(is_record=pl.col("is_record") & (pl.col("step") == 1)))

    def _number(self, steps: pl.DataFrame) -> pl.DataFrame | None:
        is_person = pl.col("table") == self._shape.person
        persons = pl.when(is_person).then("number").forward_fill()
        rows = steps.select("at", "table", "line", "inside", number=pl.int_range(pl.len()).over("table")).with_columns(
            id=pl.col("number") + pl.col("table").replace_strict(self._counts, default=0, return_dtype=pl.Int64),
            person=pl.when(is_person).then(None).otherwise(persons),
        )
        is_orphan = rows["person"].is_null() & (rows["table"] != self._shape.person)
        if (self._counts.get(self._shape.person) and is_orphan.any()) or largest(rows["id"]) >= limits.XML_RECORDS:
            return None
        for table, count in rows.group_by("table").len().iter_rows():
            self._counts[table] = self._counts.get(table, 0) + count
        return rows.with_columns(
            child=pl.when(~is_person).then(pl.when(is_person).then("id").forward_fill()),
            holds=pl.col("at").is_in(rows["inside"].drop_nulls().unique().implode()),
        ).join(rows.select(inside="at", parent="id"), on="inside", how="left", maintain_order="left")


def largest(numbers: pl.Series) -> int:
    """The largest of whole numbers; of none, 0."""
    number = numbers.max()
    return number if isinstance(number, int) else 0


def _has_blank(tags: pl.DataFrame, kinds: list[TagKind], step: pl.Series, never_blank: frozenset[str]) -> bool:
    """Whether one of these elements begins, and the next tag follows without a text between."""
    asked = pl.Series([kind.name in never_blank and kind.step >= 0 for kind in kinds], dtype=pl.Boolean)
    is_asked = asked.gather(tags["kind"])
    texts, steps = tags["text"].filter(is_asked), step.filter(is_asked)
    return bool(((texts.str.strip_chars() == "") | (steps == 0)).any())


def _describe(kind: TagKind, shape: CensusShape) -> tuple[int, bool, str | None, str, bool]:
    """By ``_KIND_SCHEMA``."""
    table, column = shape.leaves.get(kind.name, (shape.records.get(kind.name), kind.name))
    return kind.step, kind.name in shape.records, table, column, kind.name in shape.leaves


def _find_around(steps: pl.DataFrame) -> pl.DataFrame | None:
    """The steps with ``inside``: the place of the innermost record around each."""
    deepest = largest(steps["level"])
    if deepest > _LEVELS or (steps.height and steps["level"][-1] != 0):
        return None
    begun, around = pl.col("is_record"), pl.col("level") - pl.col("is_record").cast(pl.Int32)
    last_begun = (
        pl.when(around == level).then(pl.when(begun & (pl.col("level") == level)).then("at").forward_fill())
        for level in range(1, deepest + 1)
    )
    return steps.with_columns(inside=pl.coalesce(*last_begun, pl.lit(None, pl.Int64)))
