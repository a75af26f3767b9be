"""Frameworks of outcomes that others compile from published figures: ``frameworks/<framework>/``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mappings.definitions.lines import EXACT
from mappings.definitions.return_definitions import Predicate
from returnonce.definition_files.base import Code, Confidence, Definition, NotEstablished, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.tsv_files import read_table
from returnonce.definition_files.yaml_files import read_definition
from returnonce.errors import Refused

#: ``stated``: its words are known. A placeholder stands where a metric is to come.
Standing = Literal["stated", "placeholder", "to be confirmed"]


class StatedCount(Definition):
    """How many outcomes or metrics there are by somebody's count."""

    number: int
    confidence: Confidence
    source: Text


class FrameworkFile(Definition):
    """``framework.yaml``. ``says``: what the framework says of itself. ``counts``: how many there are in all."""

    framework: Code
    title: Text
    publisher: Code
    publication: Text
    says: Text
    counts: dict[Literal["outcomes", "metrics"], StatedCount]
    confidence: Confidence
    sources: tuple[Text, ...]
    notes: Text | None = None


class Outcome(Definition):
    """A row of ``outcomes.tsv``. The code is ours."""

    code: Code
    title: Text
    confidence: Confidence
    source: Text


class Metric(Definition):
    """A row of ``metrics.tsv``: its title has the framework's own words. The code is ours."""

    code: Code
    outcome: Code
    title: Text
    standing: Standing
    publisher: Code | NotEstablished
    publication: Text
    confidence: Confidence
    source: Text
    notes: Text | None = None


class MetricMatch(Definition):
    """A row of ``matches.tsv``: an indicator that is the metric itself, or only resembles it."""

    metric: Code
    predicate_id: Predicate
    object_id: Code
    confidence: Confidence
    comment: Text | None = None


@dataclass(frozen=True)
class Framework:
    """A framework with its outcomes, metrics and matches, each in the file's order."""

    about: FrameworkFile
    outcomes: tuple[Outcome, ...]
    metrics: tuple[Metric, ...]
    matches: tuple[MetricMatch, ...]

    def exact_indicator(self, metric: str) -> str | None:
        """The indicator that is the metric itself."""
        return next((each.object_id for each in self.matches_of(metric) if each.predicate_id == EXACT), None)

    def matches_of(self, metric: str) -> tuple[MetricMatch, ...]:
        """The metric's rows of ``matches.tsv``."""
        return tuple(each for each in self.matches if each.metric == metric)

    @property
    def metrics_by_outcome(self) -> tuple[tuple[Outcome, Metric | None], ...]:
        """Each outcome with each of its metrics in turn; once without, where none is known."""
        pairs = []
        for outcome in self.outcomes:
            own: list[Metric | None] = [metric for metric in self.metrics if metric.outcome == outcome.code]
            pairs += [(outcome, metric) for metric in own or [None]]
        return tuple(pairs)


def load_frameworks(folder: FilePath) -> Mapping[str, Framework]:
    """Every ``<framework>/`` folder, by its name; none where there is no such folder.

    Raises:
        Refused: a file is wrong, or the framework has another name than its folder.
    """
    if not folder.is_dir():
        return {}
    return {path.name: _load(path) for path in sorted(folder.iterdir()) if (path / "framework.yaml").exists()}


def _load(folder: FilePath) -> Framework:
    about = read_definition(FrameworkFile, folder / "framework.yaml")
    if about.framework != folder.name:
        raise Refused(
            f"It says it is framework {about.framework}.",
            where=f"{folder.name}/framework.yaml",
            mend="Name the folder for its framework.",
        )
    return Framework(
        about,
        read_table(folder / "outcomes.tsv", Outcome, tuple(Outcome.model_fields)),
        read_table(folder / "metrics.tsv", Metric, tuple(Metric.model_fields)),
        read_table(folder / "matches.tsv", MetricMatch, tuple(MetricMatch.model_fields)),
    )
