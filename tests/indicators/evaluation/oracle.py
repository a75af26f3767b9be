"""A second, plain way to every answer: lists, fractions and no shortcuts. The oracle of the engine.

It shares with the engine the definitions, the periods and the comparison of two figures (which has
tests of its own), and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import floor
from typing import Any

from indicators.catalogue.indicator import FormulaTerm, Indicator
from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.disagreements import differ
from indicators.period.arithmetic import Period, mid_year_before
from indicators.period.codes import parse_period
from tests.indicators.small_contexts import KINDS, LINKS

HIERARCHIES = ("local_government", "region", "nhs", "partnership")
NEARNESS = ["submitted", "derived", "rolled_up", "pulled"]
CERTAINTY = [None, "final", "provisional", "estimated", "local_estimate"]
BODIES = {"gp_registered", "school_roll", "organisations", "workforce", "estate", "survey_respondents",
          "not established"}  # fmt: skip
Key = tuple[str, str, str, str, str]


@dataclass
class Slow:
    """An answer; ``exact`` is in whole units, not micros."""

    provenance: str | None = None
    symbol: str | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    exact: Fraction | None = None
    printed: Fraction | None = None
    status: str | None = None
    rounded_to: int | None = None
    agencies: set[str] = field(default_factory=set)
    published: bool = False
    doubts: set[str] = field(default_factory=set)
    sources: set[Key] = field(default_factory=set)

    def adds(self) -> bool:
        return self.symbol is None or (self.numerator == 0 and self.denominator == 0)


NOTHING = Slow(symbol="not_available")


class SlowAnswers:
    """Answers one cell at a time from rows of the store."""

    def __init__(self, rows: list[dict[str, Any]], world: EvaluationContext) -> None:
        self.rows, self.world = rows, world
        self.found: dict[Key, Slow] = {}

    def answer(self, key: Key) -> Slow:
        if key not in self.found:
            self.found[key] = self._answer(key)
        return self.found[key]

    def _answer(self, key: Key) -> Slow:
        indicator = self.world.catalogue[key[0]]
        if given := self.given(key):
            return given
        if key[4] != "actual":
            return NOTHING
        if (summed := self.suppliers(key)) and summed.provenance:
            return summed
        for shared in self.shared(key, indicator):
            return shared
        if indicator.formula and (made := self.formula(key, indicator)).provenance:
            return made
        for keys in self.by_time(key, indicator) + self.by_area(key, indicator) + self.by_sex(key, indicator):
            total = self.total(indicator, [self.answer(part) for part in keys])
            if total.provenance:
                return total
        return NOTHING

    # --- given

    def given(self, key: Key) -> Slow | None:
        rows = [row for row in self.rows if self.key(row) == key]
        if not rows:
            return None
        indicator = self.world.catalogue[key[0]]
        of_record = self.world.of_record(indicator, key[1], parse_period(key[2]))
        best = min(rows, key=lambda row: (
            row["agency"] != of_record, NEARNESS.index(row["batch_kind"]), row["symbol"] == "not_available",
            -row["batch"], row["agency"],
        ))  # fmt: skip
        against = {row["agency"] for row in rows if differ(best, row, indicator)}
        return self.read(best, indicator, against)

    def key(self, row: dict[str, Any]) -> Key:
        return (row["indicator"], row["area"], row["period"], row["breakdown"], row["kind"])

    def read(self, row: dict[str, Any], indicator: Indicator, against: set[str]) -> Slow:
        n, d, value = (
            None if row[k] is None else Fraction(row[k], 10**6) for k in ("numerator", "denominator", "value")
        )
        slow = Slow(
            provenance=row["batch_kind"], symbol=row["symbol"], numerator=n, denominator=d, exact=value, printed=value,
            status=row["status"], rounded_to=row["rounded_to"], agencies={row["agency"]},
            published=row["batch_kind"] == "pulled", doubts=against, sources={self.key(row)},
        )  # fmt: skip
        return self.share(slow, indicator) if n is not None and (indicator.parts or value is None) else slow

    def share(self, slow: Slow, indicator: Indicator) -> Slow:
        assert slow.numerator is not None
        assert slow.denominator is not None
        slow.exact = slow.printed = None
        if slow.denominator == 0:
            slow.symbol = "not_available" if slow.numerator else "not_applicable"
        else:
            slow.exact = slow.numerator / slow.denominator * indicator.per
            slow.printed = half_up(slow.exact, indicator.decimals)
        return slow

    # --- shared and supplied

    def suppliers(self, key: Key) -> Slow | None:
        indicator = self.world.catalogue[key[0]]
        parts = {
            self.key(row)
            for row in self.rows
            if "supplier=" in row["breakdown"]
            and (*self.key(row)[:3], plain(row["breakdown"]), row["kind"]) == key
        }  # fmt: skip
        figures = [given for part in sorted(parts) if (given := self.given(part))]
        if len(figures) == 1:
            return replace(figures[0], status="local_estimate" if figures[0].adds() else figures[0].status)
        if not parts or indicator.adds_over_area == "none":
            return None
        return self.total(indicator, figures)

    def shared(self, key: Key, indicator: Indicator) -> list[Slow]:
        if indicator.population_base in BODIES:
            return []
        twins = [a for a in KINDS if a != key[1] and ground(a) == ground(key[1])]
        period = parse_period(key[2])
        of_record = self.world.of_record(indicator, key[1], period)
        candidates = []
        for twin in twins:
            there = (key[0], twin, *key[2:])
            found = self.given(there) or self.suppliers(there)
            if found and found.provenance and found.adds():
                rank = NEARNESS.index(found.provenance)
                candidates.append((found.agencies != {of_record}, rank, twin, found))
        best = min(candidates, key=lambda c: c[:3], default=None)
        return [Slow(**vars(best[3]) | {"provenance": "shared"})] if best else []

    # --- worked out

    def formula(self, key: Key, indicator: Indicator) -> Slow:
        assert indicator.formula
        terms = indicator.formula.terms
        if leads_to(indicator.code, indicator.code, self.world):
            return NOTHING
        figures = [self.answer((t.indicator, key[1], when(key[2], t).code, *key[3:])) for t in terms]
        read = list(zip(terms, figures, strict=True))
        if not all(f.adds() and (t.part == "value" or f.numerator is not None) for t, f in read):
            return NOTHING
        return self._worked_out(indicator, read)

    def _worked_out(self, indicator: Indicator, read: list[tuple[FormulaTerm, Slow]]) -> Slow:
        figures = [figure for _, figure in read]
        made = together(figures, "formula")
        amounts = [amount(term, figure) for term, figure in read]
        shares = [term.part == "value" and figure.numerator is not None for term, figure in read]
        kind = indicator.formula.kind if indicator.formula else ""
        if kind == "complement" and shares[0]:
            first = figures[0]
            made.numerator, made.denominator = (first.denominator or 0) - (first.numerator or 0), first.denominator
            return self.share(made, indicator)
        if kind == "sum" and any(shares):
            if not all(shares) or len({f.denominator for f in figures}) > 1:
                return NOTHING
            made.numerator = sum((f.numerator or Fraction(0) for f in figures), Fraction(0))
            made.denominator = figures[0].denominator
            return self.share(made, indicator)
        if None in amounts:
            made.symbol = "not_applicable"
            return made
        known = [a for a in amounts if a is not None]
        if kind == "ratio":
            if all((a * 10**6).denominator == 1 for a in known):
                made.numerator, made.denominator = known
                return self.share(made, indicator)
            if known[1] == 0:
                return NOTHING
            made.exact = known[0] / known[1] * indicator.per
        else:
            made.exact = {"difference": lambda: known[0] - sum(known[1:]), "sum": lambda: sum(known, Fraction(0)),
                          "complement": lambda: indicator.per - known[0]}[kind]()  # fmt: skip
        made.printed = half_up(made.exact, indicator.decimals)
        return made

    # --- rolled up

    def by_time(self, key: Key, indicator: Indicator) -> list[list[Key]]:
        period = parse_period(key[2])
        tiles = [
            period.parts(kind) for kind in ("financial_year", "academic_year", "calendar_year", "quarter", "month")
        ]
        tiles = [tile for tile in tiles if tile]
        if indicator.adds_over_time == "last" and period.kind != "day":
            last = tiles[0][-1] if tiles else period.latest("day")
            return [[(*key[:2], last.code, *key[3:])]]
        if indicator.adds_over_time != "sum" or not self.addable(indicator):
            return []
        return [[(*key[:2], part.code, *key[3:]) for part in tile] for tile in tiles]

    def by_area(self, key: Key, indicator: Indicator) -> list[list[Key]]:
        if indicator.adds_over_area != "sum" or not self.addable(indicator):
            return []
        if indicator.population_base in BODIES and KINDS[key[1]] not in {"region", "country"}:
            return []
        below = [sorted(c for c, p, h in LINKS if p == key[1] and h == way) for way in HIERARCHIES]
        if indicator.population_base not in BODIES:
            over = [sorted({p for c, p, h in LINKS if h == way and c in ground(key[1])}) for way in HIERARCHIES[2:]]
            below += [areas for areas in over if frozenset().union(*map(ground, areas)) == ground(key[1])]
        ways = [areas for areas in below if len(areas) > 1] or [sorted(ground(key[1]))]
        return [[(key[0], area, *key[2:]) for area in areas] for areas in ways if len(areas) > 1]

    def by_sex(self, key: Key, indicator: Indicator) -> list[list[Key]]:
        by_people = indicator.parts or indicator.unit == "count" or indicator.adds_over_area == "sum"
        if "sex" not in indicator.breakdowns or "sex=" in key[3] or not by_people or not self.addable(indicator):
            return []
        prefix = "" if key[3] == "total" else f"{key[3]};"
        return [[(*key[:3], ";".join(sorted(f"{prefix}sex={m}".split(";"))), key[4]) for m in "FM"]]

    def addable(self, indicator: Indicator) -> bool:
        return indicator.parts or indicator.unit == "count"

    def total(self, indicator: Indicator, figures: list[Slow]) -> Slow:
        if not all(f.adds() for f in figures):
            return NOTHING
        if indicator.adds_over_time == "last" and len(figures) == 1 and not indicator.parts:
            return Slow(**vars(figures[0]) | {"provenance": "rolled_up"})
        if indicator.parts and any(f.numerator is None for f in figures):
            return NOTHING
        made = together(figures, "rolled_up")
        if sum(f.rounded_to is not None for f in figures) > 1:
            made.status = max([made.status, "estimated"], key=CERTAINTY.index)
        if indicator.parts:
            made.numerator = sum((f.numerator or Fraction(0) for f in figures), Fraction(0))
            made.denominator = sum((f.denominator or Fraction(0) for f in figures), Fraction(0))
            return self.share(made, indicator)
        made.exact = made.printed = sum((f.exact or Fraction(0) for f in figures), Fraction(0))
        if (made.exact * 10**6).denominator != 1:
            made.printed = half_up(made.exact, indicator.decimals)
        return made


def together(figures: list[Slow], provenance: str) -> Slow:
    return Slow(
        provenance=provenance,
        status=max((f.status for f in figures), key=CERTAINTY.index),
        rounded_to=max((f.rounded_to for f in figures if f.rounded_to), default=None),
        agencies=set().union(*(f.agencies for f in figures)),
        published=any(f.published for f in figures),
        doubts=set().union(*(f.doubts for f in figures)),
        sources=set().union(*(f.sources for f in figures)),
    )


def amount(term: FormulaTerm, figure: Slow) -> Fraction | None:
    return {"value": figure.exact, "numerator": figure.numerator, "denominator": figure.denominator}[term.part]


def when(period: str, term: FormulaTerm) -> Period:
    own = parse_period(period)
    return {"same": own, "previous": own.previous(), "mid_year_before": mid_year_before(own)}[term.period]


def half_up(number: Fraction, decimals: int) -> Fraction:
    whole = floor(abs(number) * 10**decimals + Fraction(1, 2))
    return Fraction(-whole if number < 0 else whole, 10**decimals)


def ground(area: str) -> frozenset[str]:
    below = [child for child, parent, _ in LINKS if parent == area]
    return frozenset().union(*map(ground, below)) if below else frozenset({area})


def plain(breakdown: str) -> str:
    return ";".join(p for p in breakdown.split(";") if not p.startswith("supplier=")) or "total"


def leads_to(code: str, goal: str, world: EvaluationContext, seen: frozenset[str] = frozenset()) -> bool:
    indicator = world.catalogue.get(code)
    terms = indicator.formula.terms if indicator and indicator.formula else ()
    nexts = {term.indicator for term in terms} - seen
    return goal in nexts or any(leads_to(n, goal, world, seen | nexts) for n in nexts)
