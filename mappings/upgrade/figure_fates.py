"""What becomes of stored figures under another ruleset: renamed, ended, or seen by nothing any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from indicators.figures.store import read_figures, read_indicator_codes
from indicators.period.codes import parse_period
from returnonce.read_connection import ReadSource

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

Fate = Literal["renamed", "ended", "unseen"]
MEND = "Say under was: of which indicator {code} is the former code, or keep its file with a last day in in_force."


@dataclass(frozen=True)
class FigureFate:
    """Figures stored under ``code``. ``current``: under which they are read; ``first`` and ``last``: periods."""

    fate: Fate
    code: str
    figures: int
    first: str
    last: str
    current: str = ""
    #: Of an indicator that ends: the first day on which it is not asked for.
    ends: str = ""

    def describe(self) -> str:
        """One sentence for people."""
        one = self.figures == 1
        stay, are = ("figure stays", "is") if one else ("figures stay", "are")
        span = self.first if self.first == self.last else f"{self.first} to {self.last}"
        number = f"Under {self.code} ({span}) {self.figures:,} stored {stay}, and {are}"
        if self.fate == "renamed":
            return f"{number} read as {self.current}."
        if self.fate == "ended":
            return f"{number} read as before; none is asked for from {self.ends} on."
        return f"{number} no longer seen by figure, fill and plan. {MEND.format(code=self.code)}"

    def as_json(self) -> dict[str, Any]:
        """Every field by its name, and the sentence."""
        return asdict(self) | {"description": self.describe()}


def list_unseen_figures(source: ReadSource, ruleset: Ruleset) -> list[FigureFate]:
    """Figures under codes that are of no indicator of the ruleset, nor were of one in their period."""
    lost = [code for code in read_indicator_codes(source) if code not in ruleset.catalogue]
    figures = read_figures(source, indicators=lost, former=ruleset.former_codes) if lost else None
    return [] if figures is None else sorted(_sum_up("unseen", figures), key=lambda each: each.code)


def list_figure_fates(source: ReadSource, before: Ruleset, after: Ruleset) -> list[FigureFate]:
    """What becomes of the figures that the one ruleset sees under the other; only where something does."""
    codes = sorted(_list_concerned(before, after))
    figures = read_figures(source, indicators=codes, former=before.former_codes)
    renamed = after.former_codes.rename(figures.with_columns(_was="indicator"))
    is_known = pl.col("indicator").is_in(pl.Series([*after.catalogue], dtype=pl.String).implode())
    moved = pl.col("indicator") != pl.col("_was")
    fates = [
        *_sum_up("unseen", renamed.filter(~is_known).with_columns(indicator="_was")),
        *_sum_up("renamed", renamed.filter(is_known & moved)),
        *_sum_up("ended", renamed.filter(is_known & ~moved), after),
    ]
    return sorted(fates, key=lambda each: (each.code, each.first))


def _list_concerned(before: Ruleset, after: Ruleset) -> Iterator[str]:
    for code, indicator in before.catalogue.items():
        same = after.catalogue.get(code)
        is_ended = same is not None and same.in_force.end != indicator.in_force.end and same.in_force.end is not None
        if same is None or is_ended or code in after.former_codes.by_code:
            yield code


def _sum_up(fate: Fate, figures: pl.DataFrame, after: Ruleset | None = None) -> Iterator[FigureFate]:
    stored = figures if "_was" in figures.columns else figures.with_columns(_was="indicator")
    for (code, current), group in stored.group_by(["_was", "indicator"], maintain_order=True):
        periods = sorted(map(parse_period, group["period"].unique()))
        end = after.catalogue[str(current)].in_force.end if after else None
        yield FigureFate(
            fate, str(code), group.height, periods[0].code, periods[-1].code,
            str(current) if fate == "renamed" else "", end.isoformat() if isinstance(end, date) else "",
        )  # fmt: skip
