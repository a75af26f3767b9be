"""Joins cells and their figures: every cell gets a value or a symbol, and a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from indicators.figures.figure_key import FIGURE_KEY
from mappings.definitions.line_coverage import OF_DISTRICTS
from mappings.definitions.returns import Return
from mappings.fill.cells import CELL_SCHEMA, HISTORY
from mappings.fill.lineage import build_lineage, format_micro_expr
from mappings.transforms import parse_transform
from returnonce.numbers import MICRO, format_shortest

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

_RESULT_COLUMNS = (
    "symbol",
    "reason",
    "status",
    "provenance",
    "published",
    "agency",
    "disagreement",
    "rounded_to",
    "lineage",
)
_BESIDE = ("england", "england_period", "neighbours", "neighbours_n", "neighbours_period")
_OWN = "Only the recipient's own published figure is here, and that never fills a return to its publisher."


def assemble_cells(
    ruleset: Ruleset,
    definition: Return,
    cells: pl.DataFrame,
    figures: pl.DataFrame,
    *,
    recipient_figures: pl.DataFrame,
    comparators: pl.DataFrame | None,
) -> pl.DataFrame:
    """``CELL_SCHEMA`` after the column ``_owner``.

    ``figures``: as :func:`mappings.fill.line_figures.look_up_line_figures` returns them. ``recipient_figures``:
    those that the return's own recipient published, which never fill it.
    """
    joined = cells.with_columns(pl.col("_row").cast(pl.Int64))
    sides = [
        _main(figures, recipient_figures),
        _target_column(figures, "target"),
        _target_column(figures, "trajectory"),
        _previous(figures),
        _history(figures),
        _candidates(ruleset, figures),
    ]
    for side in sides + ([comparators] if comparators is not None else []):
        joined = joined.join(side, on="_row", how="left", maintain_order="left")
    if comparators is None:
        joined = joined.with_columns(pl.lit(None).alias(name) for name in _BESIDE)
    with_values = write_code_words(_choose_value_or_symbol(joined))
    with_lineage = with_values.with_columns(
        lineage=build_lineage(definition.code), withheld=pl.col("_withheld").is_not_null()
    )
    return with_lineage.select("_owner", *CELL_SCHEMA).cast(CELL_SCHEMA)  # type: ignore[arg-type]


def _role(figures: pl.DataFrame, role: str) -> pl.DataFrame:
    return figures.filter(pl.col("role") == role)


def _main(figures: pl.DataFrame, recipient_figures: pl.DataFrame) -> pl.DataFrame:
    own = recipient_figures.select(*FIGURE_KEY, _barred=pl.lit(True)).unique()
    main = _role(figures, "main").join(own, on=FIGURE_KEY, how="left", maintain_order="left")
    reason = pl.when(pl.col("symbol").is_not_null() & pl.col("_barred")).then(pl.lit(_OWN)).otherwise("reason")
    return main.with_columns(reason=reason).select(
        "_row",
        *_RESULT_COLUMNS,
        "line_numerator",
        "line_denominator",
        "line_value",
        "line_reason",
        commentary=pl.col("note"),
    )


def _choose_value_or_symbol(cells: pl.DataFrame) -> pl.DataFrame:
    """A value where there is one, else a symbol; what is withheld has both."""
    no_share = (pl.col("line_denominator") == 0) & (pl.col("line_numerator") == 0)
    value = pl.when(pl.col("symbol").is_null()).then("line_value")
    symbol = (
        pl.when(pl.col("_withheld").is_not_null()).then(pl.lit("not_available"))
        .when(pl.col("_not_in_force").is_not_null()).then(pl.lit("not_applicable"))
        .when(pl.col("symbol").is_not_null()).then("symbol")
        .when(value.is_not_null()).then(None)
        .when(no_share).then(pl.lit("not_applicable"))
        .otherwise(pl.lit("not_available"))
    )  # fmt: skip
    return cells.with_columns(
        numerator="line_numerator",
        denominator="line_denominator",
        value=value,
        symbol=symbol,
        reason=pl.when(value.is_null()).then(_explain_empty()).otherwise("_withheld"),
        published=pl.col("published").fill_null(False),
        commentary=_commentary(),
    ).with_columns(status=pl.when(pl.col("value").is_not_null()).then("status"))


#: The columns whose codes are worded, and what comes before the word.
_CODED = {"value": "", "target": "target ", "trajectory": "trajectory "}


def write_code_words(cells: pl.DataFrame) -> pl.DataFrame:
    """The word of each coded value ("yes (1)"), target and trajectory before the commentary; they stay numbers."""
    words = {
        (text, int(code * MICRO)): f"{word} ({format_shortest(int(code * MICRO))})"
        for text in cells["transform"].unique().drop_nulls().to_list()
        for code, word in parse_transform(text).words.items()
    }
    if not words:
        return cells
    said = [_say_code(words, *row) for row in cells.select("transform", *_CODED).iter_rows()]
    coded = pl.lit(pl.Series(said, dtype=pl.String))
    together = pl.concat_str(coded, "commentary", separator=" | ", ignore_nulls=True)
    return cells.with_columns(commentary=pl.when(coded.is_null()).then("commentary").otherwise(together))


def _say_code(words: Mapping[tuple[str, int], str], transform: str, *codes: int | None) -> str | None:
    """Such as "fair (2), target good (3)"; None where no code has a word."""
    pairs = zip(_CODED.values(), codes, strict=True)
    said = [
        before + words[transform, code] for before, code in pairs if code is not None and (transform, code) in words
    ]
    return ", ".join(said) or None


def _explain_empty() -> pl.Expr:
    reason = pl.coalesce("_not_in_force", "reason", "line_reason", "_withheld")
    words = pl.lit(f"{OF_DISTRICTS[0].upper()}{OF_DISTRICTS[1:]}.")
    ours = pl.concat_str(words, reason, separator=" ", ignore_nulls=True)
    return pl.when(pl.col("_of_districts") & pl.col("_not_in_force").is_null()).then(ours).otherwise(reason)


def _target_column(figures: pl.DataFrame, kind: str) -> pl.DataFrame:
    return _role(figures, kind).select("_row", pl.col("line_value").alias(kind), pl.col("note").alias(f"_{kind}_note"))


def _commentary() -> pl.Expr:
    """What was said of the figure, then of its target and its trajectory by these names; each thing once."""
    note, target, trajectory = pl.col("commentary"), pl.col("_target_note"), pl.col("_trajectory_note")
    both = target.eq_missing(trajectory) & target.ne_missing(note)
    notes = (
        note,
        pl.when(both).then(pl.format("Target and trajectory: {}", target)),
        pl.when(~both & target.ne_missing(note)).then(pl.format("Target: {}", target)),
        pl.when(~both & trajectory.ne_missing(note)).then(pl.format("Trajectory: {}", trajectory)),
    )
    return pl.when(pl.any_horizontal(each.is_not_null() for each in notes)).then(
        pl.concat_str(notes, separator=" | ", ignore_nulls=True)
    )


def _previous(figures: pl.DataFrame) -> pl.DataFrame:
    previous = _role(figures, "previous").filter(pl.col("symbol").is_null() & pl.col("line_value").is_not_null())
    return previous.select("_row", previous=pl.col("line_value"), previous_period=pl.col("period"))


def _history(figures: pl.DataFrame) -> pl.DataFrame:
    """Oldest first, with null for a period without a value."""
    rows = _role(figures, "history").sort("_row", "rank")
    value = pl.when(pl.col("symbol").is_null()).then("line_value")
    points = rows.select("_row", point=pl.struct(pl.col("period"), value.alias("value")))
    return points.group_by("_row", maintain_order=True).agg(history=pl.col("point")).cast({"history": HISTORY})


def _candidates(ruleset: Ruleset, figures: pl.DataFrame) -> pl.DataFrame:
    """JSON list of the near measures: what each is, and the value the line would show with it."""
    titles = {code: indicator.title for code, indicator in ruleset.catalogue.items()}
    near = _role(figures, "near").sort("_row", "rank")
    title = pl.col("indicator").replace_strict(list(titles), list(titles.values()), return_dtype=pl.String)
    value = format_micro_expr(pl.when(pl.col("symbol").is_null()).then("line_value"))
    with_text = near.select(
        "_row",
        text=pl.struct(
            "indicator", title.alias("title"), "predicate", "transform", "period", value.alias("value"), "symbol"
        ).struct.json_encode(),
    )
    listed = with_text.group_by("_row", maintain_order=True).agg(pl.col("text").str.join(","))
    return listed.select("_row", candidate=pl.format("[{}]", "text"))
