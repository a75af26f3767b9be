"""The whole job with the product's own functions, as its doors call them.

Run as ``python -m bench.product_job FOLDER OUT``.
"""

from __future__ import annotations

import gc
import json
import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import polars as pl
from sqlalchemy import Engine

from bench.made_up_names import AGENCY, ENGLAND, MENDED, PERIOD, RETURNS, TREE, UPLOAD, councils
from bench.stages import Stages
from collectors.receive_upload import receive
from collectors.submissions.receipts import SubmissionReceipt
from collectors.submissions.uploaded_file import copy_upload
from exports.filled_returns.render import file_name, render_many
from indicators.evaluation.bulk_evaluation import evaluate
from indicators.figures.store import read_figures
from mappings.fill.cells import FilledReturn, FillRequest
from mappings.fill.fill import fill_many
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import FixedClock
from returnonce.db import open_store, reading
from returnonce.garbage_collection import collect_from_here
from returnonce.settings import Settings

CLOCK = FixedClock(datetime(2026, 11, 20, 12, tzinfo=UTC))


def as_installed() -> None:
    """As the program runs a verb: without hypothesis, which an installation does not have and pandera would load, and
    with its own settings of the garbage collector."""
    sys.modules.setdefault("hypothesis", None)  # type: ignore[arg-type]
    gc.disable()
    collect_from_here()


def main(folder: Path, out: Path) -> None:
    """Upload to workbooks; leaves ``result.json``, ``rejected.json``, ``rolled_up.csv`` and ``books/``."""
    as_installed()
    stages = Stages()
    home = out / "home"
    with stages.stage("definitions"):
        ruleset = load_ruleset(folders=[folder / TREE])
        engine = open_store(Settings(home=home))
    with stages.stage("verdict"):
        refused = send(folder / UPLOAD, ruleset, engine, home)
    with stages.stage("store"):
        accepted = send(folder / MENDED, ruleset, engine, home)
    with stages.stage("roll-up"):
        rolled_up = roll_up(ruleset, engine)
    with stages.stage("workbooks"):
        books = write_books(ruleset, engine, out / "books")
    stages.save(
        out / "result.json",
        rows=refused.counts["rows"],
        stored=accepted.counts["figures"],
        books=books,
        rolled_up=rolled_up.height,
    )
    errors = refused.table.filter(pl.col("severity") == "error").group_by("row", maintain_order=True).agg("message")
    (out / "rejected.json").write_text(json.dumps(dict(errors.iter_rows())), encoding="utf-8")
    rolled_up.write_csv(out / "rolled_up.csv")


def send(path: Path, ruleset: Ruleset, engine: Engine, home: Path) -> SubmissionReceipt:
    """One upload, as ``returnonce collect`` takes it: accepted whole or refused whole."""
    context = AppContext(Settings(home=home), CLOCK, engine=engine, ruleset=ruleset)
    with copy_upload(path, AGENCY) as upload:
        return receive(context, upload)


def roll_up(ruleset: Ruleset, engine: Engine) -> pl.DataFrame:
    """Every indicator for the nine regions and England, from the councils' figures: what is written of them."""
    areas = list(dict.fromkeys(region.code for region, _ in councils(ruleset.areas)))
    codes = pl.DataFrame({"indicator": list(ruleset.catalogue)})
    needs = codes.join(pl.DataFrame({"area": [*areas, ENGLAND]}), how="cross").with_columns(
        period=pl.lit(PERIOD), breakdown=pl.lit("total"), kind=pl.lit("actual")
    )
    with reading(engine) as session:
        stored = read_figures(session, periods=[PERIOD])
    results = evaluate(needs, stored, context=ruleset.evaluation_context())
    return results.select("indicator", "area", "numerator", "denominator", "value", "symbol")


def write_books(ruleset: Ruleset, engine: Engine, out: Path) -> int:
    """Every return for every council, filled and rendered as ``returnonce fill`` does; how many workbooks."""
    (place,) = ruleset.places.values()
    out.mkdir(parents=True)
    requests = [FillRequest(code, area, PERIOD, place.name) for code in RETURNS for area in place.areas]
    with reading(engine) as session:
        filled = fill_many(ruleset, session, requests)
    for _ in RETURNS:
        _write_return(list(islice(filled, len(place.areas))), out)
    return len(requests)


def _write_return(books: list[FilledReturn], out: Path) -> None:
    """One return for every council; nothing of it is held while the next is filled."""
    for one, data in zip(books, render_many(books, "xlsx"), strict=True):
        (out / file_name(one, "xlsx")).write_bytes(data)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
