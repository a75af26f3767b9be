"""The figures that one agency's records give: of their own period, and of those before that they change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from collectors.readers.marks import Mark, mark_frame
from collectors.records.restated_periods import find_restated, list_reached_periods
from collectors.submissions.check_context import CheckContext
from collectors.submissions.findings import word_marks
from collectors.submissions.sending_agency import SendingAgency
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.store import read_figures
from indicators.period.arithmetic import Period
from indicators.records.derivation import DerivationScope, derive_figures, list_figure_cells
from indicators.records.record_frames import Records
from indicators.records.views import prepare_views, prepare_views_of_periods

#: Whole years are frozen returns; a cut of a year that goes on is not the last word.
FINAL, CUT, PART = "final", "provisional", "local_estimate"


@dataclass(frozen=True, eq=False)
class AgencyFigures:
    """``own``: of the records' period; ``restated``: of others, those that change (both ``FIGURE_SCHEMA``).

    ``findings``: a note (``FINDING_SCHEMA``) for each of the latter.
    """

    own: pl.DataFrame
    restated: pl.DataFrame
    findings: pl.DataFrame


def derive_agency_figures(
    context: CheckContext, records: Records, earlier: Sequence[Records], *, sender: SendingAgency, area: str
) -> AgencyFigures:
    """What the records give together with those that are kept of other periods.

    Without a store nothing is restated.
    """
    derived = _derive(context, records, earlier, sender=sender, area=area)
    _, own = next(derived)
    restated: list[pl.DataFrame] = [own.clear()]
    messages: list[str] = []
    for period, figures in derived:
        cells = list_figure_cells(context.ruleset.catalogue, records.record_set.code, period)
        stored = _read_own(context, cells, agency=sender.code, area=area)
        # What two periods both give, as of their last day, is told by the records' own or else the first of them.
        free = figures.join(pl.concat([own, *restated]), on=FIGURE_KEY, how="anti")
        found = find_restated(free, stored, cells=cells, catalogue=context.ruleset.catalogue, by=records.period)
        restated.append(found.figures)
        messages += found.messages
    marks = mark_frame(Mark("figures-restated", detail=message) for message in messages)
    return AgencyFigures(own, pl.concat(restated), word_marks(marks, context.ruleset.finding_kinds, sheet=None))


def _derive(
    context: CheckContext, records: Records, earlier: Sequence[Records], *, sender: SendingAgency, area: str
) -> Iterator[tuple[Period, pl.DataFrame]]:
    """Every figure of the records' own period first, then of each that they reach."""
    supplier = sender.code if records.record_set.role is None else None
    reached = list_reached_periods(records, earlier) if context.session is not None else []
    if reached:
        views_by_period = prepare_views_of_periods(records, context.view_context, earlier, [records.period, *reached])
    else:
        views_by_period = iter([(records.period, prepare_views(records, context.view_context, earlier))])
    rules = context.ruleset
    for period, views in views_by_period:
        status = PART if supplier else FINAL if period.kind != "window" else CUT
        scope = DerivationScope(period, area, status, supplier)
        figures = derive_figures(
            views, records.record_set, scope, catalogue=rules.catalogue, breakdowns=rules.breakdowns
        )
        yield period, figures


def _read_own(context: CheckContext, cells: pl.DataFrame, *, agency: str, area: str) -> pl.DataFrame:
    """The agency's own figures that count now."""
    assert context.session is not None
    stored = read_figures(
        context.session, areas=[area], periods=cells["period"].unique(), indicators=cells["indicator"].unique(),
        former=context.ruleset.former_codes,
    )  # fmt: skip
    context.release_store()
    return stored.filter(agency=agency)
