"""What follows from other figures, records, queries, confirmations, and whose figures they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import Session

from collectors.submissions.models import FindingRow, SubmissionRow
from indicators.figures.batches import find_batch
from indicators.figures.store import read_batch_times
from indicators.records.models import RecordSubmissionRow
from returnonce.db import transaction
from tests.mappings.progress.small_plan import YEAR, Sent, asked, figures, london

RECORDS = "home/county/ssda903/FY2009-10"


@pytest.fixture
def sent(sqlite_engine: Engine) -> Iterator[Sent]:
    """A store to send to."""
    with transaction(sqlite_engine) as session:
        yield Sent(session)


def plan_of(*cells: str, **more: Any) -> SimpleNamespace:
    return SimpleNamespace(collections=asked(), figure_requests=figures(*cells, **more))


def test_parts_make_the_whole_since_the_last_of_them_came(sent: Sent) -> None:
    sent.upload("a", "04-10 12:00", "two@NORTH")
    assert sent.board("04-20 12:00", plan_of("two"))[0]["state"] == "not_started"
    sent.upload("b", "05-02 12:00", "two@SOUTH")
    [row] = sent.board("05-03 12:00", plan_of("two"))
    assert (row["state"], row["accepted"], row["late_by"]) == ("received_late", 1, 2)
    assert row["completed_at"] == london("05-02 12:00")


def test_what_another_agencys_parts_make_is_given_by_it(sent: Sent) -> None:
    sent.upload("a", "04-10 12:00", "two@NORTH", "two@SOUTH", agency="trust")
    [row] = sent.board("04-20 12:00", plan_of("two"))
    assert (row["state"], row["given_by"], row["owed"]) == ("nothing_owed", ["trust"], 0)
    assert row["why_state"] == "The only figure was given by trust."


def test_what_was_made_from_a_withdrawn_upload_goes_with_it(sent: Sent) -> None:
    sent.upload("a", "04-10 12:00", "one")
    made_from = sent.name_of("a")
    sent.upload("d", "04-11 12:00", "two", "three", kind="derived", inputs=[made_from])
    assert sent.board("04-12 12:00")[0]["state"] == "received"
    sent.withdraw("a", "04-13 12:00")
    assert sent.board("04-13 11:59:59")[0]["accepted"] == 3
    assert sent.board("04-13 12:00")[0]["accepted"] == 0
    assert read_batch_times(sent.session)["gone_at"].to_list() == [london("04-13 12:00")] * 2


def test_queries_are_counted_with_the_collection_whose_rows_they_are_about(sent: Sent) -> None:
    sent.upload("a", "04-10 12:00", "one", "two", "three")
    queried(sent, "a", [2, 2, 4, 99, None], severity="query")
    queried(sent, "a", [3], severity="note", after=5)
    assert sent.board("04-12 12:00")[0]["findings"] == 4
    assert sent.board("04-10 12:00")[0]["findings"] == 4
    sent.upload("b", "04-13 12:00", "one", "two")
    assert sent.board("04-14 12:00")[0]["findings"] == 2
    assert sent.board("04-14 12:00")[0]["last_submission"] == sent.name_of("b")


def queried(sent: Sent, name: str, rows: list[int | None], *, severity: str, after: int = 0) -> None:
    batch = find_batch(sent.session, sent.name_of(name))
    assert batch is not None
    held = {"agency": "county", "file": "f", "file_name": "f", "ruleset": "r", "counts": "{}"}
    if not after:
        row = SubmissionRow(name=batch.name, batch=batch.id, received_at=batch.made_at, **held)
        sent.session.add(row)
        sent.session.flush()
    for position, number in enumerate(rows, start=after + 1):
        sent.session.add(FindingRow(submission=1, position=position, severity=severity, code="big-change", message="m",
                                    mend="m", row_number=number, found_at=batch.made_at))  # fmt: skip
    sent.session.flush()


@pytest.mark.parametrize(
    ("status", "again", "now", "expected"),
    [
        ("provisional", None, "04-30 12:00", 0),
        ("provisional", None, "05-01 12:00", 3),
        ("final", None, "05-01 12:00", 0),
        ("provisional", "04-29 12:00", "05-01 12:00", 3),
        ("provisional", "05-01 09:00", "05-01 12:00", 0),
        ("provisional", "05-01 09:00", "05-21 12:00", 3),
        ("provisional", None, "06-21 12:00", 0),
    ],
    ids=["before the first use", "before the second", "final", "again before the first", "confirmed by sending again",
         "before the third", "after the last"],
)  # fmt: skip
def test_an_early_figure_is_to_be_confirmed_before_each_later_use(
    sent: Sent, status: str, again: str | None, now: str, expected: int
) -> None:
    """Uses on 30 April, 20 May and 20 June."""
    plan = plan_of(confirm_by=[date(2010, 5, 20), date(2010, 6, 20)])
    sent.upload("a", "04-10 12:00", "one", "two", "three", status=status)
    if again:
        sent.upload("b", again, "one", "two", "three")
    [row] = sent.board(now, plan)
    assert row["to_confirm"] == expected
    assert ("3 to be confirmed before the next use." in row["why_state"]) is bool(expected)


def records_asked() -> SimpleNamespace:
    one = {"key": RECORDS, "return": "ssda903", "record_set": "children-looked-after", "figures": None, "keyed": None,
           "given": None, "returns": ["ssda903"]}  # fmt: skip
    return SimpleNamespace(collections=asked(one), figure_requests=figures().clear())


def records(sent: Sent, name: str, at: str, period: str = "FY2009-10", agency: str = "county") -> None:
    sent.upload(name, at, "one", kind="derived", agency=agency)
    batch = find_batch(sent.session, sent.name_of(name, kind="derived", agency=agency))
    assert batch is not None
    sent.session.add(RecordSubmissionRow(batch=batch.id, record_set="children-looked-after", version="1", agency=agency,
                     area="COUNTY", period=period, rows=3, case_name="c", keep_until=date(2020, 1, 1)))  # fmt: skip


@pytest.mark.parametrize(
    ("acts", "now", "expected"),
    [
        ([], "04-20 12:00", ("not_started", 1, 0, 0)),
        ([("a", "04-10 12:00")], "04-20 12:00", ("received", 1, 1, 1)),
        ([("a", "04-10 12:00", "FY2008-09")], "04-20 12:00", ("not_started", 1, 0, 0)),
        ([("a", "05-10 12:00")], "05-20 12:00", ("received_late", 1, 1, 1)),
        ([("a", "04-10 12:00", "FY2009-10", "old")], "04-20 12:00", ("received", 1, 1, 1)),
        ([("a", "04-10 12:00", "FY2009-10", "trust")], "04-20 12:00", ("not_started", 1, 0, 0)),
        ([("a", "04-10 12:00", "2008-04-01..2010-03-31")], "04-20 12:00", ("received", 1, 1, 1)),
    ],
)
def test_records_are_there_when_their_file_is(sent: Sent, acts: Any, now: str, expected: tuple[Any, ...]) -> None:
    for each in acts:
        records(sent, *each)
    [row] = sent.board(now, records_asked())
    assert (row["state"], row["owed"], row["received"], row["accepted"]) == expected


def test_refused_records_are_to_be_mended_until_others_come(sent: Sent) -> None:
    sent.refuse("04-10 12:00", record_set="children-looked-after", period="FY2009-10")
    assert sent.board("04-11 12:00", records_asked())[0]["state"] == "needs_fixing"
    records(sent, "a", "04-12 12:00")
    assert sent.board("04-13 12:00", records_asked())[0]["state"] == "received"


def test_an_upload_of_which_nothing_could_be_read_is_for_what_was_due_next(sent: Sent) -> None:
    due = [date(2010, 4, 10), date(2010, 4, 30), date(2010, 5, 10)]
    rows = [{"key": f"k{n}", "due": day} for n, day in enumerate(due)]
    requests = figures("one", key="k0").vstack(figures("two", key="k1")).vstack(figures("three", key="k2"))
    plan = SimpleNamespace(collections=asked(*rows), figure_requests=requests)
    sent.upload("a", "04-05 12:00", "one")
    sent.refuse("04-11 12:00")
    states = {row["key"]: row["state"] for row in sent.board("04-12 12:00", plan)}
    assert states == {"k0": "received", "k1": "needs_fixing", "k2": "not_started"}


def test_what_nobody_is_of_record_for_is_nobodys(sent: Sent) -> None:
    plan = SimpleNamespace(
        collections=asked({"agency": None, "agency_name": None}), figure_requests=figures(agency=None)
    )
    sent.refuse("04-11 12:00")
    [row] = sent.board("04-12 12:00", plan)
    assert row["state"] == "not_started"
    assert row["why_state"].startswith("Nothing has come. Nobody is of record for it, so nobody is asked")


def test_the_number_of_queries_to_the_store_does_not_grow(sqlite_engine: Engine) -> None:
    seen: list[str] = []
    event.listen(sqlite_engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    with Session(sqlite_engine) as session:
        session.execute(text("SELECT 1"))
        counts = []
        for many in (1, 30):
            rows = [{"key": f"k{n}"} for n in range(many)]
            cells = figures("one", key="k0")
            for n in range(1, many):
                cells = cells.vstack(figures("two", key=f"k{n}"))
            seen.clear()
            Sent(session).board("04-12 12:00", SimpleNamespace(collections=asked(*rows), figure_requests=cells))
            counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("areas", "periods", "state"),
    [([], [YEAR], "needs_fixing"), (["COUNTY"], [], "needs_fixing"), ([], [], "needs_fixing"),
     (["NORTH"], [YEAR], "not_started"), (["COUNTY"], ["FY2003-04"], "not_started")],
)  # fmt: skip
def test_a_refused_upload_of_unknown_areas_or_periods_counts_by_what_is_known(
    sent: Sent, areas: list[str], periods: list[str], state: str
) -> None:
    sent.refuse("04-20 12:00", about={"indicators": ["one"], "areas": areas, "periods": periods})
    [row] = sent.board("04-21 12:00")
    assert row["state"] == state
