"""The parts of the bench's run: each prints its tables, and gives its figures by name."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path

from bench.beside_growth import FULL as FULL_GROWTH
from bench.beside_growth import QUICK as QUICK_GROWTH
from bench.beside_growth import WITHOUT_LARGEST, draw_points, growth_points, growth_table
from bench.beside_judges import FULL as FULL_RECORDS
from bench.beside_judges import QUICK as QUICK_RECORDS
from bench.beside_judges import beside, beside_table
from bench.beside_peers import beside_peers, peers_table
from bench.postgres_database import has_server
from bench.processes import Result, contend, read_result, run
from bench.report import (
    cells_table,
    million_lines,
    pages_table,
    past_table,
    plans_table,
    serving_table,
    small_uploads_table,
)
from bench.start_up import measure as measure_start
from bench.start_up import start_up_table
from bench.where_report import ROOMS, rooms_table
from bench.whole_job import whole_job

#: Indicators, areas, months.
FULL, QUICK = (700, 152, 1), (20, 12, 1)
#: How often ours does the whole job.
REPEAT, QUICK_REPEAT = 5, 1
#: Authorities (0: all), and the year; how the time grows, then the years around 2023, when they became 153.
PLANS = ((10, 2009), (40, 2009), (0, 2009), (0, 2025))
QUICK_PLANS = ((2, 2009), (4, 2009))
#: Councils and periods; each edition has 222 lines.
CELLS, QUICK_CELLS = (152, 60), (10, 3)
#: Turns, and the seconds of each.
SERVING, QUICK_SERVING = (20, 0.4), (1, 0.2)
#: How often each verb is typed.
START, QUICK_START = 7, 1
#: Turns of small uploads, 20 of each act.
SMALL, QUICK_SMALL = 5, 1
#: Authorities that are places (10 have 100 agencies and more), areas and years of figures.
PAGES, QUICK_PAGES = (10, 440, 11), (2, 20, 2)
MILLION, QUICK_MILLION = (700, 152, 12), (20, 12, 12)
#: By how much the sizes of hostile uploads are multiplied.
HOSTILE, QUICK_HOSTILE = 1, 0.02
#: Batches of the past, when it is quick.
QUICK_BATCHES = 20


def job(options: argparse.Namespace) -> Result:
    """Upload to workbooks by both contenders."""
    size = (*(QUICK if options.quick else FULL), options.seed)
    repeat = options.repeat or (QUICK_REPEAT if options.quick else REPEAT)
    whole = whole_job(options.home, options.size, size, repeat=repeat, plain=not options.skip_plain)
    return {"size": size} | whole


def where(options: argparse.Namespace) -> Result:
    """Which rooms the time of the whole job goes to."""
    folder, out = options.home / options.size, options.home / f"{options.size}-where"
    run("bench.generate", folder, *(QUICK if options.quick else FULL), options.seed)
    contend("bench.where", folder, out)
    print("\n" + rooms_table(read_result(out / ROOMS)))
    return {"where": read_result(out / ROOMS)}


def start(options: argparse.Namespace) -> Result:
    """Verbs from the first keystroke beside a bare import of polars."""
    seconds = measure_start(options.home / "start-up", QUICK_START if options.quick else START)
    print("\n" + start_up_table(seconds))
    return {"start": seconds}


def peers(options: argparse.Namespace) -> Result:
    """The verdict on the same upload beside other tools'."""
    folder = options.home / options.size
    run("bench.generate", folder, *(QUICK if options.quick else FULL), options.seed)
    names = () if options.skip_peers else None
    result = beside_peers(options.home, folder, options.home / f"{options.size}-peers", names)
    print("\n" + peers_table(result))
    return {"peers": result}


def million(options: argparse.Namespace) -> Result:
    """The large upload, and the plain cost of its bytes."""
    folder, out = options.home / f"{options.size}-million", options.home / f"{options.size}-million-out"
    run("bench.generate", folder, *(QUICK_MILLION if options.quick else MILLION), options.seed)
    plain = contend("bench.million_rows", folder, out / "bound", "bound")
    ours = contend("bench.million_rows", folder, out / "ours", "ours")
    print("\n" + million_lines(ours, plain))
    result = {"million": ours, "bound": plain}
    if not has_server():
        print("\nPostgreSQL: no server answers at RETURNONCE_TEST_POSTGRES_URL or 127.0.0.1:5432; skipped.")
        return result
    plain = contend("bench.million_rows", folder, out / "bound-postgresql", "bound", "postgresql")
    ours = contend("bench.million_rows", folder, out / "ours-postgresql", "ours", "postgresql")
    print("\nPostgreSQL: " + million_lines(ours, plain))
    return result | {"million_postgresql": ours, "bound_postgresql": plain}


