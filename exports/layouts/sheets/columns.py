"""Columns that several returns share; a layout takes those it needs, and may change a heading."""

from __future__ import annotations

from dataclasses import replace

from exports.formats.xlsx.workbook_model import SheetColumn

LINE = SheetColumn("Line", "line", 12)
MEASURE = SheetColumn("Measure", "label", 46, "wrap")
BODY = SheetColumn("Body", "area_name", 22, "wrap")
AREA = SheetColumn("Area", "area_name", 18, "wrap")
AREA_CODE = SheetColumn("Area code", "area", 12)
DATED_CODE = SheetColumn("Area code of the time", "dated_area", 11, "wrap")
PERIOD = SheetColumn("Period", "period_words", 15, "wrap")
BREAKDOWN = SheetColumn("Breakdown", "breakdown_words", 13, "wrap")
UNIT = SheetColumn("Unit", "unit_words", 14, "wrap")
GOOD = SheetColumn("Good is", "good", 8, "centre")
STANDING = SheetColumn("Standing", "standing", 12, "wrap")
ROUTE = SheetColumn("Who supplies it", "route_words", 15, "wrap")
STATUS = SheetColumn("Status", "status_words", 11, "wrap")
SOURCE = SheetColumn("Where it came from", "source_words", 18, "wrap")
KEPT = SheetColumn("Kept", "kept_words", 10, "wrap")
SYMBOL = SheetColumn("Symbol", "mark", 8, "centre")
HOW = SheetColumn("Source", "how_words", 12, "wrap")
COMMENTARY_AND_NOTES = SheetColumn("Commentary and notes", "commentary_and_notes", 52, "wrap")

VALUE = SheetColumn("Value", "value_shown", 12, "number", decimals="decimals", fallback="mark")
NUMERATOR = SheetColumn(
    "Numerator", "numerator_shown", 12, "number", decimals="numerator_decimals", fallback="counts_mark"
)
DENOMINATOR = SheetColumn(
    "Denominator", "denominator_shown", 12, "number", decimals="denominator_decimals", fallback="counts_mark"
)


def line_figure(heading: str, source: str, width: float = 10) -> SheetColumn:
    """Another figure of the line, at the line's decimals; ``[n]`` where none is held."""
    return SheetColumn(heading, source, width, "number", decimals="decimals", fallback="none")


def planned_figure(heading: str, source: str) -> SheetColumn:
    """A target or plan, or how far from it: with all decimals with which it was given."""
    return replace(line_figure(heading, source), decimals=f"{source}_decimals")


PLAN = planned_figure("Plan", "plan")
LESS_PLAN = planned_figure("Actual less plan", "plan_difference")
AGAINST_PLAN = SheetColumn("Against plan", "plan_words", 10, "centre", tone="plan_tone")
PREVIOUS = line_figure("Previous", "previous")
PREVIOUS_PERIOD = SheetColumn("Previous: period", "previous_words", 11, "wrap")
CHANGE = SheetColumn("Better or worse", "change_words", 16, "wrap", tone="change_tone")
TARGET = planned_figure("Target", "target")
AGAINST_TARGET = SheetColumn("Against target", "target_words", 10, "centre", tone="target_tone")
ENGLAND = line_figure("England", "england")
ENGLAND_YEAR = SheetColumn("England: period", "england_words", 11, "wrap")
NEIGHBOURS = line_figure("Neighbours' mean", "neighbours", 12)
NEIGHBOURS_COUNT = SheetColumn("Neighbours: how many", "neighbours_count", 12, "number", fallback="none")
NEIGHBOURS_YEAR = SheetColumn("Neighbours: period", "neighbours_words", 12, "wrap")
TREND = SheetColumn("Trend", "trend", 16, "sparkline")


def with_heading(column: SheetColumn, heading: str, width: float | None = None) -> SheetColumn:
    """The same column under another heading."""
    return replace(column, heading=heading, width=width or column.width)
