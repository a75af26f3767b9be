"""An upload against the store: figures given before, figures of the period before, the agency's own records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

import polars as pl

from collectors.figures.distinct_texts import encode_column, spread_values
from collectors.figures.indicator_traits import add_indicator_traits
from collectors.figures.limits import BIG_CHANGE_COUNT, BIG_CHANGE_PERCENT, BIG_CHANGE_VALUE, SAME_AS_LAST_ROWS
from collectors.figures.line_inversion import BaselineLookup
from collectors.figures.row_rules import plain_text
from collectors.readers.marks import MARK_SCHEMA, Mark, mark_frame, no_marks
from collectors.readers.raw_table import ROW
from collectors.submissions.agency_disagreements import disagreement_marks, find_agency_disagreements
from collectors.submissions.record_disagreements import find_record_disagreements
from indicators.catalogue.former_codes import FormerCodes
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.store import BatchExclusion, read_figures
from indicators.period.codes import parse_period
from mappings.ruleset.ruleset import Ruleset
from returnonce.numbers import MICRO, ratio_micro_expr
from returnonce.read_connection import ReadSource

_NUMBERS = ("numerator", "denominator", "value", "symbol")


def compare_with_store(
    frame: pl.DataFrame, *, store: ReadSource, agency: str, ruleset: Ruleset, figures_are_keyed: bool = True
) -> tuple[pl.DataFrame, dict[str, int]]:
    """Marks on rows that replace a figure or differ much from the one before; counts of new and changed.

    ``frame``: rows without an error, so that no two of them are of one figure. ``figures_are_keyed``: False where
    records gave them, which are compared with what was keyed.
    """
    rows = frame.drop_nulls(FIGURE_KEY)
    coded = encode_column(rows["period"])
    before = [parse_period(period).previous().code for period in coded.texts]
    figures = read_figures(
        store,
        areas=encode_column(rows["area"]).texts,
        indicators=encode_column(rows["indicator"]).texts,
        periods={*coded.texts, *before},
        former=ruleset.former_codes,
    )
    rows_in_all = rows.height
    if figures.height:
        rows = select_comparable(rows.with_columns(before=spread_values(before, coded.ids)), figures)
    if figures.is_empty() or rows.is_empty():
        return no_marks(), {"new": rows_in_all, "changed": 0, "unchanged": 0}
    rows = add_indicator_traits(rows.with_columns(pl.selectors.enum().cast(pl.String)), ruleset.catalogue)
    disagreements = find_agency_disagreements(rows, figures, agency=agency, catalogue=ruleset.catalogue)
    own = figures.filter(agency=agency)
    with_stored = rows.join(
        own.select(*FIGURE_KEY, *_NUMBERS), on=FIGURE_KEY, how="left", suffix="_old", maintain_order="left"
    )
    with_stored = with_stored.with_columns(
        found=pl.any_horizontal(pl.col(f"{name}_old").is_not_null() for name in _NUMBERS)
    )
    changed = with_stored.filter(pl.col("found") & _differs())
    visible = figures.filter((pl.col("agency") == agency) | ~pl.col("indicator").is_in(_list_restricted(ruleset)))
    marks = [
        _correction_marks(changed),
        *_compare_with_before(rows, visible, agency),
        disagreement_marks(disagreements),
    ]
    # What was keyed before stands in front of the records, which still say what they said.
    keyed = rows.join(own.filter(batch_kind="submitted"), on=FIGURE_KEY, how="semi")
    behind = figures_are_keyed and keyed.height > 0
    from_records = [figures, *([_read_records(store, keyed, ruleset)] if behind else [])]
    marks.append(_find_differences(rows, pl.concat(from_records), agency, ruleset, figures_are_keyed=figures_are_keyed))
    replaced_count = int(with_stored["found"].sum())
    counts = {
        "new": rows_in_all - replaced_count,
        "changed": changed.height,
        "unchanged": replaced_count - changed.height,
    }
    return pl.concat(marks), counts


def _read_records(store: ReadSource, rows: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """What records give for the areas, periods and indicators of some rows, whatever was keyed since."""
    areas, periods, codes = (rows[name].unique() for name in ("area", "period", "indicator"))
    keyed = BatchExclusion(kinds=frozenset({"submitted", "pulled"}))
    former = ruleset.former_codes
    return read_figures(store, areas=areas, periods=periods, indicators=codes, without=keyed, former=former)


def select_comparable(rows: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """The rows that can be compared: of which the store has the same figure, or the one of the period before."""
    keys = figures.select(FIGURE_KEY).unique()
    # Words that no row has become null, which joins with nothing.
    coded = keys.with_columns(pl.col(name).cast(rows.schema[name], strict=False) for name in FIGURE_KEY)
    earlier = coded.with_columns(before=keys["period"]).drop("period")
    same = rows.select(*FIGURE_KEY, ROW).join(coded, on=FIGURE_KEY, how="semi")[ROW]
    followed = rows.select(*earlier.columns, ROW).join(earlier, on=earlier.columns, how="semi")[ROW]
    return rows.filter(pl.col(ROW).is_in(pl.concat([same, followed]).unique().implode()))


def _find_differences(
    rows: pl.DataFrame, figures: pl.DataFrame, agency: str, ruleset: Ruleset, *, figures_are_keyed: bool
) -> pl.DataFrame:
    """A query where the agency's own records give another figure than it keyed."""
    differences = dict(
        find_record_disagreements(
            rows, figures, agency=agency, catalogue=ruleset.catalogue, figures_are_keyed=figures_are_keyed
        )
    )
    if not differences:
        return no_marks()
    where = {row[:-1]: row[-1] for row in rows.select(*FIGURE_KEY, ROW).iter_rows()}
    return mark_frame(
        Mark("records-and-figures-differ", where[cell], "value", None, message) for cell, message in differences.items()
    )


