"""Compiles a framework of outcomes for an area: each metric's published figure, and the council's own apart from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from indicators.areas.area_files import Area
from indicators.catalogue.indicator import Indicator
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.definitions.frameworks import Framework, Metric, MetricMatch, Outcome
from mappings.fill.figure_scope import ENGLAND
from mappings.fill.framework_figures import FigureRow, FrameworkFigures, read_framework_figures
from returnonce.errors import NotFound
from returnonce.numbers import PLACES, format_micro, round_half_up
from returnonce.read_connection import ReadSource

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: Numbers are micros. A row for each metric in the order of the outcomes; an outcome without one has a row alone.
METRIC_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("outcome", "metric", "title", "standing", "publisher", "publication", "confidence"), pl.String),
    **dict.fromkeys(("indicator", "unit"), pl.String),
    **dict.fromkeys(("per", "decimals"), pl.Int64),
    "value": pl.Int64,
    **dict.fromkeys(("symbol", "period", "status"), pl.String),
    "england": pl.Int64,
    "england_period": pl.String,
    **dict.fromkeys(("neighbours_median", "neighbours_lowest", "neighbours_highest"), pl.Int64),
    **dict.fromkeys(("neighbours_n", "neighbours_of"), pl.Int64),
    **dict.fromkeys(("neighbours_period", "trend", "agency", "file_name", "locator", "note"), pl.String),
}
#: A row for each indicator that a metric is matched to: what agencies gave of it, and no publisher.
OWN_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("metric", "title", "predicate", "indicator", "indicator_title", "comment", "unit"), pl.String),
    **dict.fromkeys(("per", "decimals"), pl.Int64),
    "value": pl.Int64,
    **dict.fromkeys(("symbol", "period", "provenance", "agency", "file_name", "locator", "note"), pl.String),
}
#: A row for each stored figure that a number of the sheet rests on.
TRAIL_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("metric", "title", "shown_as", "indicator", "indicator_title", "area", "period"), pl.String),
    **dict.fromkeys(("numerator", "denominator", "value"), pl.Int64),
    **dict.fromkeys(("symbol", "agency", "file_name", "locator", "file"), pl.String),
}
_OF_METRIC = ("title", "standing", "publisher", "publication", "confidence")
_ORIGIN = ("agency", "file_name", "locator")
_NO_METRIC = "No metric of this outcome is established here."
_NOT_NAMED = "Their names and metrics are not established here; a pack adds them as rows."
_WAITING = {
    "placeholder": "A placeholder of the framework: there is nothing to collect yet.",
    "to be confirmed": "The framework says that it is to be confirmed: there is nothing to collect yet.",
}
_NO_OWN = "No figure of the council's own records is here."


@dataclass(frozen=True)
class FrameworkSheet:
    """A framework for one area. ``until``: only periods that end by its last day; none: all."""

    framework: Framework
    area: Area
    until: Period | None
    ruleset: str
    neighbours: tuple[str, ...]
    metrics: pl.DataFrame = field(repr=False)
    own: pl.DataFrame = field(repr=False)
    trail: pl.DataFrame = field(repr=False)


def compile_framework(
    ruleset: Ruleset,
    store: ReadSource,
    framework_code: str,
    area: Area,
    *,
    until: Period | None = None,
    as_of: datetime | None = None,
) -> FrameworkSheet:
    """The sheet of a framework for an area, from the figures in the store (as known at ``as_of``).

    Raises:
        NotFound: there is no such framework.
    """
    framework = _find(ruleset, framework_code)
    end = until.end if until else None
    figures = read_framework_figures(ruleset, store, framework, area, until=end, as_of=as_of)
    writer = _SheetWriter(ruleset, framework, area, figures)
    metrics = [writer.metric_row(*pair) for pair in framework.metrics_by_outcome]
    metrics += _say_what_is_unknown(framework)
    own = [row for _, metric in framework.metrics_by_outcome if metric for row in writer.own_rows(metric)]
    return FrameworkSheet(
        framework, area, until, ruleset.hash, tuple(ruleset.areas.get(code).name for code in figures.neighbours),
        pl.DataFrame(metrics, schema=METRIC_SCHEMA), pl.DataFrame(own, schema=OWN_SCHEMA),
        pl.DataFrame(writer.trail, schema=TRAIL_SCHEMA),
    )  # fmt: skip


def _find(ruleset: Ruleset, code: str) -> Framework:
    if code in ruleset.frameworks:
        return ruleset.frameworks[code]
    raise NotFound(f"There is no framework {code!r}.", mend=f"Frameworks are: {', '.join(ruleset.frameworks)}.")


def _say_what_is_unknown(framework: Framework) -> list[dict[str, Any]]:
    """A row for the outcomes that are counted and not known by name."""
    count = framework.about.counts.get("outcomes")
    further = count.number - len(framework.outcomes) if count else 0
    return [{"outcome": f"{further} further outcomes", "note": _NOT_NAMED}] if further > 0 else []


class _SheetWriter:
    """Writes the rows of the sheet; ``trail`` gathers what they rest on."""

    def __init__(self, ruleset: Ruleset, framework: Framework, area: Area, figures: FrameworkFigures) -> None:
        self.ruleset, self.framework, self.area, self.figures = ruleset, framework, area, figures
        self.trail: list[dict[str, Any]] = []

    def metric_row(self, outcome: Outcome, metric: Metric | None) -> dict[str, Any]:
        """What is published of a metric, or which publication to collect."""
        if metric is None:
            return {"outcome": outcome.title, "confidence": outcome.confidence, "note": _NO_METRIC}
        about = {
            name: getattr(metric, name) for name in ("title", "standing", "publisher", "publication", "confidence")
        }
        row: dict[str, Any] = about | {"outcome": outcome.title, "metric": metric.code}
        code = self.framework.exact_indicator(metric.code)
        if code is None:
            return row | {"note": _WAITING.get(metric.standing, "No indicator is it: add a row to matches.tsv.")}
        indicator = self.ruleset.indicator(code)
        row |= {"indicator": code} | _measured(indicator)
        latest = self.figures.latest(code, self.area.code)
        if latest is None:
            others = self.figures.latest_of_others(code, [ENGLAND, *self.figures.neighbours])
            beside = self._compared(metric, others, indicator.decimals) if others else {}
            return row | beside | {"note": self._say_what_to_collect(metric, code)}
        return row | self._published(metric, latest, indicator.decimals)

    def own_rows(self, metric: Metric) -> list[dict[str, Any]]:
        """What the council's own records say, by indicator."""
        return [self._own_row(metric, match) for match in self.framework.matches_of(metric.code)]

    def _published(self, metric: Metric, latest: FigureRow, decimals: int) -> dict[str, Any]:
        earlier = self.figures.earlier(latest)
        self._follow(metric, "the area's figure", [latest])
        self._follow(metric, "the area's earlier figure", earlier)
        return {
            **{name: latest[name] for name in ("value", "symbol", "period", "status")},
            **self._compared(metric, latest, decimals),
            "trend": _trend([*earlier, latest], decimals) if earlier else None,
            **_origin(latest),
            "note": self._say_of_publisher(metric, latest),
        }

    def _compared(self, metric: Metric, row: FigureRow, decimals: int) -> dict[str, Any]:
        """England and the neighbours beside a figure, by its period."""
        england = self.figures.beside(row, [ENGLAND])
        self._follow(metric, "England", england)
        return {
            "england": england[0]["value"] if england else None,
            "england_period": england[0]["period"] if england else None,
            **self._neighbours(metric, row, decimals),
        }

    def _neighbours(self, metric: Metric, latest: FigureRow, decimals: int) -> dict[str, Any]:
        rows = self.figures.beside(latest, self.figures.neighbours)
        self._follow(metric, "a neighbour", rows)
        about: dict[str, Any] = {"neighbours_n": len(rows), "neighbours_of": len(self.figures.neighbours)}
        if not rows:
            return about
        values = sorted(row["value"] for row in rows)
        return about | {
            "neighbours_median": _median(values, decimals),
            "neighbours_lowest": values[0],
            "neighbours_highest": values[-1],
            "neighbours_period": rows[0]["period"],
        }

    def _own_row(self, metric: Metric, match: MetricMatch) -> dict[str, Any]:
        indicator = self.ruleset.indicator(match.object_id)
        row: dict[str, Any] = {
            "metric": metric.code, "title": metric.title, "predicate": match.predicate_id, "comment": match.comment,
            "indicator": indicator.code, "indicator_title": indicator.title, **_measured(indicator),
        }  # fmt: skip
        latest = self.figures.latest_own(indicator.code, self.area.code)
        if latest is None:
            return row | {"note": _NO_OWN}
        self._follow(metric, "own records", [latest])
        held = {name: latest[name] for name in ("value", "symbol", "period", "provenance")}
        return row | held | _origin(latest) | {"note": latest["note"] or latest["reason"]}

    def _say_what_to_collect(self, metric: Metric, indicator: str) -> str:
        if any(code == indicator for code, _ in self.figures.published):
            return self._say_what_the_file_lacks(indicator)
        names = sorted(
            name
            for name, source in self.ruleset.sources.items()
            if any(figure.indicator == indicator for figure in source.figures)
        )
        if names:
            return f"Collect it: returnonce collect FILE --source {names[0]}"
        publisher = metric.publisher.upper() if metric.publisher != "not established" else metric.publisher
        return (
            f"Find the publication (publisher: {publisher}; publication: {metric.publication}), write which column is "
            f"{indicator}, and: returnonce collect FILE --source NAME --mapping NAME.yaml"
        )

    def _say_what_the_file_lacks(self, indicator: str) -> str:
        lacks = f"A published file of it was collected, and has no figure for {self.area.name}."
        held, of = self.figures.parts.get(indicator, (0, 0))
        if not held:
            return lacks
        if held < of:
            return f"{lacks} It has one for {held} of the {of} areas within it, and only all of them could be added."
        return (
            f"{lacks} It has one for each of the {of} areas within it; they are not added, because the indicator does "
            "not say that they may be (population_base, adds_over_area)."
        )

    def _say_of_publisher(self, metric: Metric, latest: FigureRow) -> str | None:
        agencies = sorted({str(source["agency"]) for source in latest["lineage"]})
        known = metric.publisher != "not established"
        other = f"Published by {', '.join(agencies)}; the framework names {metric.publisher}."
        notes = [other if known and agencies != [metric.publisher] else None, latest["note"], latest["reason"]]
        return " ".join(note for note in notes if note) or None

    def _follow(self, metric: Metric, shown_as: str, rows: list[FigureRow]) -> None:
        for row in rows:
            for source in row["lineage"]:
                kept = {name: source.get(name) for name in TRAIL_SCHEMA if name in source}
                titles = {"title": metric.title, "indicator_title": self.ruleset.indicator(source["indicator"]).title}
                about = {"metric": metric.code, "shown_as": shown_as, "symbol": row["symbol"]}
                self.trail.append(kept | titles | about)


def _measured(indicator: Indicator) -> dict[str, Any]:
    return {name: getattr(indicator, name) for name in ("unit", "per", "decimals")}


def _origin(row: FigureRow) -> dict[str, str | None]:
    """Agency, file and place in it; of a figure that rests on several, how many there are."""
    sources = row["lineage"]
    if len(sources) == 1:
        return {name: sources[0][name] for name in _ORIGIN}
    agencies = ", ".join(sorted({str(source["agency"]) for source in sources}))
    return {"agency": agencies, "file_name": f"{len(sources)} figures", "locator": None}


def _median(values: list[int], decimals: int) -> int:
    """The middle value, or the mean of the two middle ones, at the indicator's decimals."""
    low, high = values[(len(values) - 1) // 2], values[len(values) // 2]
    step: int = 10 ** (PLACES - decimals)
    return round_half_up(low + high, 2 * step) * step


def _trend(rows: list[FigureRow], decimals: int) -> str:
    """Each period with its value, oldest first."""
    return "; ".join(f"{parse_period(row['period']).label()}: {_say(row, decimals)}" for row in rows)


def _say(row: FigureRow, decimals: int) -> str:
    return format_micro(row["value"], decimals) if row["value"] is not None else f"[{row['symbol']}]"
