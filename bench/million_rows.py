"""A million rows to verdict and stored, against the plain cost of reading and loading the same bytes.

Run as ``python -m bench.million_rows FOLDER OUT ours|bound [postgresql]``. The bound has no checks, no keys,
no versions, no lineage and no audit: it reads the file with polars, turns words into numbers and inserts
them with one ``executemany`` into a bare SQLite table, or with one ``COPY`` into one of PostgreSQL. No program
that stores these rows as rows can do less.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import nullcontext
from pathlib import Path

import polars as pl
import psycopg

from bench.made_up_names import MENDED, TREE, UPLOAD
from bench.postgres_database import empty_database
from bench.stages import Stages

WORDS = ("indicator", "area", "period", "symbol", "status")
NUMBERS = ("numerator", "denominator", "value")


def main(folder: Path, out: Path, contender: str, database: str = "sqlite") -> None:
    """Leaves ``result.json``."""
    out.mkdir(parents=True, exist_ok=True)
    stages = Stages()
    take = ours if contender == "ours" else load_plainly
    with empty_database() if database == "postgresql" else nullcontext() as url:
        stored = take(folder, out, stages, url)
    stages.save(out / "result.json", stored=stored)


def ours(folder: Path, out: Path, stages: Stages, url: str | None) -> int:
    """The product's upload: once with bad rows, which is refused, once without, which is stored."""
    from bench.product_job import as_installed, send
    from mappings.ruleset.loading import load_ruleset
    from returnonce.db import open_store
    from returnonce.settings import Settings

    as_installed()
    ruleset = load_ruleset(folders=[folder / TREE])
    engine = open_store(Settings(home=out / "home", database_url=url))
    with stages.stage("verdict"):
        refused = send(folder / UPLOAD, ruleset, engine, out / "home")
    with stages.stage("verdict and stored"):
        accepted = send(folder / MENDED, ruleset, engine, out / "home")
    if refused.accepted or not accepted.accepted:
        raise AssertionError("the upload with bad rows is refused, the one without is accepted")
    engine.dispose()
    return accepted.counts["figures"]


def load_plainly(folder: Path, out: Path, stages: Stages, url: str | None) -> int:
    """The same bytes read and loaded, and nothing else."""
    with stages.stage("read"):
        rows = pl.read_csv(folder / MENDED, infer_schema=False)
    with stages.stage("load"):
        load(rows, out / "bound.sqlite3") if url is None else copy(rows, url)
    return rows.height


def load(rows: pl.DataFrame, path: Path) -> None:
    """Every figure as whole numbers into a table without keys."""
    table = _number(rows)
    connection = sqlite3.connect(path)
    connection.execute(f"CREATE TABLE IF NOT EXISTS figure ({', '.join(f'{name} INTEGER' for name in table.columns)})")
    connection.executemany(f"INSERT INTO figure VALUES ({','.join('?' * table.width)})", table.iter_rows())
    connection.commit()
    connection.close()


def copy(rows: pl.DataFrame, url: str) -> None:
    """The same by one ``COPY``."""
    table = _number(rows)
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE figure ({', '.join(f'{name} BIGINT' for name in table.columns)})")
        with cursor.copy("COPY figure FROM STDIN (FORMAT csv)") as target:
            for piece in table.iter_slices(100_000):
                target.write(piece.write_csv(include_header=False))


def _number(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        *(pl.col(name).rank("dense") for name in WORDS),
        *((pl.col(name).cast(pl.Float64) * 1_000_000).cast(pl.Int64) for name in NUMBERS),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
