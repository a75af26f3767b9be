"""One record of energy use, and what NI 185 and the Carbon Reduction Commitment would each say of it."""

from __future__ import annotations

import polars as pl
from sqlmodel import Session

from demo.stories import DemoStory
from indicators.evaluation.bulk_evaluation import evaluate
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.store import read_figures
from mappings.ruleset.ruleset import Ruleset
from returnonce.numbers import MICRO, format_micro

ENERGY, NI185, CRC = "energy-use-kwh", "co2-own-operations-tonnes-ni185", "co2-crc-tonnes"
YEARS = ("FY2008-09", "FY2009-10", "FY2010-11")
COLLECTED = {"FY2008-09": "NI 185 was collected", "FY2009-10": "neither of the two", "FY2010-11": "CRC was collected"}


def compare_schemes(ruleset: Ruleset, session: Session, *, area: str) -> DemoStory:
    """Energy, and tonnes by either scheme, for each year that energy was given for."""
    rows = [(code, area, year, "total", "actual") for year in YEARS for code in (NI185, CRC)]
    required = pl.DataFrame(rows, schema=dict.fromkeys(FIGURE_KEY, pl.String), orient="row")
    stored_figures = read_figures(session, areas=[area], indicators=[ENERGY], former=ruleset.former_codes)
    results = evaluate(required, stored_figures, context=ruleset.evaluation_context())
    tonnes = {(row["indicator"], row["period"]): row["value"] for row in results.iter_rows(named=True)}
    used = {year: stored_figures.filter(period=year)["value"].sum() for year in YEARS}
    lines = [
        f"  {year}  {used[year] // (1000 * MICRO):>9,} MWh  {_tonnes(tonnes[NI185, year]):>9} t"
        f"  {_tonnes(tonnes[CRC, year]):>9} t   {COLLECTED[year]}"
        for year in YEARS
    ]
    return DemoStory(
        "Carbon: one record of energy use, two schemes",
        (
            f"{ruleset.areas.get(area).name} gives kilowatt hours by site, fuel and reading, once. Each scheme then "
            "counts its own sites with its own factors (illustrative here). They are two measures, and no year "
            "collected both: what stands beside a collected figure is what the other scheme would say.",
            "  year             energy     NI 185          CRC",
            *lines,
        ),
    )


def _tonnes(value: int | None) -> str:
    return "-" if value is None else f"{int(format_micro(value, 0)):,}"
