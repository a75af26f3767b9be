"""``returnonce progress`` as an officer types it on a Friday afternoon."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli import main

YEAR = ("--from", "2009-04-01", "--to", "2010-03-31", "--place", "lewisham")
FRIDAY = ("--as-of", "2010-05-14T15:00:00Z")


@pytest.fixture(autouse=True)
def home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "200")
    return home


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(("progress", *arguments))
    output = capsys.readouterr()
    return code, output.out, output.err


def test_first_who_is_late_and_then_what_comes_next(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, talk = run(capsys, *YEAR, *FRIDAY)
    assert code == 0
    late, following = out.split("\nNext\n")
    assert late.splitlines()[0] == "Late, the longest first"
    first = late.splitlines()[3]
    assert first.startswith("Lewisham Primary Care Trust")
    assert "Tuesday 21 July 2009, 5pm, assumed" in first
    assert "297 days" in first
    assert "Wednesday 16 June 2010, 5pm (in 33 days), assumed" in following
    assert "collections on Friday 14 May 2010, 4pm:" in talk


def test_narrowed_and_as_data_with_the_trend(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, *YEAR, *FRIDAY, "--agency", "lewisham-pct", "--return", "vital-signs", "--trend", "--json"
    )
    document = json.loads(out)
    assert code == 0
    assert {row["agency"] for row in document["collections"]} == {"lewisham-pct"}
    assert {row["complete_share"] for row in document["trend"]} == {"0.0"}
    _, out, _ = run(capsys, *YEAR, *FRIDAY, "--agency", "lewisham-pct", "--trend")
    assert "0.0% level" in out
    assert "not due yet" in out


def test_where_many_are_late_agencies_come_first(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "--from", "2008-04-01", "--to", "2010-03-31", *FRIDAY)
    by_agency, rest = out.split("\nLate, the longest first\n")
    lines = by_agency.splitlines()
    assert lines[0] == "Late, by agency"
    assert "Primary Care Trust" in lines[3]
    assert "more; narrow them with" in rest


def test_nobody_is_late_before_anything_is_due(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *YEAR, "--as-of", "2009-04-02T00:00:00Z")
    assert code == 0
    assert out.startswith("Nobody is late.")


@pytest.mark.parametrize(
    ("wrong", "code", "says"),
    [
        (("--agency", "nobody"), 1, "no agency 'nobody'"),
        (("--return", "tax"), 1, "no return 'tax'"),
        (("--place", "atlantis"), 1, "no place 'atlantis'"),
        (("--from", "soon"), 2, "'soon' is not a date"),
        (("--from", "2011-01-01", "--to", "2010-01-01"), 2, "2011-01-01 is after 2010-01-01"),
        (("--as-of", "noon"), 2, "not an instant"),
    ],
)
def test_what_is_not_known_is_refused(
    capsys: pytest.CaptureFixture[str], wrong: tuple[str, ...], code: int, says: str
) -> None:
    found, _, talk = run(capsys, *wrong)
    assert (found, says in talk) == (code, True)
