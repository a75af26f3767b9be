"""Care leavers by the birthday that fell in the year."""

from __future__ import annotations

import pytest

from indicators.period.arithmetic import financial_year
from tests.indicators.records.views.looked_after.small_records import figures, records, view

HEADING = "CHILD DOB IN_TOUCH ACTIV ACCOM\n"


@pytest.mark.parametrize(
    ("born", "birthday"),
    [
        ("2006-03-31", 19),
        ("2006-04-01", 18),
        ("2005-04-01", 19),
        ("2003-04-01", 21),
        ("2003-03-31", 22),
        ("2004-02-29", 21),
        ("2008-02-29", 17),
    ],
)
def test_the_birthday_of_the_year(born: str, birthday: int) -> None:
    (row,) = view("care-leavers", records(OC3=HEADING + f"A {born} YES F1 K1"))
    assert row["birthday"] == birthday


@pytest.mark.parametrize(
    ("in_touch", "episodes", "counted"),
    [
        ("YES", "", True),
        ("NO", "", True),
        ("REFU", "", True),
        ("NREQ", "", True),
        ("DIED", "", False),
        ("RHOM", "", False),
        ("YES", "A 2023-05-01 2024-05-01 C2 E3", False),
        ("YES", "A 2023-05-01 2024-05-01 C2 E17", True),
        ("YES", "A 2023-05-01 2023-06-01 C2 E3\nA 2023-07-01 2024-05-01 C2 E17", True),
        ("YES", "A 2023-05-01 2024-05-01 V4 E8", False),
        ("YES", "A 2023-05-01 2024-05-01 V4 E8\nA 2022-05-01 2022-06-01 C2 E8", True),
    ],
)
def test_who_is_counted(in_touch: str, episodes: str, counted: bool) -> None:
    now = records(OC3=HEADING + f"A 2005-06-01 {in_touch} F1 K1", Episodes="CHILD DECOM DEC LS REC\n" + episodes)
    assert view("care-leavers", now)[0]["counted"] == counted


def test_earlier_records_tell_who_was_handed_over() -> None:
    now = records(OC3=HEADING + "A 2005-06-01 YES F1 K1")
    then = records(financial_year(2022), Episodes="CHILD DECOM DEC LS REC\nA 2020-05-01 2022-05-01 C2 E3")
    assert figures(now)["care-leavers-19-21-eet"] == (1, 1)
    assert figures(now, [then])["care-leavers-19-21-eet"] == (0, 0)


def test_every_measure() -> None:
    now = records(
        OC3=HEADING
        + """A 2005-06-01 YES  F1 K1
             B 2005-06-01 YES  P2 K2
             C 2004-06-01 NO   0  0
             D 2003-06-01 YES  G5 X2
             E 2003-06-01 YES  F4 .
             F 2003-06-01 RHOM F1 K1
             G 2007-06-01 YES  F2 U1
             H 2006-06-01 YES  F2 0
             I 2002-06-01 YES  F2 K1"""
    )
    derived_figures = figures(now)
    assert {code: parts for code, parts in derived_figures.items() if code.startswith("care-leavers")} == {
        "care-leavers-17-18-accommodation-not-known": (1, 2),
        "care-leavers-17-18-suitable-accommodation": (1, 2),
        "care-leavers-17-18-unsuitable-accommodation": (0, 2),
        "care-leavers-19-21-accommodation-not-known": (2, 5),
        "care-leavers-19-21-eet": (3, 5),
        "care-leavers-19-21-higher-education": (1, 5),
        "care-leavers-19-21-suitable-accommodation": (1, 5),
        "care-leavers-19-21-unsuitable-accommodation": (2, 5),
        "care-leavers-19-in-ete": (2, 2),
        "care-leavers-19-suitable-accommodation": (1, 2),
    }


def test_activity_codes_are_those_of_the_year() -> None:
    line = HEADING + "A {} YES F3 K1"
    before = records(financial_year(2020), OC3=line.format("2001-06-01"))
    after = records(financial_year(2022), OC3=line.format("2003-06-01"))
    assert [figures(now)["care-leavers-19-21-eet"] for now in (before, after)] == [(1, 1), (0, 1)]
