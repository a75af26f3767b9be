"""Submissions that overlap: what of an agency's earlier ones is kept, and what a new one covers by its events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import polars as pl
from sqlmodel import Session, col, select

from collectors.readers.marks import RecordMark
from collectors.records.marks import record_mark_frame
from collectors.submissions.check_context import CheckContext
from indicators.figures.models import BatchRow
from indicators.records.record_frames import Records
from indicators.records.sealed_records import list_record_submissions, load_records
from indicators.records.views.client_level_data.reporting_periods import find_covered_span
from indicators.records.views.client_level_data.submissions import EVENTS, list_submissions
from returnonce.vault import Vault


def load_overlapping(
    session: Session, vault: Vault, records: Records, agency: str, context: CheckContext
) -> Sequence[Records]:
    """Every other submission of the agency that is kept, newest period first, each with the day on which it came in."""
    record_set = records.record_set
    rows = list_record_submissions(session, record_set.code, agencies=[agency])
    batches = select(BatchRow.id, BatchRow.made_at).where(col(BatchRow.id).in_([row.batch for row in rows]))
    made_at: dict[int | None, datetime] = dict(session.exec(batches).all())
    context.release_store()
    purpose, settings = record_set.purposes[0], record_set.settings
    definitions = context.ruleset.records
    every = ((row, load_records(vault, row, definitions, purpose=purpose, settings=settings)) for row in rows)
    return [replace(each, received=made_at[row.batch].date()) for row, each in every]


def span_marks(records: Records) -> pl.DataFrame:
    """A note where the events show that a rolling submission covers less than the period that it is of."""
    if not records.record_set.definition.rolling or records.tables[EVENTS].is_empty():
        return record_mark_frame(())
    [submission] = list_submissions(records)
    span, period = find_covered_span(submission, records.record_set.settings), records.period
    if span is not None and span[0] <= period.start and span[1] >= period.end:
        return record_mark_frame(())
    words = f"{span[0]} to {span[1]}" if span else "no month"
    return record_mark_frame([RecordMark("record-covers-less", EVENTS, None, None, words)])
