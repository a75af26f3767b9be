"""Figures of one batch, area and period as one text: JSON, one figure a line, so that SQL and polars both read it.

``[[7,2,0,1,"row 2",724000000,868000000],`` and so on. A list has the values of ``LINE_COLUMNS``, words and marks as
numbers; columns at the end that a batch does not use are left out. Quotation marks, backslashes and control characters
are written as ``\\u`` and four digits, and a text that reads null begins with one: so each line is CSV as well, which
polars reads several times as fast as it reads JSON.
"""

from __future__ import annotations

import json

import polars as pl

SEGMENT_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("batch", "area", "period"), pl.Int64),
    "figures": pl.String,
}
_KEY = ("batch", "area", "period")
_LINE_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("indicator", "breakdown", "kind", "status"), pl.Int64),
    "locator": pl.String,
    **dict.fromkeys(("numerator", "denominator", "value", "symbol", "rounded_to", "lower", "upper"), pl.Int64),
    "note": pl.String,
}
LINE_COLUMNS = tuple(_LINE_SCHEMA)
#: A row of figures as numbers: words by the code book, kind, symbol and status as places in their lists.
STORED_COLUMNS = (*_KEY, "indicator", "breakdown", "kind", "numerator", "denominator", "value", "symbol", "status",
                  "rounded_to", "lower", "upper", "note", "locator")  # fmt: skip
_STORED_SCHEMA = {name: _LINE_SCHEMA.get(name, pl.Int64) for name in STORED_COLUMNS}
_BETWEEN = "],\n["
_ESCAPES = {chr(code): f"\\u{code:04x}" for code in (*range(32), ord('"'), ord("\\"))}
#: So many are read at once that their texts take little memory.
_SEGMENTS_AT_ONCE = 200


def count_columns(rows: pl.DataFrame) -> int:
    """How many of ``LINE_COLUMNS`` the rows of a batch use, up to the last with a value."""
    used = [number for number, name in enumerate(LINE_COLUMNS, 1) if rows[name].null_count() < rows.height]
    return max(used, default=0)


def encode_segments(rows: pl.DataFrame, columns: int) -> pl.DataFrame:
    """``SEGMENT_SCHEMA`` of a batch's ``rows`` (``STORED_COLUMNS``), which are in the order of their key."""
    sizes = rows.group_by(_KEY, maintain_order=True).len("rows")
    used = rows.select(LINE_COLUMNS[:columns]).with_columns(pl.col(pl.String).pipe(_escape))
    lines = used.write_csv(include_header=False, null_value="null", quote_style="non_numeric").split("\n")
    ends = sizes["rows"].cum_sum()
    figures = [f"[[{_BETWEEN.join(lines[end - size : end])}]]" for size, end in zip(sizes["rows"], ends, strict=True)]
    return sizes.select(*_KEY, figures=pl.Series(figures, dtype=pl.String))


def decode_segments(segments: pl.DataFrame) -> pl.DataFrame:
    """The rows (``STORED_COLUMNS``) of ``SEGMENT_SCHEMA``, in the order of the segments.

    Raises:
        PolarsError: a text is none that the program writes.
    """
    pieces = [_decode_piece(piece) for piece in segments.iter_slices(_SEGMENTS_AT_ONCE)]
    return pl.concat(pieces) if pieces else pl.DataFrame(schema=_STORED_SCHEMA)


def count_written_columns(text: str) -> int:
    """How many of ``LINE_COLUMNS`` the first line of a segment has."""
    first_line = text.partition("\n")[0].removeprefix("[").rstrip(",]")
    return len(json.loads(f"{first_line}]"))


def _decode_piece(segments: pl.DataFrame) -> pl.DataFrame:
    texts = [text[2:-2].replace(_BETWEEN, "\n") for text in segments["figures"]]
    # With a line of names, lines may leave out columns at the end.
    data = "\n".join([",".join(LINE_COLUMNS), *texts])
    lines = pl.read_csv(data.encode(), schema=_LINE_SCHEMA, null_values="null")
    sizes = pl.Series([text.count("\n") + 1 for text in texts])
    keys = segments.select(pl.col(_KEY).repeat_by(sizes).explode(empty_as_null=False))
    unescaped = [_unescape(lines[name]) for name in ("locator", "note")]
    return keys.hstack(lines.with_columns(unescaped).get_columns()).select(STORED_COLUMNS)


def _escape(texts: pl.Expr) -> pl.Expr:
    return texts.str.replace_many(list(_ESCAPES), list(_ESCAPES.values())).str.replace("^null$", r"\u006eull")


def _unescape(texts: pl.Series) -> pl.Series:
    if not texts.str.contains("\\", literal=True).any():
        return texts
    return (
        pl.select(pl.concat_str(pl.lit('"'), texts, pl.lit('"')).str.json_decode(pl.String))
        .to_series()
        .alias(texts.name)
    )
