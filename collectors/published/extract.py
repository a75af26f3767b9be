"""From a publisher's table to each figure's numerator, denominator and printed value, as the mapping says."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from collectors.published.left_out import LEFT_OUT_SCHEMA, left_out
from collectors.published.published_areas import AreaMatch, is_known_area, is_part_of_its_kind, match_area
from collectors.published.published_numbers import split_mark
from collectors.published.published_parts import PART_TEXTS, part_columns, rounding
from collectors.published.published_table import COLUMNS
from collectors.published.publisher_years import period_code
from collectors.published.records import RECORD, row_of
from collectors.readers.marks import Mark
from indicators.areas.area_book import AreaBook
from indicators.period.codes import parse_period
from mappings.definitions.published_sources import PublishedFigure, Releases, Source

#: Columns that this room adds to a publisher's; no publisher's heading begins so.
AREA, ROUNDED, PERIOD, MEMBERS, RELEASE_NUMBER = "_area", "_rounded", "_period", "_members", "_release"
AREA_TEXT, AREA_NOTE, PERIOD_MARK = "_area_text", "_area_note", "_period_mark"
KEY = (AREA, PERIOD, MEMBERS)
_SAME_RELEASE = (*KEY, RELEASE_NUMBER)


@dataclass(frozen=True)
class ExtractedFigure:
    """``rows``: KEY, _rounded, locator and, for each part, its micros, symbol, text, mark and rounding.

    ``left_out``: rows that its filter picks and that give no figure, each with the reason.
    ``used``: numbers of the records that it reads.
    """

    figure: PublishedFigure
    rows: pl.DataFrame
    marks: tuple[Mark, ...]
    left_out: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LEFT_OUT_SCHEMA))
    used: frozenset[int] = frozenset()


def with_levels(table: pl.DataFrame, source: Source) -> pl.DataFrame:
    """The rows of the mapped levels, with the text of their area and their rounding in micros."""
    tables = []
    for level in source.levels:
        text = pl.col(level.area).str.strip_chars()
        here = pl.lit(True) if level.level is None else pl.col(source.level_column).str.strip_chars() == level.level
        begins = pl.any_horizontal(*(text.str.starts_with(each) for each in level.begins)) if level.begins else here
        tables.append(
            table.filter(here & begins).with_columns(
                text.alias(AREA_TEXT), pl.lit(rounding(level.rounded_to), pl.Int64).alias(ROUNDED)
            )
        )
    return pl.concat(tables)


def extract_figure(table: pl.DataFrame, source: Source, figure: PublishedFigure, areas: AreaBook) -> ExtractedFigure:
    """One figure of the mapping, from a table of :func:`with_levels`.

    Rows that its filters do not pick are not judged.
    """
    parts = [part for name in COLUMNS if (part := getattr(figure, name)) is not None]
    filters = [figure.where, *(figure.where | term.where for part in parts for term in part.terms)]
    picked = table.filter(pl.any_horizontal(*map(matches, filters)))
    if picked.filter(matches(figure.where)).is_empty():
        return ExtractedFigure(figure, no_rows(), (Mark("published-no-rows", detail=_words(figure.where)),))
    keyed, dropped, marks = _add_keys(picked, source, figure, areas)
    main, earlier = _newest(keyed.filter(matches(figure.where)))
    dropped = pl.concat([dropped, left_out(earlier, "an earlier release of a figure")])
    twice = _ambiguous(main, figure)
    if twice or main.is_empty():
        return ExtractedFigure(figure, no_rows(), (*marks, *([twice] if twice else [])), dropped)
    rows = main.select(*_SAME_RELEASE, ROUNDED, PERIOD_MARK, AREA_NOTE, "row", RECORD)
    used = set(main[RECORD])
    for name in COLUMNS:
        columns, faults = part_columns(keyed, source, figure, name, list(_SAME_RELEASE), matches)
        rows = rows.join(columns, on=list(_SAME_RELEASE), how="left", nulls_equal=True)
        marks += faults
        used |= set(rows[f"{name}_records"].explode().drop_nulls())
    return ExtractedFigure(figure, _add_locators(rows), tuple(marks), dropped, frozenset(used))


def matches(where: dict[str, str]) -> pl.Expr:
    """Whether a row has each text in its column."""
    return pl.all_horizontal(pl.lit(True), *(pl.col(c).str.strip_chars() == v for c, v in where.items()))


def _add_keys(
    picked: pl.DataFrame, source: Source, figure: PublishedFigure, areas: AreaBook
) -> tuple[pl.DataFrame, pl.DataFrame, list[Mark]]:
    """The rows with their area, period, members and release; those that lack one, with the reason; marks."""
    known, unknown = _known_areas(picked, areas)
    dated, marks = _add_periods(known, source, figure)
    matched, unmatched, recoded = _add_areas(dated.filter(pl.col(PERIOD).is_not_null()), areas)
    marks += recoded
    members = matched.with_columns(_members(figure).alias(MEMBERS))
    ranked, unranked = _add_releases(members, source.releases)
    marks += unranked
    dropped = [
        *unknown,
        left_out(dated.filter(pl.col(PERIOD).is_null()), "its period is not read"),
        *unmatched,
        left_out(ranked.filter(pl.col(MEMBERS).is_null()), "it is no member of the breakdown"),
    ]
    complete = ranked.filter(pl.col(MEMBERS).is_not_null(), pl.col(RELEASE_NUMBER).is_not_null())
    return complete, pl.concat(dropped), marks


def _known_areas(picked: pl.DataFrame, areas: AreaBook) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Rows whose area is known on some day; the others, with the reason."""
    blank = pl.col(AREA_TEXT).fill_null("") == ""
    named, dropped = picked.filter(~blank), [left_out(picked.filter(blank), "it names no area")]
    strange = sorted(text for text in set(named[AREA_TEXT]) if not is_known_area(text, areas))
    if not strange:
        return named, dropped
    for group in named.filter(pl.col(AREA_TEXT).is_in(strange)).partition_by(AREA_TEXT, maintain_order=True):
        text = group[AREA_TEXT][0]
        dropped.append(left_out(group, match_area(text, areas, None).why, area=text))
    return named.filter(~pl.col(AREA_TEXT).is_in(strange)), dropped


