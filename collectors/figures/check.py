"""Checks an upload of figures: every stage in order, and one verdict. Stores nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

import polars as pl

from collectors.figures.breakdown_sums import sum_marks
from collectors.figures.checked_rows import CheckedRows, make_verdict
from collectors.figures.comparison import compare_with_store, make_baseline_lookup
from collectors.figures.duplicates import find_duplicates
from collectors.figures.headings import COLUMNS, UploadCells, mixed_columns, read_headings
from collectors.figures.invisible_text import clean_table
from collectors.figures.line_inversion import BaselineLookup
from collectors.figures.local_derivation_marks import (
    drop_marks_of_keyed_figures,
    is_locally_derived,
    local_derivation_marks,
)
from collectors.figures.number_parsers import parse_numbers
from collectors.figures.resolve_keys import ResolvedKeys, resolve_keys
from collectors.figures.resolve_numbers import resolve_numbers
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
from collectors.readers.raw_table import ROW, RawTable
from collectors.readers.single_table_file import read_table_file
from collectors.readers.upload_form import fold_heading
from collectors.submissions.check_context import CheckContext
from collectors.submissions.check_stages import CheckStage, in_stage
from collectors.submissions.column_letters import name_positions
from collectors.submissions.sending_agency import SendingAgency, find_sending_agency
from collectors.submissions.uploaded_file import UploadedFile
from collectors.submissions.verdict import UploadVerdict
from mappings.definitions.finding_kinds import FindingKinds, list_error_codes
from returnonce.read_connection import ReadSource

NEED_AGENCY = "whether the areas are the agency's own, and whether it is of record (give the agency)"
NEED_STORE = (
    "with the figures that the agency gave before (needs the store)",
    "with the figures of the period before (needs the store)",
    "with the figures of other agencies (needs the store)",
)
NEED_BASELINE = "rows given as a change from a baseline: {rows} (the baseline is in the store)"


def check_figures(context: CheckContext, upload: UploadedFile) -> UploadVerdict:
    """Every finding on an upload; nothing is stored. Without an agency, a template's own is taken.

    Raises:
        NotFound: no place lists the agency, or there is no such file.
    """
    with in_stage(CheckStage.READING):
        reading = read_table_file(upload.path, name=upload.name)
    if reading.table is None:
        return make_verdict(context, CheckedRows(mark_frame(reading.marks)), table=None, agency=upload.agency)
    template_facts = reading.table.metadata.template
    agency = template_facts[AGENCY] if upload.agency is None and is_template(template_facts) else upload.agency
    sender = find_sending_agency(context.ruleset, agency) if agency is not None else None
    table, cleaned = clean_table(reading.table)
    header = read_headings(table)
    marks = [*reading.marks, *header.marks, *sheet_marks(table, header.positions, cleaned)]
    with in_stage(CheckStage.CHECKING):
        checked = _check_table(context, table, header, marks, sender)
    columns = name_positions([*map(fold_heading, table.header)], header.positions)
    return make_verdict(
        context, replace(checked, columns=columns), table=reading.table, agency=sender.code if sender else None
    )


def _check_table(
    context: CheckContext, table: RawTable, header: UploadCells, marks: list[Mark], sender: SendingAgency | None
) -> CheckedRows:
    """The table as a whole; then its rows, if there are any that can be read."""
    template_facts = table.metadata.template
    agency, ruleset_hash = sender.code if sender else None, context.ruleset.hash
    marks = [*marks, *template_marks(template_facts, agency=agency, ruleset=ruleset_hash)]
    marks += local_derivation_marks(table.metadata.derived, agency=agency, ruleset=ruleset_hash)
    if not header.usable:
        return CheckedRows(mark_frame(marks))
    cells = _without_empty_rows(header.cells)
    unanswered: list[int] = []
    if is_template(template_facts):
        cells, unanswered = split_unanswered(cells)
        marks += [blank_mark(unanswered)] if unanswered else []
    if cells.is_empty():
        return CheckedRows(mark_frame([*marks, Mark("rows-missing")]), blank=len(unanswered))
    mixed = mixed_columns(cells)
    if mixed:
        return CheckedRows(mark_frame([*marks, *mixed]), cells.height, len(unanswered))
    keys = resolve_keys(cells, context.ruleset, sender=sender, clock=context.clock)
    marks += period_marks(template_facts, keys.frame)
    facts = table.metadata.derived
    return replace(_check_rows(context, cells, keys, mark_frame(marks), sender, facts), blank=len(unanswered))


def _check_rows(
    context: CheckContext,
    cells: pl.DataFrame,
    keys: ResolvedKeys,
    marks: pl.DataFrame,
    sender: SendingAgency | None,
    derived: Mapping[str, str],
) -> CheckedRows:
    """The numbers of rows whose keys are resolved, what must hold among them, and how they compare with stored ones."""
    ruleset, agency = context.ruleset, sender.code if sender else None
    numbers = resolve_numbers(cells, keys, ruleset, marks=marks, baseline=_baseline(context, cells, keys, agency))
    duplicates = find_duplicates(numbers.frame, keys.coded, cells["indicator"], ruleset.catalogue)
    frame = numbers.frame
    if len(duplicates.repeats):
        frame = frame.filter(~pl.col(ROW).is_in(duplicates.repeats.implode()))
    sums = sum_marks(frame, ruleset.breakdowns, ruleset.catalogue)
    drop = partial(drop_marks_of_keyed_figures, rows=keys.frame, facts=derived, ruleset=ruleset, sender=sender)
    all_marks = drop(pl.concat([marks, *numbers.marks, duplicates.marks, sums]))
    counts: dict[str, int] = {}
    if context.store is not None and agency is not None:
        without_errors = _without_errors(frame, all_marks, ruleset.finding_kinds)
        with in_stage(CheckStage.COMPARING):
            comparison_marks, counts = compare_with_store(
                without_errors, store=context.store, agency=agency, ruleset=ruleset,
                figures_are_keyed=not is_locally_derived(derived),
            )  # fmt: skip
        all_marks = pl.concat([all_marks, drop(comparison_marks)])
    return CheckedRows(
        all_marks, cells.height, numbers=frame, counts=counts,
        not_made=_comparisons_not_made(sender, context.store, numbers.waiting), coded=keys.coded,
    )  # fmt: skip


def _baseline(
    context: CheckContext, cells: pl.DataFrame, keys: ResolvedKeys, agency: str | None
) -> BaselineLookup | None:
    """How a change from a baseline finds that baseline: in this upload, else in the store; None offline."""
    store = context.store
    if store is None:
        return None
    return make_baseline_lookup(lambda: _plain_values(cells, keys), store, agency, former=context.ruleset.former_codes)


def _without_errors(frame: pl.DataFrame, marks: pl.DataFrame, kinds: FindingKinds) -> pl.DataFrame:
    """Rows that can be compared: what could not be read is not a figure yet."""
    errors = list_error_codes(marks["code"].unique(), kinds)
    wrong = marks.filter(pl.col("code").is_in(errors), pl.col("row").is_not_null())["row"].unique()
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
    indicators = cells["indicator"]
    if not indicators.has_nulls() and all(text.strip() for text in indicators.dtype.categories):  # type: ignore[attr-defined]
        return cells
    filled = pl.any_horizontal(pl.col(COLUMNS).cast(pl.String).str.strip_chars().fill_null("") != "")
    return cells.filter(filled)


def _comparisons_not_made(
    sender: SendingAgency | None, store: ReadSource | None, waiting: tuple[int, ...]
) -> tuple[str, ...]:
    reasons = () if sender else (NEED_AGENCY,)
    if store is None:
        reasons = (*reasons, *NEED_STORE)
    if waiting:
        reasons = (*reasons, NEED_BASELINE.format(rows=", ".join(map(str, waiting[:20]))))
    return reasons
