"""Recomputes every published percentage and rate from its own parts, at the published rounding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from collectors.published.extract import AREA, MEMBERS, PERIOD
from collectors.published.read import PublishedReading, read_published
from indicators.areas.area_book import AreaBook
from indicators.catalogue.indicator import Indicator
from mappings.definitions.published_sources import PublishedFigure, Source
from returnonce.numbers import format_micro, ratio_micro_expr

LEVELS = ("local authority", "region", "country")


@dataclass(frozen=True)
class Disagreement:
    """A printed number that its own parts do not give."""

    area: str
    area_name: str
    period: str
    what: str
    rows: str
    printed: str
    recomputed: str


@dataclass(frozen=True)
class FileVerification:
    """Per level: how many were compared and agree; every local-authority disagreement by name."""

    file: str
    source: str
    compared: dict[str, int]
    agree: dict[str, int]
    disagreements: tuple[Disagreement, ...]
    not_compared: int


def verify_folder(
    folder: Path, sources: Mapping[str, Source], *, areas: AreaBook, catalogue: Mapping[str, Indicator]
) -> tuple[list[FileVerification], list[str]]:
    """Every CSV of the folder that a source describes, and the names of those that none does."""
    done, unknown = [], []
    for path in sorted(folder.glob("*.csv")):
        data = path.read_bytes()
        readings = [
            (s, p)
            for s in sources.values()
            if not _is_refused(p := read_published(data, s, areas=areas, catalogue=catalogue))
        ]
        done += [verify_file(path.name, source, published, areas) for source, published in readings]
        unknown += [] if readings else [path.name]
    return done, unknown


def verify_file(file: str, source: Source, published: PublishedReading, areas: AreaBook) -> FileVerification:
    """Compare one file that was read by ``source``."""
    frames = [_recompute(each.figure, each.rows) for each in published.extracted if each.figure.numerator is not None]
    rows = pl.concat(frames) if frames else _no_rows()
    levels = {code: _level(areas.get(code).kind) for code in rows[AREA].unique().to_list()}
    rows = rows.with_columns(level=pl.col(AREA).replace_strict(levels, return_dtype=pl.String))
    whole = rows.filter(pl.col("recomputed").is_not_null(), pl.col("value").is_not_null())
    wrong = whole.filter(pl.col("recomputed") != pl.col("value"))
    return FileVerification(
        file,
        source.source,
        {level: whole.filter(level=level).height for level in LEVELS},
        {level: whole.filter(pl.col("recomputed") == pl.col("value"), level=level).height for level in LEVELS},
        tuple(_describe_disagreement(row, areas) for row in wrong.filter(level=LEVELS[0]).iter_rows(named=True)),
        rows.height - whole.height,
    )


def _is_refused(published: PublishedReading) -> bool:
    # A file that lacks a mapping's columns or labels is another file.
    return any(mark.code in {"published-columns", "published-no-rows"} for mark in published.marks)


def _recompute(figure: PublishedFigure, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        AREA,
        PERIOD,
        MEMBERS,
        "locator",
        "value",
        pl.lit(figure.indicator or " and ".join(figure.where.values())).alias("what"),
        pl.lit(figure.decimals).alias("decimals"),
        ratio_micro_expr(
            pl.col("numerator"), pl.col("denominator"), per=pl.lit(figure.per), decimals=pl.lit(figure.decimals)
        ).alias("recomputed"),
    )


def _no_rows() -> pl.DataFrame:
    text = dict.fromkeys((AREA, PERIOD, MEMBERS, "locator", "what"), pl.String)
    return pl.DataFrame(schema=text | {"value": pl.Int64, "decimals": pl.Int32, "recomputed": pl.Int64})


def _level(kind: str) -> str:
    return {"region": LEVELS[1], "country": LEVELS[2]}.get(kind, LEVELS[0])


def _describe_disagreement(row: dict[str, object], areas: AreaBook) -> Disagreement:
    decimals = int(str(row["decimals"]))
    return Disagreement(
        area=str(row[AREA]),
        area_name=areas.get(str(row[AREA])).name,
        period=str(row[PERIOD]),
        what=str(row["what"]),
        rows=str(row["locator"]),
        printed=format_micro(int(str(row["value"])), decimals),
        recomputed=format_micro(int(str(row["recomputed"])), decimals),
    )
