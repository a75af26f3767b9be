"""Frames are what ``views.yaml`` says, of full and of empty records, and of a cut of a year."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from indicators.period.arithmetic import Period, window
from indicators.records.record_frames import Records, build_empty_records
from indicators.records.view_context import ViewContext
from indicators.records.views.looked_after import prepare
from tests.indicators.records.views.looked_after.small_records import SET, YEAR, figures, records
from tests.shipped import load_record_set

TYPES = {"date": pl.Date, "int": pl.Int64, "str": pl.String, "bool": pl.Boolean}
CUT = window(date(2024, 4, 1), date(2024, 12, 31))


def _full(period: Period = YEAR) -> Records:
    return records(
        period,
        Header="CHILD DOB\nA 2012-01-01",
        Episodes="""CHILD DECOM DEC RNE LS PLACE HOME_POST PL_POST REC
                    A 2022-05-01 2024-06-01 S C2 U1 AA11AA BB22BB X1
                    A 2024-06-01 .          P E1 A6 AA11AA CC33CC .
                    B 2022-05-01 2024-06-01 S E1 A6 AA11AA BB22BB E11""",
        Reviews="CHILD REVIEW REVIEW_CODE\nA 2024-06-01 PN1",
        OC2="CHILD DOB SDQ_SCORE\nA 2012-01-01 12",
        OC3="CHILD DOB IN_TOUCH ACTIV ACCOM\nC 2005-06-01 YES F1 K1",
    )


@pytest.mark.parametrize("given", [_full(), _full(CUT), build_empty_records(load_record_set(SET), YEAR)])
def test_frames_are_as_documented(given: Records) -> None:
    documented = {view.view: [(c.name, TYPES[c.type]) for c in view.columns] for view in given.record_set.views}
    by_name = {name: list(frame.schema.items()) for name, frame in prepare(given, ViewContext(), ()).items()}
    assert by_name == documented


def test_nobody_is_nought_of_nought() -> None:
    derived_figures = figures(build_empty_records(load_record_set(SET), YEAR))
    assert {parts for code, parts in derived_figures.items() if parts[1] is not None} == {(0, 0)}
    assert derived_figures["cla-at-31-march"] == (0, None)


def test_a_cut_gives_only_what_stands_for_a_cut() -> None:
    assert figures(_full(CUT)) == {"cla-ceased": (1, None), "cla-started": (0, None)}
