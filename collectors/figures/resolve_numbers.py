"""Stage two of the checks: the numbers of each row, as the indicator counts them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from collectors.figures.column_rules import column_marks
from collectors.figures.distinct_texts import SLICE_ROWS, change_texts
from collectors.figures.headings import NUMBERS
from collectors.figures.indicator_traits import describe_indicators
from collectors.figures.line_inversion import TURNED, BaselineLookup, invert_lines
from collectors.figures.number_parsers import parse_numbers
from collectors.figures.resolve_keys import ResolvedKeys
from collectors.figures.row_rules import check_rows
from collectors.figures.typed_contract import require_typed
from collectors.readers.marks import mark_frame
from collectors.readers.raw_table import ROW
from indicators.figures.figure_key import FIGURE_KEY
from mappings.definitions.finding_kinds import FindingKinds, list_error_codes
from mappings.ruleset.ruleset import Ruleset
from returnonce.numbers import MICRO, format_shortest

_PRINTED = r"\.(\d{1,6})\s*$"
_READ = frozenset({*NUMBERS, "symbol", "status"})


@dataclass
class ResolvedNumbers:
    """Rows with their words and their numbers in micros; ``waiting`` need a baseline from the store."""

    frame: pl.DataFrame
    marks: list[pl.DataFrame]
    waiting: tuple[int, ...]


def resolve_numbers(
    cells: pl.DataFrame, keys: ResolvedKeys, ruleset: Ruleset, *, marks: pl.DataFrame, baseline: BaselineLookup | None
) -> ResolvedNumbers:
    """Numbers, inverse transforms, then the rules. ``marks`` are those on single cells so far."""
    texts, cells = _texts_of_lines(cells, keys), _write_codes(cells, keys)
    numbers, all_marks = [], [marks, *keys.marks]
    for name in NUMBERS:
        micros, wrong = parse_numbers(cells, name)
        numbers.append(micros)
        all_marks.append(wrong)
    frame = keys.frame.with_columns(*numbers, note=change_texts(cells["note"], _trim_note))
    require_typed(frame)
    clean = _readable_rows(frame, all_marks, ruleset.finding_kinds)
    all_marks.append(column_marks(frame, cells))
    inverted = invert_lines(
        frame, clean, keys.targets,
        texts=texts, catalogue=ruleset.catalogue, baseline=baseline,
    )  # fmt: skip
    unknown = [*inverted.waiting, *inverted.marks[ROW]]
    frame = _replace(frame, inverted.numbers)
    all_marks.append(inverted.marks)
    ready = clean & ~frame[ROW].is_in(pl.Series(unknown, dtype=pl.Int64).implode()) if unknown else clean
    described = frame.drop(*FIGURE_KEY[1:], "target", "note").with_columns(printed=_count_decimals(cells), ready=ready)
    traits = describe_indicators(described["indicator"].dtype.categories, ruleset.catalogue)  # type: ignore[attr-defined]
    for piece in described.iter_slices(SLICE_ROWS):
        all_marks += check_rows(piece, traits, cells)
    return ResolvedNumbers(frame, all_marks[1:], inverted.waiting)


def _trim_note(texts: pl.Series) -> pl.Series:
    trimmed = texts.str.strip_chars()
    return trimmed.set(trimmed == "", None)


def _readable_rows(frame: pl.DataFrame, mark_frames: list[pl.DataFrame], kinds: FindingKinds) -> pl.Series:
    """Rows in which every number, symbol and status could be read."""
    marks = pl.concat([mark_frame(()), *mark_frames])
    errors = list_error_codes(marks["code"].unique(), kinds)
    bad = marks.filter(
        pl.col("code").is_in(pl.Series(errors, dtype=pl.String).implode())
        & pl.col("column").is_in(pl.Series(sorted(_READ)).implode())
    )
    if bad.is_empty():
        return pl.Series([True]).new_from_index(0, frame.height)
    return ~frame[ROW].is_in(bad[ROW].implode()).fill_null(False)


def _texts_of_lines(cells: pl.DataFrame, keys: ResolvedKeys) -> dict[int, str]:
    inverted_lines = [
        n for n, target in enumerate(keys.targets) if target.indicator and target.transform.name != "copy"
    ]
    if not inverted_lines:
        return {}
    is_inverted = keys.frame["target"].is_in(pl.Series(inverted_lines, dtype=pl.UInt32).implode()).fill_null(False)
    return {row: text for row, text in cells.filter(is_inverted).select(ROW, "value").iter_rows() if text is not None}


def _write_codes(cells: pl.DataFrame, keys: ResolvedKeys) -> pl.DataFrame:
    """The words of coded lines ("yes") as the numbers that they stand for; of an unknown word the value stays blank.

    The word itself is judged when the line is turned back, which says what words there are.
    """
    codes = {
        n: {word.casefold(): format_shortest(int(code * MICRO)) for code, word in target.transform.words.items()}
        for n, target in enumerate(keys.targets)
        if target.indicator and target.transform.words
    }
    if not codes or cells["value"].null_count() == cells.height:
        return cells
    values: list[str | None] = cells["value"].cast(pl.String).to_list()
    for position, target in enumerate(keys.frame["target"].to_list()):
        text = (values[position] or "").strip()
        if target in codes and any(letter.isalpha() for letter in text):
            values[position] = codes[target].get(text.casefold())
    return cells.with_columns(value=pl.Series(values, dtype=pl.String))


def _replace(frame: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    if numbers.is_empty():
        return frame
    marked = numbers.with_columns(pl.lit(True).alias("turned"))
    joined = frame.join(marked, on=ROW, how="left", suffix="_turned", maintain_order="left")
    new = [pl.when("turned").then(pl.col(f"{name}_turned")).otherwise(pl.col(name)).alias(name) for name in TURNED]
    return joined.with_columns(new).select(frame.columns)


def _count_decimals(cells: pl.DataFrame) -> pl.Series:
    """Decimals that the value was written with."""
    if cells["value"].null_count() == cells.height:
        return pl.Series([0], dtype=pl.Int64).new_from_index(0, cells.height)
    return change_texts(
        cells["value"], lambda texts: texts.str.extract(_PRINTED, 1).str.len_chars().cast(pl.Int64)
    ).fill_null(0)
