"""A verdict as files: what a child concluded, read back by its parent against its own definitions."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from collectors.guests.frame_files import NotAFrame, read_frame, read_limited, write_frame
from collectors.records.check import RecordVerdict
from collectors.submissions.findings import FINDING_SCHEMA
from collectors.submissions.verdict import UploadVerdict
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.period.codes import parse_period
from indicators.records.record_frames import Records, table_schema
from indicators.records.record_sets import RecordSet
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import ReturnOnceError

DOCUMENT, FINDINGS, FIGURES, TABLE = "verdict.json", "findings", "figures", "table-"
DOCUMENT_BYTES = 8 << 20
#: Findings of one kind that are handed over; the counts tell of all.
MOST_OF_A_KIND = 100_000


class _Facts(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class RecordFacts(_Facts):
    """What a verdict on records says besides: ``tables`` with their rows; None where none could be typed."""

    record_set: str
    version: str
    period: str
    area: str
    tables: dict[str, int] | None
    left_out: list[list[str]]


class VerdictFacts(_Facts):
    """Everything of a verdict but its frames, of which it has the rows."""

    agency: str | None
    sheet: str | None
    findings: int
    figures: int
    counts: dict[str, int]
    comparisons_not_made: list[str]
    ignored_sheets: list[str]
    derived_from: list[str] | None
    unread: bool
    about: dict[str, list[str]]
    letters: dict[str, str]
    records: RecordFacts | None


def write_verdict(result: UploadVerdict | RecordVerdict, out: Path) -> None:
    """Write what a check came to."""
    verdict = result.verdict if isinstance(result, RecordVerdict) else result
    table, figures = _some_of_each(verdict.table), verdict.coded_figures
    facts = VerdictFacts(
        agency=verdict.agency, sheet=verdict.sheet, findings=table.height, figures=figures.height,
        counts=dict(verdict.counts), comparisons_not_made=list(verdict.comparisons_not_made),
        ignored_sheets=list(verdict.ignored_sheets), unread=verdict.unread,
        derived_from=list(verdict.derived_from) if verdict.derived_from else None,
        about=dict(verdict.about), letters=dict(verdict.letters),
        records=_record_facts(result) if isinstance(result, RecordVerdict) else None,
    )  # fmt: skip
    write_frame(table, FINDING_SCHEMA, out / FINDINGS)
    write_frame(figures, FIGURE_SCHEMA, out / FIGURES)
    if isinstance(result, RecordVerdict) and result.records is not None:
        for name, frame in result.records.tables.items():
            write_frame(frame, table_schema(result.records.record_set.tables[name]), out / f"{TABLE}{name}")
    (out / DOCUMENT).write_text(facts.model_dump_json(), encoding="utf-8")


def read_verdict(out: Path, ruleset: Ruleset) -> UploadVerdict | RecordVerdict:
    """What :func:`write_verdict` wrote.

    Raises:
        NotAFrame: it is something else.
    """
    try:
        facts = VerdictFacts.model_validate_json(read_limited(out / DOCUMENT, DOCUMENT_BYTES))
    except ValidationError as error:
        raise NotAFrame(DOCUMENT) from error
    verdict = UploadVerdict(
        agency=facts.agency, sheet=facts.sheet, table=read_frame(FINDING_SCHEMA, out / FINDINGS, rows=facts.findings),
        coded_figures=read_frame(FIGURE_SCHEMA, out / FIGURES, rows=facts.figures), counts=facts.counts,
        comparisons_not_made=tuple(facts.comparisons_not_made), ignored_sheets=tuple(facts.ignored_sheets),
        unread=facts.unread, about=facts.about, letters=facts.letters,
        derived_from=(facts.derived_from[0], facts.derived_from[1]) if facts.derived_from else None,
    )  # fmt: skip
    return verdict if facts.records is None else _read_record_verdict(out, verdict, facts.records, ruleset)


def _some_of_each(table: pl.DataFrame) -> pl.DataFrame:
    if table.height <= MOST_OF_A_KIND:
        return table
    return table.filter(pl.int_range(pl.len()).over("code") < MOST_OF_A_KIND)


def _record_facts(result: RecordVerdict) -> RecordFacts:
    records = result.records
    return RecordFacts(
        record_set=result.record_set, version=result.version, period=result.period.code, area=result.area,
        tables=None if records is None else {name: frame.height for name, frame in records.tables.items()},
        left_out=[] if records is None else [list(pair) for pair in sorted(records.left_out)],
    )  # fmt: skip


def _read_record_verdict(out: Path, verdict: UploadVerdict, facts: RecordFacts, ruleset: Ruleset) -> RecordVerdict:
    try:
        period = parse_period(facts.period)
        settings = ruleset.record_settings(verdict.agency or "", facts.record_set)
        record_set = ruleset.records.record_set(facts.record_set, facts.version, settings=settings)
        records = None
        if facts.tables is not None:
            left_out = frozenset((table, column) for table, column in facts.left_out)
            records = Records(record_set, period, _read_tables(out, record_set, facts.tables), left_out)
    except (ReturnOnceError, ValueError, KeyError) as error:
        raise NotAFrame(facts.record_set) from error
    return RecordVerdict(verdict, facts.record_set, record_set.version, period, facts.area, records)


def _read_tables(out: Path, record_set: RecordSet, rows: dict[str, int]) -> dict[str, pl.DataFrame]:
    return {
        name: read_frame(table_schema(record_set.tables[name]), out / f"{TABLE}{name}", rows=count)
        for name, count in rows.items()
    }
