"""Work lists: each as a record that is on it and one just beside that is not, and what the lists hang on."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from indicators.records.record_frames import ID, PARENT, build_empty_records, build_records
from indicators.records.work_lists import LACKING_SCHEMA, find_lacking, select_work_lists
from returnonce.errors import Refused
from tests.shipped import (
    RECORD_SETS_FOLDER,
    list_record_sets,
    list_versions,
    load_catalogue,
    load_record_set,
    read_work_lists,
)

YEAR = parse_period("FY2023-24")
C = {"AGNCY": "N0852", "CLIENTID": "1"}
E = C | {"EPISODID": "7"}
OPEN = E | {"CONSENT": "Y", "TRIAGED": date(2023, 5, 8), "DAT": "A12B", "DRUG1": "7000"}
SHUT = OPEN | {"DISD": date(2023, 9, 1), "DISRSN": "80"}
BEGUN = {"intervention": [E | {"MODID": "1", "MODST": date(2023, 5, 8)}]}
START = {"top": [E | {"TOPID": "1", "TRSTAGE": "S", "TOPDATE": date(2023, 5, 8)}]}
CHILD = {"CHILD": "1"}
LOOKED_AFTER = CHILD | {"DECOM": date(2023, 5, 8), "LS": "C2", "HOME_POST": "AA1 1AA", "PL_POST": "AA1 1AB"}
Rows = dict[str, list[dict[str, Any]]]


def oc2(**more: Any) -> Rows:
    return {"OC2": [CHILD | {"DOB": date(2012, 4, 1)} | more]}


def oc3(**more: Any) -> Rows:
    return {"OC3": [CHILD | more]}


def episode(**more: Any) -> Rows:
    return {"episode": [OPEN | more]}


def seen(triaged: date) -> Rows:
    return episode(TRIAGED=triaged) | START


def plan(reviews: list[date], **more: Any) -> Rows:
    row = {ID: 4, "LAchildID": "1", "CPPstartDate": date(2023, 12, 31)} | more
    return {
        "ChildProtectionPlan": [row],
        "CPPreview": [{ID: n, PARENT: 4, "CPPreviewDate": day} for n, day in enumerate(reviews)],
    }


def consented(**who: Any) -> Rows:
    known = {"FINITIAL": "A", "SINITIAL": "B", "DOB": date(1980, 1, 2), "SEX": "F"}
    return {"client": [C | known | who], **episode()}


#: Record set; list; rows of which it names one record; rows of which it names none.
ADULTS = "client-level-data"


def service(**values: Any) -> Rows:
    """One long-term service in the community of which nothing is lacking, but for what is said."""
    whole = {
        "LA_Person_Unique_Identifier": "1", "Event_Type": "Service", "Event_Start_Date": date(2023, 5, 1),
        "Service_Type": "Long Term Support: Community", "Delivery_Mechanism": "Direct Payment",
        "Accommodation_Status": "Owner occupier or shared ownership scheme", "Date_of_Birth": date(1950, 1, 1),
    }  # fmt: skip
    return {"events": [whole | values]}


DRAWN: tuple[tuple[str, str, Rows, Rows], ...] = (
    ("treatment", "consent-not-recorded", episode(CONSENT=None), episode(CONSENT="N")),
    ("treatment", "client-not-told-apart", consented(SEX=None), consented()),
    ("treatment", "no-triage-date", episode(TRIAGED=None), episode(TRIAGED=None, CONSENT="N")),
    ("treatment", "no-partnership", episode(DAT=None), episode(DAT=None, CONSENT="N")),
    ("treatment", "no-substance", episode(DRUG1=None), episode()),
    ("treatment", "no-intervention-started", episode(), episode() | BEGUN),
    ("treatment", "no-intervention-started", episode(), {"episode": [SHUT]}),
    ("treatment", "no-waiting-time", episode() | BEGUN, episode(CONSENT="N") | BEGUN),
    ("treatment", "no-discharge-reason", {"episode": [SHUT | {"DISRSN": None}]}, {"episode": [SHUT]}),
    ("treatment", "no-start-top", episode() | BEGUN, episode() | BEGUN | START),
    ("treatment", "no-review-top", seen(date(2023, 9, 30)), seen(date(2023, 10, 1))),
    ("treatment", "no-review-top", episode() | START, {"episode": [SHUT]} | START),
    ("treatment", "no-exit-top", {"episode": [SHUT]}, {"episode": [SHUT | {"DISRSN": "85"}]}),
    ("children-looked-after", "no-health-assessment", oc2(), oc2(HEALTH_ASSESSMENT="1")),
    ("children-looked-after", "no-dental-check", oc2(TEETH_CHECK="0"), oc2(TEETH_CHECK="1")),
    ("children-looked-after", "immunisations-not-up-to-date", oc2(IMMUNISATIONS="0"), oc2(IMMUNISATIONS="1")),
    ("children-looked-after", "no-development-check", oc2(DOB=date(2019, 4, 1)), oc2(DOB=date(2019, 3, 31))),
    ("children-looked-after", "no-sdq-score", oc2(), oc2(SDQ_REASON="SDQ1")),
    ("children-looked-after", "no-sdq-score", oc2(DOB=date(2020, 3, 31)), oc2(DOB=date(2020, 4, 1))),
    ("children-looked-after", "no-sdq-score", oc2(DOB=date(2007, 4, 1)), oc2(DOB=date(2007, 3, 31))),
    ("children-looked-after", "convictions-not-known", oc2(), oc2(DOB=date(2014, 4, 1))),
    ("children-looked-after", "substance-misuse-not-known", oc2(), oc2(SUBSTANCE_MISUSE="0")),
    (
        "children-looked-after", "no-answer-to-substance-misuse", oc2(SUBSTANCE_MISUSE="1"),
        oc2(SUBSTANCE_MISUSE="1", INTERVENTION_RECEIVED="0"),
    ),
    (
        "children-looked-after", "no-postcodes", {"Episodes": [LOOKED_AFTER | {"PL_POST": None}]},
        {"Episodes": [LOOKED_AFTER | {"PL_POST": None, "DEC": date(2024, 3, 31)}]},
    ),
    (
        "children-looked-after", "no-review", {"Header": [CHILD], "Episodes": [LOOKED_AFTER]},
        {"Header": [CHILD], "Episodes": [LOOKED_AFTER], "Reviews": [CHILD | {"REVIEW": date(2023, 4, 1)}]},
    ),
    ("children-looked-after", "activity-not-known", oc3(ACTIV="0"), oc3(ACTIV="0", IN_TOUCH="DIED")),
    ("children-looked-after", "accommodation-not-known", oc3(ACCOM="R2"), oc3(ACCOM="B2")),
    ("children-in-need", "plan-without-review", plan([]), plan([date(2024, 3, 1)])),
    ("children-in-need", "plan-without-review", plan([]), plan([], CPPstartDate=date(2024, 1, 1))),
    (
        "children-in-need", "assessment-not-finished",
        {"Assessment": [{"LAchildID": "1", "AssessmentActualStartDate": date(2023, 4, 1)}]},
        {"Assessment": [{"LAchildID": "1", "AssessmentActualStartDate": date(2023, 3, 31)}]},
    ),
    (ADULTS, "service-without-type", service(Service_Type=None), service()),
    (
        ADULTS, "short-term-service-without-outcome",
        service(Service_Type="Short Term Support: ST-Max", Event_End_Date=date(2023, 6, 1)),
        service(Service_Type="Short Term Support: ST-Max"),
    ),
    (ADULTS, "community-support-without-mechanism", service(Delivery_Mechanism=None), service()),
    (ADULTS, "accommodation-not-known", service(Accommodation_Status="UNKNOWN"), service()),
    (ADULTS, "no-date-of-birth", service(Date_of_Birth=None), service()),
)  # fmt: skip


def _named(code: str, rows: Rows, period: Period = YEAR) -> list[str]:
    record_set = load_record_set(code)
    return find_lacking(build_records(record_set, period, rows), select_work_lists(record_set))["list"].to_list()


@pytest.mark.parametrize(("code", "name", "on", "off"), DRAWN, ids=[f"{n}-{row[1]}" for n, row in enumerate(DRAWN)])
def test_a_list_names_what_lacks_something_and_nothing_beside_it(code: str, name: str, on: Rows, off: Rows) -> None:
    assert _named(code, on).count(name) == 1
    assert name not in _named(code, off)


def test_every_list_is_drawn() -> None:
    known = {(code, each.name) for code in list_record_sets() for each in read_work_lists(code)}
    assert known == {row[:2] for row in DRAWN}


@pytest.mark.parametrize("code", list_record_sets())
def test_every_list_can_be_asked_of_every_version_that_has_its_columns(code: str) -> None:
    for version in list_versions(code):
        record_set = load_record_set(code, version)
        lacking_rows = find_lacking(build_empty_records(record_set, YEAR), select_work_lists(record_set))
        assert lacking_rows.is_empty()
        assert lacking_rows.schema == LACKING_SCHEMA
    assert select_work_lists(load_record_set(code)) == read_work_lists(code)


def test_every_figure_that_a_list_speaks_of_is_in_the_catalogue() -> None:
    known = load_catalogue()
    spoken = {name for code in list_record_sets() for each in read_work_lists(code) for name in each.indicators}
    assert spoken <= set(known)


def test_a_record_is_named_by_its_key_where_it_was_read() -> None:
    record_set = load_record_set("children-looked-after")
    rows = [LOOKED_AFTER, LOOKED_AFTER | {"CHILD": "2", "PL_POST": None}]
    (record,) = find_lacking(
        build_records(record_set, YEAR, {"Episodes": rows}), select_work_lists(record_set)
    ).to_dicts()
    assert record == {
        "list": "no-postcodes", "table": "Episodes", "file": "episodes.csv", "row": 3, "record": "2 / 2023-05-08",
        "columns": "HOME_POST, PL_POST",
    }  # fmt: skip


def test_a_record_nested_in_another_is_named_by_whose_it_is_and_not_by_our_numbers() -> None:
    record_set = load_record_set("children-in-need")
    lacking_rows = find_lacking(build_records(record_set, YEAR, plan([])), select_work_lists(record_set))
    assert lacking_rows["record"].to_list() == ["1 / 2023-12-31"]


def test_a_birthday_on_the_last_day_counts_and_one_on_29_february_falls_on_1_march() -> None:
    at_four = oc2(DOB=date(2020, 2, 29))
    assert "no-sdq-score" in _named("children-looked-after", at_four)
    assert "no-sdq-score" not in _named("children-looked-after", at_four, parse_period("2023-04-01..2024-02-28"))


def test_a_wrong_file_of_lists_is_refused_by_its_name(tmp_path: Path) -> None:
    shutil.copytree(RECORD_SETS_FOLDER / "treatment", tmp_path / "treatment")
    assert read_work_lists("treatment", tmp_path)
    (tmp_path / "treatment" / "work_lists.yaml").write_text("- {name: x}\n")
    with pytest.raises(Refused, match=r"work_lists\.yaml"):
        read_work_lists("treatment", tmp_path)
    (tmp_path / "treatment" / "work_lists.yaml").unlink()
    assert read_work_lists("treatment", tmp_path) == ()
