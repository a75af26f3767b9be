"""The census as XML: as the schema has it, the same from any order of rows, and read back the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from collectors.records.headings import load_headings
from collectors.records.read import read_records
from collectors.records.typed_records import type_records
from exports.records.cin_xml import cin_xml
from indicators.period.arithmetic import Period, financial_year
from indicators.records.record_frames import FILE, ID, PARENT, ROW, Records
from tests.examples import at_most
from tests.indicators.records.views.in_need.small_censuses import YEAR, assessment, census, day, plan, referral, review
from tests.shipped import RECORDS, load_record_set

NESTED = {
    "Disability": "Child", "CINdetails": "Child", "Assessment": "CINdetails", "AssessmentFactor": "Assessment",
    "CINPlanDates": "CINdetails", "Section47": "CINdetails", "ChildProtectionPlan": "CINdetails",
    "CPPreview": "ChildProtectionPlan", "PreProceedings": "CINdetails",
}  # fmt: skip


def child(name: str = "A1", *, number: int = 0, sex: str = "F") -> dict[str, Any]:
    return {"LAchildID": name, "PersonBirthDate": day("2015-05-05"), "Sex": sex, "Ethnicity": "WBRI", "_id": number}


def enquiry(start: str, *, not_required: str = "0", parent: int = 0) -> dict[str, Any]:
    held = {"S47ActualStartDate": day(start), "ICPCnotRequired": not_required}
    return {"LAchildID": "A1", "_parent": parent, **held}


FULL: dict[str, list[dict[str, Any]]] = {
    "Header": [{"Collection": "CIN", "Year": "2025", "ReferenceDate": YEAR.end, "SourceLevel": "L", "LEA": "891",
                "SoftwareCode": "made up", "Release": "1", "SerialNo": "001", "DateTime": "2025-05-01T10:00:00"}],
    "Child": [child("B2", number=0), child(number=1) | {"UPN": "A123456789012", "PersonDeathDate": day("2025-03-03")}],
    "Disability": [{"LAchildID": "A1", "Disability": code, "_parent": 1} for code in ("VIS", "AUT")],
    "CINdetails": [referral("2024-06-01", child="B2", nothing_followed="1", number=0),
                   referral("2024-04-02", number=1) | {"_parent": 1},
                   referral("2024-04-01", "2024-04-02", number=2) | {"_parent": 1, "ReasonForClosure": "RC8"}],
    "Assessment": [assessment("2024-04-03", "2024-05-03", referral=1) | {"_id": 4}],
    "AssessmentFactor": [{"LAchildID": "A1", "AssessmentFactors": code, "_parent": 4} for code in ("2B", "1A")],
    "CINPlanDates": [{"LAchildID": "A1", "CINPlanStartDate": day("2024-05-05"), "_parent": 1}],
    "Section47": [enquiry("2024-05-10", parent=1)],
    "ChildProtectionPlan": [plan("2024-05-20", previous=1) | {"_parent": 1}],
    "CPPreview": [review("2025-01-20"), review("2024-08-01")],
}  # fmt: skip


def elements(data: bytes, path: str) -> list[str | None]:
    return [found.text for found in etree.fromstring(data).iterfind(path)]


def read_back(data: bytes, folder: Path, period: Period, version: str) -> Records:
    path = folder / "census.xml"
    path.write_bytes(data)
    raw = read_records(path, load_headings(RECORDS, "children-in-need"), name="census.xml")
    records, marks = type_records(raw, load_record_set("children-in-need", version), period)
    assert set(marks["code"]) <= {"record-duplicate"}  # the sample says one disability twice
    return records


def content(records: Records) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of every table with the rows around them in the place of ordinals, in one order."""
    whole: dict[str, pl.DataFrame] = {}
    for name, frame in records.tables.items():
        own = [pl.col(c) for c in frame.columns if c not in {ROW, ID, PARENT, FILE}]
        around = whole.get(NESTED.get(name, ""), pl.DataFrame(schema={ID: pl.Int64, "path": pl.String}))
        cells = pl.concat_str(pl.col("around").fill_null(""), *own, separator="|", ignore_nulls=True).alias("path")
        known = around.select(pl.col(ID).alias(PARENT), around="path")
        whole[name] = frame.join(known, on=PARENT, how="left").with_columns(cells)
    return {name: sorted(frame["path"].to_list()) for name, frame in whole.items()}


@pytest.fixture(scope="module")
def schema(shared: Path) -> etree.XMLSchema:
    path = shared / "data" / "cin" / "CIN_schema_2025.xsd"
    if not path.exists():
        pytest.skip("the census's schema is not here")
    return etree.XMLSchema(etree.parse(path))


def test_the_schema_of_the_year_finds_nothing_wrong(schema: etree.XMLSchema) -> None:
    census_file = cin_xml(census(**FULL))
    assert census_file.left_out == {}
    schema.assertValid(etree.fromstring(census_file.data))


