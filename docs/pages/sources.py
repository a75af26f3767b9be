"""The published files that can be read, and what of them is which indicator."""

from __future__ import annotations

from docs.pages.markdown import code, page, table, words
from mappings.definitions.published_sources import PublishedColumn, PublishedFigure, Source
from mappings.definitions.publisher_year_rules import YearRule
from mappings.ruleset.ruleset import Ruleset


def pages(ruleset: Ruleset) -> dict[str, str]:
    """``sources.md``."""
    return {"sources.md": page("Published sources", _opening(), *map(_section, ruleset.sources.values()))}


def _opening() -> str:
    return (
        "A source is one file, `mappings/sources/<name>.yaml`. A file is recognised by its columns. "
        "[How to add one](../howto/add-a-published-source.md)."
    )


def _section(source: Source) -> str:
    about = f"Source: `{source.source}`. Publisher: {source.publisher}. {source.publication}. {source.licence}."
    levels = "Levels: " + "; ".join(
        f"{level.level} (counts to the nearest {level.rounded_to})" for level in source.levels
    )
    symbols = "Symbols: " + ", ".join(f"`{symbol}` {words(name)}" for symbol, name in source.symbols.items())
    rows = [_row(figure) for figure in source.figures]
    figures = table(("indicator", "period", "rows", "numerator", "denominator", "printed value"), rows)
    notes = "\n".join(f"- {note}" for note in source.notes)
    return "\n\n".join([f"## {source.title}", about, f"{levels}. {symbols}.", figures, notes]).rstrip()


def _row(figure: PublishedFigure) -> tuple[str, ...]:
    indicator = code(figure.indicator) if figure.indicator else "none; recomputed only"
    parts = (figure.numerator, figure.denominator, figure.value)
    return indicator, _period(figure.period), _filter(figure.where), *map(_column, parts)


def _period(rule: YearRule) -> str:
    if rule.kind == "day":
        return f"{rule.day} of the year"
    return {"ends": "ends in the year", "starts": "begins in the year", "both": "the two years named"}[
        rule.year
    ] + f" ({words(rule.kind)})"


def _filter(where: dict[str, str]) -> str:
    return "; ".join(f"{column} = {value}" for column, value in where.items()) or "all"


def _column(column: PublishedColumn | None) -> str:
    if column is None:
        return ""
    return column.column + (f" where {_filter(column.where)}" if column.where else "")
