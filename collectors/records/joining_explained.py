"""How the events of overlapping submissions are joined, with the counts of every step; no figure and no person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from collectors.records.earlier_files import read_earlier_files, read_rolling_file
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from indicators.records.field_summary import summarise_fields
from indicators.records.record_catalogue import RecordDefinitions
from indicators.records.views.client_level_data import count_measure_steps, find_reach
from indicators.records.views.client_level_data.joined_events import join_submissions
from indicators.records.views.client_level_data.joining_steps import JoiningStep
from indicators.records.views.client_level_data.measure_inputs import MeasureStep
from indicators.records.views.client_level_data.reference_periods import ReferencePeriod
from indicators.records.views.client_level_data.reporting_periods import find_covered_span
from indicators.records.views.client_level_data.submissions import Span, Submission, list_submissions

CODE = "client-level-data"


@dataclass(frozen=True)
class JoiningRequest:
    """What is to be explained. ``period`` and ``version``: of the newest file, where it does not say them itself.

    ``today``: the day on which the files are taken to have come in; ``single``: one submission alone;
    ``measures_of``: the period whose measures are explained, if that is not the newest file's; ``settings``: those of
    the council's place.
    """

    today: date
    period: str | None = None
    version: str | None = None
    single: bool = False
    measures_of: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class ExplainedJoining:
    """Submissions, oldest first, with what each covers by its events; what counts when; the steps; the result.

    ``measures``: the steps of each measure of ``measured``, a period; ``reach``: the time that is joined for them.
    """

    period: Period
    submissions: tuple[Submission, ...]
    covered: tuple[Span | None, ...]
    reference_periods: tuple[ReferencePeriod, ...]
    steps: tuple[JoiningStep, ...]
    events: int
    people: int
    reach: Period
    measured: Period
    measures: tuple[MeasureStep, ...]
    fields: pl.DataFrame = field(repr=False)


def explain_joining(files: Sequence[Path], definitions: RecordDefinitions, request: JoiningRequest) -> ExplainedJoining:
    """The joining of files, the oldest first, as it is done with submissions that are kept.

    Raises:
        Refused: there is no event that can be read in one of the files.
        WrongUsage, NotFound: as where the newest file is checked.
    """
    older = read_earlier_files(files[:-1], definitions, CODE, today=request.today, settings=request.settings)
    newest = read_rolling_file(
        files[-1], definitions, CODE, len(files), today=request.today, settings=request.settings,
        period=request.period, version=request.version,
    )  # fmt: skip
    submissions = list_submissions(newest, older)
    record_set, period = newest.record_set, newest.period
    measured = parse_period(request.measures_of) if request.measures_of else period
    reach = period if request.single else find_reach(submissions, [period, measured])
    joined = join_submissions(submissions, record_set, reach, single=request.single)
    return ExplainedJoining(
        period=period,
        submissions=submissions,
        covered=tuple(find_covered_span(each, record_set.settings) for each in submissions),
        reference_periods=joined.reference_periods,
        steps=joined.steps,
        events=joined.events.height,
        people=joined.events["person"].n_unique(),
        reach=reach,
        measured=measured,
        measures=count_measure_steps(joined.events, measured, record_set.settings),
        fields=summarise_fields(newest),
    )
