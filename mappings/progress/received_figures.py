"""Match requested figures with what came: since when each is there, and whether its own agency gave it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl

from indicators.evaluation.bulk_evaluation import evaluate
from indicators.figures.figure_key import FIGURE_KEY, FigureKey
from indicators.figures.figure_schema import FIGURE_ORIGIN_SCHEMA
from indicators.period.codes import parse_period
from mappings.fill.figure_scope import list_indicators_with_figures
from mappings.progress.agency_families import AgencyFamilies, make_member_frame
from mappings.progress.continuity import find_standing_since
from mappings.progress.upload_history import UploadHistory
from returnonce.column_types import INSTANT

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: What :func:`match_figures` adds. ``since`` is null where the figure is missing; ``own``: the agency gave it
#: (or one that it succeeds); ``by``: who gave it; ``status``, ``symbol``, ``made_at``, ``batch`` and ``row``
#: are of the agency's newest version that stands.
OWN_COLUMNS = ("status", "symbol", "made_at", "batch", "row")


def match_figures(
    owed: pl.DataFrame, history: UploadHistory, families: AgencyFamilies, ruleset: Ruleset
) -> pl.DataFrame:
    """``owed`` (key, agency, cell, ``FIGURE_KEY``, ``barred``: publishers that do not count, joined by ``|``) with
    since, own, by and ``OWN_COLUMNS``. ``owed`` and the history as :func:`number_cells` returns them.

    A figure is there when somebody gave it, or when it can be derived from given figures; then it is there
    since the last of them came. A record of energy use is there as soon as any of it is: what a council
    does not burn has no row.
    """
    groups = [_match_group(group, owed, history, families, ruleset) for group in owed.partition_by("barred")]
    matched = pl.concat(groups) if groups else _make_empty(owed)
    with_own = matched.join(_find_own_versions(history, make_member_frame(families)), on=["agency", "cell"], how="left")
    complete = with_own.with_columns(own=pl.col("own") | pl.col("batch").is_not_null())
    return _complete_energy_records(complete, ruleset)


def number_cells(owed: pl.DataFrame, history: UploadHistory) -> tuple[pl.DataFrame, UploadHistory]:
    """Both frames with a number ``cell`` for each ``FIGURE_KEY``: joins by it are much quicker than by strings."""
    cells = pl.concat([owed.select(FIGURE_KEY), history.figures.select(FIGURE_KEY)]).unique().with_row_index("cell")
    figures = history.figures.join(cells, on=FIGURE_KEY, how="left", maintain_order="left")
    return owed.join(cells, on=FIGURE_KEY, how="left", maintain_order="left"), replace(history, figures=figures)


def _make_empty(owed: pl.DataFrame) -> pl.DataFrame:
    since, by = pl.lit(None, INSTANT), pl.lit(None, pl.List(pl.String))
    return owed.with_columns(since=since, by=by, own=pl.lit(value=False))


def _match_group(
    cells: pl.DataFrame, owed: pl.DataFrame, history: UploadHistory, families: AgencyFamilies, ruleset: Ruleset
) -> pl.DataFrame:
    usable = _drop_barred(history.figures, cells["barred"][0])
    standing_figures = usable.filter(pl.col("gone_at").is_null())
    standing_since = find_standing_since(usable, ["cell"])
    givers = standing_figures.group_by("cell").agg(by=pl.col("agency").unique().sort())
    matched = cells.join(standing_since.join(givers, on="cell"), on="cell", how="left").with_columns(
        own=pl.lit(value=False)
    )
    # What a council does not burn is not looked for among other figures.
    unanswered = _complete_energy_records(matched, ruleset).filter(pl.col("since").is_null())
    derivable = _select_derivable(unanswered, standing_figures, owed, ruleset)
    if derivable.is_empty():
        return matched
    derived = _derive_figures(derivable.select(cells.columns), standing_figures, standing_since, families, ruleset)
    not_derived = matched.join(derived.select("key", "cell"), on=["key", "cell"], how="anti")
    return pl.concat([not_derived, derived.select(not_derived.columns)])


def _drop_barred(figures: pl.DataFrame, barred: str) -> pl.DataFrame:
    """Drop figures of barred publishers: a publisher's figure never fills a return to that publisher."""
    publishers = pl.Series(barred.split("|"), dtype=pl.String).implode()
    return figures.filter(~((pl.col("batch_kind") == "pulled") & pl.col("agency").is_in(publishers)))


def _find_own_versions(history: UploadHistory, members: pl.DataFrame) -> pl.DataFrame:
    """Agency, cell and ``OWN_COLUMNS``: the newest version of each agency's own figure."""
    versions = (
        history.standing_figures.rename({"agency": "member"})
        .join(members, on="member")
        .filter(pl.col("batch_kind") != "pulled")
    )
    newest = versions.sort("batch").unique(["agency", "cell"], keep="last")
    return newest.select("agency", "cell", *OWN_COLUMNS)


