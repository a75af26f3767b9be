"""Reports of chosen indicators for people who decide: a needs-assessment profile, a board report; ``reports/*.yaml``.

A report is no return: nobody is asked for it, and it is sent to nobody by rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from indicators.period.arithmetic import PeriodKind
from mappings.definitions.return_definitions import Disclosure
from returnonce.definition_files.base import Code, Confidence, Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import read_named_definitions


class ReportIndicator(Definition):
    """One row of a report. ``title``: in place of the indicator's own; ``words``: what a reader should know of it."""

    indicator: Code
    title: Text | None = None
    breakdown: Text = "total"
    words: Text | None = None


class IndicatorSection(Definition):
    """Rows that stand together under a heading."""

    heading: Text
    indicators: tuple[ReportIndicator, ...] = Field(min_length=1)


class IndicatorReport(Definition):
    """``reports/<report>.yaml``. ``audience``: who reads it; ``disclosure``: the rule that holds figures back."""

    report: Code
    title: Text
    audience: Literal["council", "public"]
    #: ``published``: only what publishers released, who held small numbers back already; ``all``: whatever is held.
    figures: Literal["published", "all"]
    disclosure: Disclosure
    introduction: Text
    area_kinds: tuple[Code, ...] = Field(min_length=1)
    period_kinds: tuple[PeriodKind, ...] = Field(min_length=1)
    sections: tuple[IndicatorSection, ...] = Field(min_length=1)
    sources: tuple[Text, ...] = Field(min_length=1)
    confidence: Confidence
    notes: Text | None = None

    @model_validator(mode="after")
    def _names_a_rule_and_each_row_once(self) -> IndicatorReport:
        if self.disclosure.rule is None:
            raise ValueError("disclosure: name a rule and its version, since nothing leaves without one")
        rows = [(row.indicator, row.breakdown) for row in self.rows]
        for row in rows:
            if rows.count(row) > 1:
                raise ValueError(f"{row[0]}, {row[1]}, stands twice")
        return self

    @property
    def rows(self) -> tuple[ReportIndicator, ...]:
        """Every row, in order."""
        return tuple(row for section in self.sections for row in section.indicators)


def load_indicator_reports(folder: FilePath) -> Mapping[str, IndicatorReport]:
    """Every report by its name; none where there is no such folder.

    Raises:
        Refused: a file is wrong, or is not named for its report.
    """
    return read_named_definitions(IndicatorReport, folder, key="report")
