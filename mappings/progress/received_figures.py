"""Match requested figures with what came: since when each is there, and whether its own agency gave it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl

from indicators.evaluation.context import FigureKey
from indicators.evaluation.engine import evaluate
from indicators.figures.store import FIGURE_KEY, FIGURE_ORIGIN_SCHEMA
from indicators.period.codes import parse_period
from mappings.fill.figure_scope import within_reach
from mappings.progress.agency_families import AgencyFamilies, make_member_frame
from mappings.progress.continuity import find_standing_since
from mappings.progress.upload_history import INSTANT, ReceiptHistory

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: What :func:`match_figures` adds. ``since`` is null where the figure is missing; ``own``: the agency gave it
#: (or one that it succeeds); ``by``: who gave it; ``status``, ``symbol``, ``made_at``, ``batch`` and ``row``
#: are of the agency's newest version that stands.
OWN_COLUMNS = ("status", "symbol", "made_at", "batch", "row")


def match_figures(
    owed: pl.DataFrame, ledger: ReceiptHistory, families: AgencyFamilies, ruleset: Ruleset
) -> pl.DataFrame:
    """``owed`` (key, agency, cell, ``CELL``, ``barred``: publishers that do not count, joined by ``|``) with
    since, own, by and ``OWN_COLUMNS``. ``owed`` and the history as :func:`number_cells` returns them.

    A figure is there when somebody gave it, or when it follows from what was given; then it is there since
    the last of its parts is. A record of energy use is there as soon as any of it is: what a council does
    not burn has no row.
    """
    groups = [_one_group(group, owed, ledger, families, ruleset) for group in owed.partition_by("barred")]
    found = pl.concat(groups) if groups else _nothing(owed)
    told = found.join(_own(ledger, make_member_frame(families)), on=["agency", "cell"], how="left")
    whole = told.with_columns(own=pl.col("own") | pl.col("batch").is_not_null())
    return _energy_begun(whole, ruleset)


def number_cells(owed: pl.DataFrame, ledger: ReceiptHistory) -> tuple[pl.DataFrame, ReceiptHistory]:
    """Both with a number ``cell`` for each ``CELL``: much quicker to join by than five strings."""
    cells = pl.concat([owed.select(FIGURE_KEY), ledger.figures.select(FIGURE_KEY)]).unique().with_row_index("cell")
    figures = ledger.figures.join(cells, on=FIGURE_KEY, how="left", maintain_order="left")
    return owed.join(cells, on=FIGURE_KEY, how="left", maintain_order="left"), replace(ledger, figures=figures)


def _nothing(owed: pl.DataFrame) -> pl.DataFrame:
    since, by = pl.lit(None, INSTANT), pl.lit(None, pl.List(pl.String))
    return owed.with_columns(since=since, by=by, own=pl.lit(value=False))


def _one_group(
    cells: pl.DataFrame, owed: pl.DataFrame, ledger: ReceiptHistory, families: AgencyFamilies, ruleset: Ruleset
) -> pl.DataFrame:
    usable = _usable(ledger.figures, cells["barred"][0])
    stands = usable.filter(pl.col("gone_at").is_null())
    spans = find_standing_since(usable, ["cell"])
    givers = stands.group_by("cell").agg(by=pl.col("agency").unique().sort())
    told = cells.join(spans.join(givers, on="cell"), on="cell", how="left").with_columns(own=pl.lit(value=False))
    # What a council does not burn is not looked for among other figures.
    open_still = _energy_begun(told, ruleset).filter(pl.col("since").is_null())
    rest = _may_follow(open_still, stands, owed, ruleset)
    if rest.is_empty():
        return told
    made = _made(rest.select(cells.columns), stands, spans, families, ruleset)
    others = told.join(made.select("key", "cell"), on=["key", "cell"], how="anti")
    return pl.concat([others, made.select(others.columns)])


def _usable(figures: pl.DataFrame, barred: str) -> pl.DataFrame:
    """Drop figures of barred publishers: a publisher's figure never fills a return to that publisher."""
    publishers = pl.Series(barred.split("|"), dtype=pl.String).implode()
    return figures.filter(~((pl.col("batch_kind") == "pulled") & pl.col("agency").is_in(publishers)))


