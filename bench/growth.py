"""How cost grows with rows: uploads of a thousand rows to 2.5 million, then four of the largest into one store.

Run as ``python -m bench.growth FOLDER OUT ours|bound FILE...`` for one process that takes files in turn; the bound is
that of :mod:`bench.million_rows`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from bench.million_rows import load
from bench.stages import Stages


def cut_name(rows: int) -> str:
    """The file with so many rows."""
    return f"rows-{rows}.csv"


def part_name(number: int) -> str:
    """One of the largest uploads, from 0."""
    return f"part-{number}.csv"


def main(folder: Path, out: Path, contender: str, names: Sequence[str]) -> None:
    """Leaves ``result.json``, with one stage for each file."""
    stages = Stages()
    take = _ours if contender == "ours" else _bound
    stages.save(out / "result.json", rows=list(take(folder, out, names, stages)))


def _ours(folder: Path, out: Path, names: Sequence[str], stages: Stages) -> Iterator[int]:
    """Each file checked and stored as the product takes it; how many figures it had."""
    from bench.made_up_names import TREE
    from bench.product_job import as_installed, send
    from mappings.ruleset.loading import load_ruleset
    from returnonce.db import open_store
    from returnonce.settings import Settings

    as_installed()
    ruleset, engine = load_ruleset(folders=[folder / TREE]), open_store(Settings(home=out / "home"))
    for name in names:
        with stages.stage(name):
            receipt = send(folder / name, ruleset, engine, out / "home")
        assert receipt.accepted, name
        yield receipt.counts["figures"]


def _bound(folder: Path, out: Path, names: Sequence[str], stages: Stages) -> Iterator[int]:
    """Each file read, and loaded into a bare table."""
    for name in names:
        with stages.stage(name):
            rows = pl.read_csv(folder / name, infer_schema=False)
            load(rows, out / "bound.sqlite3")
        yield rows.height


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4:])
