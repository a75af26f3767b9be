"""What the page of a figure reads: the figure, its versions, and the series that it stands in with its comparators.

Everything is worked out from what the caller may see, and from what publishers released: nothing else can show
through a total, a trend or a comparator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from sqlmodel import Session

from api.figures.visibility import visible_figures
from api.pages.figure_peers import add_peers, evaluate_with_peers
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.store import read_figures, read_versions
from indicators.period.arithmetic import REGULAR, Period, list_periods
from indicators.period.codes import parse_period
from mappings.access.policy_subject import build_subject, filter_own_rows
from mappings.fill.figure_scope import list_areas_to_read, list_figures_read
from mappings.fill.line_uses import NamedFigure
from mappings.fill.restricted_figures import list_restricted_indicators
from mappings.fill.survey_results import SurveyResult, find_survey_result
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_figures, can_read_restricted, check_read_figures
from returnonce.access.principals import PolicySubject, Principal

#: Periods of a series; of longer ones the newest.
MOST_PERIODS = 60
#: What a page shows beside what happened.
PLANNED = ("target", "trajectory")


@dataclass(frozen=True, eq=False)
class FigureFacts:
    """One figure as its caller may see it.

    ``result``: ``RESULT_SCHEMA`` with its key; ``planned``: the same of its target and trajectory, where there are
    some; ``history``: every version of any breakdown, with ``made_at`` and ``withdrawn_at``; ``series``: results of
    the same kind of period, oldest first, with ``england``, ``england_period``, ``neighbours``, ``neighbours_n`` and
    ``neighbours_period``. ``restricted``: the caller may not see figures of the indicator.
    ``survey``: what stands behind it, where a survey gives it. ``neighbours``: area and value of each body whose mean
    stands beside it; ``opens_peers``: the caller may open the pages of what publishers released of them.
    """

    address: NamedFigure
    result: Mapping[str, Any]
    planned: Mapping[str, Mapping[str, Any]]
    history: pl.DataFrame
    series: pl.DataFrame
    subject: PolicySubject
    restricted: bool
    survey: SurveyResult | None = None
    neighbours: Sequence[tuple[str, int]] = ()
    opens_peers: bool = False


def read_figure_facts(session: Session, ruleset: Ruleset, principal: Principal, address: NamedFigure) -> FigureFacts:
    """The figure with what stands beside it.

    Raises:
        Unauthenticated, NotFound, Forbidden: the caller may not know of it.
    """
    about = build_subject(ruleset, area=address.area)
    figures = _read_readable(session, ruleset, principal, address)
    periods = _list_periods(figures, address)
    kinds = [("actual", period) for period in periods] + [(kind, address.period) for kind in PLANNED]
    needs = [(address.indicator.code, address.area, period.code, address.breakdown, kind) for kind, period in kinds]
    table = pl.DataFrame(needs, schema=dict.fromkeys(FIGURE_KEY, pl.String), orient="row")
    results, england, neighbours = evaluate_with_peers(table, figures, context=ruleset.evaluation_context())
    series = add_peers(results.filter(kind="actual"), england, neighbours, decimals=address.indicator.decimals)
    result = series.row(by_predicate=pl.col("period") == address.period.code, named=True)
    _check_may_know(ruleset, principal, address, about, result)
    return FigureFacts(
        address, result, _list_planned(results), _read_history(session, ruleset, principal, address, about),
        _keep_answered(series, address), about,
        address.indicator.access == "restricted" and not can_read_restricted(principal, about),
        find_survey_result(ruleset, result, figures), neighbours.get(result["neighbours_period"], ()),
        opens_peers=True,
    )  # fmt: skip


def read_published_figures(session: Session, ruleset: Ruleset, address: NamedFigure) -> pl.DataFrame:
    """``FIGURE_ORIGIN_SCHEMA`` of what publishers released that comparators may be worked out from."""
    return _read_stored(session, ruleset, address).filter(_is_published(ruleset))


def _read_readable(session: Session, ruleset: Ruleset, principal: Principal, address: NamedFigure) -> pl.DataFrame:
    """``FIGURE_ORIGIN_SCHEMA`` of all that the figure, its series and its comparators may be worked out from."""
    stored, is_published = _read_stored(session, ruleset, address), _is_published(ruleset)
    return pl.concat([visible_figures(stored.filter(~is_published), ruleset, principal), stored.filter(is_published)])


def _read_stored(session: Session, ruleset: Ruleset, address: NamedFigure) -> pl.DataFrame:
    codes = list_figures_read(ruleset, address.indicator.code)
    areas = list_areas_to_read(ruleset, [address.area], context=True)
    return read_figures(session, areas=areas, indicators=codes, former=ruleset.former_codes)


def _is_published(ruleset: Ruleset) -> pl.Expr:
    restricted = sorted(list_restricted_indicators(ruleset))
    return (pl.col("batch_kind") == "pulled") & ~pl.col("indicator").is_in(restricted)


def _list_periods(figures: pl.DataFrame, address: NamedFigure) -> list[Period]:
    """The periods of the same kind for which there may be a figure, and the one that is asked for; oldest first."""
    kind, asked = address.period.kind, address.period
    stored = [parse_period(code) for code in figures.filter(kind="actual")["period"].unique()]
    if kind in REGULAR and stored:
        first, last = min(each.start for each in stored), max(each.end for each in stored)
        periods = set(list_periods([kind], first, last))
    else:
        periods = {each for each in stored if each.kind == kind}
    return sorted([*sorted(periods - {asked}, key=_by_end)[-MOST_PERIODS:], asked], key=_by_end)


def _by_end(period: Period) -> tuple[object, object]:
    return period.end, period.start


def _keep_answered(series: pl.DataFrame, address: NamedFigure) -> pl.DataFrame:
    """Periods for which somebody gave something, a reason why there is no figure too, and the one asked for."""
    is_given = pl.col("value").is_not_null() | pl.col("numerator").is_not_null() | (pl.col("lineage").list.len() > 0)
    return series.filter(is_given | (pl.col("period") == address.period.code))


def _list_planned(results: pl.DataFrame) -> dict[str, Mapping[str, Any]]:
    rows = results.filter(pl.col("kind").is_in(PLANNED), pl.col("value").is_not_null())
    return {row["kind"]: row for row in rows.iter_rows(named=True)}


def _read_history(
    session: Session, ruleset: Ruleset, principal: Principal, address: NamedFigure, about: PolicySubject
) -> pl.DataFrame:
    versions = read_versions(
        session, indicator=address.indicator.code, area=address.area, period=address.period.code,
        former=ruleset.former_codes,
    )  # fmt: skip
    own = filter_own_rows(versions.with_columns(place=pl.lit(about.place)), principal, can_read_figures)
    return versions.filter(pl.col("batch").is_in(own["batch"].to_list()) | _is_published(ruleset))


def _check_may_know(
    ruleset: Ruleset, principal: Principal, address: NamedFigure, about: PolicySubject, result: Mapping[str, Any]
) -> None:
    """Who could have seen the figure learns that there is none; others learn nothing. What it rests on was read as the
    caller may see it, so whoever has a source of it, such as what a publisher released of England, may know of it."""
    if result["lineage"]:
        return
    agency = _find_agency_of_record(ruleset, address, about.place)
    if not can_read_figures(principal, replace(about, agency=agency)):
        check_read_figures(principal, about)


def _find_agency_of_record(ruleset: Ruleset, address: NamedFigure, place: str | None) -> str | None:
    if place is None:
        return None
    agency = ruleset.places[place].agency_of_record(address.indicator, address.area, address.period.end)
    return agency.code if agency is not None else None
