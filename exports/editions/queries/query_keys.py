"""The key of a query: a hash of its rule and of the row's content. An unchanged row keeps its answers in another file,
wherever it stands there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from sqlmodel import Session

from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.figures.store import read_batch_figures
from mappings.progress.upload_history import FIRST_ROW

#: A figure's place in its file is no part of its content.
CONTENT = tuple(name for name in FIGURE_SCHEMA if name != "locator")


def make_query_keys(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """One key for each finding: name, agency and file of its submission, then the finding's own columns."""
    content = _row_contents(session, {row["name"] for row in rows if row["row_number"] is not None})
    return [_hash(row, content.get((row["name"], row["row_number"]))) for row in rows]


def _row_contents(session: Session, names: set[str]) -> dict[tuple[str, int], str]:
    """By submission and row, the content of rows that hold figures."""
    if not names:
        return {}
    figures = read_batch_figures(session, sorted(names)).with_columns(_row=pl.col("locator").str.extract(FIRST_ROW, 1))
    texts_by_row: dict[tuple[str, int], list[str]] = {}
    for origin, number, *content in figures.select("origin", pl.col("_row").cast(pl.Int64), *CONTENT).iter_rows():
        if number is not None:
            texts_by_row.setdefault((origin, number), []).append(json.dumps(content, ensure_ascii=False))
    return {key: "\n".join(sorted(texts)) for key, texts in texts_by_row.items()}


def _hash(row: Mapping[str, Any], content: str | None) -> str:
    """Without figures in the row (records, or the whole file), the place in this very file is what it is about."""
    parts = [row["agency"], row["code"], row["column_name"]]
    if content is not None:
        parts.append(content)
    elif row["row_number"] is not None:
        parts += [row["file"], row["sheet"], row["row_number"], row["value"]]
    else:
        parts += [row["value"], row["message"]]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
