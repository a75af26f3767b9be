"""Boards, plans and collections for the pages, cached until the store or the day changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

import polars as pl
from fastapi import Request
from sqlmodel import Session, col, select

from api.app_state import app_state
from api.pages.page_cache import PageCache
from api.pages.page_state import page_state
from api.pages.period_spans import PeriodSpan, span_of_period
from api.pages.views.collection_head import CollectionHead, collection_head
from api.pages.views.returns import add_return_states
from api.pages.visitor import caller
from exports.editions.proposals.read_proposals import read_proposals
from exports.editions.published_editions import read_editions
from indicators.period.codes import parse_period
from mappings.plan.plan import Plan, make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.progress.board import build_board_of_plan
from mappings.reminders.chases import LastChase, read_last_chases, row_subject
from returnonce.access.policy import can_read_collections, check_signed_in
from returnonce.audit import GENESIS, AuditRow
from returnonce.clock import LONDON
from returnonce.db import reading
from returnonce.errors import NotFound, ReturnOnceError

#: Acts that do not change what boards and plans show: a file that waits for its check is in neither.
UNSHOWN_ACTS = ("sign-in", "sign-out", "receive-file")


class PageData:
    """Boards and plans of one request, from the cache where nothing changed since."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.context, self.cache = app_state(request).context, page_state(request).cache
        self.principal = caller(request)
        self.now = self.context.clock.now()
        self.today = self.now.astimezone(LONDON).date()

    def plan(self, span: PeriodSpan) -> Plan:
        """The plan of all places."""

        def make() -> tuple[Plan, datetime]:
            with reading(self.context.engine) as session:
                made = make_plan(self.context.ruleset, PlanScope(span.start, span.end), session, today=self.today)
            return made, self.midnight

        return self.cached(("plan",), span, make)  # type: ignore[no-any-return]

    def board(self, span: PeriodSpan) -> pl.DataFrame:
        """``BOARD_SCHEMA`` for all places."""

        def make() -> tuple[pl.DataFrame, datetime]:
            made_plan = self.plan(span)
            with reading(self.context.engine) as session:
                board = build_board_of_plan(self.context.ruleset, session, made_plan, now=self.now)
            return board, valid_until(board, self.now)

        return self.cached(("board",), span, make)  # type: ignore[no-any-return]

    def last_board(self, span: PeriodSpan) -> pl.DataFrame:
        """The board that was made last, which others' figures may have made old since; else that of now."""
        board: pl.DataFrame | None = self.cache.find_last(self._key(("board",), span), self.now)
        return self.board(span) if board is None else board

    def _last_board(self, span: PeriodSpan, key: str) -> pl.DataFrame:
        """The board that was made last, where it has the collection already; else that of now."""
        board = self.last_board(span)
        return board if key in board["key"] else self.board(span)

    def chases(self, span: PeriodSpan) -> dict[str, LastChase]:
        """When each collection was last chased, by its key."""

        def make() -> tuple[dict[str, LastChase], datetime]:
            with reading(self.context.engine) as session:
                return read_last_chases(session), self.midnight

        return self.cached(("chases",), span, make)  # type: ignore[no-any-return]

    def returns(self, span: PeriodSpan) -> pl.DataFrame:
        """Every return of all places that falls due for the span, with its state (``add_return_states``)."""

        def make() -> tuple[pl.DataFrame, datetime]:
            plan = self.plan(span)
            with reading(self.context.engine) as session:
                editions, proposals = read_editions(session), read_proposals(session)
            requests = plan.figure_requests
            return add_return_states(plan.obligations, requests, editions, proposals, self.today), self.midnight

        return self.cached(("returns",), span, make)  # type: ignore[no-any-return]

    def collection(self, key: str) -> tuple[dict[str, Any], PeriodSpan]:
        """One row of the board, and the span that it was found in.

        Raises:
            Unauthenticated: nobody is signed in.
            NotFound: nothing of that key is asked of anybody, or the caller may not know of it.
        """
        return self._find_collection(key, lambda span, _: self.board(span))

    def collection_head(self, key: str) -> CollectionHead:
        """What of a collection no change of the store changes, from the board that was made last, if there is one.

        Whoever sends a file does not wait for a board that another's figures have made old.

        Raises as :meth:`collection`.
        """
        return collection_head(self._find_collection(key, self._last_board)[0])

    def _find_collection(
        self, key: str, read_board: Callable[[PeriodSpan, str], pl.DataFrame]
    ) -> tuple[dict[str, Any], PeriodSpan]:
        check_signed_in(self.principal)
        span = self._span(key)
        rows = read_board(span, key).filter(pl.col("key") == key) if span is not None else pl.DataFrame()
        if (
            span is None
            or rows.is_empty()
            or not can_read_collections(self.principal, row_subject(rows.row(0, named=True)))
        ):
            raise NotFound(
                "There is no such collection.",
                mend="It may have been given under another return since; look for it in the schedule.",
            )
        return rows.row(0, named=True), span

    def figures(self, key: str, span: PeriodSpan) -> pl.DataFrame:
        """The figures of one collection (``FIGURE_REQUEST_SCHEMA``)."""
        return self.plan(span).figure_requests.filter(pl.col("collection") == key)

    def _span(self, key: str) -> PeriodSpan | None:
        parts = key.split("/")
        try:
            return span_of_period(parse_period(parts[3]), self.today) if len(parts) > 3 else None
        except ReturnOnceError:
            return None

    @property
    def midnight(self) -> datetime:
        """Until when plans stay true."""
        return midnight_after(self.now)

    def cached(
        self, what: tuple[Any, ...], span: PeriodSpan, make: Callable[[], tuple[Any, datetime]],
        cache: PageCache | None = None,
    ) -> Any:  # fmt: skip
        """What ``make`` returns, cached while the store stays as it is. ``cache``: another than that of boards."""
        key = (*self._key(what, span), self.newest_change)
        return (cache or self.cache).get(key, self.now, make)

    def _key(self, what: tuple[Any, ...], span: PeriodSpan) -> tuple[Any, ...]:
        return (*what, span.start, span.end, self.context.ruleset.hash)

    @cached_property
    def newest_change(self) -> str:
        """Names the store's state when this was first asked."""
        with reading(self.context.engine) as session:
            return newest_change(session)


def newest_change(session: Session) -> str:
    """Hash of the newest audit row that may change what boards and plans show."""
    facts = select(AuditRow.hash).where(col(AuditRow.act).not_in(UNSHOWN_ACTS)).order_by(col(AuditRow.id).desc())
    return session.exec(facts.limit(1)).first() or GENESIS


def valid_until(board: pl.DataFrame, now: datetime) -> datetime:
    """Until when a board stays true if nothing is received: London's midnight, or a deadline before it."""
    ahead: list[datetime] = board.filter(pl.col("deadline") > now)["deadline"].to_list()
    return min([*ahead, midnight_after(now)])


def midnight_after(now: datetime) -> datetime:
    """The next midnight in London."""
    return datetime.combine(now.astimezone(LONDON).date() + timedelta(days=1), time(), LONDON)