def _add_periods(rows: pl.DataFrame, source: Source, figure: PublishedFigure) -> tuple[pl.DataFrame, list[Mark]]:
    rule = figure.period
    column = pl.lit(rule.text) if rule.text is not None else pl.col(source.period_column).str.strip_chars()
    rows = rows.with_columns(column.fill_null("").alias(PERIOD))
    split = {text: split_mark(text, source) for text in rows[PERIOD].unique().sort().to_list()}
    codes = {text: period_code(bare, rule) for text, (bare, _) in split.items()}
    marked = {text: mark for text, (_, mark) in split.items()}
    unclear = [
        Mark("published-period", None, source.period_column, text or "(blank)", rule.kind)
        for text, code in codes.items()
        # A heading that is a period is one by the rule of some figure, and maybe not of this one.
        if code is None and source.periods_across is None
    ]
    return rows.with_columns(
        pl.col(PERIOD).replace_strict(codes, default=None, return_dtype=pl.String),
        pl.col(PERIOD).replace_strict(marked, default=None, return_dtype=pl.String).alias(PERIOD_MARK),
    ), unclear


def _add_areas(rows: pl.DataFrame, areas: AreaBook) -> tuple[pl.DataFrame, list[pl.DataFrame], list[Mark]]:
    """Each row's area on the last day of its period."""
    pairs = rows.select(AREA_TEXT, PERIOD).unique(maintain_order=True)
    found: list[AreaMatch] = [match_area(text, areas, parse_period(period).end) for text, period in pairs.iter_rows()]
    table = pairs.with_columns(
        pl.Series(AREA, [match.code for match in found], dtype=pl.String),
        pl.Series("_why", [match.why for match in found], dtype=pl.String),
        pl.Series(AREA_NOTE, [match.note for match in found], dtype=pl.String),
    )
    joined = rows.join(table, on=[AREA_TEXT, PERIOD], how="left", maintain_order="left")
    missing = joined.filter(pl.col(AREA).is_null())
    dropped = [
        left_out(group, group["_why"][0], area=group[AREA_TEXT][0])
        for group in missing.partition_by("_why", maintain_order=True)
    ]
    recoded = sorted({(text, match.code) for text, match in zip(pairs[AREA_TEXT], found, strict=True) if match.note})
    marks = [Mark("published-area-code", None, None, text, code) for text, code in recoded]
    codes = {match.code for match in found if match.code is not None}
    if parts := sorted(areas.get(code).name for code in codes if is_part_of_its_kind(code, areas)):
        marks.append(Mark("published-area-parts", None, None, ", ".join(parts)))
    return joined.filter(pl.col(AREA).is_not_null()), dropped, marks


