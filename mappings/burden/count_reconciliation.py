"""The counts of figures that other pages print, reconciled: what each counts, and by what it differs from the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from mappings.burden.ledger import BurdenLedger
    from mappings.burden.stored_figures import StoredFigures

_KEY = ("place", "indicator", "area", "period", "breakdown")


@dataclass(frozen=True)
class ReconciledCount:
    """One row: a count that stands somewhere (``where``), or what is added (``sign`` 1) or taken away (-1) to come to
    the next one; ``sign`` 0 for a count itself. ``rows``: the figures behind what is added or taken away."""

    code: str
    sign: int
    number: int
    title: str
    where: str = ""
    rows: pl.DataFrame | None = None


def reconcile_counts(ledger: BurdenLedger, stored_figures: StoredFigures | None) -> list[ReconciledCount]:
    """From the figures keyed to those asked, and, where a store was read, to those that came and are in use."""
    counts = ledger.count()
    return [
        ReconciledCount("keyed_figures", 0, counts["keyed_figures"],
                        "Figures keyed, each once, for cells that somebody would key", "the end of the waterfall"),
        ReconciledCount("taken_over_figures", 1, counts["taken_over_figures"],
                        "copied from returns whose records are not sent here"),
        ReconciledCount("asked_figures", 0, counts["asked_figures"],
                        "Figures asked of agencies in all", "the plan"),
        *(_reconcile_store(ledger, stored_figures) if stored_figures is not None else ()),
    ]  # fmt: skip


def _reconcile_store(ledger: BurdenLedger, stored_figures: StoredFigures) -> list[ReconciledCount]:
    in_use = stored_figures.figures.filter(kind="submitted")
    energy = ledger.figures.filter("energy")
    asked = ledger.figures.filter(~pl.col("energy"))
    is_energy_row = pl.col("indicator").is_in(energy["indicator"].unique().implode())
    energy_rows, others = in_use.filter(is_energy_row), in_use.filter(~is_energy_row)
    first = others.unique(_KEY, keep="first", maintain_order=True)
    steps = [
        ("energy_records", -1, energy, "energy records, each asked for as one and sent as rows"),
        ("asked_not_in_use", -1, asked.join(first, on=_KEY, how="anti"),
         "asked for, and not given or in no cell that is filled"),
        ("in_use_not_asked", 1, first.join(asked, on=_KEY, how="anti"),
         "not asked for, and given: finer parts such as districts', or of another time"),
        ("given_by_two", 1, others.join(first, on=others.columns, how="anti", nulls_equal=True),
         "given by more than one agency"),
        ("energy_rows", 1, energy_rows, "rows of energy records"),
    ]  # fmt: skip
    return [
        *(ReconciledCount(code, sign, rows.height, title, rows=rows) for code, sign, rows, title in steps),
        ReconciledCount("collected_keyed", 0, in_use.height, "Figures keyed that a filled cell rests on", "what came"),
    ]
