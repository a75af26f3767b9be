"""The details of one figure: sources, versions, uses; worked out only from what the caller may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from sqlmodel import Session

from api.figures.serializers import figure_row, numbers, source_row
from api.figures.uses import shown_in, used_by
from api.figures.visibility import allowed
from api.schemas.figures import FigureShown, FigureSource, FigureVersion
from indicators.evaluation.engine import evaluate
from indicators.figures.store import FIGURE_KEY, read_figures, read_versions
from mappings.access.policy_subject import build_subject
from mappings.fill.figure_scope import add_formula_terms, list_areas_to_read
from mappings.fill.restricted_figures import list_restricted_indicators
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_figures, check_read_restricted, missing
from returnonce.access.principals import Principal

_SAID = ("indicator", "area", "period", "breakdown", "symbol", "reason", "status", "provenance", "disagreement")


@dataclass(frozen=True)
class Wanted:
    """Codes of one figure, and the instant ``as_of`` which it is read."""

    indicator: str
    area: str
    period: str
    breakdown: str
    as_of: datetime | None = None


def figure_shown(session: Session, ruleset: Ruleset, home: Path, who: Principal, wanted: Wanted) -> FigureShown:
    """The figure with its sources, versions and uses.

    Raises:
        NotFound, Forbidden: the caller may see nothing of it.
    """
    history = _history(session, ruleset, who, wanted)
    found = _found(session, ruleset, who, wanted)
    if not found["lineage"] and history.is_empty():
        _check_nothing(ruleset, who, wanted)
    return FigureShown(
        **{name: found[name] for name in _SAID},
        **numbers(found, ("numerator", "denominator", "value")),
        title=ruleset.catalogue[wanted.indicator].title,
        sources=[FigureSource(**source_row(row)) for row in found["lineage"] or ()],
        versions=[_version(row) for row in history.iter_rows(named=True)],
        used_by=used_by(ruleset, wanted.indicator),
        editions=shown_in(session, ruleset, home, who, (wanted.indicator, wanted.area, wanted.period)),
    )


def _history(session: Session, ruleset: Ruleset, who: Principal, wanted: Wanted) -> pl.DataFrame:
    """Every version up to ``as_of``, withdrawn ones too."""
    every = read_versions(session, indicator=wanted.indicator, area=wanted.area, period=wanted.period)
    history = allowed(every.filter(pl.col("breakdown") == wanted.breakdown), ruleset, who)
    return history if wanted.as_of is None else history.filter(pl.col("made_at") <= wanted.as_of)


def _found(session: Session, ruleset: Ruleset, who: Principal, wanted: Wanted) -> dict[str, Any]:
    reads = sorted(add_formula_terms(ruleset, [wanted.indicator]))
    places = list_areas_to_read(ruleset, [wanted.area], context=False)
    known = allowed(read_figures(session, areas=places, indicators=reads, as_of=wanted.as_of), ruleset, who)
    key = (wanted.indicator, wanted.area, wanted.period, wanted.breakdown, "actual")
    need = pl.DataFrame([key], schema=dict.fromkeys(FIGURE_KEY, pl.String), orient="row")
    return evaluate(need, known, context=ruleset.world()).row(0, named=True)


def _check_nothing(ruleset: Ruleset, who: Principal, wanted: Wanted) -> None:
    """Only a caller who could see the figure learns that there is none."""
    about = build_subject(ruleset, area=wanted.area)
    if not can_read_figures(who, about):
        raise missing()
    if wanted.indicator in list_restricted_indicators(ruleset):
        check_read_restricted(who, about)


def _version(row: dict[str, Any]) -> FigureVersion:
    return FigureVersion(**figure_row(row), made_at=row["made_at"], withdrawn_at=row["withdrawn_at"])
