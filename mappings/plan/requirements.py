"""The requirements of many obligations as frames: their cells, and the figures that these need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from mappings.definitions.line_coverage import OF_A_DISTRICT, OF_DISTRICTS, find_bodies, is_of_districts
from mappings.obligations.obligations import Obligation
from mappings.plan.line_requirements import (
    CELLS,
    CENTRAL,
    FORMULA_FIGURES,
    INPUTS,
    LineRequirements,
    get_line_requirements,
)

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: One row for each area whose figures an obligation's return holds. ``owner``: the area that makes it.
STANDS = {
    "at": pl.UInt32, "sheet": pl.UInt32, "place": pl.String, "area": pl.String, "kind": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Requirements:
    """``cells``: place, at (number of the obligation), area, ``CELLS``. ``figures``: place, at, area,
    ``INPUTS``. ``formula_figures``: place, area, ``FORMULA_FIGURES``."""

    cells: pl.DataFrame
    figures: pl.DataFrame
    formula_figures: pl.DataFrame


def build_requirements(ruleset: Ruleset, obligations: Sequence[Obligation], *, known_on: date) -> Requirements:
    """What the obligations to make returns of figures need, in the order of the obligations and of their lines.

    Raises:
        Refused: a return is made for another kind of body than the area that is to make it.
    """
    sheets: dict[int, tuple[int, LineRequirements]] = {}
    rows = []
    for at, obligation in enumerate(obligations):
        if obligation.found is None or obligation.edition is None:
            continue
        line_requirements = get_line_requirements(ruleset, obligation, known_on)
        number, _ = sheets.setdefault(id(line_requirements), (len(sheets), line_requirements))
        bodies = find_bodies(
            obligation.edition, ruleset.areas.get(obligation.area), ruleset.areas, obligation.period.end
        )
        rows += [(at, number, obligation.place.name, body.code, body.kind) for body in bodies]
    body_rows = pl.DataFrame(rows, schema=STANDS, orient="row")
    numbered = list(sheets.values())
    return Requirements(
        cells=_lay_over_areas(body_rows, [(n, s.cells) for n, s in numbered], CELLS).select(
            "place", "at", "area", *CELLS
        ),
        figures=_lay_over_areas(body_rows, [(n, s.inputs) for n, s in numbered], INPUTS).select(
            "place", "at", "area", *INPUTS
        ),
        formula_figures=_lay_over_areas(body_rows, [(n, s.formula_figures) for n, s in numbered], FORMULA_FIGURES)
        .select("place", "indicator", "area", "period", "breakdown", "why")
        .unique(maintain_order=True),
    )


def _lay_over_areas(
    stands: pl.DataFrame, sheets: list[tuple[int, pl.DataFrame]], schema: dict[str, Any]
) -> pl.DataFrame:
    """Every sheet laid over each area that it is for, as :mod:`mappings.definitions.line_coverage` has it."""
    empty = pl.DataFrame(schema={**schema, "sheet": pl.UInt32})
    numbered = [frame.with_columns(sheet=pl.lit(number, pl.UInt32)) for number, frame in sheets]
    joined = stands.join(pl.concat([empty, *numbered]), on="sheet", how="inner", maintain_order="left_right")
    reported = joined.filter((pl.col("kind") != "district") | pl.col("body").is_in(sorted(OF_A_DISTRICT)))
    of_districts = is_of_districts(pl.col("kind"), pl.col("body"))
    if "outcome" not in schema:
        return reported.filter(~of_districts)
    ours = of_districts & (pl.col("outcome") != CENTRAL)
    return reported.with_columns(outcome=pl.when(ours).then(pl.lit(OF_DISTRICTS)).otherwise("outcome"))
