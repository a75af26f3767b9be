"""Dates worked by hand with a paper calendar, 2009 to 2027: never by running the code.

Each: rule, period, nation, day. ``wd`` counts working days after the period's end.
"""

from __future__ import annotations

from typing import Any

E, W, S, N = "england", "wales", "scotland", "northern-ireland"
Case = tuple[dict[str, Any], str, str, str]


def wd(count: int, **more: Any) -> dict[str, Any]:
    return {"working_days": count} | more


def last_of(month: int) -> dict[str, Any]:
    return {"last_working_day_of": month, "roll": "none"}


def on(month: int, day: int, roll: str) -> dict[str, Any]:
    return {"on": {"month": month, "day": day}, "roll": roll}


def nth(weekday: str, n: int, month: int) -> dict[str, Any]:
    return {"nth": {"weekday": weekday, "n": n, "month": month}, "roll": "none"}


CHRISTMAS_AND_NEW_YEAR: list[Case] = [
    # 2009: Christmas on a Friday, Boxing Day on a Saturday, so Monday 28.
    (wd(1), "2009-12-24", E, "2009-12-29"),
    (wd(3), "2009-12-24", E, "2009-12-31"),
    (wd(4), "2009-12-24", E, "2010-01-04"),
    # 2 January 2010 is a Saturday: Scotland has Monday 4.
    (wd(4), "2009-12-24", S, "2010-01-05"),
    # 2010: Saturday and Sunday, so Monday 27 and Tuesday 28; then 3 January, in Scotland 4 as well.
    (wd(1), "2010-12-24", E, "2010-12-29"),
    (wd(3), "2010-12-24", E, "2010-12-31"),
    (wd(4), "2010-12-24", E, "2011-01-04"),
    (wd(4), "2010-12-24", S, "2011-01-05"),
    (wd(4), "2010-12-24", N, "2011-01-04"),
    # 2011: Sunday and Monday, so Monday 26 and Tuesday 27.
    (wd(1), "2011-12-23", W, "2011-12-28"),
    (wd(1), "2011-12-30", E, "2012-01-03"),
    (wd(1), "2011-12-30", S, "2012-01-04"),
    # 2012 to 2014: Tuesday, Wednesday, Thursday; nothing is moved.
    (wd(1), "2012-12-24", E, "2012-12-27"),
    (wd(1), "2012-12-31", S, "2013-01-03"),
    (wd(1), "2013-12-24", E, "2013-12-27"),
    (wd(2), "2013-12-31", S, "2014-01-06"),
    (wd(1), "2014-12-24", N, "2014-12-29"),
    (wd(1), "2014-12-31", S, "2015-01-05"),
    # 2015: Friday, so Monday 28; 2016: Sunday, so Tuesday 27.
    (wd(1), "2015-12-24", E, "2015-12-29"),
    (wd(1), "2015-12-31", S, "2016-01-05"),
    (wd(1), "2016-12-23", E, "2016-12-28"),
    (wd(1), "2016-12-30", E, "2017-01-03"),
    (wd(1), "2016-12-30", S, "2017-01-04"),
    (wd(1), "2017-12-22", E, "2017-12-27"),
    (wd(1), "2018-12-24", E, "2018-12-27"),
    (wd(1), "2019-12-31", S, "2020-01-03"),
    (wd(1), "2020-12-24", E, "2020-12-29"),
    (wd(1), "2020-12-31", E, "2021-01-04"),
    (wd(1), "2020-12-31", S, "2021-01-05"),
    (wd(1), "2021-12-24", E, "2021-12-29"),
    (wd(1), "2021-12-31", E, "2022-01-04"),
    (wd(1), "2021-12-31", S, "2022-01-05"),
    (wd(1), "2022-12-23", E, "2022-12-28"),
    (wd(1), "2022-12-30", N, "2023-01-03"),
    (wd(1), "2022-12-30", S, "2023-01-04"),
    (wd(1), "2023-12-22", E, "2023-12-27"),
    (wd(1), "2024-12-24", E, "2024-12-27"),
    (wd(1), "2025-12-31", S, "2026-01-05"),
    (wd(1), "2026-12-24", E, "2026-12-29"),
    (wd(-1), "2026-12-29", E, "2026-12-24"),
    (wd(1), "2026-12-31", S, "2027-01-05"),
    (wd(1), "2027-12-24", E, "2027-12-29"),
    (wd(3), "2027-12-24", W, "2027-12-31"),
    (wd(4), "2027-12-24", E, "2028-01-04"),
    (wd(4), "2027-12-24", S, "2028-01-05"),
]
EASTER: list[Case] = [
    # Easter Sunday: 12 April 2009, 4 April 2010, 24 April 2011, 8 April 2012, 31 March 2013, 20 April 2014.
    (wd(10), "FY2008-09", E, "2009-04-16"),
    (wd(10), "FY2008-09", S, "2009-04-15"),
    (wd(10), "FY2008-09", N, "2009-04-16"),
    (wd(10), "FY2009-10", E, "2010-04-16"),
    (wd(10), "FY2009-10", S, "2010-04-15"),
    (wd(20), "FY2010-11", E, "2011-05-04"),
    (wd(20), "FY2010-11", S, "2011-05-03"),
    (wd(10), "FY2011-12", E, "2012-04-17"),
    (wd(10), "FY2012-13", E, "2013-04-15"),
    (wd(10), "FY2012-13", S, "2013-04-12"),
    (wd(10), "FY2013-14", E, "2014-04-14"),
    # 5 April 2015, 27 March 2016, 16 April 2017, 1 April 2018, 21 April 2019, 12 April 2020.
    (wd(3), "FY2014-15", E, "2015-04-07"),
    (wd(3), "FY2014-15", S, "2015-04-06"),
    (wd(1), "2016-03-24", E, "2016-03-29"),
    (wd(1), "2016-03-24", S, "2016-03-28"),
    (wd(10), "FY2016-17", E, "2017-04-18"),
    (wd(1), "FY2017-18", E, "2018-04-03"),
    (wd(1), "FY2017-18", S, "2018-04-02"),
    (wd(15), "FY2018-19", E, "2019-04-23"),
    (wd(8), "FY2019-20", E, "2020-04-14"),
    # 4 April 2021, 17 April 2022, 9 April 2023, 31 March 2024, 20 April 2025, 5 April 2026, 28 March 2027.
    (wd(2), "FY2020-21", E, "2021-04-06"),
    (wd(11), "FY2021-22", E, "2022-04-19"),
    (wd(5), "FY2022-23", E, "2023-04-11"),
    (wd(1), "FY2023-24", E, "2024-04-02"),
    (wd(1), "FY2023-24", S, "2024-04-01"),
    (wd(14), "FY2024-25", W, "2025-04-22"),
    (wd(3), "FY2025-26", E, "2026-04-07"),
    (wd(3), "FY2025-26", S, "2026-04-06"),
    (wd(1), "2027-03-25", N, "2027-03-30"),
    # The month ends on Easter Sunday and Friday is Good Friday.
    (last_of(3), "2024-M02", E, "2024-03-28"),
]
PROCLAIMED: list[Case] = [
    # The wedding, Friday 29 April 2011, a week after Good Friday and before early May.
    (wd(4), "2011-04-21", E, "2011-05-03"),
    (wd(4), "2011-04-21", S, "2011-04-28"),
    (wd(5), "2011-04-21", S, "2011-05-03"),
    (wd(1), "2011-04-28", N, "2011-05-03"),
    # The jubilee of 2012: spring holiday on 4 June, and Tuesday 5.
    (wd(1), "2012-05-25", E, "2012-05-28"),
    (wd(1), "2012-06-01", E, "2012-06-06"),
    (wd(1), "2012-06-01", S, "2012-06-06"),
    # Early May of 2020 on Friday 8.
    (wd(1), "2020-05-01", E, "2020-05-04"),
    (wd(1), "2020-05-07", E, "2020-05-11"),
    (wd(1), "2020-05-07", S, "2020-05-11"),
    (wd(1), "2020-05-07", N, "2020-05-11"),
    # The jubilee of 2022: Thursday 2 and Friday 3 June.
    (wd(1), "2022-05-27", E, "2022-05-30"),
    (wd(1), "2022-06-01", E, "2022-06-06"),
    (wd(1), "2022-06-01", N, "2022-06-06"),
    # The state funeral, Monday 19 September 2022.
    (wd(1), "2022-09-16", E, "2022-09-20"),
    (wd(1), "2022-09-16", S, "2022-09-20"),
    # Early May and the coronation, two Mondays of May 2023.
    (wd(1), "2023-04-28", E, "2023-05-02"),
    (wd(1), "2023-05-05", E, "2023-05-09"),
    (wd(1), "2023-05-05", S, "2023-05-09"),
    (wd(20), "FY2022-23", E, "2023-05-03"),
    # Scotland's of 15 June 2026.
    (wd(1), "2026-06-12", S, "2026-06-16"),
    (wd(1), "2026-06-12", E, "2026-06-15"),
]
ONE_NATION: list[Case] = [
    # St Patrick's Day: Wednesday 2010, Sunday 2013, Saturday 2018.
    (wd(1), "2010-03-16", N, "2010-03-18"),
    (wd(1), "2010-03-16", E, "2010-03-17"),
    (wd(1), "2013-03-15", N, "2013-03-19"),
    (wd(1), "2018-03-16", N, "2018-03-20"),
    # 12 July: Sunday 2009, Saturday 2014 and 2025, Monday 2027.
    (wd(1), "2009-07-10", N, "2009-07-14"),
    (wd(1), "2014-07-11", N, "2014-07-15"),
    (wd(1), "2025-07-11", N, "2025-07-15"),
    (wd(1), "2027-07-09", N, "2027-07-13"),
    (wd(1), "2027-07-09", W, "2027-07-12"),
    # St Andrew's Day: Saturday 2013, Sunday 2014, Thursday 2023, Monday 2026.
    (wd(1), "2013-11-29", S, "2013-12-03"),
    (wd(1), "2014-11-28", S, "2014-12-02"),
    (wd(1), "2023-11-29", S, "2023-12-01"),
    (wd(1), "2026-11-27", S, "2026-12-01"),
    (wd(1), "2026-11-27", E, "2026-11-30"),
    # Summer: the first Monday of August in Scotland, the last elsewhere.
    (wd(1), "2019-08-02", S, "2019-08-06"),
    (wd(1), "2019-08-02", E, "2019-08-05"),
    (wd(1), "2019-08-23", E, "2019-08-27"),
    (wd(1), "2019-08-23", S, "2019-08-26"),
]
ROLLS: list[Case] = [
    # 31 July 2010 a Saturday, 2011 a Sunday, 2012 a Tuesday.
    (last_of(7), "FY2009-10", E, "2010-07-30"),
    (last_of(7), "FY2010-11", E, "2011-07-29"),
    (last_of(7), "FY2011-12", E, "2012-07-31"),
    # 31 August 2009 and 2020 are the summer holiday, but not in Scotland.
    (last_of(8), "2009-M07", E, "2009-08-28"),
    (last_of(8), "2009-M07", S, "2009-08-31"),
    (last_of(8), "FY2019-20", N, "2020-08-28"),
    # 31 May 2021 and 2027 are the spring holiday.
    (last_of(5), "FY2020-21", E, "2021-05-28"),
    (on(5, 31, "next"), "FY2020-21", E, "2021-06-01"),
    (on(5, 31, "previous"), "FY2020-21", E, "2021-05-28"),
    (on(5, 31, "none"), "FY2020-21", E, "2021-05-31"),
    (on(5, 31, "next"), "FY2026-27", E, "2027-06-01"),
    # 31 May 2020 a Sunday; 2014 a Saturday.
    (on(5, 31, "next"), "FY2019-20", E, "2020-06-01"),
    (on(5, 31, "previous"), "FY2019-20", E, "2020-05-29"),
    (on(5, 31, "next"), "FY2013-14", E, "2014-06-02"),
    (on(12, 25, "next"), "FY2009-10-Q2", E, "2009-12-29"),
    (on(12, 25, "previous"), "FY2009-10-Q2", E, "2009-12-24"),
    (on(1, 1, "next"), "CY2011", E, "2012-01-03"),
    (on(1, 1, "previous"), "CY2011", E, "2011-12-30"),
    (on(1, 1, "next"), "CY2011", S, "2012-01-04"),
    (on(1, 1, "none"), "CY2011", E, "2012-01-01"),
    # A day that is the anchor itself is not after it.
    (on(3, 31, "none"), "FY2009-10", E, "2011-03-31"),
    ({"months": 4, "roll": "previous"}, "FY2010-11", E, "2011-07-29"),
    ({"months": 4, "roll": "next"}, "FY2010-11", E, "2011-08-01"),
    ({"days": 1, "roll": "next"}, "2009-M10", E, "2009-11-02"),
]
LEAP: list[Case] = [
    ({"months": 1}, "2012-M01", E, "2012-02-29"),
    ({"months": 1}, "2011-M01", E, "2011-02-28"),
    ({"months": 1}, "2024-M01", E, "2024-02-29"),
    ({"months": 12, "roll": "none"}, "2024-M02", E, "2025-02-28"),
    ({"months": 12, "roll": "none"}, "2023-M02", E, "2024-02-29"),
    (on(2, 29, "none"), "FY2010-11", E, "2012-02-29"),
    (on(2, 29, "none"), "FY2011-12", E, "2013-02-28"),
    (wd(1), "2016-02-26", E, "2016-02-29"),
    # 29 February 2020 is a Saturday.
    (wd(1), "2020-02-28", E, "2020-03-02"),
    ({"days": 1}, "2020-02-28", E, "2020-03-02"),
    ({"days": 1, "roll": "previous"}, "2020-02-28", E, "2020-02-28"),
    ({"days": 1}, "2024-02-28", E, "2024-02-29"),
]
NAMED: list[Case] = [
    # 1 January 2027 is a Friday; 1 October 2025 a Wednesday; 1 May 2026 a Friday.
    (nth("thursday", 3, 1), "CY2026", E, "2027-01-21"),
    (nth("thursday", 1, 10), "AY2024-25", E, "2025-10-02"),
    (nth("thursday", 3, 5), "FY2025-26", E, "2026-05-21"),
    (nth("friday", -1, 6), "FY2012-13", E, "2013-06-28"),
    (nth("monday", -1, 8), "2009-M07", E, "2009-08-31"),
    ({"nth": {"weekday": "monday", "n": -1, "month": 8}, "roll": "next"}, "2009-M07", E, "2009-09-01"),
    # The snapshot of 31 March lies within the year; ten working days go round Easter of 2010.
    (wd(10, anchor="snapshot", snapshot={"month": 3, "day": 31}), "FY2009-10", E, "2010-04-16"),
    ({"anchor": "snapshot", "snapshot": {"weekday": "thursday", "n": 3, "month": 1}}, "AY2009-10", E, "2010-01-21"),
    (wd(5, anchor="period_start"), "FY2010-11", E, "2010-04-12"),
    # 1 April 2013 is Easter Monday.
    ({"anchor": "period_start", "roll": "next"}, "FY2013-14", E, "2013-04-02"),
    ({"anchor": "period_start", "roll": "next"}, "FY2013-14", S, "2013-04-01"),
]
CASES = [*CHRISTMAS_AND_NEW_YEAR, *EASTER, *PROCLAIMED, *ONE_NATION, *ROLLS, *LEAP, *NAMED]
