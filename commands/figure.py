"""``returnonce figure INDICATOR``: value, versions, where it came from, which returns use it."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
import typer

from commands.context import AreaOption, CommandContext, JsonOption, PeriodOption, open_context, say_area
from indicators.areas.area_reading import read_area
from indicators.catalogue.catalogue_files import find_indicator
from indicators.evaluation.bulk_evaluation import evaluate
from indicators.figures.store import read_figures, read_versions
from indicators.period.printed import read_period
from mappings.fill.figure_scope import list_areas_to_read, list_figures_read
from mappings.fill.line_uses import NamedFigure, split_lines
from mappings.fill.survey_results import SurveyResult, find_survey_result
from returnonce.numbers import format_shortest

SHOWN = ("numerator", "denominator", "value")
NUMBERS = (*SHOWN, "rounded_to", "lower", "upper")


def figure(
    indicator: Annotated[str, typer.Argument(help="A canonical code, or a line such as 'NI 62'.")],
    area: AreaOption,
    period: PeriodOption,
    breakdown: Annotated[str, typer.Option("--breakdown", help="Such as total or sex=F.")] = "total",
    as_json: JsonOption = False,
) -> None:
    """A figure's value, its versions, its sources down to sheet and row, and the returns that use it."""
    context = open_context(as_json)
    known_period = read_period(period)
    code = _code(context, indicator, known_period.code)
    area_reading = read_area(context.ruleset.areas, area, known_period)
    place, when = area_reading.area.code, known_period.code
    needs = [(code, each, when, breakdown, "actual") for each in (place, *area_reading.instead)]
    need = pl.DataFrame(needs, schema=_NEED, orient="row")
    areas = list_areas_to_read(context.ruleset, [place, *area_reading.instead], context=False)
    with context.reading() as store:
        former, reads = context.ruleset.former_codes, list_figures_read(context.ruleset, code)
        figures = read_figures(store, areas=areas, indicators=reads, former=former)
        results = evaluate(need, figures, context=context.ruleset.evaluation_context())
        by_area = {row["area"]: row for row in results.iter_rows(named=True)}
        result_row = by_area[place]
        versions = read_versions(store, indicator=code, area=place, period=when, former=former)
        history = versions.filter(breakdown=breakdown)
        result = find_survey_result(context.ruleset, result_row, figures)
    uses = _uses(context, NamedFigure(context.ruleset.indicator(code), place, known_period, breakdown))
    context.console.data(
        _exact(result_row)
        | {"area_note": area_reading.note, "instead": [_exact(by_area[each]) for each in area_reading.instead]}
        | {"survey": result and result.as_data()}
        | {"versions": [_exact(row) for row in history.to_dicts()], "uses": uses}
    )
    if area_reading.note != result_row["reason"]:
        say_area(context, area_reading)
    _show(context, result_row, history, uses, result)
    for each in area_reading.instead:
        context.console.say(f"There is {each}, {when}: {_figure_text(by_area[each])}.".replace("..", "."))


_NEED = dict.fromkeys(("indicator", "area", "period", "breakdown", "kind"), pl.String)


def _code(context: CommandContext, text: str, period: str) -> str:
    catalogue = context.ruleset.catalogue
    line = context.ruleset.line_index.find(text) if text not in catalogue else None
    exact = line.find_exact(read_period(period)) if line is not None else None
    return exact.object_id if exact is not None else find_indicator(catalogue, text, period).code


def _uses(context: CommandContext, named: NamedFigure) -> list[tuple[str, str, str, str]]:
    """The lines that are filled from this very figure, as its page has them."""
    own, _ = split_lines(context.ruleset, named)
    return [
        (return_code, line.subject_id, line.predicate_id.removeprefix("skos:"), line.transform)
        for return_code, line in own
    ]


def _show(
    context: CommandContext,
    row: dict[str, Any],
    history: pl.DataFrame,
    uses: list[tuple[str, str, str, str]],
    result: SurveyResult | None,
) -> None:
    talk, indicator = context.console, context.ruleset.catalogue[row["indicator"]]
    talk.text(
        f"{indicator.title}\n{row['area']}, {row['period']}, {row['breakdown']}: {_figure_text(row)}{_bounds(row)}\n"
    )
    if result:
        talk.text(f"{result.describe(indicator.decimals)}\n")
    if row["disagreement"]:
        talk.text(f"Disagreement: {row['disagreement']}\n")
    sources = [
        (s["agency"], s["file_name"], s["locator"], s["area"], s["period"], _figure_text(s)) for s in row["lineage"]
    ]
    talk.table(["from", "file", "where", "area", "period", "figure"], sources)
    rows = history.select(
        "agency", "file_name", "locator", "made_at", "withdrawn_at", *SHOWN, "symbol", "kind"
    ).to_dicts()
    versions = [
        (r["made_at"].date(), r["agency"], r["file_name"], r["locator"], _figure_text(r), _state(r)) for r in rows
    ]
    talk.text("")
    talk.table(["received", "from", "file", "where", "figure", ""], versions)
    talk.text("")
    talk.table(["used by", "line", "transform"], [(name, line, transform) for name, line, _, transform in uses])


def _exact(row: dict[str, Any]) -> dict[str, Any]:
    """Numbers as exact decimal text, in place of millionths."""
    numbers = {key: format_shortest(row[key]) if row.get(key) is not None else None for key in NUMBERS if key in row}
    sources = {"lineage": [_exact(source) for source in row["lineage"]]} if "lineage" in row else {}
    return row | numbers | sources


def _figure_text(row: dict[str, Any]) -> str:
    numerator, denominator, value = (row.get(name) for name in SHOWN)
    parts = (
        f"{format_shortest(numerator)} of {format_shortest(denominator)}"
        if denominator is not None and numerator is not None
        else ""
    )
    if value is not None:
        return f"{format_shortest(value)} ({parts})" if parts else format_shortest(value)
    return parts or f"{row.get('symbol') or 'not_available'}: {row.get('reason') or ''}".rstrip(": ")


def _bounds(row: dict[str, Any]) -> str:
    """The interval and the step of rounding, where they were given."""
    low, high, step = (row[name] for name in ("lower", "upper", "rounded_to"))
    interval = f", interval {format_shortest(low)} to {format_shortest(high)}" if None not in (low, high) else ""
    return interval + (f", rounded to {format_shortest(step)}" if step is not None else "")


def _state(row: dict[str, Any]) -> str:
    """What a version is that is no figure in force: a target, a trajectory, or withdrawn."""
    withdrawn = f"withdrawn {row['withdrawn_at'].date()}" if row["withdrawn_at"] else ""
    return ", ".join(word for word in (row["kind"] if row["kind"] != "actual" else "", withdrawn) if word)
