"""Figures that need every supplier's records: derived once all have sent; until then each says whose it waits for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from sqlmodel import Session

from collectors.records.agency_figures import PART
from collectors.records.check import RecordVerdict
from collectors.submissions.check_context import CheckContext
from collectors.submissions.sending_agency import find_areas_of_records, find_sending_agency
from collectors.submissions.verdict import UploadVerdict
from indicators.catalogue.indicator import BreakdownSplit
from indicators.figures.batches import NewBatch, find_batch, record_batch
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.figures.models import BatchRow
from indicators.figures.store import read_figures
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from indicators.records.derivation import DerivationScope, derive_figures, find_measures
from indicators.records.models import RecordSubmissionRow
from indicators.records.record_frames import Records
from indicators.records.record_sets import apply_settings
from indicators.records.sealed_records import list_record_submissions, load_records
from indicators.records.views import prepare_views
from indicators.records.views.treatment.combined_records import combine_records
from mappings.place.places import Place
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.errors import ReturnOnceError
from returnonce.vault import case_name

ROLE = "drug-partnership"
UNKNOWN = "Not known yet: the records do not reach far enough."


@dataclass(frozen=True)
class Suppliers:
    """Of an area's suppliers: the records that are kept for a period, and the agencies without any."""

    submissions: tuple[RecordSubmissionRow, ...]
    missing: tuple[str, ...]


def derive_partnerships(context: AppContext, session: Session, record_verdict: RecordVerdict) -> None:
    """After one supplier's records: the whole area's figures, in the caller's transaction.

    People are counted once across the suppliers, in memory; nothing that joins their records is kept.
    """
    records = record_verdict.records
    if records is None or records.record_set.role is not None:
        return
    settings = records.record_set.settings
    part = _Part(record_verdict.record_set, record_verdict.area, record_verdict.period, settings)
    for place, derivation, suppliers in _find_partnerships(context, session, part, record_verdict.verdict.agency):
        if suppliers.missing:
            derivation.record_waiting(suppliers.missing, place)
        else:
            derivation.derive(suppliers.submissions)


def wait_for_records(context: AppContext, session: Session, verdict: UploadVerdict) -> None:
    """After one supplier's figures that were derived at home: the whole area's figures wait for its records.

    Record set and period are as a workbook says them: of unknown ones nothing waits.
    """
    if verdict.derived_from is None or verdict.agency is None:
        return
    agency, (record_set, period) = verdict.agency, verdict.derived_from
    try:
        role, when = context.ruleset.records.record_set(record_set).role, parse_period(period)
    except ReturnOnceError:
        return
    if role is not None:
        return
    sender = find_sending_agency(context.ruleset, agency)
    for area in sorted(find_areas_of_records(sender, record_set, role, when.end)):
        for place, derivation, suppliers in _find_partnerships(context, session, _Part(record_set, area, when), agency):
            if suppliers.missing:
                derivation.record_waiting(suppliers.missing, place)


@dataclass(frozen=True)
class _Part:
    """Of which record set, area and period a supplier gave its part, and the settings of its place."""

    record_set: str
    area: str
    period: Period
    settings: Mapping[str, Any] = field(default_factory=dict)


def _find_partnerships(
    context: AppContext, session: Session, part: _Part, agency: str | None
) -> Iterator[tuple[Place, _PartnershipDerivation, Suppliers]]:
    """Each partnership of which the agency is a supplier, and which suppliers have sent their records."""
    for place in context.ruleset.places.values():
        expected = [row.agency for row in place.suppliers_of(part.record_set, part.area, part.period.end)]
        partnership = place.agency_in_role(ROLE, part.area, part.period.end)
        if agency in expected and partnership is not None:
            suppliers = find_suppliers(session, part.record_set, expected, part.period)
            yield place, _PartnershipDerivation(context, session, part, partnership.code), suppliers


def find_suppliers(session: Session, record_set: str, expected: Iterable[str], period: Period) -> Suppliers:
    """Which of the expected agencies have sent records of a period, and which have not."""
    codes = list(dict.fromkeys(expected))
    submissions = list_record_submissions(session, record_set, agencies=codes, period=period.code)
    senders = {row.agency for row in submissions}
    ordered = sorted(submissions, key=lambda row: row.agency)
    return Suppliers(tuple(ordered), tuple(code for code in codes if code not in senders))


