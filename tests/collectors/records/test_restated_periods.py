"""A year that records gave before, worked out again when the file of the next quarter comes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine

from collectors.records.restated_periods import find_restated, list_reached_periods
from collectors.submissions.receipts import SubmissionReceipt, withdraw_submission
from indicators.figures.figure_schema import FIGURE_ORIGIN_SCHEMA, FIGURE_SCHEMA
from indicators.figures.store import read_figures, read_versions
from indicators.period.codes import parse_period
from indicators.records.record_frames import build_empty_records
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.numbers import MICRO
from returnonce.settings import Settings
from returnonce.vault import open_vault
from tests.collectors.records.test_client_level_data import SET, write_csv
from tests.contexts import make_context
from tests.shipped import load_record_set, load_ruleset
from tests.uploads import send_upload

AGENCY, AREA, MEASURE = "nottinghamshire-adult-social-care", "E10000024", "short-term-support-no-further-request"
YEAR, NEXT = "FY2025-26", "2025-07-01..2026-06-30"
#: An episode that ends on the year's last day as planned, and what follows it three days later.
EPISODE = {
    "Event_Type": "Service", "Service_Type": "Short term support: ST-Max", "Event_Start_Date": "01/03/2026",
    "Event_End_Date": "31/03/2026", "Event_Outcome": "NFA: Support ended as planned", "Request_Route_of_Access": "",
}  # fmt: skip
LATER = EPISODE | {
    "Service_Type": "Long term support: Community", "Event_Start_Date": "03/04/2026", "Event_End_Date": "",
    "Event_Outcome": "", "Service_Component": "Home support or domiciliary care",
}  # fmt: skip
QUARTER = {"Reporting_Period_Start_Date": "01/07/2025", "Reporting_Period_End_Date": "30/06/2026"}


def test_a_file_reaches_what_it_overlaps_and_what_ends_the_day_before() -> None:
    record_set = load_record_set(SET)

    def records(period: str) -> Any:
        return build_empty_records(record_set, parse_period(period))

    kept = ["2024-07-01..2025-06-30", "2024-04-01..2025-03-31", NEXT, "2025-10-01..2026-09-30", YEAR]
    reached = list_reached_periods(records(NEXT), [records(period) for period in kept])
    assert [period.code for period in reached] == [YEAR, "2024-07-01..2025-06-30", "2025-10-01..2026-09-30"]
    children = build_empty_records(load_record_set("children-in-need"), parse_period("FY2024-25"))
    assert list_reached_periods(children, [records(YEAR)]) == []


def _figures(*rows: dict[str, Any], schema: dict[str, Any]) -> pl.DataFrame:
    whole = {"indicator": MEASURE, "area": AREA, "period": YEAR, "breakdown": "total", "kind": "actual"}
    return pl.DataFrame([whole | row for row in rows], schema=schema)


@pytest.mark.parametrize(
    ("now", "before", "kind", "changes"),
    [
        ((1, 2), (1, 2), "derived", None),
        ((1, 3), (1, 2), "derived", ((1, 3), None)),
        ((1, 3), None, "derived", ((1, 3), None)),
        ((1, 3), (1, 2), "submitted", None),
        (None, (1, 2), "derived", ((None, None), "not_available")),
        (None, (1, 2), "submitted", None),
    ],
    ids=["same", "other", "new", "keyed since", "gone", "keyed and gone"],
)
def test_only_what_records_gave_and_what_differs_is_restated(
    now: tuple[int, int] | None, before: tuple[int, int] | None, kind: str, changes: Any
) -> None:
    def parts(pair: tuple[int, int] | None) -> list[dict[str, Any]]:
        return [] if pair is None else [{"numerator": pair[0] * MICRO, "denominator": pair[1] * MICRO}]

    stored = [row | {"batch_kind": kind, "agency": AGENCY} for row in parts(before)]
    restated = find_restated(
        _figures(*parts(now), schema=FIGURE_SCHEMA), _figures(*stored, schema=FIGURE_ORIGIN_SCHEMA),
        cells=pl.DataFrame({"indicator": [MEASURE], "period": [YEAR]}), catalogue=load_ruleset().catalogue,
        by=parse_period(NEXT),
    )  # fmt: skip
    rows = [
        (tuple(part if part is None else part // MICRO for part in row[:2]), row[2])
        for row in restated.figures.select("numerator", "denominator", "symbol").iter_rows()
    ]
    assert rows == ([] if changes is None else [changes])
    assert len(restated.messages) == len(rows)
    assert all(NEXT in note for note in restated.figures["note"])


class _Council:
    """Sends files on days of its own."""

    def __init__(self, engine: Engine, settings: Settings, folder: Path) -> None:
        self.engine, self.settings, self.folder = engine, settings, folder
        self.vault = open_vault(settings.home)

    def send(self, day: date, *rows: dict[str, str], period: str) -> SubmissionReceipt:
        clock = FixedClock(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
        context = make_context(
            self.engine, ruleset=load_ruleset(), clock=clock, vault=self.vault, settings=self.settings
        )
        path = write_csv(self.folder / f"{day}.csv", *rows)
        receipt = send_upload(context, path, AGENCY, period=period)
        assert receipt.accepted, receipt.table
        return receipt

    def read(self) -> tuple[int, int]:
        with reading(self.engine) as session:
            figures = read_figures(session, indicators=[MEASURE], periods=[YEAR]).filter(breakdown="total")
        [(numerator, denominator)] = figures.select("numerator", "denominator").iter_rows()
        return numerator // MICRO, denominator // MICRO


@pytest.fixture
def council(engine: Engine, settings: Settings, unjailed: None, tmp_path: Path) -> _Council:
    return _Council(engine, settings, tmp_path)


def test_the_next_quarter_restates_the_year_and_a_withdrawal_takes_it_back(council: _Council) -> None:
    council.send(date(2026, 4, 20), EPISODE, period=YEAR)
    assert council.read() == (1, 1)
    receipt = council.send(date(2026, 7, 20), EPISODE | QUARTER, LATER | QUARTER, period=NEXT)
    assert council.read() == (0, 1)
    said = receipt.table.filter(code="figures-restated")
    [of_total] = said.filter(pl.col("message").str.starts_with(f"{MEASURE} {YEAR}: "))["message"]
    assert of_total == f"{MEASURE} {YEAR}: 0 of 1, where it was 1 of 1 before."
    with reading(council.engine) as session:
        versions = read_versions(session, indicator=MEASURE, area=AREA, period=YEAR).filter(breakdown="total")
    assert [part // MICRO for part in versions["numerator"]] == [1, 0]
    assert versions["origin"][-1] == receipt.name
    context = make_context(council.engine, ruleset=load_ruleset(), vault=council.vault, settings=council.settings)
    withdraw_submission(context, receipt.name or "", reason="a test")
    assert council.read() == (1, 1)


def test_a_file_that_changes_nothing_says_nothing(council: _Council) -> None:
    council.send(date(2026, 4, 20), EPISODE, period=YEAR)
    receipt = council.send(date(2026, 7, 20), EPISODE | QUARTER, period=NEXT)
    assert receipt.table.filter(code="figures-restated").is_empty()
    with reading(council.engine) as session:
        assert read_versions(session, indicator=MEASURE, area=AREA, period=YEAR).filter(breakdown="total").height == 1