def _own(ledger: ReceiptHistory, members: pl.DataFrame) -> pl.DataFrame:
    """Agency, cell and ``OWN_COLUMNS``: the newest version of each agency's own figure."""
    live = (
        ledger.standing_figures.rename({"agency": "member"})
        .join(members, on="member")
        .filter(pl.col("batch_kind") != "pulled")
    )
    newest = live.sort("batch").unique(["agency", "cell"], keep="last")
    return newest.select("agency", "cell", *OWN_COLUMNS)


def _may_follow(rest: pl.DataFrame, live: pl.DataFrame, owed: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """Unanswered figures that unrequested figures could give: a plan requests nothing that others give."""
    extra = live.join(owed, on="cell", how="anti").select("indicator", "period").unique()
    if extra.is_empty() or rest.is_empty():
        return rest.clear()
    near = set(within_reach(ruleset, rest["indicator"].unique(), extra))
    wanted = rest.filter(pl.col("indicator").is_in(pl.Series(sorted(near), dtype=pl.String).implode()))
    pairs = wanted.select("indicator", "period").unique()
    held = _spans_by_indicator(extra)
    kept = [(code, period) for code, period in pairs.rows() if _overlaps(code, period, held, ruleset)]
    return wanted.join(pl.DataFrame(kept, schema=pairs.schema, orient="row"), on=pairs.columns, how="semi")


def _spans_by_indicator(extra: pl.DataFrame) -> dict[str, list[tuple[date, date]]]:
    held: dict[str, list[tuple[date, date]]] = {}
    for indicator, code in extra.iter_rows():
        period = parse_period(code)
        held.setdefault(indicator, []).append((period.start, period.end))
    return held


def _overlaps(indicator: str, code: str, held: Mapping[str, list[tuple[date, date]]], ruleset: Ruleset) -> bool:
    """A formula may read another year; anything else is made of parts within its own period."""
    known = ruleset.catalogue.get(indicator)
    if known is None or known.formula is not None or indicator not in held:
        return True
    period = parse_period(code)
    return any(start <= period.end and end >= period.start for start, end in held[indicator])


def _made(
    cells: pl.DataFrame, live: pl.DataFrame, spans: pl.DataFrame, families: AgencyFamilies, ruleset: Ruleset
) -> pl.DataFrame:
    """Those of the cells that can be derived from others, with since, by and own."""
    winning = live.filter(pl.col("batch") == pl.col("batch").max().over("agency", "cell")).select(
        list(FIGURE_ORIGIN_SCHEMA)
    )
    told = evaluate(cells.select(FIGURE_KEY).unique(), winning, context=ruleset.world()).filter(
        pl.col("provenance").is_not_null()
    )
    named = live.select("cell", *FIGURE_KEY).unique("cell").join(spans, on="cell").select(*FIGURE_KEY, "since")
    since = {FigureKey(*row[:5]): row[5] for row in named.iter_rows()}
    rows = [(*row[:5], *_from_parts(row[4], row[5], since)) for row in told.select(*FIGURE_KEY, "lineage").iter_rows()]
    schema = dict.fromkeys(FIGURE_KEY, pl.String) | {"since": INSTANT, "by": pl.List(pl.String)}
    made = cells.join(pl.DataFrame(rows, schema=schema, orient="row"), on=FIGURE_KEY)
    own = [set(by) <= families.get(agency, frozenset()) for agency, by in made.select("agency", "by").iter_rows()]
    return made.with_columns(own=pl.Series(own, dtype=pl.Boolean))


def _from_parts(
    kind: str, parts: Iterable[Mapping[str, str]], since: Mapping[FigureKey, datetime]
) -> tuple[datetime | None, list[str]]:
    """When the last part came, and who gave them."""
    sources = list(parts)
    moments = [since.get(FigureKey(s["indicator"], s["area"], s["period"], s["breakdown"], kind)) for s in sources]
    return max((at for at in moments if at), default=None), sorted({source["agency"] for source in sources})


def _energy_begun(cells: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    records = sorted({factors.energy_indicator for factors in ruleset.factor_sets.values()})
    of_energy = pl.col("indicator").is_in(pl.Series(records, dtype=pl.String).implode())
    group = ("agency", "indicator", "area", "period")
    begun = of_energy & pl.col("since").is_null()
    return cells.with_columns(
        since=pl.when(begun).then(pl.col("since").min().over(group)).otherwise("since"),
        own=pl.when(begun).then(pl.col("own").any().over(group)).otherwise("own"),
        by=pl.when(begun).then(pl.col("by").first(ignore_nulls=True).over(group)).otherwise("by"),
    )
