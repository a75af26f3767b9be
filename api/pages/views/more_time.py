"""More time as its page shows it: which dates would move, and what was granted before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from api.pages.wording import date_words, day_words, hour_words, title_with_period
from indicators.period.codes import parse_period
from mappings.obligations.extension_ledger import ExtensionGrant, ExtensionTerms, select_current_grants
from mappings.plan.plan import Plan

_SHOWN = ("key", "title", "period", "due", "who")


@dataclass(frozen=True)
class MovedDate:
    """One date that would move: whose, of what, from when, and to when."""

    who: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class ExtensionItem:
    """One extension. ``whose`` is what the form calls it, to take it back; empty where it does not hold any more."""

    text: str
    whose: str


def list_moved_dates(before: Plan, after: Plan, place: str) -> tuple[MovedDate, ...]:
    """Each date of a place that differs between two plans: first those of returns, then those of agencies."""
    returns = (_obligations(before, place), _obligations(after, place))
    collections = (_collections(before, place), _collections(after, place))
    return tuple(moved for old, new in (returns, collections) for moved in _compare(old, new))


def _obligations(plan: Plan, place: str) -> pl.DataFrame:
    who = pl.format("{}, the return itself", "area_name")
    return plan.obligations.filter(pl.col("place") == place).with_columns(who=who).select(_SHOWN)


def _collections(plan: Plan, place: str) -> pl.DataFrame:
    own = plan.collections.filter(pl.col("place") == place)
    return own.with_columns(who=pl.col("agency_name").fill_null("Nobody is of record")).select(_SHOWN)


def _compare(old: pl.DataFrame, new: pl.DataFrame) -> list[MovedDate]:
    joined = old.join(new.select("key", after="due"), on="key", how="inner", maintain_order="left")
    moved = joined.filter(pl.col("due").ne_missing(pl.col("after")))
    return [_make_moved_date(row) for row in moved.iter_rows(named=True)]


def _make_moved_date(row: dict[str, Any]) -> MovedDate:
    title = title_with_period(row["title"], parse_period(row["period"]))
    return MovedDate(row["who"], title, _day(row["due"]), _day(row["after"]))


def _day(day: date | None) -> str:
    return day_words(day) if day else "No date yet"


def grant_rows(
    grants: Sequence[ExtensionGrant], terms: ExtensionTerms, agency: str, agency_name: str
) -> tuple[ExtensionItem, ...]:
    """What was granted for a return and period, to all or to this agency, newest first."""
    current = set(select_current_grants(grants))
    own = [
        grant for grant in reversed(grants)
        if grant.terms[:3] == terms[:3] and grant.agency in {None, agency}
    ]  # fmt: skip
    return tuple(_grant(grant, agency_name, is_current=grant in current and grant.area is None) for grant in own)


def _grant(grant: ExtensionGrant, agency_name: str, *, is_current: bool) -> ExtensionItem:
    whose = "The return itself" if grant.agency is None else agency_name
    hour = f", {hour_words(grant.at)}" if grant.at else ""
    what = f"until {day_words(grant.until)}{hour}" if grant.until else "has its former date again"
    said = f"{grant.granted_by}, {date_words(grant.granted_at.date())}: {grant.reason}"
    return ExtensionItem(f"{whose} {what}. {said}", ("agency" if grant.agency else "return") if is_current else "")
