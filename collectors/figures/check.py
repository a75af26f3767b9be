"""Checks an upload of figures: every stage in order, and one verdict. Stores nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl
from sqlmodel import Session

from collectors.figures.breakdown_sums import sum_marks
from collectors.figures.comparison import compare_with_store, make_baseline_lookup
from collectors.figures.duplicates import find_duplicates
from collectors.figures.headings import COLUMNS, mixed_columns, read_headings
from collectors.figures.local_derivation_marks import is_locally_derived, local_derivation_marks
from collectors.figures.number_parsers import parse_numbers
from collectors.figures.resolve_keys import ResolvedKeys, resolve_keys
from collectors.figures.resolve_numbers import ResolvedNumbers, resolve_numbers
from collectors.figures.sheet_marks import sheet_marks
from collectors.figures.template_marks import (
    AGENCY,
    blank_mark,
    is_template,
    period_marks,
    split_unanswered,
    template_marks,
)
from collectors.readers.marks import Mark, mark_frame
from collectors.readers.raw_table import ROW, RawTable, TableReading
from collectors.readers.table_file import read_table_file
from collectors.submissions.figure_schema import STORABLE_FIGURES
from collectors.submissions.findings import count_by_severity, has_errors, word_marks
from collectors.submissions.sending_agency import SendingAgency, find_sending_agency
from collectors.submissions.verdict import UploadVerdict
from indicators.figures.figure_schema import FIGURE_SCHEMA
from mappings.definitions.findings import FindingKinds, list_error_codes
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import Clock

NEED_AGENCY = "whether the areas are the agency's own, and whether it is of record (give the agency)"
NEED_STORE = (
    "with the figures that the agency gave before (needs the store)",
    "with the figures of the period before (needs the store)",
    "with the figures of other agencies (needs the store)",
)
#: How many indicators, areas and periods a refused file's audit row lists.
MOST_SUBJECTS = 1_000
NEED_BASELINE = "rows given as a change from a baseline: {rows} (the baseline is in the store)"


def check_figures(
    path: Path,
    agency: str | None,
    *,
    ruleset: Ruleset,
    session: Session | None,
    clock: Clock,
    name: str | None = None,
) -> UploadVerdict:
    """Every finding on an upload; nothing is stored. Without a session it works offline.

    ``name`` is what the sender called the file. Without an agency, a template's own is taken.

    Raises:
        NotFound: no place lists the agency, or there is no such file.
    """
    reading = read_table_file(path, name=name)
    if reading.table is None:
        return _make_verdict(mark_frame(reading.marks), ruleset.finding_kinds, agency=agency, table=None)
    template_facts = reading.table.metadata.template
    if agency is None and is_template(template_facts):
        agency = template_facts[AGENCY]
    sender = find_sending_agency(ruleset, agency) if agency is not None else None
    return _check_table(reading, reading.table, sender, ruleset=ruleset, session=session, clock=clock)


def _check_table(
    reading: TableReading,
    table: RawTable,
    sender: SendingAgency | None,
    *,
    ruleset: Ruleset,
    session: Session | None,
    clock: Clock,
) -> UploadVerdict:
    upload, kinds = read_headings(table), ruleset.finding_kinds
    agency = sender.code if sender else None
    template_facts = table.metadata.template
    marks = [*reading.marks, *upload.marks, *sheet_marks(table, upload.positions)]
    marks += template_marks(template_facts, agency=agency, ruleset=ruleset.hash)
    marks += local_derivation_marks(table.metadata.derived, agency=agency, ruleset=ruleset.hash)
    if not upload.usable:
        return _make_verdict(mark_frame(marks), kinds, agency=agency, table=table)
    cells = _without_empty_rows(upload.cells)
    blank = 0
    if is_template(template_facts):
        cells, unanswered = split_unanswered(cells)
        blank = len(unanswered)
        marks += [blank_mark(unanswered)] if unanswered else []
    if cells.is_empty():
        return _make_verdict(mark_frame([*marks, Mark("rows-missing")]), kinds, agency=agency, table=table, blank=blank)
    mixed = mixed_columns(cells)
    if mixed:
        marks += mixed
        return _make_verdict(mark_frame(marks), kinds, agency=agency, table=table, rows=cells.height, blank=blank)
    keys = resolve_keys(cells, ruleset, sender=sender, clock=clock)
    marks += period_marks(template_facts, keys.frame)
    cell_marks = mark_frame(marks)
    numbers = _resolve_numbers(cells, keys, cell_marks, ruleset=ruleset, session=session, agency=agency)
    duplicates = find_duplicates(numbers.frame, keys.coded, cells["indicator"], ruleset.catalogue)
    frame = (
        numbers.frame.filter(~pl.col(ROW).is_in(duplicates.repeats.implode()))
        if len(duplicates.repeats)
        else numbers.frame
    )
    all_marks = [cell_marks, *numbers.marks, duplicates.marks, sum_marks(frame, ruleset.breakdowns, ruleset.catalogue)]
    counts: dict[str, int] = {}
    if session is not None and agency is not None:
        without_errors = _without_errors(frame, pl.concat(all_marks), kinds)
        comparison_marks, counts = compare_with_store(without_errors, session=session, agency=agency, ruleset=ruleset)
        all_marks.append(comparison_marks)
    return _make_verdict(
        pl.concat(all_marks), kinds, agency=agency, table=table, numbers=frame, rows=cells.height, blank=blank,
        counts=counts, about=_list_subjects(keys.frame),
        not_made=_comparisons_not_made(sender, session, numbers.waiting),
    )  # fmt: skip


def _resolve_numbers(
    cells: pl.DataFrame,
    keys: ResolvedKeys,
    cell_marks: pl.DataFrame,
    *,
    ruleset: Ruleset,
    session: Session | None,
    agency: str | None,
) -> ResolvedNumbers:
    def values_in_upload() -> Iterable[tuple[str, str, str, str, int | None]]:
        return _plain_values(cells, keys)

    lookup = make_baseline_lookup(values_in_upload, session, agency) if session is not None else None
    return resolve_numbers(cells, keys, ruleset, marks=cell_marks, baseline=lookup)


def _without_errors(frame: pl.DataFrame, marks: pl.DataFrame, kinds: FindingKinds) -> pl.DataFrame:
    """Rows that can be compared: what could not be read is not a figure yet."""
    wrong = marks.filter(pl.col("code").is_in(list_error_codes(kinds)), pl.col("row").is_not_null())["row"].unique()
    return frame.filter(~pl.col(ROW).is_in(wrong.implode())) if len(wrong) else frame


def _plain_values(cells: pl.DataFrame, keys: ResolvedKeys) -> Iterable[tuple[str, str, str, str, int | None]]:
    """Values in this upload under the indicator's own code, in millionths."""
    own = {n for n, target in enumerate(keys.targets) if target.transform.name == "copy"}
    values, _ = parse_numbers(cells, "value")
    frame = keys.frame.with_columns(values).filter(pl.col("kind") == "actual", pl.col("value").is_not_null())
    names = ("indicator", "area", "period", "breakdown", "value", "target")
    return [row[:5] for row in frame.select(names).iter_rows() if row[5] in own]


