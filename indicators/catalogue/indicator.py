"""Definition models of an indicator, its formula, its derivation from records, and a breakdown."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import model_validator

from indicators.period.arithmetic import PeriodKind
from returnonce.definition_files.base import Code, Confidence, Definition, InForce, NotEstablished, Text

Unit = Literal[
    "percentage",
    "percentage_points",
    "rate",
    "ratio",
    "count",
    "mean",
    "days",
    "score",
    "pounds",
    "tonnes_co2",
    "kwh",
    "years",
    "minutes",
    "kilograms",
    "level",
    "yes_no",
]
#: Periods that are whole, and not a cut of a year that goes on.
WHOLE_PERIOD_KINDS = frozenset({"financial_year", "academic_year", "calendar_year", "day"})
Polarity = Literal["high_is_good", "low_is_good", "neutral", "not established"]
PopulationBase = Literal[
    "resident",
    "gp_registered",
    "school_roll",
    "service_users",
    "partnership_area",
    "survey_respondents",
    "estate",
    "households",
    "organisations",
    "workforce",
    "offences",
    "not established",
]
#: What a formula reads: the same period, the year before, or the mid-year estimate (30 June)
#: last published before the period ended (the rate for 31 March 2025 rests on 30 June 2024).
PeriodRelation = Literal["same", "previous", "mid_year_before"]


class FormulaTerm(Definition):
    """One figure that a formula reads."""

    indicator: Code
    part: Literal["value", "numerator", "denominator"] = "value"
    period: PeriodRelation = "same"


class Formula(Definition):
    """A figure made from other figures.

    ``ratio``: first term over second, times ``per``. ``difference``: first less second, of their
    values. ``sum``: of all terms' values, or of their parts when each has parts and the same
    denominator. ``complement``: ``per`` less the first term.
    """

    kind: Literal["ratio", "difference", "sum", "complement"]
    terms: tuple[FormulaTerm, ...]


class BreakdownSplit(Definition):
    """Also derives a figure for each member of a breakdown; ``column`` of the view tells the members apart."""

    breakdown: Code
    column: Text


class Derivation(Definition):
    """Two SQL aggregates over a record set's prepared view, read by ``polars.sql_expr``.

    ``cuts``: also from an in-year cut, whose figure stands for the cut's own period.
    """

    record_set: Code
    view: Code
    numerator: Text
    denominator: Text | None = None
    by: BreakdownSplit | None = None
    cuts: bool = False
    #: ``estimated`` where the records give something near and not the thing itself.
    status: Literal["estimated"] | None = None
    note: Text | None = None

    def gives(self, period_kind: PeriodKind) -> bool:
        """Whether there are figures of periods of that kind."""
        return self.cuts or period_kind in WHOLE_PERIOD_KINDS


class SeriesBreak(Definition):
    """From this period on the figures are not comparable with earlier ones."""

    period: Text
    note: Text


class FormerCode(Definition):
    """A code that an indicator had before it was renamed, for periods that begin before ``until``.

    Figures stored under it for those periods are the indicator's. From that day on the code may be another's.
    """

    code: Code
    until: date


class Citation(Definition):
    """Where a fact was read. ``recall`` is a source too, and says so."""

    text: Text
    note: Text | None = None


class Indicator(Definition):
    """A measure in the canonical catalogue."""

    code: Code
    title: Text
    definition: Text
    unit: Unit
    per: Literal[1, 100, 1000, 10000, 100000] = 1
    polarity: Polarity
    decimals: int
    numerator: Text
    denominator: Text
    population_base: PopulationBase
    period_kind: PeriodKind
    adds_over_time: Literal["sum", "last", "none"]
    adds_over_area: Literal["sum", "none"]
    #: True when a figure is a numerator over a denominator; False for counts, scores, gaps.
    parts: bool
    #: True where a percentage sets one amount against another, as a reduction does: it may be below 0
    #: or above 100, and so may its numerator. Other percentages are parts of a whole.
    compares: bool = False
    breakdowns: tuple[Code, ...] = ()
    #: The role that is of record: ``council``, ``pct``, ``police`` … (``mappings/roles.yaml``).
    agency_of_record: Code
    access: Literal["general", "restricted"] = "general"
    series_breaks: tuple[SeriesBreak, ...] = ()
    in_force: InForce
    #: What it was called before, so that figures which were stored under that code are still its own.
    was: tuple[FormerCode, ...] = ()
    formula: Formula | None = None
    derive: tuple[Derivation, ...] = ()
    #: The scheme of emission factors that makes it from energy use (``factors/<scheme>-<year>.yaml``).
    factors: Code | None = None
    sources: tuple[Citation, ...]
    confidence: Confidence
    notes: Text | NotEstablished | None = None
    illustrative_only: bool = False

    @model_validator(mode="after")
    def _parts_agree_with_unit(self) -> Indicator:
        if self.parts and self.denominator.startswith("not applicable"):
            raise ValueError("parts: true needs a denominator in words")
        if self.unit in {"percentage", "rate"} and self.per == 1:
            raise ValueError(f"unit {self.unit} needs per (100, 1000, 10000 or 100000)")
        return self


class Breakdown(Definition):
    """A way to split a figure: its members, and whether they partition the total or overlap."""

    code: Code
    title: Text
    members: tuple[Text, ...]
    kind: Literal["partition", "overlap"]
