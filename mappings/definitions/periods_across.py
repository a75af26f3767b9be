"""Periods that stand side by side as columns of a published file: how their headings look."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from returnonce.definition_files.base import Definition, Text

PERIOD_TOKEN, MEASURE_TOKEN = "{period}", "{measure}"


class PeriodsAcross(Definition):
    """How the headings of periods look, and what stands under them.

    ``heading``: ``{period}``, or with the name of what stands under it, as in ``{period} {measure}``.
    """

    heading: Text = PERIOD_TOKEN
    #: What the figures call a cell whose heading is the period alone.
    cell: Text = "value"
    #: On which side of each cell stands a column with its symbol or mark.
    marks: Literal["left", "right"] | None = None

    @property
    def has_measures(self) -> bool:
        """Whether a heading says what stands under it."""
        return MEASURE_TOKEN in self.heading

    @model_validator(mode="after")
    def _has_one_period(self) -> PeriodsAcross:
        if self.heading.count(PERIOD_TOKEN) != 1 or self.heading.count(MEASURE_TOKEN) > 1:
            raise ValueError("write {period} once in heading, and {measure} at most once")
        return self
