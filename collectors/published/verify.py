"""Recomputes every published percentage and rate from its own parts, at the published rounding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from collectors.published.extract import AREA, MEMBERS, PERIOD, ExtractedFigure
from collectors.published.read import PublishedReading, read_published
from collectors.published.recompute import compared_rows
from indicators.areas.area_book import AreaBook
from indicators.catalogue.indicator import Indicator
from mappings.definitions.published_sources import PublishedFigure, Source
from returnonce.numbers import format_micro

LEVELS = ("local authority", "region", "country")
ENDINGS = (".csv", ".xlsx", ".ods")
#: A mapping that lacks more of its columns than this in a file is of another file.
_MOST_FAULTS = 5


@dataclass(frozen=True)
class Disagreement:
    """A printed number that its own parts do not give."""

    area: str
    area_name: str
    period: str
    #: The measure, and the column in which the number is printed.
    what: str
    column: str
    rows: str
    printed: str
    recomputed: str
    level: str = LEVELS[0]
    #: Whether it lies half-way, and the publisher rounded it to the even neighbour.
    is_half: bool = False


@dataclass(frozen=True)
class Halves:
    """Quotients of a measure that lie half-way between two printable numbers, by how the publisher rounded them."""

    what: str
    up: int
    even: int
    #: Those where up and even are the same number, which tell nothing.
    either: int

    @property
    def habit(self) -> str:
        """``up``, ``even``, ``mixed``, or ``not known``."""
        if self.up and self.even:
            return "mixed"
        return "up" if self.up else "even" if self.even else "not known"


@dataclass(frozen=True)
class RowsLeftOut:
    """Rows of the file that were not compared, and why."""

    rows: tuple[int, ...]
    why: str
    #: The cells that are meant, where the rows give figures of other periods beside them.
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileVerification:
    """Per level: how many were compared, agree, and differ by no more than the rounding of their counts allows."""

    file: str
    source: str
    compared: dict[str, int]
    agree: dict[str, int]
    disagreements: tuple[Disagreement, ...]
    not_compared: int
    within_rounding: dict[str, int]
    halves: tuple[Halves, ...]
    left_out: tuple[RowsLeftOut, ...]


@dataclass(frozen=True)
class UnverifiedFile:
    """A file that no mapping reads; ``nearest`` is the mapping that comes nearest, and ``why`` what it lacks."""

    file: str
    nearest: str | None
    why: tuple[str, ...]


def verify_folder(
    folder: Path, sources: Mapping[str, Source], *, areas: AreaBook, catalogue: Mapping[str, Indicator]
) -> tuple[list[FileVerification], list[UnverifiedFile]]:
    """Every file of the folder (.csv, .xlsx, .ods) that a source describes, and those that none does."""
    done: list[FileVerification] = []
    unread: list[UnverifiedFile] = []
    for path in sorted(each for each in folder.iterdir() if each.suffix.lower() in ENDINGS and each.is_file()):
        data = path.read_bytes()
        readings = [(s, read_published(data, s, areas=areas, catalogue=catalogue)) for s in sources.values()]
        fitting = [(source, reading) for source, reading in readings if not _is_refused(reading)]
        done += [verify_file(path.name, source, reading, areas) for source, reading in fitting]
        unread += [] if fitting else [_explain(path.name, readings)]
    return done, unread


def verify_file(file: str, source: Source, published: PublishedReading, areas: AreaBook) -> FileVerification:
    """Compare one file that was read by ``source``."""
    frames = [compared_rows(each, name_measure(each.figure)) for each in published.extracted if _has_parts(each)]
    rows = pl.concat(frames) if frames else compared_rows(None, "")
    levels = {code: _level(areas.get(code).kind) for code in rows[AREA].unique().to_list()}
    rows = rows.with_columns(level=pl.col(AREA).replace_strict(levels, default=LEVELS[0], return_dtype=pl.String))
    whole = rows.filter(pl.col("why").is_null())
    agree, within = whole.filter("agrees"), whole.filter(~pl.col("agrees") & pl.col("within"))
    wrong = whole.filter(~pl.col("agrees") & ~pl.col("within"))
    return FileVerification(
        file,
        source.source,
        _by_level(whole),
        _by_level(agree),
        tuple(_disagreement(row, areas) for row in wrong.iter_rows(named=True)),
        rows.height - whole.height,
        _by_level(within),
        tuple(_halves(whole)),
        tuple(_left_out(published, rows)),
    )


def name_measure(figure: PublishedFigure) -> str:
    """The indicator, else what the mapping calls it, else its filters, else its column."""
    part = figure.value or figure.numerator
    column = part.column if part else ""
    return figure.indicator or figure.measure or " and ".join(figure.where.values()) or column


def _has_parts(extracted: ExtractedFigure) -> bool:
    return extracted.figure.numerator is not None


def _is_refused(published: PublishedReading) -> bool:
    # A file that lacks a mapping's columns or labels is another file.
    return not published.extracted or any(mark.code == "published-no-rows" for mark in published.marks)


def _explain(file: str, readings: list[tuple[Source, PublishedReading]]) -> UnverifiedFile:
    """What the mapping lacks that comes nearest: one that found its columns, else that misses the fewest."""
    faults = [(not reading.extracted, len(reading.marks), source.source, reading.marks) for source, reading in readings]
    if not faults:
        return UnverifiedFile(file, None, ())
    _, count, name, marks = min(faults, key=lambda each: each[:3])
    named = [f"{mark.value or ''} {mark.detail or ''}".strip() or mark.code for mark in marks]
    return UnverifiedFile(file, name, tuple(named)) if count <= _MOST_FAULTS else UnverifiedFile(file, None, ())


def _by_level(rows: pl.DataFrame) -> dict[str, int]:
    return {level: rows.filter(level=level).height for level in LEVELS}


def _halves(whole: pl.DataFrame) -> Iterator[Halves]:
    # A quotient of rounded counts is not the one that was rounded.
    for group in whole.filter(pl.col("is_half") & ~pl.col("counts_rounded")).partition_by("what", maintain_order=True):
        telling = group.filter(pl.col("up") != pl.col("even"))
        up = telling.filter(pl.col("printed") == pl.col("up")).height
        even = telling.filter(pl.col("printed") == pl.col("even")).height
        yield Halves(group["what"][0], up, even, group.height - telling.height)


def _left_out(published: PublishedReading, rows: pl.DataFrame) -> Iterator[RowsLeftOut]:
    """Rows that give no figure, and those whose figure cannot be worked out again or has nothing to compare."""
    compared = {row for group in rows.filter(pl.col("why").is_null())["rows"] for row in group}
    for group in published.left_out.partition_by("why", maintain_order=True):
        yield RowsLeftOut(tuple(group["row"]), group["why"][0])
    for group in rows.filter(pl.col("why").is_not_null()).partition_by("what", "why", maintain_order=True):
        cells = tuple(group["cells"].explode().drop_nulls().unique(maintain_order=True))
        yield RowsLeftOut(tuple(sorted(set(group["row"]))), f"{group['what'][0]}: {group['why'][0]}", cells)
    bare = [each for each in published.extracted if not _has_parts(each)]
    for each in bare:
        if numbers := tuple(sorted(set(each.rows["row"]) - compared)):
            yield RowsLeftOut(numbers, f"{name_measure(each.figure)}: the mapping names no counts that give it")


def _level(kind: str) -> str:
    return {"region": LEVELS[1], "country": LEVELS[2]}.get(kind, LEVELS[0])


def _disagreement(row: dict[str, object], areas: AreaBook) -> Disagreement:
    decimals = int(str(row["decimals"]))
    members = f" ({row[MEMBERS]})" if row[MEMBERS] != "total" else ""
    return Disagreement(
        area=str(row[AREA]),
        area_name=areas.get(str(row[AREA])).name,
        period=str(row[PERIOD]),
        what=f"{row['what']}{members}",
        column=str(row["column"]),
        rows=str(row["locator"]),
        printed=format_micro(int(str(row["printed"])), decimals),
        recomputed=format_micro(int(str(row["recomputed"])), decimals),
        level=str(row["level"]),
        is_half=row["is_half"] is True and row["printed"] == row["even"],
    )
