"""Records read, typed, checked and derived, stage by stage, as a process of its own.

Run as ``python -m bench.records FILES OUT SET PERIOD``. FILES is a folder of CSV files, or one file.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import polars as pl

from bench.stages import Stages
from collectors.records.content_checks import check_records
from collectors.records.headings import load_headings
from collectors.records.read import read_records
from collectors.records.typed_records import type_records
from demo.synthetic.places import read_postcodes
from indicators.period.codes import parse_period
from indicators.records.derivation import DerivationScope, derive_figures
from indicators.records.view_context import ViewContext
from indicators.records.views import prepare_views
from mappings.ruleset.loading import load_ruleset
from tests.shipped import RECORDS, find_version, load_record_set

AREA, READ_ON = "E10000024", date(2027, 6, 30)


def main(files: Path, out: Path, code: str, period: str) -> None:
    """Leaves ``result.json``."""
    ruleset, year = load_ruleset(), parse_period(period)
    record_set = load_record_set(code, find_version(code, year))
    around = ViewContext(frozenset(ruleset.calendar.days), _postcodes())
    stages = Stages()
    with stages.stage("read"):
        raw = read_records(files, load_headings(RECORDS, code), name=files.name)
    with stages.stage("check"):
        records, unread = type_records(raw, record_set, year)
        marks = pl.concat([unread, check_records(records, read_on=READ_ON).select(unread.columns)])
    with stages.stage("derive"):
        figures = derive_figures(
            prepare_views(records, around), record_set, DerivationScope(year, AREA, "final"),
            catalogue=ruleset.catalogue, breakdowns=ruleset.breakdowns,
        )  # fmt: skip
    stages.save(out / "result.json", rows=records.rows, marks=marks.height, figures=figures.height)


def _postcodes() -> pl.DataFrame:
    rows = [(postcode.replace(" ", ""), east, north) for postcode, _, east, north in read_postcodes()]
    return pl.DataFrame(rows, schema={"postcode": pl.String, "easting": pl.Int64, "northing": pl.Int64}, orient="row")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
