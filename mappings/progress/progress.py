"""Completeness and timeliness of each collection, from what was asked and what came; nobody sets it by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl
from sqlmodel import Session

from indicators.figures.figure_key import FIGURE_KEY
from mappings.calendar.deadlines import Deadline
from mappings.fill.figure_scope import list_areas_to_read
from mappings.plan.scheduled_collections import is_scheduled_alone
from mappings.progress.agency_families import find_families
from mappings.progress.collection_counts import COUNTS, MOMENTS, count_figures, count_records
from mappings.progress.received_figures import match_figures, number_cells
from mappings.progress.record_progress import match_record_files
from mappings.progress.refusals import find_last_refusals, find_returns_by_collection, match_refused_figures
from mappings.progress.sent_returns import count_sent_returns, read_sent_returns
from mappings.progress.upload_history import UploadHistory, read_upload_history
from returnonce.column_types import INSTANT

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: Counts are figures; a file of records counts as one. ``received``: in any upload that came, refused ones
#: too. ``accepted``: the agency gave it and it stands, with a value or with a symbol; ``not_available``: of
#: these, said to be not available. ``given_by_others``: another agency or a publisher gave it, so nobody
#: keys it here; ``given_by`` says who. ``owed``: the rest. ``on_time``: accepted before the deadline.
PROGRESS_SCHEMA: dict[str, Any] = {
    "key": pl.String,
    "deadline": INSTANT,
    **dict.fromkeys(COUNTS, pl.Int64),
    "given_by": pl.List(pl.String),
    #: First upload that touched it; since when nothing is missing; the last accepted, withdrawn and refused.
    **dict.fromkeys((*MOMENTS, "refused_at"), INSTANT),
    "last_submission": pl.String,
}


@dataclass(frozen=True)
class OwedCollections:
    """Collections (key, agency, period, opens, due, at, record_set, figures) and their figures (collection, agency,
    ``FIGURE_KEY``, needed_by, confirm_by, returns)."""

    collections: pl.DataFrame
    figures: pl.DataFrame


def measure_progress(ruleset: Ruleset, session: Session, owed: OwedCollections, *, as_of: datetime) -> pl.DataFrame:
    """One row of ``PROGRESS_SCHEMA`` for each collection, as known at an instant."""
    return calculate_progress(ruleset, read_upload_history_for(ruleset, session, owed, as_of=as_of), owed)


def read_upload_history_for(
    ruleset: Ruleset, session: Session, owed: OwedCollections, *, as_of: datetime
) -> UploadHistory:
    """The uploads of the owed figures, and of figures from which they could be derived."""
    areas = list_areas_to_read(ruleset, sorted(owed.figures["area"].unique()), context=False)
    indicators, periods = (owed.figures[name].unique().sort() for name in ("indicator", "period"))
    history = read_upload_history(
        session, areas=areas, periods=periods, indicators=indicators, as_of=as_of, former=ruleset.former_codes
    )
    if owed.collections.filter(is_scheduled_alone()).is_empty():
        return history
    return replace(history, sent_returns=read_sent_returns(session, as_of))


def calculate_progress(ruleset: Ruleset, history: UploadHistory, owed: OwedCollections) -> pl.DataFrame:
    """Progress from an upload history that has been read already."""
    families = find_families(ruleset)
    collections = owed.collections.with_columns(deadline=_list_deadlines(owed.collections))
    cells, history = number_cells(_make_cells(ruleset, owed, collections), history)
    matched = match_figures(cells, history, families, ruleset)
    returns = find_returns_by_collection(ruleset, owed.figures)
    refused_figures = match_refused_figures(matched, history, families, returns)
    of_records = count_records(collections, match_record_files(collections, history, families), history)
    of_schedule = count_sent_returns(collections, history.sent_returns)
    counts = pl.concat([count_figures(matched, refused_figures, history, families), of_records, of_schedule])
    names = ("key", "agency", "record_set", "period", "opens", "due", "deadline")
    with_counts = collections.select(names).join(counts, on="key", how="left").with_columns(pl.col(COUNTS).fill_null(0))
    last_refusals = find_last_refusals(with_counts, refused_figures, history, families)
    return (
        with_counts.join(last_refusals, on="key", how="left")
        .select(PROGRESS_SCHEMA.keys())
        .cast(pl.Schema(PROGRESS_SCHEMA))
    )


@lru_cache(maxsize=4096)
def deadline_instant(day: date | None, at: str | None) -> datetime | None:
    """The instant from which a collection is late: the hour of the day in London; 5pm where no hour is given."""
    return Deadline(day, time.fromisoformat(at or "17:00"), "", assumed=False).instant


def _list_deadlines(collections: pl.DataFrame) -> pl.Series:
    rows = collections.select("due", "at").iter_rows()
    return pl.Series("deadline", [deadline_instant(day, at) for day, at in rows], dtype=INSTANT)


def _make_cells(ruleset: Ruleset, owed: OwedCollections, collections: pl.DataFrame) -> pl.DataFrame:
    """The figures with the deadline of their collection, and the publishers whose figures do not count."""
    figures = owed.figures.rename({"collection": "key"})
    later = pl.col("confirm_by").list.len() > 0
    uses = pl.when(later).then(pl.concat_list(pl.col("needed_by"), pl.col("confirm_by")).list.drop_nulls())
    with_uses = figures.with_columns(_list_barred_publishers(ruleset), uses=uses).select(
        "key", "agency", *FIGURE_KEY, "barred", "uses"
    )
    return with_uses.join(collections.select("key", "deadline"), on="key")


def _list_barred_publishers(ruleset: Ruleset) -> pl.Expr:
    """The publishers to whom the returns of the waiting lines (``vital-signs VSB14``) go, joined by ``|``."""
    lines = pl.col("returns").list.join("\n")
    names = [
        pl.when(lines.str.contains(rf"(?m)^{re.escape(code)} ")).then(pl.lit(name))
        for code, a_return in ruleset.returns.items()
        for name in sorted({name for edition in a_return.editions for name in edition.recipient_publishers})
    ]
    return pl.concat_str(names or [pl.lit("")], separator="|", ignore_nulls=True).alias("barred")
