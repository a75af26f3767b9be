"""Columns as distinct texts: each text is parsed once, and its meaning and faults are laid out for every row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import NamedTuple

import polars as pl

from collectors.readers.marks import MARK_SCHEMA, no_marks
from collectors.readers.raw_table import FEW_ROWS, ROW, enumerate_texts

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
    if len(column) <= FEW_ROWS:
        return _number_texts(column.to_list())
    coded = column if column.dtype == pl.Enum else enumerate_texts(column)
    ids, words = coded.to_physical().cast(pl.UInt32), coded.dtype.categories  # type: ignore[attr-defined]
    occurring = which_occur(ids, len(words))
    if occurring.all():
        return CodedColumn(ids, tuple(words))
    return CodedColumn(_renumber(occurring).gather(ids), tuple(words.filter(occurring)))


def _number_texts(texts: Sequence[str | None]) -> CodedColumn:
    """Each text as a row of its own."""
    words = tuple(sorted({text for text in texts if text is not None}))
    numbers: dict[str | None, int] = {word: number for number, word in enumerate(words)}
    return CodedColumn(pl.Series(map(numbers.get, texts), dtype=pl.UInt32), words)


def which_occur(numbers: pl.Series, size: int) -> pl.Series:
    """For each whole number under ``size``, whether it is among the numbers (some may be null)."""
    occurring, given = pl.Series([False]).new_from_index(0, size), numbers.drop_nulls()
    return occurring.scatter(given, True) if len(given) else occurring


def _renumber(occurring: pl.Series) -> pl.Series:
    """For each that occurs, its number among those that do."""
    return occurring.cast(pl.UInt32).cum_sum() - 1


def trim_texts(column: pl.Series) -> CodedColumn:
    """The column's distinct texts without blanks around them; a blank is none."""
    coded = encode_column(column)
    # What Python takes for a blank is more than what is stripped: nothing to take off there, nothing here.
    if all(text and text == text.strip() for text in coded.texts):
        return coded
    trimmed = pl.Series(coded.texts, dtype=pl.String).str.strip_chars().to_list()
    return code_texts([text or None for text in trimmed], coded.ids)


def code_texts(texts: Sequence[str | None], ids: pl.Series) -> CodedColumn:
    """``texts``, of which some may be equal or None, by the ids of rows."""
    numbered = _number_texts(texts)
    return numbered._replace(ids=ids if numbered.texts == tuple(texts) else numbered.ids.gather(ids))


def as_enumeration(column: CodedColumn) -> pl.Series:
    """Each row's text, as an enumeration."""
    words = pl.Series(column.texts, dtype=pl.String)
    if len(column.ids) <= FEW_ROWS:
        return pl.Series([None if n is None else column.texts[n] for n in column.ids], dtype=pl.Enum(words))
    return words.cast(pl.Enum(words)).gather(column.ids)


def change_texts(column: pl.Series, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """``change``, from a series of texts to one as long: once for each text of an enumeration, else in slices."""
    if column.dtype == pl.Enum:
        words = pl.Series(column.dtype.categories, dtype=pl.String)  # type: ignore[attr-defined]
        return change(words).gather(column.to_physical())
    starts = range(0, max(column.len(), 1), SLICE_ROWS)
    return pl.concat([change(column[at : at + SLICE_ROWS]) for at in starts])


def pack_columns(*columns: CodedColumn) -> tuple[pl.Series, int]:
    """Several columns as one whole number per row, null where any of them is; and how many numbers there can be."""
    sizes = [max(len(column.texts), 1) for column in columns]
    kind = pl.UInt32 if prod(sizes) < 1 << 32 else pl.UInt64
    packed, size = columns[0].ids.cast(kind), sizes[0]
    for column, more in zip(columns[1:], sizes[1:], strict=True):
        if size * more > _MOST:
            packed = packed.rank("dense").cast(kind) - 1
            size = int(packed.max() or 0) + 1  # type: ignore[arg-type]
        packed, size = packed * more + column.ids, size * more
    return packed.alias("key"), size


_MOST = 1 << 62


def is_tabular(size: int, rows: int) -> bool:
    """Whether a table of so many numbers is small beside so many rows."""
    return size <= 4 * rows + 65_536


def pair_columns(first: CodedColumn, other: CodedColumn) -> tuple[pl.Series, list[tuple[str, str]]]:
    """Two columns as one: ids (null where either is), and the pairs of texts that occur."""
    if len(other.texts) == 1 and not other.ids.has_nulls():
        return first.ids, [(text, other.texts[0]) for text in first.texts]
    packed, size = pack_columns(first, other)
    if is_tabular(size, len(packed)):
        occurring = which_occur(packed, size)
        ids, distinct = _renumber(occurring).gather(packed), occurring.arg_true()
    else:
        distinct = packed.drop_nulls().unique().sort()
        ids = packed.replace_strict(distinct, pl.int_range(len(distinct), dtype=pl.UInt32, eager=True), default=None)
    places = (divmod(key, max(len(other.texts), 1)) for key in distinct)
    return ids.cast(pl.UInt32), [(first.texts[one], other.texts[two]) for one, two in places]


def spread_values(
    values: Sequence[object] | pl.Series, ids: pl.Series, dtype: pl.DataType | type[pl.DataType] = pl.String
) -> pl.Series:
    """One value for each word, laid out for every row."""
    if not len(values):
        return pl.Series([None], dtype=dtype).new_from_index(0, len(ids))
    words = values if isinstance(values, pl.Series) else pl.Series(values, dtype=dtype)
    return words.gather(ids)


def parse_column(
    column: CodedColumn,
    understand: Callable[[str], ParsedText],
    *,
    rows: pl.Series,
    name: str,
    default: str | None = None,
) -> tuple[CodedColumn, pl.DataFrame]:
    """The value of each row's text, ``default`` where there is none, and marks on the rows whose text has a fault."""
    answers = [understand(word) for word in column.texts]
    values, ids = [answer.value for answer in answers], column.ids
    if default is not None and ids.has_nulls():
        values, ids = [*values, default], ids.fill_null(len(answers))
    meaning = code_texts(values, ids)
    faults = [
        (n, fault.code, fault.column or name, fault.value or column.texts[n].strip(), fault.detail)
        for n, answer in enumerate(answers)
        for fault in answer.faults
    ]
    return meaning, lay_out_faults(faults, column.ids, rows)


def lay_out_faults(faults: Sequence[NumberedFault], ids: pl.Series, rows: pl.Series) -> pl.DataFrame:
    """Faults of distinct texts as marks of the rows that hold them."""
    if not faults:
        return no_marks()
    schema = {"id": pl.UInt32, "code": pl.String, "column": pl.String, "value": pl.String, "detail": pl.String}
    fault_frame = pl.DataFrame(faults, schema=schema, orient="row")
    rows_with_fault = pl.DataFrame([rows.alias(ROW), ids.alias("id")]).filter(
        pl.col("id").is_in(fault_frame["id"].unique().implode())
    )
    return rows_with_fault.join(fault_frame, on="id").select(list(MARK_SCHEMA))
