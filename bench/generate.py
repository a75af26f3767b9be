"""Everything a run of the bench reads, under one folder. The same size makes the same bytes.

Run as ``python -m bench.generate FOLDER INDICATORS AREAS MONTHS [SEED]``. Another seed makes other figures, other bad
rows and another catalogue.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

import polars as pl

from bench.made_up_names import MENDED, SPOILED, TREE, UPLOAD, councils
from bench.synthetic_catalogue import (
    Size,
    by_return,
    line_label,
    line_name,
    synthetic_areas,
    synthetic_indicators,
    write_tree,
)
from bench.synthetic_figures import spoil, upload
from returnonce.definition_files.file_tree import hash_content, read_definition_files
from tests.shipped import load_areas


def generate(folder: Path, size: Size) -> None:
    """Into ``folder``: ``tree/`` (definition files), ``upload.csv`` with bad rows, ``mended.csv`` without
    them, ``spoiled.json`` (which rows, and how), and ``tables/`` (the definitions as plain tables).

    What is there already for the same size is kept.
    """
    stamp = folder / "size.json"
    size_text = json.dumps(asdict(size) | {"definitions": hash_sources()})
    if stamp.exists() and stamp.read_text(encoding="utf-8") == size_text:
        return
    shutil.rmtree(folder, ignore_errors=True)
    write_tree(folder / TREE, size)
    _write_tables(folder / "tables", size)
    rows, spoiled = spoil(upload(size), size)
    rows.write_csv(folder / UPLOAD)
    sound_rows = rows.with_row_index("at", offset=2).filter(~pl.col("at").is_in(list(spoiled)))
    sound_rows.drop("at").write_csv(folder / MENDED)
    (folder / SPOILED).write_text(json.dumps(spoiled), encoding="utf-8")
    stamp.write_text(size_text, encoding="utf-8")


def hash_sources() -> str:
    """Changes when what is made up, or what is copied from the project, changes."""
    made_by = sorted(Path(__file__).parent.glob("*.py"))
    return hash_content(
        {str(n): path.read_bytes() for n, path in enumerate(made_by)} | dict(read_definition_files().content)
    )


def _write_tables(folder: Path, size: Size) -> None:
    """What the definition files say, for a program that reads no such files."""
    folder.mkdir(parents=True)
    columns = ("code", "title", "unit", "per", "decimals", "parts", "adds_over_area", "polarity")
    indicators = synthetic_indicators(size)
    _write(folder / "indicators.csv", columns, ([one[name] for name in columns] for one in indicators))
    _write(folder / "areas.csv", ("code", "name"), ((a.code, a.name) for a in synthetic_areas(size)))
    links = ((region.code, region.name, area.code) for region, area in councils(load_areas()))
    _write(folder / "regions.csv", ("region", "name", "council"), links)
    lines = (
        (code, line_name(code, number), line_label(one), one["code"])
        for code, of_return in by_return(indicators).items()
        for number, one in enumerate(of_return, start=1)
    )
    _write(folder / "lines.csv", ("return", "line", "label", "indicator"), lines)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    generate(Path(sys.argv[1]), Size(*map(int, sys.argv[2:])))
