"""A reader of published tables who looks for hidden counts: an integer programme of its own.

It has none of the gate's code. It reads the definition files as text and the cells as they were published, and takes
for granted what anybody may know: every sum that a definition declares, how shares are rounded, and which figures
stayed the same between editions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import highspy
import numpy as np
import yaml

from returnonce.definition_files.file_tree import RELEASE

MICRO = 10**6
FAR = 10**6
#: A number of a row: indicator, part (n, d, v), breakdown, area, period, and which of its values over time.
Number = tuple[str, str, str, str, str, int]
#: The value of a row's number in one edition, told apart from its other values: 0, 1, 2 …
Version = Callable[[int, str, str, str, str, str], int]
Terms = tuple[tuple[Number, int], ...]


@cache
def read_definitions() -> dict[str, dict[str, Any]]:
    """The text of the catalogue, breakdowns and wholes, by kind and code."""

    def read(pattern: str) -> dict[str, Any]:
        paths = sorted(Path(RELEASE / "indicators").glob(pattern))
        return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths}

    return {
        "indicator": read("catalogue/*/*.yaml"),
        "breakdown": read("breakdowns/*.yaml"),
        "whole": read("wholes/*.yaml"),
    }


@dataclass
class Knowledge:
    """Whole numbers from ``low`` to ``high``, and sums of them that lie between bounds."""

    low: dict[Number, int] = field(default_factory=dict)
    high: dict[Number, int] = field(default_factory=dict)
    sums: dict[tuple[Terms, float, float], None] = field(default_factory=dict)

    def meet(self, number: Number, low: int = 0, high: int = FAR) -> None:
        self.low[number] = max(self.low.get(number, 0), low)
        self.high[number] = min(self.high.get(number, FAR), high)

    def equal(self, whole: Number, parts: Iterable[tuple[Number, int]]) -> None:
        terms = ((whole, -1), *parts)
        for number, _ in terms:
            self.meet(number)
        self.add(terms, 0, 0)

    def add(self, terms: Terms, low: float, high: float) -> None:
        self.sums[terms, low, high] = None


class Attacker:
    """What is known from published tables. ``wholes``: shares, named by nobody, that are known to make up all.

    ``districts``: of each county, where there are tables of districts.
    """

    def __init__(
        self, version: Version, wholes: Iterable[tuple[str, ...]] = (), *, least_shown: int = 1,
        districts: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self.version, self.least_shown, self.districts = version, least_shown, districts
        self.wholes = [(tuple(one["parts"]), one["of"]) for one in read_definitions()["whole"].values()]
        self.wholes += [(parts, "not counted") for parts in wholes]
        self.known = Knowledge()
        self.hidden: set[Number] = set()

    def read(self, edition: int, rows: Iterable[Mapping[str, Any]]) -> None:
        """One published table."""
        for row in rows:
            self._read_row(edition, row)
        for _ in range(2):
            for number in list(self.known.low):
                self._add_sums(edition, number)

    def _number(self, edition: int, indicator: str, part: str, like: Mapping[str, Any] | Number) -> Number:
        if isinstance(like, tuple):
            _, _, breakdown, area, period, _ = like
        else:
            breakdown, area, period = like["breakdown"], like["area"], like["period"]
        return indicator, part, breakdown, area, period, self.version(edition, indicator, part, breakdown, area, period)

    def _read_row(self, edition: int, row: Mapping[str, Any]) -> None:
        indicator, base = row["indicator"], (row["rounded_to"] or MICRO) // MICRO
        parts = {"v": "value"} if row["unit"] == "count" else {"n": "numerator", "d": "denominator"}
        numbers = {part: self._number(edition, indicator, part, row) for part in parts}
        if row["symbol"] == "confidential":
            for part, number in numbers.items():
                self.known.meet(number, self.least_shown if part == "v" else 0)
                self.hidden.add(number)
        for part, number in numbers.items():
            if row[parts[part]] is not None:
                shown = row[parts[part]] // MICRO
                self.known.meet(number, shown - (base // 2 if base > 1 else 0), shown + (base - 1) // 2)
        self._read_year_before(edition, row)
        if "n" in numbers:
            self.known.add(((numbers["d"], 1), (numbers["n"], -1)), 0, FAR)
            if row["value"] is not None and base == 1:
                self._add_percentage(numbers["n"], numbers["d"], row)

    def _read_year_before(self, edition: int, row: Mapping[str, Any]) -> None:
        """A count of the year before, which stands beside this year's; the column says when it is hidden."""
        if row["unit"] != "count" or row["previous"] is None:
            return
        number = self._number(edition, row["indicator"], "v", {**row, "period": row["previous_period"]})
        self.known.meet(number, row["previous"] // MICRO, row["previous"] // MICRO)

    def _add_percentage(self, top: Number, bottom: Number, row: Mapping[str, Any]) -> None:
        """``per * n / d`` lies within half a unit of the last decimal."""
        scale, printed = 10 ** row["decimals"], row["value"] * 10 ** row["decimals"] // MICRO
        self.known.add(((top, 2 * row["per"] * scale), (bottom, 1 - 2 * printed)), 0, float("inf"))
        self.known.add(((top, 2 * row["per"] * scale), (bottom, -1 - 2 * printed)), float("-inf"), -1)

    def _add_sums(self, edition: int, number: Number) -> None:
        indicator, part, breakdown, *_ = number
        definition = read_definitions()["indicator"].get(indicator, {})
        for code in definition.get("breakdowns") or ():
            way = read_definitions()["breakdown"][code]
            if way["kind"] == "partition" and breakdown == "total" and (part != "v" or definition["unit"] == "count"):
                members = [(*number[:2], f"{code}={name}", *number[3:5]) for name in way["members"]]
                self.known.equal(self._at(edition, number), [(self._at(edition, member), 1) for member in members])
        formula = definition.get("formula")
        # A rate's population is of another day, and known anyway; its numerator is the count.
        read_terms = formula["terms"][: 1 if part == "n" else None] if formula else ()
        if formula and all(term.get("period", "same") == "same" for term in read_terms):
            self._add_formula(edition, number, formula)
        within = [
            self._at(edition, (*number[:3], district, number[4])) for district in self.districts.get(number[3], ())
        ]
        if part != "d" and any(each in self.known.low for each in within):
            self.known.equal(self._at(edition, number), [(each, 1) for each in within])
        for parts, counted in self.wholes:
            if (indicator in parts and part == "d") or indicator == counted:
                tops = [(self._number(edition, code, "n", number), 1) for code in parts]
                self.known.equal(self._at(edition, number), tops)

    def _at(self, edition: int, number: tuple[Any, ...]) -> Number:
        indicator, part, breakdown, area, period = number[:5]
        return indicator, part, breakdown, area, period, self.version(edition, indicator, part, breakdown, area, period)

    def _add_formula(self, edition: int, number: Number, formula: Mapping[str, Any]) -> None:
        codes, part = [term["indicator"] for term in formula["terms"]], number[1]
        terms = [self._number(edition, code, "v", number) for code in codes]
        if formula["kind"] == "ratio" and part in {"n", "d"}:
            self.known.equal(self._at(edition, number), [(terms[0 if part == "n" else 1], 1)])
        elif formula["kind"] in {"sum", "difference"} and part == "v":
            sign = -1 if formula["kind"] == "difference" else 1
            self.known.equal(
                self._at(edition, number), [(term, sign if place else 1) for place, term in enumerate(terms)]
            )

    def know_population(self, edition: int, row: Mapping[str, Any]) -> None:
        """The denominator of a rate, which stands in other books too."""
        number = self._number(edition, row["indicator"], "d", row)
        self.known.meet(number, row["denominator"] // MICRO, row["denominator"] // MICRO)

    def know(self, whole: Number, parts: Iterable[Number]) -> None:
        """A sum that is known from elsewhere, such as four quarters or the districts of a county."""
        self.known.equal(whole, [(part, 1) for part in parts])

    def find_range(self, secret: Terms, guesses: Mapping[Number, tuple[int, int]] | None = None) -> tuple[int, int]:
        """The least and greatest whole value that a weighted sum of numbers can have."""
        for number, _ in secret:
            # Of a hidden figure of the year before not even the column is left.
            self.known.meet(number)
        program = Program(self.known, guesses or {})
        return program.extreme(secret, 1), program.extreme(secret, -1)


class Program:
    """What is known as an integer programme for HiGHS, whose every answer is checked in whole numbers."""

    def __init__(self, known: Knowledge, guesses: Mapping[Number, tuple[int, int]]) -> None:
        self.known = known
        self.at = {number: place for place, number in enumerate(known.low)}
        self.low = [max(known.low[number], guesses.get(number, (0, 0))[0]) for number in self.at]
        self.high = [min(known.high[number], guesses.get(number, (0, FAR))[1]) for number in self.at]

    def extreme(self, secret: Terms, sense: int) -> int:
        """The least (1) or greatest (-1) value of the secret."""
        program = self._build(secret, sense)
        program.run()
        assert program.getModelStatus() == highspy.HighsModelStatus.kOptimal, program.getModelStatus()
        values = [round(value) for value in program.getSolution().col_value]
        self._check(values)
        return sum(times * values[self.at[number]] for number, times in secret)

    def _check(self, values: list[int]) -> None:
        assert all(low <= value <= high for low, value, high in zip(self.low, values, self.high, strict=True))
        for terms, low, high in self.known.sums:
            assert low <= sum(times * values[self.at[number]] for number, times in terms) <= high

    def _build(self, secret: Terms, sense: int) -> highspy.Highs:
        program = highspy.Highs()  # type: ignore[no-untyped-call]
        program.setOptionValue("output_flag", False)
        program.setOptionValue("threads", 1)
        program.setOptionValue("mip_rel_gap", 0.0)
        program.setOptionValue("mip_abs_gap", 0.5)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.at), len(self.known.sums)
        costs = np.zeros(len(self.at))
        for number, times in secret:
            costs[self.at[number]] = sense * times
        model.col_cost_ = costs
        model.col_lower_, model.col_upper_ = np.array(self.low, float), np.array(self.high, float)
        model.row_lower_ = np.array([low for _, low, _ in self.known.sums], float)
        model.row_upper_ = np.array([high for _, _, high in self.known.sums], float)
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(self.at)
        entries = list(self._entries())
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in entries)]).astype(np.int32)
        model.a_matrix_.index_ = np.array([place for row in entries for place in row], np.int32)
        model.a_matrix_.value_ = np.array([times for row in entries for times in row.values()], float)
        program.passModel(model)
        return program

    def _entries(self) -> Iterator[dict[int, int]]:
        for terms, _, _ in self.known.sums:
            row: dict[int, int] = {}
            for number, times in terms:
                row[self.at[number]] = row.get(self.at[number], 0) + times
            yield row