def _without_empty_rows(cells: pl.DataFrame) -> pl.DataFrame:
    # A row of nothing has no indicator, so only those without one are looked at closely.
    if not cells["indicator"].has_nulls() and not (cells["indicator"].str.strip_chars() == "").any():
        return cells
    filled = pl.any_horizontal(pl.col(COLUMNS).str.strip_chars().fill_null("") != "")
    return cells.filter(filled)


def _comparisons_not_made(
    sender: SendingAgency | None, session: Session | None, waiting: tuple[int, ...]
) -> tuple[str, ...]:
    reasons = () if sender else (NEED_AGENCY,)
    if session is None:
        reasons = (*reasons, *NEED_STORE)
    if waiting:
        reasons = (*reasons, NEED_BASELINE.format(rows=", ".join(map(str, waiting[:20]))))
    return reasons


def _list_subjects(rows: pl.DataFrame) -> dict[str, list[str]]:
    """Distinct known indicators, areas and periods, of rows that name a known indicator; a list may be empty."""
    names = ("indicator", "area", "period")
    known_indicators = rows.select(names).filter(pl.col("indicator").is_not_null())
    lists = {
        f"{name}s": known_indicators[name].drop_nulls().unique().sort().head(MOST_SUBJECTS).to_list() for name in names
    }
    return lists if known_indicators.height else {}


def _make_verdict(
    marks: pl.DataFrame,
    kinds: FindingKinds,
    *,
    agency: str | None,
    table: RawTable | None,
    numbers: pl.DataFrame | None = None,
    rows: int = 0,
    blank: int = 0,
    counts: dict[str, int] | None = None,
    not_made: tuple[str, ...] = (),
    about: dict[str, list[str]] | None = None,
) -> UploadVerdict:
    derived = table is not None and is_locally_derived(table.metadata.derived)
    # What our own rules derive is not asked about: the records may give a measure longer than a return wants it.
    relevant = marks.filter(pl.col("code") != "not-in-force") if derived else marks
    findings = word_marks(relevant.unique(maintain_order=True), kinds, sheet=table.sheet if table else None)
    refused = has_errors(marks, kinds)
    figures = (
        _figures(numbers, table)
        if numbers is not None and table and not refused
        else pl.DataFrame(schema=FIGURE_SCHEMA)
    )
    all_counts = {
        "rows": rows,
        "figures": figures.height,
        "blank": blank,
        **count_by_severity(findings),
        **(counts or {}),
    }
    return UploadVerdict(
        agency=agency, sheet=table.sheet if table else None, table=findings, figures=figures, counts=all_counts,
        comparisons_not_made=not_made, ignored_sheets=table.metadata.ignored_sheets if table else (),
        derived=derived, about=about or {} if refused else {},
    )  # fmt: skip


def _figures(numbers: pl.DataFrame, table: RawTable) -> pl.DataFrame:
    """Rows as figures, through the gate."""
    prefix = f"{table.sheet}!row " if table.sheet else "row "
    located = numbers.with_columns(locator=pl.concat_str(pl.lit(prefix), pl.col(ROW).cast(pl.String)))
    figures = located.select(list(FIGURE_SCHEMA))
    return STORABLE_FIGURES.validate(figures)
