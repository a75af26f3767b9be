"""Makes the template: one workbook of the figures that an agency owes for a period and that nobody has given."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import polars as pl
from sqlmodel import Session

from collectors.figures.comparison import figure_text_expr
from collectors.figures.template_marks import AGENCY, PERIOD, PERIODS, RULESET, TEMPLATE_VERSION, VERSION
from collectors.submissions.sending_agency import SendingAgency, find_sending_agency
from collectors.template.sheets import write_figures, write_help, write_lists, write_template
from indicators.catalogue.former_codes import FormerCodes
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.store import read_figures
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import Clock, today
from returnonce.errors import NothingToDo
from returnonce.workbook import new_workbook

_KEY = ["indicator", "area", "breakdown", "kind"]


def make_template(
    ruleset: Ruleset,
    session: Session | None,
    *,
    agency: str,
    period: str,
    clock: Clock,
    owed: pl.DataFrame | None = None,
    return_code: str | None = None,
) -> bytes:
    """An XLSX workbook for one agency and period, to be filled in and sent back.

    ``owed`` (else the plan's collections): indicator, area, period, breakdown, kind, due (Date) and
    returns (list of lines); one row each. ``return_code``: only what this return waits for. Without a session nothing
    counts as given, and no last figures are shown.

    Raises:
        NotFound: no place lists the agency, or there is no such return.
        Refused: the period is unclear.
        NothingToDo: the agency owes nothing for it.
    """
    sender, when = find_sending_agency(ruleset, agency), parse_period(period)
    cells = owed if owed is not None else _list_owed(ruleset, session, sender.code, when)
    if return_code is not None:
        cells = _select_return(cells, ruleset.return_named(return_code).code)
    if cells.is_empty():
        whom = f" to {ruleset.returns[return_code].title}" if return_code else ""
        raise NothingToDo(
            f"{sender.name} owes nothing{whom} for {when.label()} that has not been given.",
            mend="Send a correction as a plain file if a figure has changed.",
        )
    rows = _last_figures(_describe(cells, ruleset), session, sender.code, ruleset.former_codes)
    return _workbook(rows, sender, when, ruleset, clock)


def _list_owed(ruleset: Ruleset, session: Session | None, agency: str, when: Period) -> pl.DataFrame:
    collections = make_plan(ruleset, PlanScope(when.start, when.end, agency=agency), session).figure_requests
    return collections.filter(~pl.col("given")).select(*FIGURE_KEY, "due", "returns")


def _select_return(cells: pl.DataFrame, return_code: str) -> pl.DataFrame:
    """What a line of the return waits for; a line is named by its return's code, a space and its own."""
    of_return = pl.element().str.starts_with(f"{return_code} ") | (pl.element() == return_code)
    return cells.filter(pl.col("returns").list.eval(of_return).list.any())


def _describe(cells: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    described = []
    for code in cells["indicator"].unique().sort():
        one = ruleset.indicator(code)
        counted = f"{one.numerator} / {one.denominator}" if one.parts else one.numerator
        unit = f"{one.unit.replace('_', ' ')}, per {one.per:,}" if one.per > 100 else one.unit.replace("_", " ")
        described.append((code, one.title, unit, counted, one.parts, one.parts and one.unit == "percentage"))
    schema = {
        **dict.fromkeys(("indicator", "title", "unit", "counted"), pl.String),
        "parts": pl.Boolean,
        "is_percentage": pl.Boolean,
    }
    descriptions = pl.DataFrame(described, schema=schema, orient="row")
    waiting = pl.col("returns").list.join(", ").alias("returns waiting")
    return cells.join(descriptions, on="indicator").with_columns(waiting).sort("due", *FIGURE_KEY)


def _last_figures(rows: pl.DataFrame, session: Session | None, agency: str, former: FormerCodes) -> pl.DataFrame:
    before = {code: parse_period(code).previous().code for code in rows["period"].unique()}
    rows = rows.with_columns(pl.col("period").replace_strict(before).alias("last period"))
    if session is None:
        return rows.with_columns(pl.lit(None, pl.String).alias("last figure"))
    figures = read_figures(
        session, indicators=rows["indicator"].unique(), areas=rows["area"].unique(), periods=before.values(),
        former=former,
    )  # fmt: skip
    own_first = figures.sort(pl.col("agency") != agency).unique(list(FIGURE_KEY), keep="first", maintain_order=True)
    last = own_first.select(*_KEY, pl.col("period").alias("last period"), figure_text_expr().alias("last figure"))
    return rows.join(last, on=[*_KEY, "last period"], how="left", maintain_order="left")


def _workbook(rows: pl.DataFrame, sender: SendingAgency, when: Period, ruleset: Ruleset, clock: Clock) -> bytes:
    target = BytesIO()
    book = new_workbook(target, title=f"{sender.name}, {when.label()}", subject="Template for the single upload")
    write_figures(book, rows)
    write_help(book, sender=sender.name, period=when.label())
    write_lists(book)
    write_template(book, _about(rows["period"], sender, when, ruleset, clock))
    book.close()
    return target.getvalue()


def _about(
    periods: Iterable[str], sender: SendingAgency, when: Period, ruleset: Ruleset, clock: Clock
) -> dict[str, str]:
    return {
        AGENCY: sender.code,
        "agency name": sender.name,
        PERIOD: when.code,
        PERIODS: " ".join(sorted(set(periods))),
        TEMPLATE_VERSION: VERSION,
        RULESET: ruleset.hash,
        "made on": today(clock).isoformat(),
    }
