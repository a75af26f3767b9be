"""Columns that several returns share; a layout takes those it needs, and may change a heading."""

from __future__ import annotations

from dataclasses import replace

from exports.formats.xlsx.workbook_model import Column

LINE = Column("Line", "line", 12)
MEASURE = Column("Measure", "label", 46, "wrap")
BODY = Column("Body", "area_name", 22, "wrap")
AREA = Column("Area", "area_name", 18, "wrap")
AREA_CODE = Column("Area code", "area", 12)
DATED_CODE = Column("Area code of the time", "dated_area", 11, "wrap")
PERIOD = Column("Period", "period_words", 15, "wrap")
BREAKDOWN = Column("Breakdown", "breakdown_words", 13, "wrap")
UNIT = Column("Unit", "unit_words", 14, "wrap")
GOOD = Column("Good is", "good", 8, "centre")
STANDING = Column("Standing", "standing", 12, "wrap")
ROUTE = Column("Who supplies it", "route_words", 15, "wrap")
STATUS = Column("Status", "status_words", 11, "wrap")
SOURCE = Column("Where it came from", "source_words", 18, "wrap")
KEPT = Column("Kept", "kept_words", 10, "wrap")
SYMBOL = Column("Symbol", "mark", 8, "centre")
HOW = Column("Source", "how_words", 12, "wrap")
COMMENTARY_AND_NOTES = Column("Commentary and notes", "commentary_and_notes", 52, "wrap")

VALUE = Column("Value", "value_shown", 12, "number", decimals="decimals", otherwise="mark")
NUMERATOR = Column("Numerator", "numerator_shown", 12, "number", decimals="numerator_decimals", otherwise="counts_mark")
DENOMINATOR = Column(
    "Denominator", "denominator_shown", 12, "number", decimals="denominator_decimals", otherwise="counts_mark"
)


def line_figure(heading: str, source: str, width: float = 10) -> Column:
    """Another figure of the line, at the line's decimals; ``[n]`` where none is held."""
    return Column(heading, source, width, "number", decimals="decimals", otherwise="none")


PREVIOUS = line_figure("Previous", "previous")
PREVIOUS_PERIOD = Column("Previous: period", "previous_words", 11, "wrap")
CHANGE = Column("Better or worse", "change_words", 16, "wrap", tone="change_tone")
TARGET = line_figure("Target", "target")
AGAINST_TARGET = Column("Against target", "target_words", 10, "centre", tone="target_tone")
ENGLAND = line_figure("England", "england")
ENGLAND_YEAR = Column("England: period", "england_words", 11, "wrap")
NEIGHBOURS = line_figure("Neighbours' mean", "neighbours", 12)
NEIGHBOURS_COUNT = Column("Neighbours: how many", "neighbours_count", 12, "number", otherwise="none")
NEIGHBOURS_YEAR = Column("Neighbours: period", "neighbours_words", 12, "wrap")
TREND = Column("Trend", "trend", 16, "sparkline")


def renamed(column: Column, heading: str, width: float | None = None) -> Column:
    """The same column under another heading."""
    return replace(column, heading=heading, width=width or column.width)