def _select_derivable(
    unanswered: pl.DataFrame, standing_figures: pl.DataFrame, owed: pl.DataFrame, ruleset: Ruleset
) -> pl.DataFrame:
    """Unanswered figures that unrequested figures could give: a plan requests nothing that others give."""
    extra = standing_figures.join(owed, on="cell", how="anti").select("indicator", "period").unique()
    if extra.is_empty() or unanswered.is_empty():
        return unanswered.clear()
    indicators = set(list_indicators_with_figures(ruleset, unanswered["indicator"].unique(), extra))
    candidates = unanswered.filter(pl.col("indicator").is_in(pl.Series(sorted(indicators), dtype=pl.String).implode()))
    pairs = candidates.select("indicator", "period").unique()
    spans_by_indicator = _list_spans_by_indicator(extra)
    derivable_pairs = [
        (code, period) for code, period in pairs.rows() if _may_share_days(code, period, spans_by_indicator, ruleset)
    ]
    return candidates.join(
        pl.DataFrame(derivable_pairs, schema=pairs.schema, orient="row"), on=pairs.columns, how="semi"
    )


def _list_spans_by_indicator(extra: pl.DataFrame) -> dict[str, list[tuple[date, date]]]:
    spans: dict[str, list[tuple[date, date]]] = {}
    for indicator, code in extra.iter_rows():
        period = parse_period(code)
        spans.setdefault(indicator, []).append((period.start, period.end))
    return spans


def _may_share_days(
    indicator: str, code: str, spans_by_indicator: Mapping[str, list[tuple[date, date]]], ruleset: Ruleset
) -> bool:
    """A formula may read another year; anything else is made of parts within its own period."""
    definition = ruleset.catalogue.get(indicator)
    if definition is None or definition.formula is not None or indicator not in spans_by_indicator:
        return True
    period = parse_period(code)
    return any(start <= period.end and end >= period.start for start, end in spans_by_indicator[indicator])


def _derive_figures(
    cells: pl.DataFrame, standing_figures: pl.DataFrame, spans: pl.DataFrame, families: AgencyFamilies, ruleset: Ruleset
) -> pl.DataFrame:
    """Cells that can be derived from other figures, with columns ``since``, ``by`` and ``own``."""
    winning = standing_figures.filter(pl.col("batch") == pl.col("batch").max().over("agency", "cell")).select(
        list(FIGURE_ORIGIN_SCHEMA)
    )
    results = evaluate(cells.select(FIGURE_KEY).unique(), winning, context=ruleset.evaluation_context()).filter(
        pl.col("provenance").is_not_null()
    )
    standing_keys = (
        standing_figures.select("cell", *FIGURE_KEY).unique("cell").join(spans, on="cell").select(*FIGURE_KEY, "since")
    )
    since_by_figure = {FigureKey(*row[:5]): row[5] for row in standing_keys.iter_rows()}
    rows = [
        (*row[:5], *_combine_sources(row[4], row[5], since_by_figure))
        for row in results.select(*FIGURE_KEY, "lineage").iter_rows()
    ]
    schema = dict.fromkeys(FIGURE_KEY, pl.String) | {"since": INSTANT, "by": pl.List(pl.String)}
    derived = cells.join(pl.DataFrame(rows, schema=schema, orient="row"), on=FIGURE_KEY)
    is_own = [
        set(agencies) <= families.get(agency, frozenset())
        for agency, agencies in derived.select("agency", "by").iter_rows()
    ]
    return derived.with_columns(own=pl.Series(is_own, dtype=pl.Boolean))


def _combine_sources(
    kind: str, parts: Iterable[Mapping[str, str]], since_by_figure: Mapping[FigureKey, datetime]
) -> tuple[datetime | None, list[str]]:
    """The instant at which the last part came, and the agencies that gave the parts."""
    sources = list(parts)
    moments = [
        since_by_figure.get(FigureKey(s["indicator"], s["area"], s["period"], s["breakdown"], kind)) for s in sources
    ]
    return max((at for at in moments if at), default=None), sorted({source["agency"] for source in sources})


def _complete_energy_records(cells: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    records = sorted({factors.energy_indicator for factors in ruleset.factor_sets.values()})
    of_energy = pl.col("indicator").is_in(pl.Series(records, dtype=pl.String).implode())
    group = ("agency", "indicator", "area", "period")
    is_missing = of_energy & pl.col("since").is_null()
    return cells.with_columns(
        since=pl.when(is_missing).then(pl.col("since").min().over(group)).otherwise("since"),
        own=pl.when(is_missing).then(pl.col("own").any().over(group)).otherwise("own"),
        by=pl.when(is_missing).then(pl.col("by").first(ignore_nulls=True).over(group)).otherwise("by"),
    )