def growth(options: argparse.Namespace) -> Result:
    """A thousand rows to ten million, in uploads of up to 2.5 million."""
    sizes = QUICK_GROWTH if options.quick else WITHOUT_LARGEST if options.skip_largest else FULL_GROWTH
    points = growth_points(options.home / f"{options.size}-growth", sizes, seed=options.seed)
    plot = options.home / "growth.svg"
    plot.write_text(draw_points(points), encoding="utf-8")
    print(f"\n{growth_table(points)}\n\nThe plot is {plot}.")
    return {"growth": points}


def hostile(options: argparse.Namespace) -> Result:
    """Uploads made to be slow to check, at n, 2n and 4n."""
    folder = options.home / options.size
    run("bench.generate", folder, *(QUICK if options.quick else FULL), options.seed)
    print(flush=True)
    scale = QUICK_HOSTILE if options.quick else HOSTILE
    return {"hostile": contend("bench.hostile_shapes", folder, options.home / "hostile-out", scale)["shapes"]}


def small(options: argparse.Namespace) -> Result:
    """Files of two rows over HTTP: processor seconds of all the server's processes."""
    # Imported late: what starts the contenders stays small.
    from bench.small_uploads import small_uploads

    result = small_uploads(options.home / "small-uploads", QUICK_SMALL if options.quick else SMALL)
    print("\n" + small_uploads_table(result))
    return {"small": result}


def past(options: argparse.Namespace) -> Result:
    """What was known on a past day, out of many batches."""
    out = options.home / "past-out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    run("bench.as_of", out, *((QUICK_BATCHES,) if options.quick else ()))
    milliseconds = read_result(out / "result.json")["milliseconds"]
    print("\n" + past_table(milliseconds))
    return {"past": milliseconds}


def records(options: argparse.Namespace) -> Result:
    """Records read, checked and derived beside the sector's own validators."""
    sizes = QUICK_RECORDS if options.quick else FULL_RECORDS
    judges = None if options.skip_judges else options.judges
    result = beside(options.home, options.size, sizes, seed=options.seed, judges=judges)
    print("\n" + beside_table(result))
    return {"records": result}


def plans(options: argparse.Namespace) -> Result:
    """A year of every return planned for more and more authorities."""
    home: Path = options.home
    result = [
        contend("bench.planning", home / "country", home / "plan-out", *size) | {"year": size[1]}
        for size in (QUICK_PLANS if options.quick else PLANS)
    ]
    print("\n" + plans_table(result))
    return {"plans": result}


def editions(options: argparse.Namespace) -> Result:
    """A published edition beside a bare route that returns the same bytes."""
    # Imported late: what starts the contenders stays small.
    from bench.serving import serving

    rounds, seconds = QUICK_SERVING if options.quick else SERVING
    result = serving(options.home / "serving", rounds=rounds, seconds=seconds)
    print("\n" + serving_table(result))
    return {"serving": result}


def cells(options: argparse.Namespace) -> Result:
    """Two million cells of many councils as one answer, beside a bare server of the same bytes."""
    # Imported late: what starts the contenders stays small.
    from bench.many_cells import many_cells

    result = many_cells(options.home / "many-cells", *(QUICK_CELLS if options.quick else CELLS))
    print("\n" + cells_table(result))
    return {"cells": result}


def pages(options: argparse.Namespace) -> Result:
    """Every page of an officer on a large store."""
    size = QUICK_PAGES if options.quick else PAGES
    result = contend("bench.pages", options.home / "pages", options.home / "pages-out", *size)
    print("\n" + pages_table(result))
    return {"pages": result}


#: In the order of docs/bench.md.
PARTS: dict[str, Callable[[argparse.Namespace], Result]] = {
    "job": job, "where": where, "start": start, "peers": peers, "million": million, "growth": growth,
    "hostile": hostile, "small": small, "past": past, "records": records, "plans": plans, "editions": editions,
    "cells": cells, "pages": pages,
}  # fmt: skip
