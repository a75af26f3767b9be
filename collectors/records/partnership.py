"""Figures that need every supplier's records: derived once all have sent; until then each says whose it waits for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import polars as pl
from sqlmodel import Session

from collectors.records.check import PART, CheckContext, RecordVerdict
from collectors.submissions.figure_schema import STORABLE_FIGURES
from indicators.catalogue.indicator import BreakdownSplit
from indicators.figures.models import BatchRow
from indicators.figures.store import FIGURE_SCHEMA, NewBatch, find_batch, read_figures, record_batch
from indicators.period.codes import Period
from indicators.records.derivation import derive_figures, find_measures
from indicators.records.models import RecordSubmissionRow
from indicators.records.record_frames import Records
from indicators.records.record_sets import load_record_set
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


def derive_partnerships(session: Session, told: RecordVerdict, *, agency: str, around: CheckContext) -> None:
    """After one supplier's records: the whole area's figures, in the caller's transaction.

    People are counted once across the suppliers, in memory; nothing that joins their records is kept.
    """
    records = told.records
    if records is None or records.record_set.role is not None or around.vault is None:
        return
    for place in around.ruleset.places.values():
        expected = [row.agency for row in place.suppliers_of(told.record_set, told.area, told.period.end)]
        partnership = place.agency_in_role(ROLE, told.area, told.period.end)
        if agency in expected and partnership is not None:
            found = find_suppliers(session, told.record_set, expected, told.period)
            if found.missing:
                _record_waiting(session, told, partnership.code, found.missing, place=place, around=around)
            else:
                _derive(session, told, partnership.code, found.submissions, around=around)


def find_suppliers(session: Session, record_set: str, expected: Iterable[str], period: Period) -> Suppliers:
    """Which of the expected agencies have sent records of a period, and which have not."""
    wanted = list(dict.fromkeys(expected))
    sent = list_record_submissions(session, record_set, agencies=wanted, period=period.code)
    have = {row.agency for row in sent}
    ordered = sorted(sent, key=lambda row: row.agency)
    return Suppliers(tuple(ordered), tuple(code for code in wanted if code not in have))


def _derive(
    session: Session,
    told: RecordVerdict,
    partnership: str,
    sent: Sequence[RecordSubmissionRow],
    *,
    around: CheckContext,
) -> None:
    assert around.vault is not None
    purpose = load_record_set(told.record_set, told.version).purposes[0]
    together = combine_records([load_records(around.vault, row, purpose=purpose) for row in sent])
    views = prepare_views(_with_settings(together, told), around.view_context)
    figures = derive_figures(
        views, record_set=together.record_set, period=told.period, area=told.area, catalogue=around.ruleset.catalogue,
        breakdowns=around.ruleset.breakdowns, status=PART,
    )  # fmt: skip
    rest = _figures_not_available(told, set(figures["indicator"]), UNKNOWN, around)
    names = [_name_of(session, row) for row in sent]
    _store_figures(
        session, partnership, pl.concat([figures, rest]), names, what=f"records of {len(sent)} suppliers", around=around
    )


def _with_settings(together: Records, told: RecordVerdict) -> Records:
    """The place's settings hold for the whole as for the part."""
    assert told.records is not None
    settled = load_record_set(told.record_set, together.record_set.version, settings=told.records.record_set.settings)
    return Records(settled, together.period, together.tables)


def _record_waiting(
    session: Session,
    told: RecordVerdict,
    partnership: str,
    missing: Sequence[str],
    *,
    place: Place,
    around: CheckContext,
) -> None:
    """Every figure not given yet is stored as not available, with the names of the suppliers that it waits for."""
    known = read_figures(session, areas=[told.area], periods=[told.period.code])
    given = set(known.filter(agency=partnership, breakdown="total")["indicator"])
    names = ", ".join(place.agency(code).name for code in missing)
    figures = _figures_not_available(told, given, f"Not sent: it waits for the records of {names}.", around)
    if figures.height:
        _store_figures(
            session, partnership, figures, [], what=f"waiting for {' '.join(sorted(missing))}", around=around
        )


def _figures_not_available(
    told: RecordVerdict, given: Collection[str], note: str, around: CheckContext
) -> pl.DataFrame:
    """Rows without a figure, and why, for every measure and split that the records could give and do not."""
    held = find_measures(around.ruleset.catalogue, told.record_set, told.period)
    wanted = {each.indicator.code: each.derivation.by for some in held.values() for each in some}
    rows = [
        {"indicator": code, "area": told.area, "period": told.period.code, "breakdown": breakdown, "kind": "actual",
         "symbol": "not_available", "status": PART, "note": note, "locator": "no figure"}
        for code, split in wanted.items() if code not in given
        for breakdown in ("total", *_members(split, around))
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=FIGURE_SCHEMA)


def _members(split: BreakdownSplit | None, around: CheckContext) -> list[str]:
    if split is None:
        return []
    return [f"{split.breakdown}={member}" for member in around.ruleset.breakdowns[split.breakdown].members]


def _store_figures(
    session: Session, partnership: str, figures: pl.DataFrame, inputs: Sequence[str], *, what: str, around: CheckContext
) -> None:
    file = case_name(partnership, what, *inputs, *sorted({*figures["period"], *figures["area"]}))
    batch = NewBatch(
        "derived", partnership, file, what, around.ruleset.hash, around.clock.now(), inputs=tuple(inputs)
    )  # fmt: skip
    if find_batch(session, batch.name) is None:
        record_batch(session, batch, STORABLE_FIGURES.validate(figures))
        details = {"agency": partnership, "figures": figures.height, "inputs": list(inputs)}
        audit.record(session, around.clock, act="derive-partnership", subject=batch.name, details=details)


def _name_of(session: Session, row: RecordSubmissionRow) -> str:
    batch = session.get(BatchRow, row.batch)
    assert batch is not None
    return batch.name
