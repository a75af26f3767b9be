"""Client Level Data from CSV: what is read, what is said of bad cells, and the same file written again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectors.recognise_record_set import recognise_record_set
from collectors.records.joining_explained import JoiningRequest, explain_joining
from collectors.records.rolling_submissions import span_marks
from collectors.records.typed_records import type_records
from exports.records.table_csv import table_files
from indicators.period.codes import parse_period
from indicators.records.field_summary import summarise_fields
from indicators.records.record_frames import ORIGIN_COLUMNS, Records
from tests.collectors.records.reading import SETS, judge, read
from tests.shipped import RECORDS, load_record_set

pytestmark = pytest.mark.usefixtures("unjailed")

SET = "client-level-data"
HEADINGS = tuple(load_record_set(SET).tables["events"].columns)
ROUTE = "Request_Route_of_Access"
RIGHT, WRONG = "9434765919", "9434765918"
GOOD: Mapping[str, str] = {
    "LA_Code": "E10000024", "Reporting_Period_Start_Date": "01/04/2025", "Reporting_Period_End_Date": "31/03/2026",
    "NHS_Number": RIGHT, "LA_Person_Unique_Identifier": "CANARY1", "Gender": "Female", "Ethnicity": "White: Irish",
    "Date_of_Birth": "17/05/1950", "Client_Type": "Service User", "Primary_Support_Reason": "Physical support",
    "Postcode": "ZZ1 1ZZ", "Accommodation_Status": "Refuge", "Has_Unpaid_Carer": "no", "Event_Type": "request",
    "Event_Reference": "CANARY2", "Event_Start_Date": "2025-05-01", "Event_End_Date": "02/05/2025",
    "Event_Outcome": "nfa: other", "Request_Route_of_Access": "Community",
}  # fmt: skip
SERVICE = {"Event_Type": "Service", "Service_Type": "Long term support: Community", "Event_End_Date": "",
           "Service_Component": "Equipment", "Client_Funding_Status": "Fully social care funded", "Unit_Cost": "10.00",
           "Cost_Frequency_Unit_Type": "Per week", "Planned_units_per_week": "1"}  # fmt: skip
CANARIES = (RIGHT, WRONG, "CANARY1", "CANARY2", "17/05/1950", "1950-05-17", "ZZ1 1ZZ")


@pytest.fixture(autouse=True)
def newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SETS, SET, ("2", "FY2025-26"))


def write_csv(path: Path, *rows: Mapping[str, str], headings: Sequence[str] = HEADINGS) -> Path:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([row.get(name, "") for name in HEADINGS] for row in ({**GOOD, **each} for each in rows))
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def _find(path: Path) -> tuple[Records, list[tuple[str, str, int | None, str | None]]]:
    _, records, findings = judge(path, SET)
    for canary in CANARIES:
        assert not findings["message"].str.contains(canary, literal=True).any()
        assert not findings["mend"].str.contains(canary, literal=True).any()
    return records, findings.select("severity", "code", "row", "column").rows()


def test_a_file_is_known_by_its_headings(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "export.csv", {})
    assert recognise_record_set(path, RECORDS, name="export.csv") == SET


def test_rows_are_read_whatever_the_case_of_headings_and_values(tmp_path: Path) -> None:
    """Dates in both forms; ``NULL`` is nothing; a right row has no finding."""
    loud = [name.upper().replace("_", " ") for name in HEADINGS]
    path = write_csv(tmp_path / "a.csv", {"Gender": "NULL", "Ethnicity": "WHITE: IRISH"}, headings=loud)
    records, found = _find(path)
    [row] = records.tables["events"].to_dicts()
    assert (row["Event_Start_Date"], row["Event_End_Date"], row["Gender"]) == (date(2025, 5, 1), date(2025, 5, 2), None)
    assert [each[1:] for each in found] == [("client-level-data:blank-gender", 2, "Gender")]


def test_the_period_is_read_from_the_rows(tmp_path: Path) -> None:
    assert read(write_csv(tmp_path / "a.csv", {}), SET).facts["period"] == ("2025-04-01", "2026-03-31")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"Event_End_Date": "31/02/2025"}, ("error", "record-date", 3, "Event_End_Date")),
        ({"NHS_Number": WRONG}, ("query", "record-nhs-number", 3, "NHS_Number")),
        ({"Accommodation_Status": "a castle"}, ("note", "record-code-noted", 3, "Accommodation_Status")),
        ({"Client_Type": "Carer"}, ("note", "record-code-old", 3, "Client_Type")),
        ({"Event_Outcome": "No change in package"}, ("note", "record-code-old", 3, "Event_Outcome")),
        ({"Event_End_Date": "30/04/2025"}, ("query", f"{SET}:event-ends-before-it-starts", 3, "Event_End_Date")),
        ({"Request_Route_of_Access": ""}, ("note", f"{SET}:blank-{ROUTE.lower().replace('_', '-')}", 3, ROUTE)),
        ({**SERVICE, "Service_Type": ""}, ("note", f"{SET}:blank-service-type", 3, "Service_Type")),
        ({**SERVICE, "Date_of_Death": "01/06/2025"}, ("note", f"{SET}:blank-event-end-date", 3, "Event_End_Date")),
        ({"Date_of_Death": "01/04/2025"}, ("note", f"{SET}:died-before-the-event", 3, "Date_of_Death")),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_by_row_and_column(
    tmp_path: Path, change: dict[str, str], found: tuple[str, str, int, str]
) -> None:
    _, every = _find(write_csv(tmp_path / "a.csv", {}, change))
    assert found in every
    assert {row for _, _, row, _ in every} <= {3}


def test_what_a_service_needs_is_not_asked_of_a_request(tmp_path: Path) -> None:
    _, found = _find(write_csv(tmp_path / "a.csv", {}, SERVICE))
    assert found == []


def test_an_unpaid_carer_known_by_association_has_no_event(tmp_path: Path) -> None:
    none = dict.fromkeys(("Event_Type", "Event_Start_Date", "Event_End_Date", "Event_Outcome", "Event_Reference"), "")
    carer = {**none, "Client_Type": "Unpaid carer known by association", "Request_Route_of_Access": ""}
    _, found = _find(write_csv(tmp_path / "a.csv", carer))
    assert found == []


def test_the_file_written_again_is_read_as_the_same(tmp_path: Path) -> None:
    review = {"Event_Type": "Review", "Review_Reason": 'Planned, "x"'}
    first, _ = _find(write_csv(tmp_path / "a.csv", SERVICE, {}, review))
    [(name, data)] = table_files(first).items()
    (tmp_path / name).write_bytes(data)
    again, _ = _find(tmp_path / name)
    own = [column for column in first.tables["events"].columns if column not in ORIGIN_COLUMNS]
    ordered = first.tables["events"].select(own).sort(own)
    assert again.tables["events"].select(own).sort(own).equals(ordered)
    assert data.decode().splitlines()[0] == ",".join(HEADINGS)
    assert table_files(again) == {name: data}


def test_a_release_1_file_has_two_columns_more(tmp_path: Path) -> None:
    first = load_record_set(SET, "1")
    assert set(first.tables["events"].columns) - set(HEADINGS) == {"GP_Practice_Name", "Provider_CQC_Location_Name"}
    raw = read(write_csv(tmp_path / "a.csv", {"Client_Type": "Carer"}), SET)
    records, _ = type_records(raw, first, parse_period("FY2024-25"))
    standing = summarise_fields(records).filter(pl.col("column") == "Client_Type")
    assert standing["standing"].to_list() == ["valid"]


def test_cells_are_counted_by_state_and_standing(tmp_path: Path) -> None:
    rows: list[dict[str, str]] = [{}, {"NHS_Number": ""}, {"NHS_Number": WRONG}, {"Client_Type": "Carer"}, SERVICE]
    records, _ = _find(write_csv(tmp_path / "a.csv", *rows))
    counts = {(row[1], row[2], row[3]): row[4] for row in summarise_fields(records).rows()}
    assert counts["NHS_Number", "mandatory", "valid"] == 3
    assert counts["NHS_Number", "mandatory", "blank where mandatory"] == 1
    assert counts["NHS_Number", "mandatory", "invalid"] == 1
    assert counts["Client_Type", "mandatory", "valid in an older release only"] == 1
    assert counts["Service_Type", "mandatory", "valid"] == 1
    assert counts["Service_Type", "not-applicable", "blank"] == 4
    assert sum(cells for (column, *_), cells in counts.items() if column == "Dementia") == 5


def test_a_file_that_covers_less_than_it_says_is_noted(tmp_path: Path) -> None:
    records, _ = _find(write_csv(tmp_path / "a.csv", {}))
    [mark] = span_marks(replace(records, received=date(2026, 5, 1))).to_dicts()
    assert (mark["code"], mark["detail"]) == ("record-covers-less", "2025-05-01 to 2025-05-31")


@pytest.mark.long
def test_each_step_is_explained_by_counts(tmp_path: Path) -> None:
    """Two files that overlap; the newest says the year, and covers it as it says."""
    old = write_csv(tmp_path / "old.csv", SERVICE)
    new = write_csv(tmp_path / "new.csv", {}, SERVICE, {"NHS_Number": "", "LA_Person_Unique_Identifier": ""})
    explained = explain_joining([old, new], RECORDS, JoiningRequest(date(2026, 5, 1)))
    steps: dict[str, Any] = {step.name: (step.rows, step.touched.height) for step in explained.steps}
    assert explained.period.code == "FY2025-26"
    assert [each.submission.number for each in explained.reference_periods] == [2]
    assert (steps["taken"], steps["nobody"]) == ((3, 0), (2, 1))
    assert (explained.events, explained.people) == (2, 1)
