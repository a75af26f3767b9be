"""The uploads of the growth: cuts of one large upload, and some of that size about other months.

Run as ``python -m bench.growth_uploads FOLDER AREAS MONTHS SEED PARTS ROWS...``: AREAS and MONTHS of a large upload,
PARTS of them (0: the large one is only cut), ROWS of each cut.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from bench.generate import hash_sources
from bench.growth import cut_name, part_name
from bench.made_up_names import TREE
from bench.synthetic_catalogue import Size, write_tree
from bench.synthetic_figures import upload


def write_uploads(folder: Path, size: Size, cuts: Sequence[int], *, parts: int) -> None:
    """``tree/`` and the files; what is there already for the same sizes is kept."""
    stamp = folder / "size.json"
    text = json.dumps([asdict(size), list(cuts), parts, hash_sources()])
    if stamp.exists() and stamp.read_text(encoding="utf-8") == text:
        return
    shutil.rmtree(folder, ignore_errors=True)
    write_tree(folder / TREE, size)
    rows = upload(size)
    for count in cuts:
        rows.head(count).write_csv(folder / cut_name(count))
    for number in range(parts):
        upload(replace(size, after=number * size.months)).write_csv(folder / part_name(number))
    stamp.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    areas, months, seed, parts, *cuts = map(int, sys.argv[2:])
    write_uploads(Path(sys.argv[1]), Size(areas=areas, months=months, seed=seed), cuts, parts=parts)
