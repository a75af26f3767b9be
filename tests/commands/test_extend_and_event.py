"""``extend`` and ``event`` as a person types them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.commands.test_commands import run, told

pytestmark = pytest.mark.usefixtures("home")

NOTICE = ("event", "--place", "lewisham", "--return", "ofsted-profile", "--area", "Lewisham", "--period", "2026-11-20",
          "--on", "2026-11-20")  # fmt: skip
MORE = ("extend", "vital-signs", "--place", "lewisham", "--period", "FY2009-10-Q3", "--by", "the authority",
        "--reason", "snow")  # fmt: skip


def test_an_event_is_recorded_listed_and_cancelled(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *NOTICE, "--note", "short visit")
    assert code == 0
    assert "falls due on Wednesday 25 November 2026, 5pm (assumed). 3 working days after Friday 20" in out
    assert "Agencies send by Tuesday 24 November 2026, 5pm." in out
    (row,) = told(capsys, "event", "--list")
    assert (row["name"], row["note"]) == ("inspection-notice-lewisham-2026-11-20", "short visit")
    assert run(capsys, *NOTICE)[0] == 1
    gone = told(capsys, "event", "--cancel", row["name"], "--reason", "put off")
    assert gone["name"] == row["name"]
    assert told(capsys, "event", "--list") == []


def test_an_extension_is_granted_listed_and_taken_back(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *MORE, "--until", "2010-02-05", "--at", "12:00", "--area", "5LF")
    assert code == 0
    assert "has until Friday 5 February 2010, midday. Granted by the authority: snow. The return falls due on " in out
    assert "Friday 5 February 2010, midday; agencies send by Friday 29 January 2010, midday." in out
    code, _, talk = run(capsys, *MORE, "--until", "2010-02-01", "--area", "5LF")
    assert code == 1
    assert "is not later than Friday 5 February 2010, midday" in talk
    assert run(capsys, *MORE, "--take-back", "--area", "5LF")[0] == 0
    rows = told(capsys, "extend", "--list")
    assert [(row["until"], row["holds"]) for row in rows] == [("2010-02-05", False), (None, False)]
    code, out, talk = run(capsys, "extend", "--list")
    assert "taken back" in out
    assert "0 extensions hold; 2 rows." in talk


def test_a_day_on_which_nobody_works_and_one_that_has_passed_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, *MORE, "--until", "2010-02-06")
    assert "Nobody works on the day granted (Saturday)." in out
    _, out, _ = run(capsys, *NOTICE[:-3], "2024-09-20", "--on", "2024-09-20")
    assert "Agencies send by Tuesday 24 September 2024, 5pm. Both have passed already." in out


def test_time_for_an_agency_that_is_too_late_for_the_return_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *MORE, "--until", "2010-02-05", "--agency", "lewisham-pct")
    assert code == 0
    assert "The return falls due on Friday 29 January 2010, 5pm; lewisham-pct sends by Friday 5 February" in out
    assert "That is too late for the return itself." in out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("extend",), 2, "RETURN"),
        (MORE, 2, "--until is missing"),
        ((*MORE, "--until", "5 February"), 2, "'5 February' is not a date"),
        ((*MORE, "--until", "2010-02-05", "--at", "5pm"), 2, "'5pm' is not an hour"),
        ((*MORE, "--until", "2010-02-05", "--area", "Lewishan"), 1, "Near it"),
        ((*MORE, "--until", "2010-02-05", "--agency", "lewisham-pcts"), 1, "lewisham-pct"),
        (("event", "--place", "lewisham"), 2, "--return is missing"),
        (("event", "--cancel", "nothing", "--reason", "x"), 1, "The list of events names them"),
        ((*NOTICE[:-1], "20/11/2026"), 2, "is not a date"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, said: str
) -> None:
    found, _, talk = run(capsys, *arguments)
    assert (found, "Traceback" in talk) == (code, False)
    assert said in talk


def test_lists_need_no_store(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    shutil.rmtree(home / "var")
    assert told(capsys, "extend", "--list") == told(capsys, "event", "--list") == []
    assert not (home / "var").exists()


@pytest.mark.parametrize("at", ["17:00+05:00", "17:00Z", "17:00:30", "T17", "1700", "24:00", "", "\u0661\u0667:00"])
def test_an_hour_of_another_kind_is_refused_and_leaves_nothing(capsys: pytest.CaptureFixture[str], at: str) -> None:
    code, _, talk = run(capsys, *MORE, "--until", "2010-02-05", "--at", at)
    assert (code, "is not an hour. Write it like 17:00." in talk) == (2, True)
    assert told(capsys, "extend", "--list") == []


def test_bytes_that_are_no_text_are_refused_and_leave_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, talk = run(capsys, *NOTICE, "--note", b"caf\xe9".decode(errors="surrogateescape"))
    assert code == 2
    assert "not UTF-8 text" in talk
    assert told(capsys, "event", "--list") == []


def test_what_is_asked_for_before_its_period_is_over_is_sent_once_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Asked on 1 May for May, due on 2 June: five working days before, the month still runs."""
    _, out, _ = run(
        capsys, "event", "--place", "lewisham", "--return", "ndtms", "--area", "DAT-LEWISHAM", "--period", "2025-M05",
        "--on", "2025-05-01", "--kind", "information-request",
    )  # fmt: skip
    assert "falls due on Monday 2 June 2025" in out
    assert "Agencies send by Monday 2 June 2025, 5pm." in out