@dataclass(frozen=True)
class _PartnershipDerivation:
    """One partnership's figures of the record set, area and period of a supplier's part."""

    context: AppContext
    session: Session
    part: _Part
    partnership: str

    def derive(self, submissions: Sequence[RecordSubmissionRow]) -> None:
        """Store the figures of all suppliers' records together; what they cannot give is not known yet."""
        ruleset = self.context.ruleset
        together = self._combine(submissions)
        figures = derive_figures(
            prepare_views(
                together, CheckContext(self.context, self.session).view_context, self._list_earlier(submissions)
            ),
            together.record_set,
            DerivationScope(self.part.period, self.part.area, PART),
            catalogue=ruleset.catalogue, breakdowns=ruleset.breakdowns,
        )  # fmt: skip
        rest = self._figures_not_available(set(figures["indicator"]), UNKNOWN)
        names = [_name_of(self.session, row) for row in submissions]
        self._store(pl.concat([figures, rest]), names, what=f"records of {len(submissions)} suppliers")

    def _combine(self, submissions: Sequence[RecordSubmissionRow]) -> Records:
        """Several suppliers' records under one another."""
        records, vault = self.context.ruleset.records, self.context.vault
        purpose = records.record_set(self.part.record_set).purposes[0]
        return self._with_settings(
            combine_records([load_records(vault, row, records, purpose=purpose) for row in submissions])
        )

    def _list_earlier(self, submissions: Sequence[RecordSubmissionRow]) -> list[Records]:
        """Records of the years before for which every one of these suppliers' are kept, newest first."""
        agencies = [row.agency for row in submissions]
        rows = list_record_submissions(self.session, self.part.record_set, agencies=agencies)
        start = self.part.period.start
        years = {parse_period(row.period) for row in rows}
        before = sorted((year for year in years if year.kind == "financial_year" and year.end < start), reverse=True)
        by_year = [[row for row in rows if row.period == year.code] for year in before]
        return [self._combine(own) for own in by_year if {row.agency for row in own} == set(agencies)]

    def record_waiting(self, missing: Sequence[str], place: Place) -> None:
        """Store every figure not given yet as not available, with the names of the suppliers that it waits for."""
        area, period = self.part.area, self.part.period.code
        former = self.context.ruleset.former_codes
        stored = read_figures(self.session, areas=[area], periods=[period], former=former)
        indicators_given = set(stored.filter(agency=self.partnership, breakdown="total")["indicator"])
        names = ", ".join(place.agency(code).name for code in missing)
        note = f"Not sent: it waits for the records of {names}."
        figures = self._figures_not_available(indicators_given, note)
        if figures.height:
            self._store(figures, [], what=f"waiting for {' '.join(sorted(missing))}")

    def _with_settings(self, together: Records) -> Records:
        """The place's settings hold for the whole as for the part."""
        settled = apply_settings(together.record_set, self.part.settings)
        return Records(settled, together.period, together.tables)

    def _figures_not_available(self, indicators_given: Collection[str], note: str) -> pl.DataFrame:
        """Rows without a figure, and why, for every measure and split that the records could give and do not."""
        part = self.part
        derivations = find_measures(self.context.ruleset.catalogue, part.record_set, part.period)
        splits = {each.indicator.code: each.derivation.by for some in derivations.values() for each in some}
        rows = [
            {"indicator": code, "area": part.area, "period": part.period.code, "breakdown": breakdown,
             "kind": "actual", "symbol": "not_available", "status": PART, "note": note, "locator": "no figure"}
            for code, split in splits.items() if code not in indicators_given
            for breakdown in ("total", *self._members(split))
        ]  # fmt: skip
        return pl.DataFrame(rows, schema=FIGURE_SCHEMA)

    def _members(self, split: BreakdownSplit | None) -> list[str]:
        if split is None:
            return []
        return [f"{split.breakdown}={member}" for member in self.context.ruleset.breakdowns[split.breakdown].members]

    def _store(self, figures: pl.DataFrame, inputs: Sequence[str], *, what: str) -> None:
        clock, ruleset_hash = self.context.clock, self.context.ruleset.hash
        file = case_name(self.partnership, what, *inputs, *sorted({*figures["period"], *figures["area"]}))
        batch = NewBatch("derived", self.partnership, file, what, ruleset_hash, clock.now(), inputs=tuple(inputs))
        if find_batch(self.session, batch.name) is None:
            record_batch(self.session, batch, figures)
            details = {"agency": self.partnership, "figures": figures.height, "inputs": list(inputs)}
            audit.record(self.session, clock, act="derive-partnership", subject=batch.name, details=details)


def _name_of(session: Session, row: RecordSubmissionRow) -> str:
    batch = session.get(BatchRow, row.batch)
    assert batch is not None
    return batch.name
