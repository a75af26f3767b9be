"""One result of a survey: how many answered, whether it is weighted, and its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from indicators.evaluation.bulk_evaluation import evaluate
from indicators.figures.figure_key import FIGURE_KEY
from mappings.definitions.surveys import Survey
from mappings.fill.survey_index import SurveyIndex, index_surveys
from returnonce.numbers import MICRO, format_micro

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset


@dataclass(frozen=True)
class SurveyResult:
    """``base``: people who answered, unweighted; None where no figure says so. ``interval``: micros, either order."""

    survey: Survey
    base: int | None
    interval: tuple[int | None, int | None] = (None, None)

    @property
    def level(self) -> str:
        """``95% interval``, or ``interval`` where its level is not established."""
        percent = self.survey.interval_percent
        return "interval" if percent == "not established" else f"{percent}% interval"

    @property
    def weighting(self) -> str:
        """``weighted``, ``unweighted``, or that it is not established."""
        weighting = self.survey.weighting
        return "whether weighted is not established" if weighting == "not established" else weighting

    @property
    def warning(self) -> str:
        """That too few answered, and who says so; empty where enough did, or nobody says how many are enough."""
        least = self.survey.least_base
        if least is None or self.base is None or self.base >= least.number:
            return ""
        whose = "our assumption" if least.assumed else least.source
        return f"Fewer than {least.number} answered, so that it is not to be relied on ({whose})."

    def describe(self, decimals: int) -> str:
        """One or two sentences."""
        answered = "how many answered is not known here" if self.base is None else f"{self.base:,} answered"
        low, high = self.interval
        ends = (
            "" if low is None or high is None else " to ".join(format_micro(e, decimals) for e in sorted((low, high)))
        )
        bounds = f"{self.level} {ends}" if ends else "no interval was given"
        said = f"{self.survey.title} ({self.survey.voices}): {'; '.join((answered, self.weighting, bounds))}."
        return " ".join(filter(None, (said, self.warning)))

    def as_data(self) -> dict[str, str | int | None]:
        """The same for programs; the interval stands beside the value already."""
        survey = self.survey
        return {
            "survey": survey.survey, "title": survey.title, "voices": survey.voices, "base": self.base,
            "weighting": survey.weighting, "interval_percent": survey.interval_percent, "warning": self.warning or None,
        }  # fmt: skip


def find_survey_result(ruleset: Ruleset, row: Mapping[str, Any], figures: pl.DataFrame) -> SurveyResult | None:
    """What stands behind one answer of the evaluation; None where it is of no survey, or there is no figure.

    ``figures``: those that the reader may see, bases among them.
    """
    index = index_surveys(ruleset)
    if row["indicator"] not in index or row["value"] is None:
        return None
    keyed = pl.DataFrame([{"_at": 0} | {name: row[name] for name in FIGURE_KEY}])
    base = find_bases(ruleset, keyed, index, figures)[0]
    return SurveyResult(index[row["indicator"]][0], base, (row["lower"], row["upper"]))


def find_bases(
    ruleset: Ruleset, results: pl.DataFrame, index: SurveyIndex, figures: pl.DataFrame
) -> dict[int, int | None]:
    """How many answered, by ``_at``, of the group that each result is of; None where no figure says so."""
    rows = []
    for row in results.select("_at", *FIGURE_KEY).iter_rows(named=True):
        measure = index[row["indicator"]][1]
        rows.append(row | {"indicator": measure.base, "breakdown": _join(row["breakdown"], measure.breakdown)})
    needs = pl.DataFrame(rows, schema={"_at": results.schema["_at"], **dict.fromkeys(FIGURE_KEY, pl.String)})
    answers = evaluate(needs, figures, context=ruleset.evaluation_context())
    values = dict(answers.filter(pl.col("symbol").is_null()).select("_at", "value").iter_rows())
    return {at: None if values.get(at) is None else values[at] // MICRO for at in results["_at"]}


def _join(group: str, question: str) -> str:
    """Women who answered the question of safety: ``sex=F;survey-question=safety``."""
    parts = sorted({part for text in (group, question) if text != "total" for part in text.split(";")})
    return ";".join(parts) or "total"
