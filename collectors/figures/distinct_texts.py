"""Columns as distinct texts: each text is parsed once, and its meaning and faults are laid out for every row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import polars as pl

from collectors.readers.marks import MARK_SCHEMA
from collectors.readers.raw_table import ROW, enumerate_texts

#: So many rows are worked on at once, that what is made on the way takes little memory.
SLICE_ROWS = 250_000


class TextFault(NamedTuple):
    """Something wrong with one distinct text or pair: the code of finding, and what is known of it."""

    code: str
    detail: str | None = None
    value: str | None = None
    column: str | None = None


class ParsedText(NamedTuple):
    """The value of a text (None: no value that can be used), and its faults."""

    value: str | None
    faults: tuple[TextFault, ...] = ()


#: A fault of one distinct text: the text's number, code, column, value, detail.
NumberedFault = tuple[int, str, str, str | None, str | None]


class CodedColumn(NamedTuple):
    """A column as small numbers (null where blank) into its distinct texts."""

    ids: pl.Series
    texts: tuple[str, ...]


def encode_column(column: pl.Series) -> CodedColumn:
    """The column's distinct texts, sorted, and for each row which of them it is. Texts, or an enumeration of them."""
    coded = enumerate_texts(column)
    return CodedColumn(coded.to_physical().cast(pl.UInt32), tuple(coded.dtype.categories))  # type: ignore[attr-defined]


def trim_texts(column: pl.Series) -> CodedColumn:
    """The column's distinct texts without blanks around them; a blank is none."""
    coded = encode_column(column)
    texts = pl.Series(coded.texts, dtype=pl.String).str.strip_chars()
    trimmed = encode_column(texts.set(texts == "", None))
    return CodedColumn(spread_values(trimmed.ids, coded.ids, pl.UInt32), trimmed.texts)


def change_texts(column: pl.Series, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """``change``, from a series of texts to one as long: once for each text of an enumeration, else in slices."""
    if column.dtype == pl.Enum:
        words = pl.Series(column.dtype.categories, dtype=pl.String)  # type: ignore[attr-defined]
        return change(words).gather(column.to_physical())
    starts = range(0, max(column.len(), 1), SLICE_ROWS)
    return pl.concat([change(column[at : at + SLICE_ROWS]) for at in starts])


def pack_columns(*columns: CodedColumn) -> pl.Series:
    """Several columns as one whole number per row; null where any of them is."""
    packed, size = columns[0].ids.cast(pl.UInt64), max(len(columns[0].texts), 1)
    for column in columns[1:]:
        if size * max(len(column.texts), 1) > _MOST:
            packed, size = _renumber(packed)
        packed, size = packed * max(len(column.texts), 1) + column.ids, size * max(len(column.texts), 1)
    return packed.alias("key")


_MOST = 1 << 62


def _renumber(packed: pl.Series) -> tuple[pl.Series, int]:
    dense = packed.rank("dense").cast(pl.UInt64) - 1
    return dense, int(dense.max() or 0) + 1  # type: ignore[arg-type]


def pair_columns(coded_column: CodedColumn, other: CodedColumn) -> tuple[pl.Series, list[tuple[str, str]]]:
    """Two columns as one: ids (null where either is), and the pairs of texts that occur."""
    packed = pack_columns(coded_column, other)
    distinct = packed.drop_nulls().unique().sort()
    ids = packed.replace_strict(distinct, pl.int_range(len(distinct), dtype=pl.UInt32, eager=True), default=None)
    places = (divmod(key, max(len(other.texts), 1)) for key in distinct)
    return ids.cast(pl.UInt32), [(coded_column.texts[first], other.texts[second]) for first, second in places]


def spread_values(
    values: Sequence[object] | pl.Series, ids: pl.Series, dtype: pl.DataType | type[pl.DataType] = pl.String
) -> pl.Series:
    """One value for each word, laid out for every row."""
    if not len(values):
        return pl.Series([None], dtype=dtype).new_from_index(0, len(ids))
    words = values if isinstance(values, pl.Series) else pl.Series(values, dtype=dtype)
    return words.gather(ids)


def spread_words(values: Sequence[str | None], ids: pl.Series) -> pl.Series:
    """One text for each word, laid out for every row as an enumeration."""
    return spread_values(enumerate_texts(pl.Series(values, dtype=pl.String)), ids, pl.Enum([]))


def parse_column(
    column: CodedColumn,
    understand: Callable[[str], ParsedText],
    *,
    rows: pl.Series,
    name: str,
    default: str | None = None,
) -> tuple[pl.Series, pl.DataFrame]:
    """The value of each row's text, ``default`` where there is none, and marks on the rows whose text has a fault."""
    answers = [understand(word) for word in column.texts]
    values = [*(answer.value for answer in answers), default]
    meaning = spread_words(values, column.ids.fill_null(len(answers)))
    faults = [
        (n, fault.code, fault.column or name, fault.value or column.texts[n].strip(), fault.detail)
        for n, answer in enumerate(answers)
        for fault in answer.faults
    ]
    return meaning, lay_out_faults(faults, column.ids, rows)


def lay_out_faults(faults: Sequence[NumberedFault], ids: pl.Series, rows: pl.Series) -> pl.DataFrame:
    """Faults of distinct texts as marks of the rows that hold them."""
    if not faults:
        return pl.DataFrame(schema=MARK_SCHEMA)
    schema = {"id": pl.UInt32, "code": pl.String, "column": pl.String, "value": pl.String, "detail": pl.String}
    fault_frame = pl.DataFrame(faults, schema=schema, orient="row")
    rows_with_fault = pl.DataFrame([rows.alias(ROW), ids.alias("id")]).filter(
        pl.col("id").is_in(fault_frame["id"].unique().implode())
    )
    return rows_with_fault.join(fault_frame, on="id").select(list(MARK_SCHEMA))
