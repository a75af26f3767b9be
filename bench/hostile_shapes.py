"""Uploads made to be slow to check: processor seconds at n, 2n and 4n, and how they grow.

Run as ``python -m bench.hostile_shapes FOLDER OUT [SCALE]``. FOLDER is what ``bench.generate`` left; SCALE multiplies
every n. A slope of 1 is a cost in proportion to n, of 2 one that grows with its square.
"""

from __future__ import annotations

import gc
import json
import math
import os
import sys
from pathlib import Path

from bench.hostile_uploads import SHAPES, Shape
from bench.made_up_names import AGENCY, TREE
from bench.processes import Result
from bench.product_job import CLOCK, as_installed
from bench.report import markdown_table
from collectors.check_upload import check_upload
from collectors.records.headings import load_headings
from collectors.records.read import read_records
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import copy_upload
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.loading import load_ruleset
from returnonce.settings import Settings

GROWTH, TURNS = (1, 2, 4), 2
#: What the processor's clock can tell.
LEAST = 0.01
RECORD_SET = "children-in-need"


def main(folder: Path, out: Path, scale: float = 1) -> None:
    """Leaves ``result.json`` and prints the table."""
    as_installed()
    out.mkdir(parents=True, exist_ok=True)
    context = CheckContext(AppContext(Settings(home=out), CLOCK, ruleset=load_ruleset(folders=[folder / TREE])))
    shapes = [measure(context, shape, out, scale) for shape in SHAPES]
    (out / "result.json").write_text(json.dumps({"shapes": shapes}, indent=1), encoding="utf-8")
    print(shapes_table(shapes))


def measure(context: CheckContext, shape: Shape, out: Path, scale: float) -> Result:
    """For n, 2n and 4n the least processor seconds of a few turns, and how many findings there were."""
    seconds, findings = [], []
    for size in (int(shape.n * scale) * step for step in GROWTH):
        path = out / f"upload{shape.ending}"
        shape.write(path, size)
        turns = [_check(context, path) for _ in range(TURNS)]
        seconds.append(min(turn for turn, _ in turns))
        findings.append(turns[0][1])
        path.unlink()
    return {"shape": shape.name, "n": int(shape.n * scale), "seconds": seconds, "findings": findings}


def _check(context: CheckContext, path: Path) -> tuple[float, int]:
    gc.collect()
    start = _processor_seconds()
    findings = _find_in_records(context, path) if path.suffix == ".xml" else _find_in_figures(context, path)
    return _processor_seconds() - start, findings


def _find_in_figures(context: CheckContext, path: Path) -> int:
    with copy_upload(path, AGENCY) as upload:
        return check_upload(context, upload).table.height


def _find_in_records(context: CheckContext, path: Path) -> int:
    """Only read: no agency of the bench sends records."""
    return read_records(path, load_headings(context.ruleset.records, RECORD_SET), name=path.name).marks.height


def _processor_seconds() -> float:
    """Of this process and of its children, which read workbooks and XML."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def slope(seconds: list[float]) -> float:
    """By which power of n the seconds grow from the first to the last."""
    first, last = (max(second, LEAST) for second in (seconds[0], seconds[-1]))
    return math.log(last / first) / math.log(GROWTH[-1] / GROWTH[0])


def shapes_table(shapes: list[Result]) -> str:
    """One row for each shape."""
    header = ("upload", "n", *(f"{step}n s" if step > 1 else "n s" for step in GROWTH), "slope", "findings at 4n")
    rows = [
        (one["shape"], f"{one['n']:,}", *(f"{second:.2f}" for second in one["seconds"]), f"{slope(one['seconds']):.1f}",
         f"{one['findings'][-1]:,}")
        for one in shapes
    ]  # fmt: skip
    return markdown_table([header, *rows])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *map(float, sys.argv[3:]))
