"""The fast writer of workbooks against xlsxwriter, on the same hundred workbooks.

Run as ``python -m bench.writers FOLDER OUT``, where OUT holds what ``bench.product_job`` left.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bench.made_up_names import PERIOD, RETURNS, TREE
from bench.stages import Stages
from exports.formats.xlsx import fast_writer
from exports.layouts import lay_out
from mappings.fill.cells import FillRequest
from mappings.fill.fill import fill_many
from mappings.ruleset.loading import load_ruleset
from returnonce.db import open_store, reading
from returnonce.settings import Settings
from tests.exports.formats.xlsx import reference_writer

BOOKS = 100


def main(folder: Path, out: Path) -> None:
    """Leaves ``writers.json``: seconds of each writer, and how many workbooks."""
    ruleset = load_ruleset(folders=[folder / TREE])
    (place,) = ruleset.places.values()
    areas = place.areas[:BOOKS]
    with reading(open_store(Settings(home=out / "home"))) as session:
        filled = list(fill_many(ruleset, session, [FillRequest(RETURNS[0], area, PERIOD) for area in areas]))
    books = lay_out(filled)
    stages = Stages()
    with stages.stage("fast"):
        fast = list(fast_writer.write_workbooks(books))
    with stages.stage("xlsxwriter"):
        slow = [reference_writer.write_workbook_slowly(book) for book in books]
    stages.save(out / "writers.json", books=len(books), bytes={"fast": len(fast[0]), "xlsxwriter": len(slow[0])})


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
