"""What is proposed for a measure of a list."""

from __future__ import annotations

from dataclasses import dataclass

from mappings.overlap.past_figures import PastAgreement
from mappings.overlap.profiles import Measure
from mappings.overlap.similarity import find_band


@dataclass(frozen=True)
class IndicatorProposal:
    """An indicator that a measure resembles. ``lines``: those of the returns that are exactly it."""

    indicator: str
    title: str
    lines: tuple[str, ...]
    score: int
    proposal: str
    reason: str
    past: PastAgreement | None = None
    wording_score: int = 0
    #: Whether it is worded like a name that we recall and did not read.
    is_recalled: bool = False

    @property
    def band(self) -> str:
        """``high``, ``medium`` or ``low``."""
        return find_band(self.score)


@dataclass(frozen=True)
class MeasureMatches:
    """A measure, the indicators proposed for it, and those that only look like it."""

    measure: Measure
    proposals: tuple[IndicatorProposal, ...]
    lookalikes: tuple[IndicatorProposal, ...]
