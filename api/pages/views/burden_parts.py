"""The burden by return or agency: some rows of a long table on the burden's page, all of them on pages of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from api.pages.views.burden_tables import BY, RowLinks, draw_gains, make_gain_table, make_part_table
from api.pages.views.linked_table import LinkedCell, LinkedTable
from api.pages.views.paging import cut_page
from mappings.burden.report import BurdenReport
from mappings.burden.tables import BurdenPart, list_gains
from returnonce.count_text import format_count
from returnonce.errors import NotFound

STEPS, HOURS = "steps", "hours"
#: Rows of a table on the burden's own page, and on a page of its rows.
SHOWN, PAGE_ROWS = 20, 50


@dataclass(frozen=True)
class AllParts:
    """A table with all its rows, and of hours what is drawn beside it."""

    table: LinkedTable
    gains: tuple[BurdenPart, ...] = ()


@dataclass(frozen=True)
class PartsPage:
    """Some rows of one table. ``previous`` and ``following`` are addresses, empty at the ends."""

    title: str
    picture: Markup | None
    table: LinkedTable
    previous: str
    following: str


def shorten_parts(report: BurdenReport, by: str, links: RowLinks) -> LinkedTable:
    """The first rows of the steps of each return or agency, and the way to all."""
    table = make_part_table(report, by, links)
    count = len(table.rows)
    if count <= SHOWN:
        return table
    return replace(
        table, caption=f"{table.caption}: the first {SHOWN} of {count}", rows=table.rows[:SHOWN],
        whole=LinkedCell(f"{table.caption}: all {count}", links.address_parts(STEPS, by)),
    )  # fmt: skip


def shorten_gains(report: BurdenReport, by: str, links: RowLinks) -> tuple[Markup | None, LinkedTable]:
    """A picture and a table of who gains most and who gains least or loses, and the way to all."""
    parts = list_gains(report.ledger, by, report.ruleset)
    count, half = len(parts), SHOWN // 2
    if count <= SHOWN:
        return draw_gains(parts, by), make_gain_table(parts, by, links)
    ends = [*parts[:half], *parts[-half:]]
    table = make_gain_table(ends, by, links)
    return draw_gains(ends, by), replace(
        table, caption=f"{table.caption}: the {half} who gain most and the {half} at the other end, of {count}",
        whole=LinkedCell(f"{table.caption}: all {count}", links.address_parts(HOURS, by)),
    )  # fmt: skip


def find_parts_table(table: str, by: str) -> Callable[[BurdenReport, RowLinks], AllParts]:
    """What lists all rows of one of the two tables (``steps`` or ``hours``), by return or agency.

    Raises:
        NotFound: there is no such table.
    """
    tables = {STEPS: _list_steps, HOURS: _list_hours}
    if table not in tables or by not in BY:
        raise NotFound("There is no such table of the burden.", mend="Open it from the burden's page.")
    return partial(tables[table], by)


def _list_steps(by: str, report: BurdenReport, links: RowLinks) -> AllParts:
    return AllParts(make_part_table(report, by, links))


def _list_hours(by: str, report: BurdenReport, links: RowLinks) -> AllParts:
    gains = list_gains(report.ledger, by, report.ruleset)
    return AllParts(make_gain_table(gains, by, links), tuple(gains))


def make_parts_page(all_parts: AllParts, number: str, link: Callable[[int], str], by: str) -> PartsPage:
    """One page of the rows, with the picture of those alone."""
    table = all_parts.table
    page = cut_page(table.rows, number, PAGE_ROWS, format_count(len(table.rows), "row"), link)
    gains = cut_page(all_parts.gains, number, PAGE_ROWS, "", link).rows
    shown = replace(table, caption=page.caption, rows=page.rows)
    return PartsPage(table.caption, draw_gains(gains, by), shown, page.previous or "", page.following or "")
