"""What the page of a return reads: its cells as figures stand, the last edition, what was put up, and open queries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl
from fastapi import Request

from api.dependencies import conceal_not_found
from api.pages.edition_data import without_restricted_figures
from api.pages.page_data import PageData, valid_until
from api.pages.page_state import page_state
from api.pages.period_spans import span_of_period
from api.pages.views.draft import DraftLine, DraftSources, join_states, list_draft_lines, list_outcomes
from exports.editions.changes.baseline import find_last_released
from exports.editions.changes.cell_changes import CHANGE_SCHEMA, compare_cells
from exports.editions.proposals.read_proposals import OPEN, Proposal, read_proposals
from exports.editions.published_editions import PublishedEdition, read_editions_of
from exports.editions.queries.submission_queries import Query, find_unanswered
from exports.editions.recipients.acknowledgements import Acknowledgement, read_acknowledgements
from exports.editions.return_key import ReturnKey
from exports.editions.storage.edition_blobs import read_edition_cells
from indicators.period.codes import parse_period
from mappings.access.policy_subject import build_subject
from mappings.definitions.return_definitions import ENTITLED
from mappings.fill.cells import FilledReturn, FillRequest
from mappings.fill.fill import fill
from mappings.fill.restricted_figures import hide_restricted_figures
from mappings.plan.plan import Plan
from returnonce.access.policy import can_read_restricted, check_read_draft, check_signed_in
from returnonce.access.principals import PolicySubject
from returnonce.db import reading


@dataclass(frozen=True)
class DraftFacts:
    """A return as it stands, for one caller. ``changes``: ``CHANGE_SCHEMA`` since the last edition that its recipient
    had; empty without one. ``obligation``: its row of the plan, None where nobody here has to make it."""

    filled: FilledReturn
    subject: PolicySubject
    lines: list[DraftLine]
    obligation: dict[str, object] | None
    last: PublishedEdition | None
    acknowledgements: tuple[Acknowledgement, ...]
    changes: pl.DataFrame
    open_proposal: Proposal | None
    queries: tuple[Query, ...]

    @property
    def key(self) -> ReturnKey:
        return ReturnKey(self.filled.return_code, self.filled.area.code, self.filled.period.code)


def find_draft_key(request: Request, return_code: str, area: str, period: str) -> tuple[ReturnKey, PolicySubject]:
    """What an address names, once the caller may read its draft.

    Raises:
        NotFound: there is none, or the caller may not know of it; Refused where the period is no period.
    """
    sources = PageData(request)
    check_signed_in(sources.principal)
    ruleset, when = sources.context.ruleset, parse_period(period)
    with conceal_not_found():
        code = ruleset.areas.find(area, on=when.end).code
        about = build_subject(ruleset, area=code, return_code=return_code)
        check_read_draft(sources.principal, about)
        ruleset.return_named(return_code)
    return ReturnKey(return_code, code, when.code), about


def read_draft(request: Request, key: ReturnKey, about: PolicySubject) -> DraftFacts:
    """The draft of a return, once ``find_draft_key`` allowed it, from the cache where nothing changed since.

    Raises as :func:`mappings.fill.fill.fill`.
    """
    sources = PageData(request)
    span = span_of_period(parse_period(key.period), sources.today)
    # The subject stands for who may see it, of which restricted figures are the one difference.
    kind = ("draft-facts", *key, can_read_restricted(sources.principal, about))

    def make() -> tuple[DraftFacts, datetime]:
        board = sources.board(span)
        return _read_facts(sources, key, about), valid_until(board, sources.now)

    return sources.cached(kind, span, make, page_state(request).drafts)  # type: ignore[no-any-return]


def _read_facts(sources: PageData, key: ReturnKey, about: PolicySubject) -> DraftFacts:
    ruleset, blobs = sources.context.ruleset, sources.context.blobs
    filled = fill_cached(sources, key)
    with reading(sources.context.engine) as session:
        editions = read_editions_of(session, key)
        last = find_last_released(editions, ENTITLED)
        acknowledgements = tuple(read_acknowledgements(session, last)) if last else ()
        waiting = (one for one in read_proposals(session, **key._asdict()) if one.state in OPEN)
        open_proposal = next(waiting, None)
        queries = tuple(find_unanswered(session, filled))
    shown = filled
    if not can_read_restricted(sources.principal, about):
        shown = hide_restricted_figures(ruleset, filled)
    changes = pl.DataFrame(schema=CHANGE_SCHEMA)
    if last is not None:
        before = read_edition_cells(blobs, last, ENTITLED)
        hidden = without_restricted_figures(before, ruleset, sources.principal, about)
        changes = compare_cells(hidden, shown.cells, ruleset.former_codes)
    lines, obligation = _explain_lines(sources, shown, changes, queries)
    return DraftFacts(shown, about, lines, obligation, last, acknowledgements, changes, open_proposal, queries)


def fill_cached(sources: PageData, key: ReturnKey) -> FilledReturn:
    """The return with what stands beside each figure, from the cache where nothing changed since."""

    def make() -> tuple[FilledReturn, datetime]:
        request = FillRequest(*key, context=True)
        with reading(sources.context.engine) as session:
            return fill(sources.context.ruleset, session, request), sources.midnight

    span = span_of_period(parse_period(key.period), sources.today)
    return sources.cached(("draft", *key), span, make)  # type: ignore[no-any-return]


def _explain_lines(
    sources: PageData, filled: FilledReturn, changes: pl.DataFrame, queries: tuple[Query, ...]
) -> tuple[list[DraftLine], dict[str, object] | None]:
    code, period = filled.return_code, filled.period.code
    span = span_of_period(filled.period, sources.today)
    plan, board = sources.plan(span), sources.board(span)
    of_return = _of_return(plan, code, filled.place)
    keys = ("line", "area", "period", "breakdown", "indicator")
    explained = DraftSources(
        requests=join_states(of_return.figure_requests, board, code, period),
        outcomes=list_outcomes(of_return.cells.filter(pl.col("for_period") == period)),
        changes={tuple(row[key] for key in keys): row for row in changes.iter_rows(named=True)},
        queries=queries,
        area=filled.area.code,
    )
    own = plan.obligations.filter(
        (pl.col("return") == code) & (pl.col("period") == period) & (pl.col("area") == filled.area.code)
    )
    obligation = own.row(0, named=True) if own.height else None
    return list_draft_lines(filled.cells, explained), obligation


def _of_return(plan: Plan, code: str, place: str | None) -> Plan:
    """The part of a plan that one return at one place rests on."""
    figures = plan.figure_requests.filter(pl.col("place").eq_missing(pl.lit(place)))
    cells = plan.cells.filter(pl.col("place").eq_missing(pl.lit(place)) & (pl.col("return") == code))
    return replace(plan, figure_requests=figures, cells=cells)
