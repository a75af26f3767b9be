"""Figures that need every supplier's records: derived once all have sent; until then each says whose it waits for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import polars as pl
from sqlmodel import Session

from collectors.records.check import PART, RecordVerdict
from collectors.submissions.check_context import CheckContext
from collectors.submissions.figure_schema import STORABLE_FIGURES
from indicators.catalogue.indicator import BreakdownSplit
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.figures.models import BatchRow
from indicators.figures.store import NewBatch, find_batch, read_figures, record_batch
from indicators.period.arithmetic import Period
from indicators.records.derivation import derive_figures, find_measures
from indicators.records.models import RecordSubmissionRow
from indicators.records.record_frames import Records
from indicators.records.record_sets import apply_settings
from indicators.records.sealed_records import list_record_submissions, load_records
from indicators.records.views import prepare_views
from indicators.records.views.treatment.combined_records import combine_records
from mappings.place.places import Place
from returnonce import audit
from returnonce.vault import case_name

ROLE = "drug-partnership"
UNKNOWN = "Not known yet: the records do not reach far enough."


@dataclass(frozen=True)
class Suppliers:
    """Of an area's suppliers: the records that are kept for a period, and the agencies without any."""

    submissions: tuple[RecordSubmissionRow, ...]
    missing: tuple[str, ...]


def derive_partnerships(session: Session, record_verdict: RecordVerdict, *, agency: str, context: CheckContext) -> None:
    """After one supplier's records: the whole area's figures, in the caller's transaction.

    People are counted once across the suppliers, in memory; nothing that joins their records is kept.
    """
    records = record_verdict.records
    if records is None or records.record_set.role is not None or context.vault is None:
        return
    for place in context.ruleset.places.values():
        expected = [
            row.agency
            for row in place.suppliers_of(record_verdict.record_set, record_verdict.area, record_verdict.period.end)
        ]
        partnership = place.agency_in_role(ROLE, record_verdict.area, record_verdict.period.end)
        if agency in expected and partnership is not None:
            suppliers = find_suppliers(session, record_verdict.record_set, expected, record_verdict.period)
            if suppliers.missing:
                _record_waiting(
                    session, record_verdict, partnership.code, suppliers.missing, place=place, context=context
                )
            else:
                _derive(session, record_verdict, partnership.code, suppliers.submissions, context=context)


def find_suppliers(session: Session, record_set: str, expected: Iterable[str], period: Period) -> Suppliers:
    """Which of the expected agencies have sent records of a period, and which have not."""
    codes = list(dict.fromkeys(expected))
    submissions = list_record_submissions(session, record_set, agencies=codes, period=period.code)
    senders = {row.agency for row in submissions}
    ordered = sorted(submissions, key=lambda row: row.agency)
    return Suppliers(tuple(ordered), tuple(code for code in codes if code not in senders))


def _derive(
    session: Session,
    record_verdict: RecordVerdict,
    partnership: str,
    submissions: Sequence[RecordSubmissionRow],
    *,
    context: CheckContext,
) -> None:
    assert context.vault is not None
    purpose = context.ruleset.records.record_set(record_verdict.record_set).purposes[0]
    together = combine_records(
        [load_records(context.vault, row, context.ruleset.records, purpose=purpose) for row in submissions]
    )
    views = prepare_views(_with_settings(together, record_verdict), context.view_context)
    figures = derive_figures(
        views, record_set=together.record_set, period=record_verdict.period, area=record_verdict.area,
        catalogue=context.ruleset.catalogue, breakdowns=context.ruleset.breakdowns, status=PART,
    )  # fmt: skip
    rest = _figures_not_available(record_verdict, set(figures["indicator"]), UNKNOWN, context)
    names = [_name_of(session, row) for row in submissions]
    _store_figures(
        session,
        partnership,
        pl.concat([figures, rest]),
        names,
        what=f"records of {len(submissions)} suppliers",
        context=context,
    )


def _with_settings(together: Records, record_verdict: RecordVerdict) -> Records:
    """The place's settings hold for the whole as for the part."""
    assert record_verdict.records is not None
    settled = apply_settings(together.record_set, record_verdict.records.record_set.settings)
    return Records(settled, together.period, together.tables)


def _record_waiting(
    session: Session,
    record_verdict: RecordVerdict,
    partnership: str,
    missing: Sequence[str],
    *,
    place: Place,
    context: CheckContext,
) -> None:
    """Every figure not given yet is stored as not available, with the names of the suppliers that it waits for."""
    stored = read_figures(session, areas=[record_verdict.area], periods=[record_verdict.period.code])
    indicators_given = set(stored.filter(agency=partnership, breakdown="total")["indicator"])
    names = ", ".join(place.agency(code).name for code in missing)
    figures = _figures_not_available(
        record_verdict, indicators_given, f"Not sent: it waits for the records of {names}.", context
    )
    if figures.height:
        _store_figures(
            session, partnership, figures, [], what=f"waiting for {' '.join(sorted(missing))}", context=context
        )


def _figures_not_available(
    record_verdict: RecordVerdict, indicators_given: Collection[str], note: str, context: CheckContext
) -> pl.DataFrame:
    """Rows without a figure, and why, for every measure and split that the records could give and do not."""
    derivations = find_measures(context.ruleset.catalogue, record_verdict.record_set, record_verdict.period)
    splits = {each.indicator.code: each.derivation.by for some in derivations.values() for each in some}
    rows = [
        {"indicator": code, "area": record_verdict.area, "period": record_verdict.period.code, "breakdown": breakdown,
         "kind": "actual", "symbol": "not_available", "status": PART, "note": note, "locator": "no figure"}
        for code, split in splits.items() if code not in indicators_given
        for breakdown in ("total", *_members(split, context))
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=FIGURE_SCHEMA)


def _members(split: BreakdownSplit | None, context: CheckContext) -> list[str]:
    if split is None:
        return []
    return [f"{split.breakdown}={member}" for member in context.ruleset.breakdowns[split.breakdown].members]


def _store_figures(
    session: Session,
    partnership: str,
    figures: pl.DataFrame,
    inputs: Sequence[str],
    *,
    what: str,
    context: CheckContext,
) -> None:
    file = case_name(partnership, what, *inputs, *sorted({*figures["period"], *figures["area"]}))
    batch = NewBatch(
        "derived", partnership, file, what, context.ruleset.hash, context.clock.now(), inputs=tuple(inputs)
    )  # fmt: skip
    if find_batch(session, batch.name) is None:
        record_batch(session, batch, STORABLE_FIGURES.validate(figures))
        details = {"agency": partnership, "figures": figures.height, "inputs": list(inputs)}
        audit.record(session, context.clock, act="derive-partnership", subject=batch.name, details=details)


def _name_of(session: Session, row: RecordSubmissionRow) -> str:
    batch = session.get(BatchRow, row.batch)
    assert batch is not None
    return batch.name
