"""One history from several years' records: a later file corrects the earlier ones."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from indicators.records.record_frames import Records

#: What the views read of an episode; other columns do not tell episodes apart.
EPISODE = ("CHILD", "DECOM", "DEC", "RNE", "LS", "PLACE", "PL_POST", "URN", "REC", "HOME_POST")
#: The child has an episode in the newest file, and so was looked after at some time in its period.
IN_FILE = "in_file"
GOES_ON = "X1"


def combine_episodes(records: Records, earlier: Sequence[Records]) -> pl.DataFrame:
    """Episodes of the newest records, and of earlier ones those that began before a child's first newer one.

    Columns: ``EPISODE`` and ``IN_FILE``. A row without a child or a first day is left out, one that
    stands twice is there once. An earlier episode ends, at the latest, where the newer ones begin:
    the earlier file could not know.
    """
    episodes = _episodes(records).with_columns(pl.lit(True).alias(IN_FILE))
    for older in earlier:
        episodes = pl.concat([episodes, _find_earlier(_episodes(older), episodes)])
    return episodes.sort(EPISODE, nulls_last=True)


def read_newest(table: str, records: Records, earlier: Sequence[Records], columns: Sequence[str]) -> pl.DataFrame:
    """These columns of a table over all years; of rows with the same key, the newest file's first one."""
    key = records.record_set.tables[table].key
    frames = [part.tables[table].select(columns) for part in (records, *earlier)]
    return pl.concat(frames).drop_nulls(key).unique(key, keep="first", maintain_order=True)


def _episodes(records: Records) -> pl.DataFrame:
    return records.tables["Episodes"].select(EPISODE).drop_nulls(["CHILD", "DECOM"]).unique(maintain_order=True)


def _find_earlier(older: pl.DataFrame, newer: pl.DataFrame) -> pl.DataFrame:
    firsts = newer.group_by("CHILD").agg(pl.col("DECOM").min().alias("first"), pl.col(IN_FILE).first())
    first, is_open = pl.col("first"), pl.col("DEC").is_null()
    earlier = older.join(firsts, on="CHILD", how="left").filter(first.is_null() | (pl.col("DECOM") < first))
    return earlier.with_columns(
        pl.when(first.is_null()).then(pl.col("DEC")).otherwise(pl.min_horizontal("DEC", "first")),
        pl.when(is_open & first.is_not_null()).then(pl.lit(GOES_ON)).otherwise(pl.col("REC")).alias("REC"),
        pl.col(IN_FILE).fill_null(False),
    ).select(*EPISODE, IN_FILE)
