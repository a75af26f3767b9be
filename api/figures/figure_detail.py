"""The details of one figure: sources, versions, uses; worked out only from what the caller may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlmodel import Session

from api.figures.serializers import figure_row, number_texts, source_row
from api.figures.uses import editions_showing, lines_using
from api.figures.visibility import visible_figures
from api.schemas.figures import FigureShown, FigureSource, FigureSurvey, FigureVersion
from indicators.evaluation.bulk_evaluation import evaluate
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.store import read_figures, read_versions
from mappings.access.policy_subject import build_subject
from mappings.fill.figure_scope import list_areas_to_read, list_figures_read
from mappings.fill.restricted_figures import list_restricted_indicators
from mappings.fill.survey_results import SurveyResult, find_survey_result
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_figures, check_read_restricted, missing
from returnonce.access.principals import Principal
from returnonce.blobs import BlobStore

_RESULT_FIELDS = (
    "indicator",
    "area",
    "period",
    "breakdown",
    "symbol",
    "reason",
    "status",
    "provenance",
    "disagreement",
)


@dataclass(frozen=True)
class FigureQuery:
    """Codes of one figure, and the instant ``as_of`` which it is read."""

    indicator: str
    area: str
    period: str
    breakdown: str
    as_of: datetime | None = None
    #: How the area was read, where that is to be said.
    area_note: str | None = None


def figure_details(
    session: Session, ruleset: Ruleset, blobs: BlobStore, principal: Principal, query: FigureQuery
) -> FigureShown:
    """The figure with its sources, versions and uses.

    Raises:
        NotFound, Forbidden: the caller may see nothing of it.
    """
    history = _history(session, ruleset, principal, query)
    result, survey_result = _evaluate(session, ruleset, principal, query)
    if not result["lineage"] and history.is_empty():
        _check_may_know(ruleset, principal, query)
    return FigureShown(
        **{name: result[name] for name in _RESULT_FIELDS},
        **number_texts(result, ("numerator", "denominator", "value", "lower", "upper")),
        title=ruleset.catalogue[query.indicator].title,
        area_note=query.area_note,
        survey=None if survey_result is None else FigureSurvey.model_validate(survey_result.as_data()),
        sources=[FigureSource(**source_row(row)) for row in result["lineage"] or ()],
        versions=[_version(row) for row in history.iter_rows(named=True)],
        used_by=lines_using(ruleset, query.indicator),
        editions=editions_showing(session, ruleset, blobs, principal, (query.indicator, query.area, query.period)),
    )


def _history(session: Session, ruleset: Ruleset, principal: Principal, query: FigureQuery) -> pl.DataFrame:
    """Every version up to ``as_of``, withdrawn ones too."""
    every = read_versions(
        session, indicator=query.indicator, area=query.area, period=query.period, former=ruleset.former_codes
    )
    history = visible_figures(every.filter(pl.col("breakdown") == query.breakdown), ruleset, principal)
    return history if query.as_of is None else history.filter(pl.col("made_at") <= query.as_of)


def _evaluate(
    session: Session, ruleset: Ruleset, principal: Principal, query: FigureQuery
) -> tuple[dict[str, Any], SurveyResult | None]:
    reads = list_figures_read(ruleset, query.indicator)
    places = list_areas_to_read(ruleset, [query.area], context=False)
    stored = read_figures(session, areas=places, indicators=reads, as_of=query.as_of, former=ruleset.former_codes)
    figures = visible_figures(stored, ruleset, principal)
    key = (query.indicator, query.area, query.period, query.breakdown, "actual")
    need = pl.DataFrame([key], schema=dict.fromkeys(FIGURE_KEY, pl.String), orient="row")
    result = evaluate(need, figures, context=ruleset.evaluation_context()).row(0, named=True)
    return result, find_survey_result(ruleset, result, figures)


def _check_may_know(ruleset: Ruleset, principal: Principal, query: FigureQuery) -> None:
    """Only a caller who could see the figure learns that there is none."""
    about = build_subject(ruleset, area=query.area)
    if not can_read_figures(principal, about):
        raise missing()
    if query.indicator in list_restricted_indicators(ruleset):
        check_read_restricted(principal, about)


def _version(row: dict[str, Any]) -> FigureVersion:
    return FigureVersion(**figure_row(row), made_at=row["made_at"], withdrawn_at=row["withdrawn_at"])
