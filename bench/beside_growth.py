"""How cost grows with rows, ours beside a bare load: a table, and the points of a plot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.growth import cut_name, part_name
from bench.growth_plot import Curve, draw_growth
from bench.processes import Result, contend, run
from bench.report import Row, markdown_table

HEADER: Row = ("rows", "stored before", "ours s", "ours cpu s", "µs a row", "bare cpu s", "times", "ours MB", "bare MB")


class GrowthSizes(NamedTuple):
    """Rows of each cut; areas and months of a large upload (of 700 indicators); how many of them one store takes."""

    cuts: tuple[int, ...]
    areas: int
    months: int
    parts: int


#: Four uploads of 2,486,400 rows; the limit of one is 2.5 million.
FULL = GrowthSizes((1_000, 10_000, 100_000, 1_000_000), 148, 24, 4)
WITHOUT_LARGEST = FULL._replace(areas=60, parts=0)
QUICK = GrowthSizes((1_000, 10_000), 4, 4, 2)


class Point(NamedTuple):
    """One upload into a store that held so many rows."""

    rows: int
    before: int
    seconds: float
    cpu: float
    mb: float


def growth_points(folder: Path, sizes: GrowthSizes, *, seed: int) -> Result:
    """Points of both contenders: a process for each cut, and one for all the large uploads."""
    run("bench.growth_uploads", folder, sizes.areas, sizes.months, seed, sizes.parts, *sizes.cuts)
    names = [[cut_name(count)] for count in sizes.cuts]
    names += [[part_name(number) for number in range(sizes.parts)]] if sizes.parts else []
    out = folder.with_name(f"{folder.name}-out")
    return {who: [point for each in names for point in _points(folder, out / who, who, each)]
            for who in ("bound", "ours")}  # fmt: skip


def _points(folder: Path, out: Path, who: str, names: Sequence[str]) -> Iterator[Point]:
    told, before = contend("bench.growth", folder, out, who, *names), 0
    for name, rows in zip(names, told["rows"], strict=True):
        yield Point(rows, before, told["seconds"][name], told["cpu"][name], told["peak"][name])
        before += rows


def draw_points(result: Result) -> str:
    """The plot, as an SVG."""
    return draw_growth(_curve("Return Once", result["ours"]), _curve("bare load", result["bound"]))


def _curve(title: str, points: Sequence[Point]) -> Curve:
    """Seconds for all the rows that a store was given, and the most memory held meanwhile."""
    seconds: list[tuple[float, float]] = []
    memory: list[tuple[float, float]] = []
    for rows, before, _, cpu, mb in sorted(points, key=lambda point: point[0] + point[1]):
        seconds.append((rows + before, cpu + (seconds[-1][1] if before else 0.0)))
        memory.append((rows + before, mb))
    return Curve(title, seconds, memory)


def growth_table(result: Result) -> str:
    """One row for each upload. ``times``: our processor time over the bare load's."""
    rows = (_row(Point(*ours), Point(*bare)) for ours, bare in zip(result["ours"], result["bound"], strict=True))
    return markdown_table([HEADER, *rows])


def _row(ours: Point, bare: Point) -> Row:
    return (
        f"{ours.rows:,}", f"{ours.before:,}", f"{ours.seconds:.2f}", f"{ours.cpu:.2f}",
        f"{1e6 * ours.cpu / ours.rows:.1f}", f"{bare.cpu:.2f}", f"{ours.cpu / bare.cpu:.1f}",
        f"{ours.mb:.0f}", f"{bare.mb:.0f}",
    )  # fmt: skip
