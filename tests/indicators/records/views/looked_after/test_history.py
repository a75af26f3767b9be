"""Earlier years add history; a later file corrects them."""

from __future__ import annotations

from indicators.period.arithmetic import financial_year
from indicators.records.views.looked_after.history import read_newest
from tests.indicators.records.views.looked_after.small_records import records, view

BEFORE = financial_year(2023)
HEADING = "CHILD DECOM DEC RNE LS PLACE PL_POST REC\n"


def test_an_earlier_file_gives_what_began_before() -> None:
    now = records(Episodes=HEADING + "A 2023-09-01 . P C2 U1 BB22BB .")
    then = records(
        BEFORE,
        Episodes=HEADING
        + """A 2020-05-01 2023-08-01 S C2 U1 AA11AA X1
             A 2023-08-01 .          P C2 U4 CC33CC .
             A 2023-10-01 .          P C2 K2 DD44DD .""",
    )
    view_rows = view("placements", now, [then])
    assert [str(row["start"]) for row in view_rows] == ["2020-05-01", "2023-08-01", "2023-09-01"]
    assert [str(row["end"]) for row in view_rows] == ["2023-08-01", "2023-09-01", "None"]
    (care,) = view("periods-of-care", now, [then])
    assert (str(care["start"]), care["start_recorded"]) == ("2020-05-01", True)


def test_who_is_no_longer_in_the_file_is_not_looked_after() -> None:
    now = records(Episodes=HEADING + "A 2023-09-01 . P C2 U1 BB22BB .")
    then = records(BEFORE, Episodes=HEADING + "B 2020-05-01 . S C2 U1 AA11AA .")
    assert [row["child"] for row in view("children", now, [then])] == ["A"]
    assert [row["child"] for row in view("stability", now, [then])] == ["A"]


def test_two_earlier_files_follow_each_other() -> None:
    now = records(Episodes=HEADING + "A 2024-05-01 . P C2 U1 BB22BB .")
    then = records(BEFORE, Episodes=HEADING + "A 2023-05-01 . P C2 U1 AA11AA .")
    first = records(financial_year(2022), Episodes=HEADING + "A 2022-05-01 . S C2 U1 CC33CC .")
    starts = [str(row["start"]) for row in view("placements", now, [then, first])]
    assert starts == ["2022-05-01", "2023-05-01", "2024-05-01"]


def test_of_two_rows_with_one_key_the_newest_file_has_the_say() -> None:
    heading = "CHILD DATE_MATCH\n"
    now = records(AD1=heading + "A 2024-05-01")
    then = records(BEFORE, AD1=heading + "A 2023-05-01\nB 2023-06-01")
    newest_rows = read_newest("AD1", now, [then], ["CHILD", "DATE_MATCH"])
    assert [(child, str(day)) for child, day in newest_rows.iter_rows()] == [("A", "2024-05-01"), ("B", "2023-06-01")]
