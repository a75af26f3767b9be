"""How the events of overlapping submissions are joined, with the counts of every step; no figure and no person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from collectors.records.headings import load_headings
from collectors.records.period_and_version import decide_period, decide_version
from collectors.records.read import read_records
from collectors.records.typed_records import type_records
from indicators.period.arithmetic import Period
from indicators.records.field_summary import summarise_fields
from indicators.records.record_catalogue import RecordDefinitions
from indicators.records.record_frames import Records
from indicators.records.views.client_level_data.joined_events import join_submissions
from indicators.records.views.client_level_data.joining_steps import JoiningStep
from indicators.records.views.client_level_data.person_details import find_latest_details
from indicators.records.views.client_level_data.reference_periods import ReferencePeriod
from indicators.records.views.client_level_data.reporting_periods import Span, find_covered_span
from indicators.records.views.client_level_data.submissions import Submission, list_submissions
from returnonce.errors import Refused

CODE = "client-level-data"


@dataclass(frozen=True)
class JoiningRequest:
    """What is to be explained. ``period`` and ``version``: of the newest file, where it does not say them itself.

    ``today``: the day on which the files are taken to have come in; ``single``: one submission alone.
    """

    today: date
    period: str | None = None
    version: str | None = None
    single: bool = False


@dataclass(frozen=True, eq=False)
class ExplainedJoining:
    """Submissions, oldest first, with what each covers by its events; what counts when; the steps; the result."""

    period: Period
    submissions: tuple[Submission, ...]
    covered: tuple[Span | None, ...]
    reference_periods: tuple[ReferencePeriod, ...]
    steps: tuple[JoiningStep, ...]
    events: int
    people: int
    fields: pl.DataFrame = field(repr=False)


def explain_joining(files: Sequence[Path], definitions: RecordDefinitions, request: JoiningRequest) -> ExplainedJoining:
    """The joining of files, the oldest first, as it is done with submissions that are kept.

    Raises:
        Refused: there is no event that can be read in one of the files.
        WrongUsage, NotFound: as where the newest file is checked.
    """
    older = [_read(path, definitions, replace(request, period=None), at) for at, path in enumerate(files[:-1], start=1)]
    newest = _read(files[-1], definitions, request, len(files))
    submissions = list_submissions(newest, older[::-1])
    record_set, period = newest.record_set, newest.period
    joined = join_submissions(submissions, record_set, period, single=request.single)
    return ExplainedJoining(
        period=period,
        submissions=submissions,
        covered=tuple(find_covered_span(each, record_set.settings) for each in submissions),
        reference_periods=joined.reference_periods,
        steps=joined.steps,
        events=joined.events.height,
        people=find_latest_details(joined.events, period).height,
        fields=summarise_fields(newest),
    )


def _read(path: Path, definitions: RecordDefinitions, request: JoiningRequest, number: int) -> Records:
    raw = read_records(path, load_headings(definitions, CODE), name=path.name)
    if not raw.tables:
        raise Refused(
            "No event can be read in the file.",
            where=f"file {number}",
            mend="returnonce check says what is wrong with it; give the CSV as it is sent.",
        )
    period = decide_period(definitions.files_of(CODE).definition, request.period, raw.facts)
    version = decide_version(definitions, CODE, period, request.version, raw.facts)
    records, _ = type_records(raw, definitions.record_set(CODE, version), period)
    return replace(records, received=request.today)
