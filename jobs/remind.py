"""Job: write today's reminders into the outbox, each occasion once; ``deliver_messages`` sends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl
from sqlmodel import Session

from mappings.plan.plan import Plan, make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.progress.board import build_board_of_plan
from mappings.reminders.reminders import (
    KINDS,
    Occasion,
    find_occasions,
    list_agencies_without_contact,
    make_digests,
)
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.claims import outbox, outbox_delivery
from returnonce.claims.outbox import NewMessage
from returnonce.clock import LONDON, today
from returnonce.count_text import format_count
from returnonce.db import reading, transaction

#: Periods that end this long before or after today are looked at: what falls due within weeks ended within a year.
VIEW = timedelta(days=400)
PREFIXES = tuple(f"{kind}/" for kind in KINDS)


@dataclass(frozen=True)
class ReminderRound:
    """``wrote``: put into the outbox, or what would be. ``replaced``: older messages that were never sent."""

    wrote: tuple[NewMessage, ...]
    replaced: int
    nobody: tuple[str, ...]

    @property
    def outcome(self) -> str:
        """One line for the history of jobs."""
        parts = [f"{format_count(len(self.wrote), 'message')} written"]
        parts += [f"{self.replaced} older ones taken back"] if self.replaced else []
        parts += [f"nobody to remind at {', '.join(self.nobody)}"] if self.nobody else []
        return "; ".join(parts)


def remind(context: AppContext, _slot: datetime) -> str:
    """The job: every reminder whose time has come, one message for each recipient."""
    return remind_now(context).outcome


def remind_now(context: AppContext) -> ReminderRound:
    """Write the messages of now; doing it again writes nothing more."""
    ruleset, clock, now = context.ruleset, context.clock, context.clock.now()
    with reading(context.engine) as session:
        due_occasions, nobody = _find_occasions(session, ruleset, now)
    with transaction(context.engine) as session:
        replaced = sum(outbox_delivery.take_back(session, clock, row) for row in _stale(session, today(clock)))
        fresh = _fresh(session, due_occasions)
        wrote = make_digests(ruleset, fresh, now=now, base_url=context.settings.base_url)
        for digest in wrote:
            outbox.put(session, clock, digest)
    return ReminderRound(tuple(wrote), replaced, nobody)


def would_remind(context: AppContext, now: datetime) -> ReminderRound:
    """What ``remind_now`` would write at an instant, as the store is today; nothing is written."""
    ruleset = context.ruleset
    with reading(context.engine) as session:
        due_occasions, nobody = _find_occasions(session, ruleset, now)
        stale = _stale(session, now.astimezone(LONDON).date())
        free = {key for row in stale for key in outbox.read_keys(session, row)}
        used = outbox.read_used_keys(session, [occasion.key for occasion in due_occasions]) - free
    fresh = [occasion for occasion in due_occasions if occasion.key not in used]
    return ReminderRound(
        tuple(make_digests(ruleset, fresh, now=now, base_url=context.settings.base_url)), len(stale), nobody
    )


def _find_occasions(session: Session, ruleset: Ruleset, now: datetime) -> tuple[list[Occasion], tuple[str, ...]]:
    day = now.astimezone(LONDON).date()
    plan_ = make_plan(ruleset, PlanScope(day - VIEW, day + VIEW), session, today=day, mark_given=False)
    stands = with_lines(build_board_of_plan(ruleset, session, plan_, now=now), plan_)
    return find_occasions(ruleset, stands, now=now), tuple(list_agencies_without_contact(ruleset, stands))


def with_lines(board: pl.DataFrame, plan_: Plan) -> pl.DataFrame:
    """The board with ``lines``: what waits for each collection, by return and line (``national-indicators NI 58``)."""
    each = plan_.figure_requests.select("collection", lines="returns").explode("lines").drop_nulls()
    waiting = each.group_by("collection").agg(pl.col("lines").unique().sort())
    return board.join(waiting, left_on="key", right_on="collection", how="left", maintain_order="left")


def _fresh(session: Session, due_occasions: list[Occasion]) -> list[Occasion]:
    used = outbox.read_used_keys(session, [occasion.key for occasion in due_occasions])
    return [occasion for occasion in due_occasions if occasion.key not in used]


def _stale(session: Session, day: date) -> list[outbox.OutboxRow]:
    """Reminders of earlier days that were never sent: what is still true of them is written anew."""
    rows = [row for row in outbox_delivery.read_waiting(session) if row.made_at.astimezone(LONDON).date() < day]
    return [row for row in rows if any(key.startswith(PREFIXES) for key in outbox.read_keys(session, row))]
