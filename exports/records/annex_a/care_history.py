"""Care history over several years' returns on children looked after: episodes, periods of care, first days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.views.inspection_lists.inspection_day import InspectionDay
from indicators.records.views.looked_after.care_episodes import order_care_episodes
from indicators.records.views.looked_after.history import IN_FILE, combine_episodes

#: Reasons for a new episode that begin a legal status, or a placement.
NEW_STATUS, NEW_PLACE = ("S", "L", "B", "U"), ("S", "P", "B", "T", "U")
OF_PERIOD = ["child", "period"]


@dataclass(frozen=True, eq=False)
class CareHistory:
    """A return on children looked after, as a day knew it; ``earlier`` are older ones, newest first.

    A return holds the episodes of its year: how long before it care, a legal status or a placement
    began, only older returns can tell.
    """

    newest: Records
    earlier: tuple[Records, ...]
    day: InspectionDay

    def to_concept_code(self, concept: str, spelling: pl.Expr) -> pl.Expr:
        """A spelling of the return as the concept's code; null where it is not known."""
        return self.newest.record_set.to_concept_code(concept, spelling)

    def rows(self, table: str, columns: Sequence[str], *, once: Sequence[str]) -> pl.DataFrame:
        """These columns of a table over all returns; of rows alike in ``once``, the newest."""
        tables = [records.tables[table].select(columns) for records in (self.newest, *self.earlier)]
        return pl.concat(tables).drop_nulls(once).unique(once, keep="first", maintain_order=True)

    @cached_property
    def episodes(self) -> pl.DataFrame:
        """Episodes begun by the day in order, with the columns of ``care_episodes``, short breaks left out.

        Added: ``status_since`` and ``place_since``, the day if a legal status or a placement is seen to
        begin with the episode.
        """
        more = self.rows("Episodes", ("CHILD", "DECOM", "CIN", "PLACE_PROVIDER"), once=("CHILD", "DECOM"))
        history = combine_episodes(self.newest, self.earlier).filter(pl.col(IN_FILE) | pl.col("DEC").is_not_null())
        with_details = history.join(more, on=["CHILD", "DECOM"], how="left", maintain_order="left")
        episodes = order_care_episodes(with_details, self.day.day)
        return episodes.with_columns(
            status_since=_first_day_of_new("legal_status", NEW_STATUS),
            place_since=_first_day_of_new("place", NEW_PLACE),
        )

    @cached_property
    def periods(self) -> pl.DataFrame:
        """Each period of care with its latest episode.

        ``started`` is null where the oldest return does not say; ``ceased`` while care goes on.
        """
        with_periods = self.episodes.with_columns(
            run=pl.col("legal_status").rle_id().over(OF_PERIOD),
            first=pl.int_range(pl.len()).over(OF_PERIOD) == 0,
            over=pl.col("until").max().over(OF_PERIOD),
        ).with_columns(
            started=_only(pl.col("first") & (pl.col("rne") == "S"), "start").min().over(OF_PERIOD),
            legal_since=pl.col("status_since").first().over([*OF_PERIOD, "run"]),
            placed=_only(~pl.col("temporary"), "place_since").first().over([*OF_PERIOD, "placement"]),
        )
        latest = with_periods.unique(OF_PERIOD, keep="last", maintain_order=True)
        return latest.with_columns(
            ceased=_only(pl.col("over") <= self.day.day, "over"),
            placed=pl.when("temporary").then(pl.col("start")).otherwise(pl.col("placed")),
        )

    def first(self, column: str, codes: Sequence[str], since: str, name: str) -> pl.DataFrame:
        """The first day of such an episode in each period of care; null where it may have begun before the returns."""
        matching = self.episodes.filter(pl.col(column).is_in(codes))
        return matching.group_by(OF_PERIOD, maintain_order=True).agg(pl.col(since).first().alias(name))


def _first_day_of_new(column: str, reasons: tuple[str, ...]) -> pl.Expr:
    """The day of an episode that its reason, or the episode before it, shows to bring something new."""
    changed = pl.col(column).ne_missing(pl.col(column).shift(1).over(OF_PERIOD))
    first = pl.int_range(pl.len()).over(OF_PERIOD) == 0
    begins = pl.col("rne").is_in(reasons).fill_null(value=False)
    return pl.when(pl.when(first).then(begins).otherwise(begins | changed)).then(pl.col("start"))


def _only(truth: pl.Expr, column: str) -> pl.Expr:
    return pl.when(truth).then(pl.col(column))
