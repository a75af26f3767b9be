"""Writes answers to queries beside the figures they explain, so that they travel in an edition's files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
from sqlmodel import Session

from exports.editions.queries.submission_queries import Query, Source, list_source_rows, read_answered
from mappings.fill.cells import FilledReturn


def write_answers(session: Session, filled: FilledReturn) -> FilledReturn:
    """The return with the last answer to each query on a row that a cell rests on, in the cell's commentary.

    Answers about a whole file, or about records, stand beside no cell. Commentary is hidden wherever its
    cell's figure is.
    """
    queries_by_row = read_answered(session, filled)
    if not queries_by_row:
        return filled
    commentaries = [
        _append_answers(commentary, lineage, queries_by_row)
        for commentary, lineage in filled.cells.select("commentary", "lineage").iter_rows()
    ]
    return replace(filled, cells=filled.cells.with_columns(commentary=pl.Series(commentaries, dtype=pl.String)))


def _append_answers(
    commentary: str | None, lineage: Mapping[str, Any] | None, queries_by_row: Mapping[tuple[Source, int], list[Query]]
) -> str | None:
    texts = [commentary] if commentary else []
    for figure in lineage["figures"] if lineage else ():
        for row in sorted(list_source_rows(figure["locator"])):
            texts += [
                describe_answer(query) for query in queries_by_row.get(((figure["agency"], figure["file"]), row), ())
            ]
    return " | ".join(dict.fromkeys(texts)) or None


def describe_answer(query: Query) -> str:
    """What was asked and the last answer. No person is named: an edition names bodies."""
    return f"Asked: {query.message} {query.agency} answers: {query.answers[-1].text}"