@given(st.randoms(use_true_random=False))
@settings(max_examples=at_most(20))
def test_the_order_of_rows_changes_nothing(chance: Any) -> None:
    shuffled = {name: chance.sample(rows, len(rows)) for name, rows in FULL.items()}
    assert cin_xml(census(**shuffled)) == cin_xml(census(**FULL))


def test_children_and_referrals_stand_in_order() -> None:
    data = cin_xml(census(**FULL)).data
    assert elements(data, ".//LAchildID") == ["A1", "B2"]
    assert elements(data, ".//CINreferralDate") == ["2024-04-01", "2024-04-02", "2024-06-01"]
    assert elements(data, ".//CPPreviewDate") == ["2024-08-01", "2025-01-20"]
    assert elements(data, ".//AssessmentFactors") == ["1A", "2B"]


def test_booleans_are_0_and_1() -> None:
    rows = [referral("2024-04-01", nothing_followed="true"), referral("2024-05-01", nothing_followed="false", number=1)]
    strange = referral("2024-06-01", nothing_followed="maybe", number=2)
    data = cin_xml(census(Child=[child()], CINdetails=[*rows, strange], Section47=[enquiry("2024-04-02")])).data
    assert elements(data, ".//ReferralNFA") == ["1", "0", "maybe"]
    assert elements(data, ".//ICPCnotRequired") == ["0"]


@pytest.mark.parametrize(
    ("version", "sex", "element"), [("FY2023-24", "2", "GenderCurrent"), ("FY2024-25", "F", "Sex")]
)
def test_the_name_of_sex_is_the_year_s(version: str, sex: str, element: str) -> None:
    records = census(financial_year(int(version[2:6])), version, Child=[child(sex=sex)])
    assert elements(cin_xml(records).data, f".//ChildIdentifiers/{element}") == [sex]


def test_pre_proceedings_end_a_referral_from_2026_27() -> None:
    period = financial_year(2026)
    rows = [{"LAchildID": "A1", "PPStartDate": day("2026-06-01"), "ReviewMeetingsCount": 2, "_parent": 0}]
    plans = [plan("2026-05-01")]
    records = census(
        period, "FY2026-27", Child=[child()], CINdetails=[referral("2026-04-05")], ChildProtectionPlan=plans,
        PreProceedings=rows,
    )  # fmt: skip
    (details,) = etree.fromstring(cin_xml(records).data).iterfind(".//CINdetails")
    assert [one.tag for one in details][-3:] == ["ReferralNFA", "ChildProtectionPlans", "PreProceedingsandFGDM"]
    assert [one.tag for one in details[-1]] == ["PPStartDate", "ReviewMeetingsCount"]


def test_a_header_that_is_missing_is_made_from_the_period(schema: etree.XMLSchema) -> None:
    rows = {name: some for name, some in FULL.items() if name != "Header"}
    with_authority, without = cin_xml(census(**rows), authority="891").data, cin_xml(census(**rows)).data
    for data in (with_authority, without):
        schema.assertValid(etree.fromstring(data))
        assert elements(data, ".//ReferenceDate") == ["2025-03-31"]
    assert (elements(with_authority, ".//LEA"), elements(without, ".//LEA")) == (["891"], [])


def test_signs_are_escaped() -> None:
    data = cin_xml(census(Child=[child("<A&B>\x02\r")])).data
    assert elements(data, ".//LAchildID") == ["<A&B>\ufffd\r"]


def test_rows_without_a_record_around_them_are_told() -> None:
    rows = FULL | {"Section47": [enquiry("2024-05-10", parent=1), enquiry("2024-05-11", parent=99)]}
    assert cin_xml(census(**rows)).left_out == {"Section47": 1}


def test_an_empty_census_has_no_child() -> None:
    data = cin_xml(census()).data
    assert [one.tag for one in etree.fromstring(data)] == ["Header", "Children"]


def test_read_back_the_same(tmp_path: Path) -> None:
    records = census(**FULL)
    again = read_back(cin_xml(records).data, tmp_path, YEAR, "FY2024-25")
    assert content(again) == content(records)
    assert cin_xml(again) == cin_xml(records)


@pytest.mark.long
def test_the_sample_is_read_written_and_read_the_same(shared: Path, tmp_path: Path) -> None:
    sample = shared / "data" / "cin" / "fake_CIN_data.xml"
    if not sample.exists():
        pytest.skip("the sample census is not here")
    records = read_back(sample.read_bytes(), tmp_path, financial_year(2021), "FY2021-22")
    written = cin_xml(records)
    again = read_back(written.data, tmp_path, financial_year(2021), "FY2021-22")
    assert written.left_out == {}
    assert content(again) == content(records)
    assert records.tables["Child"].height == 332
