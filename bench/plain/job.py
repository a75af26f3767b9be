"""The plain way to do the whole job: a data frame, a loop over its rows, objects, and openpyxl.

Run as ``python -m bench.plain.job FOLDER OUT`` in an environment of its own.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

from bench.plain.books import write_books
from bench.plain.checks import check, read_upload
from bench.plain.definitions import read_definitions
from bench.plain.store import Answer, load, open_store, roll_up
from bench.stages import Stages


def main(folder: Path, out: Path) -> None:
    """Upload to workbooks; leaves ``result.json``, ``rejected.json``, ``rolled_up.csv`` and ``books/``."""
    stages = Stages()
    (out / "books").mkdir(parents=True)
    source = folder / "upload.csv"
    with stages.stage("definitions"):
        definitions = read_definitions(folder / "tables")
    with stages.stage("verdict"):
        upload = read_upload(str(source))
        rejected = check(upload, definitions)
    with stages.stage("store"):
        engine = open_store(out / "store.sqlite3")
        stored = load(engine, upload, rejected)
    with stages.stage("roll-up"):
        rolled_up = roll_up(engine, definitions)
    with stages.stage("workbooks"):
        books = write_books(engine, definitions, source, out / "books")
    stages.save(out / "result.json", rows=len(upload), stored=stored, books=books, rolled_up=len(rolled_up))
    (out / "rejected.json").write_text(json.dumps(rejected), encoding="utf-8")
    _write_answers(out / "rolled_up.csv", rolled_up)


def _write_answers(path: Path, answers: list[Answer]) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(("indicator", "area", "numerator", "denominator", "value", "symbol"))
        writer.writerows(answers)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
