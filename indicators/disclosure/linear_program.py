"""A table as a linear programme: how small and how large a cell can be, given what is shown.

HiGHS calculates in floating point, so it is believed only where it says that a value is *impossible*. That a value
is possible is proved by a *witness*: a whole table in whole numbers, checked exactly against every fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from math import ceil, floor

import highspy
import numpy as np
from numpy.typing import NDArray

from indicators.disclosure.table import DisclosureTable, LinearFact

Numbers = NDArray[np.int64]
TOLERANCE = 1e-6
SECONDS = 10.0
MOST_WITNESSES = 500


@dataclass(frozen=True)
class Extreme:
    """A certain bound of a cell, and its proof: the items without which it would not hold.

    ``possible`` is False where no table at all fits what is shown.
    """

    bound: int
    used: frozenset[str]
    possible: bool = True


class TableProgram:
    """The linear programme of one table. ``insider``: the attacker also guesses what the rule hides."""

    def __init__(self, table: DisclosureTable, *, insider: bool = False) -> None:
        self.table = table
        self.names = list(table.cells)
        self.at = {name: place for place, name in enumerate(self.names)}
        self.items = list(table.items)
        pairs = [(None, fact) for fact in table.facts]
        owned = [(place, fact) for place, name in enumerate(self.items) for fact in table.items[name].facts]
        self._owner = np.array([-1] * len(pairs) + [place for place, _ in owned], dtype=np.int64)
        rows = [fact for _, fact in chain(pairs, owned)]
        self._cap = _cap(table, rows)
        self._matrix = np.zeros((len(rows), len(self.names)), dtype=np.int64)
        for place, fact in enumerate(rows):
            for cell, number in fact.terms:
                self._matrix[place, self.at[cell]] += number
        far = np.iinfo(np.int64).max // 4
        self._low = np.array([-far if fact.low is None else fact.low for fact in rows], dtype=np.int64)
        self._high = np.array([far if fact.high is None else fact.high for fact in rows], dtype=np.int64)
        self._least, self._most = self._bounds(insider=insider)
        self._far = far
        self._shown = np.ones(len(self.items), dtype=bool)
        self._witnesses = np.zeros((0, len(self.names)), dtype=np.int64)
        self._contradicted = np.zeros((0, len(self.items)), dtype=bool)
        self._reached: tuple[Numbers, Numbers] | None = None
        self._program = self._build()

    def show(self, items: Iterable[str]) -> None:
        """Set the items that are shown; all others are hidden."""
        visible = frozenset(items)
        is_visible = np.array([name in visible for name in self.items], dtype=bool)
        changed = np.flatnonzero(is_visible != self._shown)
        self._shown = is_visible
        for row in np.flatnonzero(np.isin(self._owner, changed)).tolist():
            self._program.changeRowBounds(row, *self._row_bounds(row))
        fit = self._witnesses[~(self._contradicted & self._shown).any(axis=1)]
        self._reached = (fit.min(axis=0), fit.max(axis=0)) if len(fit) else None

    def witnessed_range(self, cell: str) -> tuple[int, int] | None:
        """Least and greatest value that witnesses prove possible; None without any witness."""
        if self._reached is None:
            return None
        least, most = self._reached
        return least[self.at[cell]].item(), most[self.at[cell]].item()

    def find_extreme(self, cell: str, sense: int) -> Extreme:
        """How large (``sense`` 1) or small (-1) a cell can be; its witness, where one is found, is kept."""
        place, program = self.at[cell], self._program
        program.changeColCost(place, -1.0 * sense)
        program.run()
        status = program.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            program.changeColCost(place, 0.0)
            return self._without_answer(status)
        solution = program.getSolution()
        values = np.array(solution.col_value)
        duals = np.abs(np.array(solution.row_dual)) > TOLERANCE if len(self._owner) else np.zeros(0, dtype=bool)
        program.changeColCost(place, 0.0)
        used = frozenset(self.items[owner] for owner in self._owner[duals & (self._owner >= 0)].tolist())
        bound = floor(values[place] + TOLERANCE) if sense > 0 else ceil(values[place] - TOLERANCE)
        self._keep(np.rint(values).astype(np.int64))
        return Extreme(bound, used)

    def find_whole_extreme(self, cell: str, sense: int) -> Extreme:
        """As :meth:`find_extreme`, among whole numbers only: slower, and nothing is said of what proves it."""
        place, program = self.at[cell], self._program
        columns = np.arange(len(self.names), dtype=np.int32)
        program.changeColsIntegrality(len(columns), columns, np.full(len(columns), 1, dtype=np.uint8))
        program.setOptionValue("time_limit", program.getRunTime() + SECONDS)
        program.changeColCost(place, -1.0 * sense)
        program.run()
        status = program.getModelStatus()
        values = np.array(program.getSolution().col_value)
        program.changeColCost(place, 0.0)
        program.changeColsIntegrality(len(columns), columns, np.zeros(len(columns), dtype=np.uint8))
        program.setOptionValue("time_limit", highspy.kHighsInf)
        used = frozenset(name for name, is_shown in zip(self.items, self._shown, strict=True) if is_shown)
        if status == highspy.HighsModelStatus.kInfeasible:
            return Extreme(0, used, possible=False)
        if len(values) == len(self.names):
            self._keep(np.rint(values).astype(np.int64))
        reached = self.witnessed_range(cell)
        bound = (reached[1] if sense > 0 else reached[0]) if reached else 0
        return Extreme(bound, used)

    def _without_answer(self, status: highspy.HighsModelStatus) -> Extreme:
        used = frozenset(name for name, is_shown in zip(self.items, self._shown, strict=True) if is_shown)
        return Extreme(0, used, possible=status != highspy.HighsModelStatus.kInfeasible)

    def _keep(self, values: Numbers) -> None:
        """Store a witness if it is an integer table that obeys every fact that everybody knows."""
        if (values < self._least).any() or (values > self._most).any():
            return
        totals = self._matrix @ values
        wrong = (totals < self._low) | (totals > self._high)
        if wrong[self._owner < 0].any():
            return
        against = np.zeros(len(self.items), dtype=bool)
        against[self._owner[wrong & (self._owner >= 0)]] = True
        self._witnesses = np.vstack([self._witnesses, values])[-MOST_WITNESSES:]
        self._contradicted = np.vstack([self._contradicted, against])[-MOST_WITNESSES:]
        if not (against & self._shown).any():
            least, most = self._reached or (values, values)
            self._reached = np.minimum(least, values), np.maximum(most, values)

    def _bounds(self, *, insider: bool) -> tuple[Numbers, Numbers]:
        low_values = {name: low for name, (low, _) in self.table.cells.items()}
        high_values = {name: high for name, (_, high) in self.table.cells.items()}
        for secret in self.table.secrets if insider else ():
            low, high = secret.within
            low_values[secret.cell] = _higher(low_values[secret.cell], low)
            high_values[secret.cell] = _lower(high_values[secret.cell], high)
        cap = self._cap
        return (
            np.array([-cap if low_values[name] is None else low_values[name] for name in self.names], dtype=np.int64),
            np.array([cap if high_values[name] is None else high_values[name] for name in self.names], dtype=np.int64),
        )

    def _row_bounds(self, row: int) -> tuple[float, float]:
        owner = self._owner[row].item()
        if owner >= 0 and not self._shown[owner]:
            return -highspy.kHighsInf, highspy.kHighsInf
        low, high = self._low[row].item(), self._high[row].item()
        return (
            -highspy.kHighsInf if low == -self._far else low,
            highspy.kHighsInf if high == self._far else high,
        )

    def _build(self) -> highspy.Highs:
        program = highspy.Highs()  # type: ignore[no-untyped-call]
        program.setOptionValue("output_flag", False)
        program.setOptionValue("threads", 1)
        program.setOptionValue("presolve", "off")
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.names), len(self._owner)
        lp.col_cost_ = np.zeros(lp.num_col_)
        lp.col_lower_, lp.col_upper_ = self._least.astype(np.float64), self._most.astype(np.float64)
        bounds = [self._row_bounds(row) for row in range(len(self._owner))]
        lp.row_lower_ = np.array([low for low, _ in bounds])
        lp.row_upper_ = np.array([high for _, high in bounds])
        rows, columns = np.nonzero(self._matrix)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.searchsorted(rows, np.arange(len(self._owner) + 1)).astype(np.int32)
        lp.a_matrix_.index_ = columns.astype(np.int32)
        lp.a_matrix_.value_ = self._matrix[rows, columns].astype(np.float64)
        program.passModel(lp)
        return program


def _cap(table: DisclosureTable, rows: Iterable[LinearFact]) -> int:
    """A bound for cells without one, so large that it never narrows an answer."""
    magnitudes = [abs(x) for fact in rows if len(fact.terms) == 1 for x in (fact.low, fact.high) if x is not None]
    magnitudes += [abs(x) for pair in table.cells.values() for x in pair if x is not None]
    widths = [secret.width for secret in table.secrets]
    return 4 * max(magnitudes, default=0) + 10 * max(widths, default=0) + 1000


def _higher(first: int | None, second: int | None) -> int | None:
    return max((x for x in (first, second) if x is not None), default=None)


def _lower(first: int | None, second: int | None) -> int | None:
    return min((x for x in (first, second) if x is not None), default=None)
