"""The figure as its caller may see it: from the store, or for a recipient from the editions released to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import polars as pl
from fastapi import Request
from sqlmodel import Session

from api.app_state import app_state
from api.pages.figure_data import (
    FigureFacts,
    read_figure_facts,
    read_published_figures,
)
from api.pages.figure_editions import CellUse, read_edition_series
from api.pages.figure_peers import add_peers, evaluate_with_peers
from api.pages.page_data import newest_change
from api.pages.page_state import page_state
from api.pages.visitor import caller
from indicators.evaluation.direct_matches import RESULT_SCHEMA
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_ORIGIN_SCHEMA
from indicators.period.codes import parse_period
from mappings.access.policy_subject import build_subject
from mappings.fill.line_uses import NamedFigure
from returnonce.access.policy import can_somewhere, missing
from returnonce.column_types import INSTANT


def read_facts(request: Request, session: Session, address: NamedFigure, returns: Iterable[str]) -> FigureFacts:
    """The figure with what stands beside it. ``returns``: those that may use it.

    Raises:
        Unauthenticated, NotFound, Forbidden: the caller may not know of it.
    """
    principal = caller(request)
    if can_somewhere(principal, "read_figures"):
        return _read_remembered(request, session, address)
    series = read_edition_series(request, session, address, returns)
    if address.period.code not in series:
        raise missing()
    return _build_facts(request, session, address, series)


def _read_remembered(request: Request, session: Session, address: NamedFigure) -> FigureFacts:
    """Worked out once for callers of the same grants while nothing changes."""
    context, principal = app_state(request).context, caller(request)

    def make() -> tuple[FigureFacts, datetime]:
        facts = read_figure_facts(session, context.ruleset, principal, address)
        return facts, datetime.max.replace(tzinfo=context.clock.now().tzinfo)

    name = (address.indicator.code, address.area, address.period.code, address.breakdown)
    key = ("figure", *name, principal.kind, principal.grants, context.ruleset.hash, newest_change(session))
    return page_state(request).figures.get(key, context.clock.now(), make)  # type: ignore[no-any-return]


def _build_facts(
    request: Request, session: Session, address: NamedFigure, series: Mapping[str, CellUse]
) -> FigureFacts:
    """Of a recipient: the values of its editions, beside what publishers released."""
    ruleset = app_state(request).context.ruleset
    same_kind = [code for code in series if parse_period(code).kind == address.period.kind]
    periods = sorted(same_kind, key=lambda code: parse_period(code).end)
    rows = [_build_row(address, period, series[period].cell) for period in periods]
    schema = dict.fromkeys(FIGURE_KEY, pl.String) | RESULT_SCHEMA
    published = read_published_figures(session, ruleset, address)
    context = ruleset.evaluation_context()
    table = pl.DataFrame(rows, schema=schema, orient="row")
    _, england, neighbours = evaluate_with_peers(table.select(FIGURE_KEY), published, context=context)
    compared = add_peers(table, england, neighbours, decimals=address.indicator.decimals)
    result = compared.row(by_predicate=pl.col("period") == address.period.code, named=True)
    history = pl.DataFrame(schema={**FIGURE_ORIGIN_SCHEMA, "made_at": INSTANT, "withdrawn_at": INSTANT})
    return FigureFacts(
        address, result, {}, history, compared, build_subject(ruleset, area=address.area), restricted=False,
        neighbours=neighbours.get(result["neighbours_period"], ()),
    )  # fmt: skip


def _build_row(address: NamedFigure, period: str, cell: Mapping[str, Any]) -> dict[str, Any]:
    """A cell as a result; of one that is withheld nothing but its symbol."""
    hidden = bool(cell["withheld"])
    lineage = (cell["lineage"] or {}).get("figures") or []
    return dict.fromkeys(RESULT_SCHEMA) | {
        "indicator": address.indicator.code, "area": address.area, "period": period,
        "breakdown": address.breakdown, "kind": "actual",
        "numerator": None if hidden else cell["numerator"], "denominator": None if hidden else cell["denominator"],
        "value": None if hidden else cell["value"], "symbol": cell["symbol"] or ("confidential" if hidden else None),
        "reason": cell["reason"], "status": cell["status"], "published": False,
        "lineage": [] if hidden else lineage,
    }  # fmt: skip
