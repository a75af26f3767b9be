"""A year planned for many authorities, as a process of its own.

Run as ``python -m bench.planning WORK OUT COUNT YEAR``. WORK is emptied; COUNT 0 is all of them; YEAR is that in
which the financial year begins.
"""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path

from bench.stages import Stages
from bench.synthetic_country import make_country
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.ruleset.loading import load_ruleset


def main(work: Path, out: Path, count: int, year: int) -> None:
    """Leaves ``result.json``."""
    shutil.rmtree(work, ignore_errors=True)
    start, end = date(year, 4, 1), date(year + 1, 3, 31)
    country = make_country(work / "root", work / "places", count=count or None, on=end)
    stages = Stages()
    with stages.stage("load"):
        ruleset = load_ruleset(work / "places", folders=[work / "root"])
    with stages.stage("plan"):
        made_plan = make_plan(ruleset, PlanScope(start, end))
    with stages.stage("again"):
        make_plan(ruleset, PlanScope(start, end))
    stages.save(
        out / "result.json", authorities=country, returns=made_plan.obligations.height, cells=made_plan.cells.height,
        figures=made_plan.figure_requests.height, collections=made_plan.collections.height, proved=made_plan.proved,
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
