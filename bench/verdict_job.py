"""The product's verdict on an upload, as ``returnonce check`` reaches it: nothing is stored.

Run as ``python -m bench.verdict_job FOLDER OUT``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from bench.made_up_names import AGENCY, TREE, UPLOAD
from bench.peers.upload_rules import write_rejected
from bench.product_job import CLOCK, as_installed
from bench.stages import Stages
from collectors.figures.check import check_figures
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import copy_upload
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.loading import load_ruleset
from returnonce.settings import Settings


def main(folder: Path, out: Path) -> None:
    """Leaves ``result.json`` and ``rejected.json``."""
    as_installed()
    stages = Stages()
    with stages.stage("definitions"):
        context = AppContext(Settings(home=out / "home"), CLOCK, ruleset=load_ruleset(folders=[folder / TREE]))
    with stages.stage("verdict"), copy_upload(folder / UPLOAD, AGENCY) as upload:
        verdict = check_figures(CheckContext(context), upload)
    stages.save(out / "result.json", rows=verdict.counts["rows"])
    errors = verdict.table.filter(pl.col("severity") == "error").group_by("row", maintain_order=True).agg("message")
    write_rejected(out, dict(errors.iter_rows()))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
