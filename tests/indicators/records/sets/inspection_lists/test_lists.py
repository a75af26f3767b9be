"""The eleven lists as data: their columns, and every rule on a row that breaks it and on one that does not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from collectors.records.content_checks import check_records
from tests.indicators.records.views.inspection_lists.small_workbooks import ADOPTER, CHILD, DAY, workbook
from tests.shipped import load_record_set

SET = load_record_set("inspection-lists")
NAME = "inspection-lists:"
EARLY, LATE, LONG_AGO = date(2020, 12, 1), date(2021, 1, 4), date(2020, 9, 15)
#: Columns by list.
NUMBERS = {1: 7, 2: 8, 3: 11, 4: 12, 5: 14, 6: 14, 7: 17, 8: 34, 9: 17, 10: 16, 11: 19}
RULES = {rule.rule: rule for rule in SET.rules}
AGE, BORN = "Age of Child (Years)", "Date of Birth"


def broken(lists: Mapping[int, list[dict[str, Any]]]) -> dict[str, int]:
    """How often each rule of the lists is broken."""
    marks = check_records(workbook(lists), read_on=DAY)
    counts = marks["code"].value_counts().iter_rows()
    return {code.removeprefix(NAME): count for code, count in counts if code.startswith(NAME)}


def list_number(rule: str) -> int:
    return int(RULES[rule].table.removeprefix("List "))


def test_the_lists_have_the_template_s_columns() -> None:
    assert {n: len(SET.tables[f"List {n}"].columns) for n in range(1, 12)} == NUMBERS


def test_every_code_list_is_held() -> None:
    columns = [column for table in SET.tables.values() for column in table.columns.values()]
    assert {column.code_list for column in columns if column.type == "code"} == set(SET.codes)
    assert all((column.type == "code") == (column.code_list is not None) for column in columns)


@pytest.mark.parametrize("rule", [name for name in RULES if name.endswith("-after-the-day") and "born" not in name])
def test_what_is_yet_to_come_is_asked_about(rule: str) -> None:
    column, number = RULES[rule].columns[0], list_number(rule)
    assert rule in broken({number: [{column: DAY + timedelta(1)}]})
    assert rule not in broken({number: [{column: DAY}]})


def _in_order() -> list[str]:
    return [name for name, rule in RULES.items() if rule.wrong == f'"{rule.columns[0]}" < "{rule.columns[-1]}"']


@pytest.mark.parametrize("rule", _in_order())
def test_steps_follow_each_other(rule: str) -> None:
    later, earlier = RULES[rule].columns
    number = list_number(rule)
    assert rule in broken({number: [{earlier: LATE, later: EARLY}]})
    assert rule not in broken({number: [{earlier: EARLY, later: EARLY}]})


def test_only_a_row_that_contradicts_itself_is_refused() -> None:
    refused = {name for name, rule in RULES.items() if rule.severity == "error"}
    assert refused == {
        "early-help-ends-before-it-begins", "assessment-ends-before-it-begins", "need-ends-before-it-begins",
        "plan-ends-before-it-begins", "care-ends-before-it-begins", "stage-1-ends-before-it-begins",
        "stage-2-ends-before-it-begins",
    }  # fmt: skip


@pytest.mark.parametrize("rule", [name for name in RULES if name.startswith("negative-count")])
def test_counts_are_not_below_nought(rule: str) -> None:
    column, number = RULES[rule].columns[0], list_number(rule)
    assert rule in broken({number: [{column: -1}]})
    assert rule not in broken({number: [{column: 0}]})


@pytest.mark.parametrize(
    ("age", "born", "rules"),
    [
        ("6.138261465", date(2015, 1, 25), set()),
        ("6", date(2015, 1, 25), set()),
        ("5", date(2015, 1, 25), set()),
        ("4", date(2015, 1, 25), {"contact-age-and-birth-disagree"}),
        ("8", date(2015, 1, 25), {"contact-age-and-birth-disagree"}),
        ("16", date(2004, 3, 17), set()),
        ("unborn", None, {"contact-age-unreadable"}),
        ("-1", None, {"contact-age-below-nought"}),
        (None, date(2021, 3, 17), {"contact-born-after-the-day"}),
        (None, None, set()),
    ],
)
def test_age_and_birth(age: str | None, born: date | None, rules: set[str]) -> None:
    assert set(broken({1: [{"Date of Contact": LATE, AGE: age, BORN: born}]})) == rules


SECTION_47 = "Strategy discussion initiating Section 47 Enquiry Start Date"
CONFERENCE = "Date of Initial Child Protection Conference"
UNNECESSARY = "Was an Initial Child Protection Conference deemed unnecessary?"
RESULT = "Did the Initial Child Protection Conference Result in a Child Protection Plan"
LEFT, WHY_LEFT = "Date Ceased to be Looked After", "Reason Ceased to be Looked After"
OFFERED = "Was the child offered a Return Interview after their last missing episode (Y/N)?"
ACCEPTED = "Did the child accept a Return Interview after their last missing episode (Y/N)?"
REVERSED = "Date of Decision that Child Should No Longer be Placed for Adoption"
WHY_REVERSED = "Reason Why Child No Longer Placed for Adoption"
GONE, WHY_GONE = "Date of leaving adoption process", "Reason for leaving adoption process"
PLAN, PLAN_END = "Child Protection Plan Start Date", "Child Protection Plan End Date"
CARE = "Date Started to be Looked After"
ASSESSED, AUTHORISED = "Continuous Assessment Start Date", "Continuous Assessment Date of Authorisation"
SUPPORT = "Was the child assessed as requiring LA children's social care support?"
ROWS: list[tuple[str, list[dict[str, Any]], list[dict[str, Any]]]] = [
    ("contact-before-the-window", [{"Date of Contact": LONG_AGO}], [{"Date of Contact": date(2020, 9, 16)}]),
    ("referral-before-the-window", [{"Date of referral": LONG_AGO}], [{"Date of referral": date(2020, 9, 16)}]),
    (
        "early-help-before-the-window",
        [{"Assessment start date": LONG_AGO, "Assessment completion date": LONG_AGO}],
        [{"Assessment start date": LONG_AGO}],
    ),
    ("assessment-before-the-window", [{AUTHORISED: LONG_AGO}], [{ASSESSED: LONG_AGO}]),
    ("section-47-before-the-window", [{SECTION_47: LONG_AGO, UNNECESSARY: "a) Yes"}], [{SECTION_47: LONG_AGO}]),
    ("need-before-the-window", [{"CIN Closure Date": LONG_AGO}], [{"CIN Start Date": LONG_AGO}]),
    ("plan-before-the-window", [{PLAN_END: LONG_AGO}], [{PLAN: LONG_AGO}]),
    ("care-before-the-window", [{LEFT: LONG_AGO}], [{CARE: LONG_AGO}]),
    ("adoption-before-the-window", [{REVERSED: date(2020, 3, 15)}], [{REVERSED: date(2020, 3, 16)}]),
    ("adopter-before-the-window", [{GONE: date(2020, 3, 15)}], [{GONE: date(2020, 3, 16)}]),
    (
        "referral-not-in-its-own-count",
        [{"Number of Referrals in Last 12 Months": 0}],
        [{"Number of Referrals in Last 12 Months": 1}],
    ),
    (
        "enquiry-not-in-its-own-count",
        [{"Number of Section 47 Enquiries in the last 12 months": 0}],
        [{"Number of Section 47 Enquiries in the last 12 months": 1}],
    ),
    (
        "placements-none-in-care",
        [{"Number of Placements in the Last 12 months": 0}],
        [{"Number of Placements in the Last 12 months": 0, LEFT: LATE}],
    ),
    ("conference-held-and-unnecessary", [{CONFERENCE: LATE, UNNECESSARY: "Yes"}], [{UNNECESSARY: "Yes"}]),
    ("plan-without-conference", [{RESULT: "Y"}], [{RESULT: "Y", CONFERENCE: LATE}]),
    ("conference-without-outcome", [{CONFERENCE: LATE}], [{CONFERENCE: LATE, RESULT: "Unknown"}]),
    ("authorised-without-outcome", [{AUTHORISED: LATE}], [{AUTHORISED: LATE, SUPPORT: "No"}]),
    ("case-closed-without-reason", [{"CIN Closure Date": LATE}], [{"CIN Start Date": LATE}]),
    ("case-closed-and-open", [{"Case Status": "e) Closed episode"}], [{"Case Status": "c) Child in need plan"}]),
    (
        "case-open-and-closed",
        [{"Case Status": "d) Open assessment", "CIN Closure Date": LATE}],
        [{"Case Status": "E) closed episode", "CIN Closure Date": LATE}],
    ),
    ("left-care-without-reason", [{LEFT: LATE}], [{LEFT: LATE, WHY_LEFT: "b) Died"}]),
    ("reason-without-leaving-care", [{WHY_LEFT: "b) Died"}], [{CARE: LATE}]),
    ("interview-accepted-not-offered", [{ACCEPTED: "Yes", OFFERED: "No"}], [{ACCEPTED: "Yes", OFFERED: "a) Yes"}]),
    ("interview-accepted-not-offered", [{ACCEPTED: "Yes"}], [{OFFERED: "Yes"}]),
    ("reversed-without-reason", [{REVERSED: LATE}], [{REVERSED: LATE, WHY_REVERSED: "RD2"}]),
    ("adopted-and-reversed", [{REVERSED: LATE, "Date of Adoption Order": LATE}], [{REVERSED: LATE}]),
    (
        "adopted-without-placement",
        [{"Date of Adoption Order": LATE}],
        [{"Date of Adoption Order": LATE, "Date Placed for Adoption": EARLY}],
    ),
    ("adopter-reason-without-leaving", [{WHY_GONE: "a) Withdrew"}], [{WHY_GONE: "a) Withdrew", GONE: LATE}]),
    ("care-before-birth", [{CARE: EARLY, BORN: LATE}], [{CARE: EARLY, BORN: EARLY}]),
    ("adoption-before-birth", [{"Date the Child Entered Care": EARLY, BORN: LATE}], [{BORN: LATE}]),
    ("plan-twice-from-one-day", [{PLAN: EARLY}, {PLAN: EARLY, "Gender": "M"}], [{PLAN: EARLY}, {PLAN: LATE}]),
    ("plan-begun-under-another", [{PLAN: EARLY}, {PLAN: LATE}], [{PLAN: EARLY, PLAN_END: LATE}, {PLAN: LATE}]),
    (
        "plan-begun-under-another",
        [{PLAN: EARLY, PLAN_END: DAY}, {PLAN: LATE}],
        [{PLAN: EARLY}, {CHILD: "B", PLAN: LATE}],
    ),
    ("care-twice-from-one-day", [{CARE: EARLY}, {CARE: EARLY, "Gender": "M"}], [{CARE: EARLY}, {CARE: LATE}]),
    ("care-begun-under-another", [{CARE: EARLY}, {CARE: LATE}], [{CARE: EARLY, LEFT: EARLY}, {CARE: LATE}]),
    ("assessment-twice-from-one-day", [{ASSESSED: EARLY}, {ASSESSED: EARLY, AUTHORISED: LATE}], [{ASSESSED: EARLY}]),
    ("section-47-twice-from-one-day", [{SECTION_47: EARLY}, {SECTION_47: EARLY, RESULT: "No"}], [{SECTION_47: EARLY}]),
    (
        "early-help-twice-from-one-day",
        [{"Assessment start date": EARLY}, {"Assessment start date": EARLY, "Gender": "M"}],
        [{"Assessment start date": EARLY}, {CHILD: "B", "Assessment start date": EARLY}],
    ),
    ("leaver-twice-on-the-list", [{}, {"Gender": "M"}], [{}, {CHILD: "B"}]),
    ("adoption-twice-on-the-list", [{}, {"Gender": "M"}], [{}, {CHILD: "B"}]),
    ("adopter-twice-on-the-list", [{}, {"Gender": "M"}], [{}, {ADOPTER: "B"}]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "wrong", "right"), ROWS)
def test_a_rule_on_rows_that_break_it_and_on_rows_that_do_not(
    rule: str, wrong: list[dict[str, Any]], right: list[dict[str, Any]]
) -> None:
    number = list_number(rule)
    assert rule in broken({number: wrong})
    assert rule not in broken({number: right})


def test_every_rule_is_tried() -> None:
    families = ("-after-the-day", "-age-and-birth-disagree", "-age-unreadable", "-age-below-nought")
    tried = {rule for rule, _, _ in ROWS} | set(_in_order())
    left = {n for n in RULES if n not in tried and not n.startswith("negative-count") and not n.endswith(families)}
    assert left == set()


def test_a_child_on_a_plan_or_in_care_is_a_child_in_need() -> None:
    def lost(lists: Mapping[int, list[dict[str, Any]]]) -> list[str]:
        marks = check_records(workbook(lists), read_on=DAY)
        return marks.filter(marks["code"] == "record-orphan")["table"].to_list()

    assert lost({6: [{}], 7: [{}, {CHILD: "B"}], 8: [{CHILD: "C"}]}) == ["List 7", "List 8"]
    assert lost({6: [{}], 7: [{}], 8: [{}]}) == []


def test_a_known_spelling_is_no_mistake_and_an_unknown_one_is_asked_about() -> None:
    rows = [{"Gender": "Female"}, {"Gender": "a) Male"}, {"Gender": "nobody knows"}]
    marks = check_records(workbook({1: rows}), read_on=DAY)
    unknown = marks.filter(marks["code"] == "record-code")
    assert unknown.select("row", "column", "value").rows() == [(4, "Gender", None)]
