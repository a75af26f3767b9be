"""Match refused uploads with collections, from the row that each refusal leaves in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from indicators.period.codes import parse_period
from mappings.definitions.lines import EXACT
from mappings.fill.figure_scope import add_formula_terms
from mappings.progress.agency_families import AgencyFamilies, make_member_frame
from mappings.progress.upload_history import UploadHistory

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset


#: Codes of returns.
Codes = frozenset[str]


def match_refused_figures(
    cells: pl.DataFrame, history: UploadHistory, families: AgencyFamilies, returns: ReturnsByCollection
) -> pl.DataFrame:
    """Key, indicator, area, period and ``at`` of the figures in refused uploads.

    ``cells``: key, agency, indicator, area, period. A file made for another return touches no collection.
    """
    readable = _join_owners(history, families).filter(pl.col("indicators").is_not_null())
    refusals = readable.with_columns(file=pl.col("indicators")).explode("indicators")
    figures = cells.select("key", "indicator", "area", "period", owner="agency")
    pairs = figures.join(refusals, left_on=["owner", "indicator"], right_on=["owner", "indicators"])
    # An upload is often refused for a wrong area or period; only the other fields are known then.
    matching = pairs.filter(
        pl.col("areas").is_null() | pl.col("area").is_in(pl.col("areas")),
        pl.col("periods").is_null() | pl.col("period").is_in(pl.col("periods")),
    )
    meant = matching.select("key", "refusal", "file").unique(["key", "refusal"], maintain_order=True)
    is_meant = [
        not returns.is_of_another(key, frozenset(file)) for key, file in meant.select("key", "file").iter_rows()
    ]
    matching = matching.join(meant.filter(pl.Series(is_meant, dtype=pl.Boolean)), on=["key", "refusal"], how="semi")
    return matching.select("key", "indicator", "area", "period", "at").unique()


@dataclass(frozen=True)
class ReturnsByCollection:
    """``codes``: by key of a collection, the returns whose lines wait for its figures. ``indicators``: what the lines
    of each return read."""

    codes: Mapping[str, Codes]
    indicators: Mapping[str, Codes]

    def is_of_another(self, key: str, file: Codes) -> bool:
        """True where a return that the collection is not for has all that its returns have of a file, and more of it:
        one figure of drug treatment that Vital Signs shares does not make a file of NDTMS one of Vital Signs."""
        own_codes = self.codes.get(key, frozenset())
        own = file & frozenset().union(*(self.indicators.get(code, frozenset()) for code in own_codes))
        others = (file & found for code, found in self.indicators.items() if code not in own_codes)
        return bool(own) and any(own < other for other in others)


def find_returns_by_collection(ruleset: Ruleset, figures: pl.DataFrame) -> ReturnsByCollection:
    """``figures``: collection and returns, the lines that wait (``vital-signs VSB14``)."""
    lines = figures.select("collection", pl.col("returns").list.eval(pl.element().str.split(" ").list.first()))
    grouped = lines.explode("returns").group_by("collection").agg(pl.col("returns").unique())
    codes = {key: frozenset(found) for key, found in grouped.iter_rows()}
    return ReturnsByCollection(codes, ruleset.derived("indicators of returns", lambda: _list_indicators(ruleset)))


def _list_indicators(ruleset: Ruleset) -> dict[str, Codes]:
    """What the lines of each return mean exactly, and the terms of its formulas."""
    meant = {
        code: {line.object_id for line in found.lines if line.predicate_id == EXACT}
        for code, found in ruleset.returns.items()
    }
    return {code: frozenset(add_formula_terms(ruleset, indicators)) for code, indicators in meant.items()}


def find_last_refusals(
    collections: pl.DataFrame, figures: pl.DataFrame, history: UploadHistory, families: AgencyFamilies
) -> pl.DataFrame:
    """Key and ``refused_at``, the last refusal of an upload for a collection.

    ``collections``: key, agency, record_set, period, due, opens, completed_at; ``figures``: as
    :func:`match_refused_figures` returns them. An unreadable upload counts for the open and incomplete
    collection that was due next when it came.
    """
    refusals = _join_owners(history, families)
    unreadable = refusals.filter(pl.col("indicators").is_null(), pl.col("record_set").is_null())
    frames = [
        figures.select("key", "at"),
        _match_refused_records(collections, refusals),
        _match_next_due(collections, unreadable),
    ]
    return pl.concat(frames).group_by("key").agg(refused_at=pl.col("at").max())


def _join_owners(history: UploadHistory, families: AgencyFamilies) -> pl.DataFrame:
    """Each refusal beside every agency whose family sent it."""
    owners = make_member_frame(families).rename({"agency": "owner", "member": "agency"})
    return history.refusals.with_row_index("refusal").join(owners, on="agency")


def _match_refused_records(collections: pl.DataFrame, refusals: pl.DataFrame) -> pl.DataFrame:
    record_refusals = refusals.filter(pl.col("record_set").is_not_null()).select(
        "owner", "record_set", "record_period", "at"
    )
    record_collections = collections.filter(pl.col("record_set").is_not_null()).rename({"agency": "owner"})
    pairs = record_collections.join(record_refusals, on=["owner", "record_set"])
    is_match = [
        is_period_within(file_period, period)
        for file_period, period in pairs.select("record_period", "period").iter_rows()
    ]
    return pairs.filter(pl.Series(is_match, dtype=pl.Boolean)).select("key", "at")


def is_period_within(outer_code: str | None, inner_code: str) -> bool:
    """True where records of one period hold those of another."""
    if outer_code is None:
        return False
    outer, inner = parse_period(outer_code), parse_period(inner_code)
    return outer.start <= inner.start and inner.end <= outer.end


def _match_next_due(collections: pl.DataFrame, unreadable: pl.DataFrame) -> pl.DataFrame:
    """The collection that was due next, for files that could not be read."""
    pairs = collections.rename({"agency": "owner"}).join(unreadable.select("owner", "at", "refusal"), on="owner")
    day = pl.col("at").dt.convert_time_zone("Europe/London").dt.date()
    awaited = pairs.filter(
        pl.col("due").is_not_null(),
        pl.col("opens").is_null() | (pl.col("opens") <= day),
        pl.col("completed_at").is_null() | (pl.col("completed_at") > pl.col("at")),
    )
    first = awaited.filter(pl.col("due") == pl.col("due").min().over("owner", "refusal"))
    return first.select("key", "at")