def _list_restricted(ruleset: Ruleset) -> list[str]:
    """Indicators of which no agency is shown another's figure."""
    return [code for code, indicator in ruleset.catalogue.items() if indicator.access == "restricted"]


def _differs() -> pl.Expr:
    return ~pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_old")) for name in _NUMBERS)


def figure_text_expr(suffix: str = "") -> pl.Expr:
    """A figure as a sentence shows it: ``45 of 120``, ``37.5``, or its symbol."""
    n, d, v, s = (pl.col(f"{name}{suffix}") for name in _NUMBERS)
    return pl.coalesce(s, pl.concat_str(plain_text(n), pl.lit(" of "), plain_text(d)), plain_text(v))


def _correction_marks(changed: pl.DataFrame) -> pl.DataFrame:
    return changed.select(
        pl.lit("corrects").alias("code"), ROW, pl.lit("value").alias("column"),
        figure_text_expr().alias("value"), figure_text_expr("_old").alias("detail"),
    )  # fmt: skip


def _compare_with_before(rows: pl.DataFrame, stored_figures: pl.DataFrame, agency: str) -> list[pl.DataFrame]:
    """Marks on rows beside their figures of the period before; most small files have none."""
    earlier = _join_period_before(rows, stored_figures, agency)
    return [] if earlier.is_empty() else [_big_changes(earlier), _same_as_last(earlier)]


def _join_period_before(rows: pl.DataFrame, stored_figures: pl.DataFrame, agency: str) -> pl.DataFrame:
    """Rows beside the figure of the period before: the sender's own, else another agency's."""
    old = stored_figures.sort((pl.col("agency") == agency).not_()).unique(
        list(FIGURE_KEY), keep="first", maintain_order=True
    )
    keys = ["indicator", "area", "breakdown", "kind"]
    with_earlier = rows.join(
        old.select(*keys, pl.col("period").alias("before"), *_NUMBERS), on=[*keys, "before"], suffix="_old",
        maintain_order="left",
    )  # fmt: skip
    return with_earlier.with_columns(size=_comparable_value(""), size_old=_comparable_value("_old"))


def _comparable_value(suffix: str) -> pl.Expr:
    ratio = ratio_micro_expr(
        pl.col(f"numerator{suffix}"), pl.col(f"denominator{suffix}"), per=pl.col("per"), decimals=pl.col("decimals")
    )
    return pl.when("parts").then(pl.coalesce(ratio, pl.col(f"value{suffix}"))).otherwise(pl.col(f"value{suffix}"))


def _is_big_change(name: str, least: int) -> pl.Expr:
    new, old = pl.col(name), pl.col(f"{name}_old")
    much = (new - old).abs() * 100 > old.abs() * BIG_CHANGE_PERCENT
    return (much & ((new - old).abs() > least)).fill_null(False)


def _big_changes(earlier: pl.DataFrame) -> pl.DataFrame:
    people = _is_big_change("size", 0) & ((pl.col("numerator") - pl.col("numerator_old")).abs() > BIG_CHANGE_COUNT)
    whole = _is_big_change("denominator", BIG_CHANGE_COUNT)
    alone = (
        pl.when("is_count")
        .then(_is_big_change("value", BIG_CHANGE_COUNT))
        .otherwise(_is_big_change("size", BIG_CHANGE_VALUE))
    )
    both = pl.col("numerator").is_not_null() & pl.col("numerator_old").is_not_null()
    big = pl.when(both).then(people.fill_null(False) | whole).otherwise(alone)
    return earlier.filter(big).select(
        pl.lit("big-change").alias("code"), ROW, pl.lit("value").alias("column"), figure_text_expr().alias("value"),
        pl.concat_str(figure_text_expr("_old"), pl.lit(" in "), "before").alias("detail"),
    )  # fmt: skip


def _same_as_last(earlier: pl.DataFrame) -> pl.DataFrame:
    comparable = earlier.filter(pl.col("symbol").is_null())
    if comparable.height < SAME_AS_LAST_ROWS or not comparable.select((~_differs()).all()).item():
        return pl.DataFrame(schema=MARK_SCHEMA)
    detail = f"All {comparable.height} figures that can be compared are the same as in the period before."
    return mark_frame([Mark("same-as-last", detail=detail)])


def make_baseline_lookup(
    cells: Callable[[], Iterable[tuple[str, str, str, str, int | None]]],
    store: ReadSource | None,
    agency: str | None,
    *,
    former: FormerCodes,
) -> BaselineLookup:
    """Looks a baseline up in the upload itself, then in the store: the sender's own first."""
    in_upload: dict[tuple[str, str, str, str], int | None] = {}

    def find(indicator: str, area: str, period: str, breakdown: str) -> Fraction | None:
        if not in_upload:
            in_upload.update({(i, a, p, b): value for i, a, p, b, value in cells()})
        own = in_upload.get((indicator, area, period, breakdown))
        if own is None and store is not None:
            own = _read_stored_value(store, agency, (indicator, area, period, breakdown), former)
        return None if own is None else Fraction(own, MICRO)

    return find


def _read_stored_value(
    store: ReadSource, agency: str | None, cell: tuple[str, str, str, str], former: FormerCodes
) -> int | None:
    indicator, area, period, breakdown = cell
    figures = read_figures(store, areas=[area], periods=[period], indicators=[indicator], former=former)
    with_value = figures.filter(pl.col("value").is_not_null(), breakdown=breakdown, kind="actual")
    own = with_value.filter(agency=agency) if agency else with_value[:0]
    values = (own if own.height else with_value)["value"].unique()
    return int(values[0]) if len(values) == 1 else None