def _members(figure: PublishedFigure) -> pl.Expr:
    """``total``, or ``age=16-17;sex=F``; null for a value that is no member, which is not read."""
    if not figure.breakdown:
        return pl.lit("total")
    parts = [
        pl.concat_str(
            pl.lit(f"{code}="),
            pl.col(split.column).str.strip_chars().replace_strict(split.members, default=None, return_dtype=pl.String),
        )
        for code, split in sorted(figure.breakdown.items())
    ]
    return pl.concat_str(parts, separator=";")


def _add_releases(rows: pl.DataFrame, releases: Releases | None) -> tuple[pl.DataFrame, list[Mark]]:
    """Each row's release as a number that grows with time; always 0 where the file has one release."""
    if releases is None:
        return rows.with_columns(pl.lit(0, pl.Int64).alias(RELEASE_NUMBER)), []
    text = pl.col(releases.column).str.strip_chars()
    texts = rows.select(text.fill_null("")).to_series().unique().to_list()
    order = list(releases.order) or sorted(each for each in texts if each[:4].isdigit())
    unclear = [each for each in texts if each not in order]
    marks = [Mark("published-release", None, releases.column, each or "(blank)") for each in sorted(unclear)]
    numbers = {each: n for n, each in enumerate(order)}
    number = text.replace_strict(numbers, default=None, return_dtype=pl.Int64)
    return rows.with_columns(number.alias(RELEASE_NUMBER)), marks


def _newest(main: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    is_newest = pl.col(RELEASE_NUMBER) == pl.col(RELEASE_NUMBER).max().over(list(KEY))
    return main.filter(is_newest), main.filter(~is_newest)


def _words(where: dict[str, str]) -> str:
    return " and ".join(f"{column} = {value!r}" for column, value in where.items()) or "anything to read"


def _ambiguous(main: pl.DataFrame, figure: PublishedFigure) -> Mark | None:
    """Two rows for one figure mean that the mapping lacks a filter; name the columns that differ."""
    twice = main.filter(pl.struct(KEY).is_duplicated())
    if twice.is_empty():
        return None
    first = twice.filter(pl.struct(KEY) == twice.select(pl.struct(KEY).first()).item())
    used = {term.column for name in COLUMNS if (part := getattr(figure, name)) is not None for term in part.terms}
    differ = [c for c in first.columns if c not in used | {"row"} and first[c].n_unique() > 1 and c[0] != "_"]
    rows = ", ".join(map(str, first["row"].unique(maintain_order=True).head(3)))
    return Mark(
        "published-ambiguous",
        first["row"][0],
        None,
        None,
        f"rows {rows}; they differ in {', '.join(differ) or 'nothing but their numbers'}",
    )


def _add_locators(rows: pl.DataFrame) -> pl.DataFrame:
    """Where a figure stands: every row that it is made of, or every cell where periods stand side by side."""
    numbers = pl.concat_list(RECORD, *list_parts("records")).list.eval(row_of(pl.element()))
    named = _named("row", numbers.list.unique().list.sort().cast(pl.List(pl.String)))
    cells = pl.concat_list(*list_parts("cells")).list.unique(maintain_order=True)
    return rows.with_columns(locator=pl.when(cells.list.len() > 0).then(_named("cell", cells)).otherwise(named))


def list_parts(what: str) -> list[pl.Expr]:
    """``records`` or ``cells`` of each part, empty where it has none."""
    return [pl.col(f"{name}_{what}").fill_null(pl.lit([], PART_TEXTS[what])) for name in COLUMNS]


def _named(word: str, places: pl.Expr) -> pl.Expr:
    """``row 7``, ``cells C7, D7``."""
    plural = pl.when(places.list.len() > 1).then(pl.lit(f"{word}s ")).otherwise(pl.lit(f"{word} "))
    return pl.concat_str(plural, places.list.join(", "))


def no_rows() -> pl.DataFrame:
    """No figure, in the shape of ``ExtractedFigure.rows``."""
    text = dict.fromkeys((*KEY, PERIOD_MARK, AREA_NOTE, "locator"), pl.String)
    whole = dict.fromkeys((RELEASE_NUMBER, ROUNDED, "row", RECORD), pl.Int64)
    schema: dict[str, pl.DataType | type[pl.DataType]] = {**text, **whole}
    for name in COLUMNS:
        schema |= {name: pl.Int64, **{f"{name}_{each}": kind for each, kind in PART_TEXTS.items()}}
    return pl.DataFrame(schema=schema)
