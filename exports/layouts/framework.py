"""A framework of outcomes as analysts read it: published figures on one sheet, the council's own records on another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from exports.formats.xlsx.workbook_model import SheetColumn, WorkbookModel, WorkbookSheet
from exports.layouts.sheets.columns import line_figure
from exports.presentation.readable_cells import word_unit
from exports.presentation.words import (
    DEFAULT_MARKS,
    MEANINGS,
    NO_FIGURE,
    NOT_THE_TEMPLATE,
    PREDICATES,
    PROVENANCE,
    STATUS,
    needed_decimals,
    period_words,
)
from mappings.definitions.frameworks import Framework
from mappings.fill.framework_sheet import FrameworkSheet

PUBLISHED, OWN, TRAIL = "Published figures", "Own records", "Where each figure came from"
VALUE = SheetColumn("Latest", "value", 11, "number", decimals="decimals", fallback="mark")
UNIT = SheetColumn("Unit", "unit_words", 13, "wrap")
MEASURE = SheetColumn("Metric", "title", 42, "wrap")
ORIGIN = (
    SheetColumn("From", "agency", 14, "wrap"),
    SheetColumn("File", "file_name", 22, "wrap"),
    SheetColumn("Where in it", "locator", 18, "wrap"),
)
METRIC_COLUMNS = (
    MEASURE,
    SheetColumn("Standing", "standing", 11, "wrap"),
    SheetColumn("Publisher", "publisher_words", 11, "wrap"),
    SheetColumn("Publication", "publication", 16, "wrap"),
    VALUE,
    SheetColumn("Period", "period_words", 13, "wrap"),
    UNIT,
    line_figure("England", "england"),
    SheetColumn("England: period", "england_words", 13, "wrap"),
    line_figure("Neighbours: median", "neighbours_median", 12),
    line_figure("Neighbours: lowest", "neighbours_lowest", 12),
    line_figure("Neighbours: highest", "neighbours_highest", 12),
    SheetColumn("Neighbours that have one", "neighbours_count", 12, "wrap"),
    SheetColumn("Neighbours: period", "neighbours_words", 13, "wrap"),
    SheetColumn("Trend", "trend", 34, "wrap"),
    SheetColumn("Status", "status_words", 11, "wrap"),
    *ORIGIN,
    SheetColumn("What to collect, and notes", "note", 46, "wrap"),
    SheetColumn("Confidence in its words", "confidence", 12, "wrap"),
)
OWN_COLUMNS = (
    MEASURE,
    SheetColumn("What the council's figure is to it", "relation", 18, "wrap"),
    SheetColumn("The council's figure", "indicator_title", 36, "wrap"),
    VALUE,
    SheetColumn("Period", "period_words", 13, "wrap"),
    UNIT,
    SheetColumn("How it is known", "provenance_words", 16, "wrap"),
    *ORIGIN,
    SheetColumn("What differs", "comment", 46, "wrap"),
    SheetColumn("Notes", "note", 40, "wrap"),
)
TRAIL_COLUMNS = (
    MEASURE,
    SheetColumn("Shown as", "shown_as", 20, "wrap"),
    SheetColumn("Figure", "indicator_title", 36, "wrap"),
    SheetColumn("Its code", "indicator", 30, "wrap"),
    SheetColumn("Area", "area", 11),
    SheetColumn("Period", "period_words", 16, "wrap"),
    *(
        SheetColumn(name.capitalize(), name, 12, "number", decimals=f"{name}_decimals", fallback="none")
        for name in ("numerator", "denominator", "value")
    ),
    *ORIGIN,
    SheetColumn("SHA-256 of the file", "file", 66),
)
COVER_COLUMNS = (SheetColumn("What", "what", 30, "wrap", tone="label"), SheetColumn("Says", "says", 110, "wrap"))
_CONTENTS = {
    PUBLISHED: "Each metric with its latest published figure, England, neighbours and trend; or what to collect.",
    OWN: "What the council's own records say of the same or a related thing, apart from what is published.",
    TRAIL: "Every stored figure behind a number of the other sheets, down to file and cell.",
}


def lay_out_framework(sheet: FrameworkSheet) -> WorkbookModel:
    """The workbook: cover, published figures, own records, and where each figure came from."""
    sheets = (_cover(sheet), _published(sheet), _own(sheet), _trail(sheet))
    return WorkbookModel(f"{_title(sheet)}", sheets, f"{sheet.framework.about.framework} {sheet.area.code}")


def _title(sheet: FrameworkSheet) -> str:
    return f"{sheet.framework.about.title}, {sheet.area.name}"


def _published(sheet: FrameworkSheet) -> WorkbookSheet:
    frame = _with_words(sheet.metrics).with_columns(
        publisher_words=pl.col("publisher").replace(_publisher_words(sheet.metrics)),
        status_words=pl.col("status").replace(STATUS),
        england_words=_periods("england_period", sheet.metrics),
        neighbours_words=_periods("neighbours_period", sheet.metrics),
        neighbours_count=pl.format("{} of {}", "neighbours_n", "neighbours_of"),
        row_tone=pl.when(pl.col("period").is_null()).then(pl.lit("greyed")).otherwise(pl.lit("plain")),
    )
    under = (
        f"{sheet.framework.about.says} Shaded: no figure is held. Neighbours: the statistical neighbours of children's "
        "services; that the framework compares by them is not established. Each number has its own period."
    )
    return _sheet(sheet, PUBLISHED, METRIC_COLUMNS, _add_headings(frame), under)


def _own(sheet: FrameworkSheet) -> WorkbookSheet:
    frame = _with_words(sheet.own).with_columns(
        relation=pl.col("predicate").replace(PREDICATES),
        provenance_words=pl.col("provenance").replace(PROVENANCE),
        row_tone=pl.when(pl.col("period").is_null()).then(pl.lit("greyed")).otherwise(pl.lit("plain")),
    )
    under = "Never mixed with what is published. What is only related is another measure, and stands for none of these."
    return _sheet(sheet, OWN, OWN_COLUMNS, frame, under)


def _trail(sheet: FrameworkSheet) -> WorkbookSheet:
    numbers = ("numerator", "denominator", "value")
    frame = sheet.trail.with_columns(
        *(needed_decimals(pl.col(name)).alias(f"{name}_decimals") for name in numbers),
        period_words=_periods("period", sheet.trail),
        none=pl.lit(NO_FIGURE),
        row_tone=pl.lit("plain"),
    )
    return _sheet(sheet, TRAIL, TRAIL_COLUMNS, frame, _CONTENTS[TRAIL])


def _sheet(
    sheet: FrameworkSheet, name: str, columns: tuple[SheetColumn, ...], frame: pl.DataFrame, under: str
) -> WorkbookSheet:
    return WorkbookSheet(
        name, f"{name}: {_title(sheet)}", columns, frame, subtitles=((under, "note"),), tone="row_tone",
        frozen_columns=1, wide_paper=True, contents=_CONTENTS[name],
    )  # fmt: skip


def _with_words(frame: pl.DataFrame) -> pl.DataFrame:
    """Marks for symbols and words for periods; a row without a measure has no decimals."""
    marks = {symbol: f"[{mark}]" for symbol, mark in DEFAULT_MARKS.items()}
    return frame.with_columns(
        pl.col("decimals").fill_null(0),
        unit_words=word_unit(),
        mark=pl.col("symbol").replace(marks).fill_null(NO_FIGURE),
        none=pl.lit(NO_FIGURE),
        period_words=_periods("period", frame),
    )


def _periods(name: str, frame: pl.DataFrame) -> pl.Expr:
    return pl.col(name).replace({code: period_words(code) for code in frame[name].unique().drop_nulls()})


def _publisher_words(frame: pl.DataFrame) -> Mapping[str, str]:
    """Publishers are known by their letters."""
    return {code: code.upper() for code in frame["publisher"].unique().drop_nulls() if " " not in code}


def _add_headings(frame: pl.DataFrame) -> pl.DataFrame:
    """A heading row before each outcome."""
    place = frame.with_row_index("at").with_columns(depth=pl.lit(1))
    first = place.unique("outcome", keep="first", maintain_order=True)
    headings = first.select(pl.col("outcome").alias("title"), "at", depth=pl.lit(0), row_tone=pl.lit("section"))
    empty = place.with_columns(pl.col("title").fill_null("not established"))
    return pl.concat([headings, empty], how="diagonal").sort("at", "depth").drop("at", "depth")


def _cover(sheet: FrameworkSheet) -> WorkbookSheet:
    rows = [
        *((what, says, "plain") for what, says in _about(sheet).items()),
        ("What is known of it", "", "section"),
        *((what, says, "unsure") for what, says in _list_what_is_known(sheet.framework).items()),
        ("Sheets", "", "section"),
        *((name, says, "plain") for name, says in _CONTENTS.items()),
        ("Symbols", "", "section"),
        *((f"[{DEFAULT_MARKS[symbol]}]", says, "plain") for symbol, says in MEANINGS.items()),
        (NO_FIGURE, "none held", "plain"),
        ("Sources of the framework", "", "section"),
        *((str(at), says, "plain") for at, says in enumerate(sheet.framework.about.sources, start=1)),
    ]
    frame = pl.DataFrame(rows, schema=["what", "says", "tone"], orient="row").with_columns(
        label=pl.when(pl.col("tone") == "section").then("tone").otherwise(pl.lit("label"))
    )
    return WorkbookSheet(
        "Cover", _title(sheet), COVER_COLUMNS, frame, tone="tone", landscape=False, contents="What this workbook is."
    )


def _about(sheet: FrameworkSheet) -> dict[str, str]:
    about, until = sheet.framework.about, sheet.until
    ten = _join(sheet.neighbours) or "none is known"
    return {
        "Framework": f"{about.title} ({about.publisher.upper()}): {about.publication}",
        "It says of itself": about.says,
        "Area": f"{sheet.area.name} ({sheet.area.code})",
        "Periods": f"up to {until.label()}" if until else "the latest that is held of each metric",
        "Neighbours": f"{ten} (children's services statistical neighbours, model of 2025, nearest first)",
        "Nobody sends it": "It is no return: each figure is collected from its publication.",
        "Definitions": f"ruleset {sheet.ruleset} (hash of the definitions that it was compiled by)",
        "Layout": NOT_THE_TEMPLATE,
    }


def _list_what_is_known(framework: Framework) -> dict[str, str]:
    about, standings = framework.about, [metric.standing for metric in framework.metrics]
    here = {
        "outcomes": f"{len(framework.outcomes)} known by name",
        "metrics": _join(f"{standings.count(each)} {each}" for each in dict.fromkeys(standings)),
    }
    known = {
        what.capitalize(): f"{here[what]}; {count.number} in all ({count.confidence}: {count.source}). "
        "The rest is not established here."
        for what, count in about.counts.items()
    }
    return known | {"Notes": about.notes or "none"}


def _join(words: Iterable[str]) -> str:
    return ", ".join(words)
