"""Attackers of their own kind, slow and plain, as a check on ours: none of its code, none of its library.

One eliminates over exact fractions, and finds what follows by arithmetic alone. The other narrows whole
numbers cell by cell and tries the values that are left, so that what it proves is proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

Sums = Iterable[tuple[str, tuple[str, ...]]]
Rows = list[tuple[dict[str, int], int]]


def rows_of(counts: Mapping[str, int], sums: Sums, hidden: frozenset[str]) -> Rows:
    """Each sum as hidden cells with their signs, and the number that they come to."""
    rows: Rows = []
    for total, parts in sums:
        signs: dict[str, int] = {}
        known = 0
        for cell, sign in [(total, -1), *((part, 1) for part in parts)]:
            if cell in hidden:
                signs[cell] = signs.get(cell, 0) + sign
            else:
                known -= sign * counts[cell]
        if signs:
            rows.append((signs, known))
    return rows


def found_by_elimination(rows: Rows) -> set[str]:
    """Cells that sums and differences alone give away: those that stand alone in the reduced rows."""
    reduced: list[tuple[str, dict[str, Fraction]]] = []
    for signs, _ in rows:
        row = {cell: Fraction(sign) for cell, sign in signs.items() if sign}
        for pivot, other in reduced:
            row = _less(row, other, row.get(pivot, Fraction(0)))
        if row:
            pivot = min(row)
            row = {cell: value / row[pivot] for cell, value in row.items()}
            reduced = [(name, _less(other, row, other.get(pivot, Fraction(0)))) for name, other in reduced]
            reduced.append((pivot, row))
    return {pivot for pivot, row in reduced if len(row) == 1}


def _less(row: dict[str, Fraction], other: dict[str, Fraction], times: Fraction) -> dict[str, Fraction]:
    if not times:
        return row
    left = {cell: row.get(cell, Fraction(0)) - times * other.get(cell, Fraction(0)) for cell in {*row, *other}}
    return {cell: value for cell, value in left.items() if value}


def possible(rows: Rows, cell: str, value: int, least: int, most: int, *, steps: int = 20_000) -> bool | None:
    """Whether some table in whole numbers has that value in that cell; None where it was not settled.

    A cell lies between ``least`` and ``most``; a step between two versions, called ``…~``, may be below nought.
    """
    cells = {name for signs, _ in rows for name in signs} | {cell}
    if not value <= most or (value < least and not cell.endswith("~")):
        return False
    ranges = {name: (-most if name.endswith("~") else least, most) for name in cells} | {cell: (value, value)}
    budget = [steps]
    try:
        return _search(rows, ranges, budget)
    except TimeoutError:
        return None


def _search(rows: Rows, ranges: dict[str, tuple[int, int]], budget: list[int]) -> bool:
    budget[0] -= 1
    if budget[0] < 0:
        raise TimeoutError
    narrowed = _narrowed(rows, ranges)
    if narrowed is None:
        return False
    open_yet = [name for name, (low, high) in narrowed.items() if low < high]
    if not open_yet:
        return True
    name = min(open_yet, key=lambda one: (narrowed[one][1] - narrowed[one][0], one))
    low, high = narrowed[name]
    middle = (low + high) // 2
    halves = ((low, middle), (middle + 1, high))
    return any(_search(rows, narrowed | {name: half}, budget) for half in halves)


def _narrowed(rows: Rows, ranges: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]] | None:
    """Ranges after every sum has had its say, again and again; None where one is empty."""
    ranges = dict(ranges)
    changed = True
    while changed:
        changed = False
        for signs, total in rows:
            lows = {c: s * (ranges[c][0] if s > 0 else ranges[c][1]) for c, s in signs.items()}
            highs = {c: s * (ranges[c][1] if s > 0 else ranges[c][0]) for c, s in signs.items()}
            low_sum, high_sum = sum(lows.values()), sum(highs.values())
            if not low_sum <= total <= high_sum:
                return None
            for name, sign in signs.items():
                room = (total - (high_sum - highs[name]), total - (low_sum - lows[name]))
                least, most = room if sign > 0 else (-room[1], -room[0])
                low, high = ranges[name]
                if least > low or most < high:
                    ranges[name] = (max(low, least), min(high, most))
                    changed = True
                    if ranges[name][0] > ranges[name][1]:
                        return None
                    break
    return ranges
