"""``returnonce burden`` as a person types it."""

from __future__ import annotations

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.commands.command_line import run
from tests.repository import ROOT

LEWISHAM = ("burden", "--place", "lewisham", "--period", "FY2009-10")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "var"))
    monkeypatch.delenv("RETURNONCE_DATABASE_URL", raising=False)
    return tmp_path


def data(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    code, out, _ = run(capsys, *arguments, "--json")
    assert code == 0, out
    return json.loads(out)


def test_a_page_for_a_committee(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    code, page, _ = run(capsys, *LEWISHAM)
    assert code == 0
    headline = page.split("BY RETURN")[0]
    assert "London Borough of Lewisham" in headline
    assert "Periods that end from 1 April 2009 to 31 March 2010" in headline
    assert "ALL OF IT RESTS ON ASSUMPTIONS" in headline
    assert "£25 an hour" in headline
    assert "what was collected is not known" in " ".join(headline.split())
    assert page.index("BY RETURN") < page.index("BY AGENCY") < page.index("LINES KEPT AFTER ABOLITION")
    assert "national-indicators and vital-signs: 19 pairs of lines." in page
    assert not (home / "var").exists()


@pytest.mark.long
def test_the_page_says_what_the_data_says(capsys: pytest.CaptureFixture[str]) -> None:
    output = data(capsys, *LEWISHAM)
    _, page, _ = run(capsys, *LEWISHAM)
    counts = output["counts"]
    words = " ".join(page.split())
    assert f"Returns ask for {counts['cells']} cells, in 3 returns made {counts['returns']} times" in words
    assert output["headline"]["saving"] in words
    assert all(sentence in words for sentence in output["headline"]["apart"])
    for step in output["waterfall"]:
        assert re.search(rf"\b{step['left']:,} +{step['code']}$", page, re.MULTILINE), step["code"]
    low, high = output["range"]["least_hours_saved"], output["range"]["most_hours_saved"]
    assert f"it may save from {low} to {high} hours" in words
    assert output["collected"] is None


def test_lists_of_a_year_in_which_lines_are_kept_and_asked_twice(capsys: pytest.CaptureFixture[str]) -> None:
    lists = data(capsys, "burden", "--place", "nottinghamshire", "--period", "FY2024-25")["lists"]
    assert [row["line"] for row in lists["kept"]] == ["NI 58", "NI 62", "NI 65"]
    assert all(row["decided_by"] == "nobody: this is a sample" for row in lists["kept"])
    twice = {tuple(row["lines"]) for row in lists["twice"]}
    assert twice >= {("CORE 4", "CORE 8"), ("CORE 16", "CORE 48"), ("CORE 28", "CORE 33"), ("CORE 47", "CORE 65")}
    _, page, _ = run(capsys, "burden", "--place", "nottinghamshire", "--period", "FY2024-25")
    assert "CORE 4 = CORE 8" in page
    assert "2011-04-01" in page


@pytest.mark.long
def test_what_if_stands_beside_what_is(capsys: pytest.CaptureFixture[str]) -> None:
    merge = ("--merge", "vital-signs into national-indicators", "--drop-line", "NI 51")
    code, page, _ = run(capsys, *LEWISHAM, *merge)
    assert code == 0
    assert "WHAT IF: Merge vital-signs into national-indicators; Drop line NI 51 (nothing has been changed)" in page
    assert data(capsys, *LEWISHAM)["what_if"] is None


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--period", "FY2009-10", "--from", "2009-04-01"), 2, "Both a period and dates"),
        (("--from", "April"), 2, "is not a date"),
        (("--place", "atlantis"), 1, "There is no place"),
        (("--agency", "lewisham-pcts"), 1, "It has lewisham-pct"),
        (("--drop", "vital-sign"), 1, "There is no return"),
        (("--add", "./nowhere/"), 1, "no return in the folder"),
        (("--merge", "vital-signs"), 2, "what is merged into what"),
        (("--open", "savings"), 1, "There is no number"),
        (("--event", "flood"), 1, "no kind of event"),
        (("--out", "burden.pdf"), 2, "is none of"),
    ],
)
def test_refusals(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, says: str) -> None:
    got, _, talk = run(capsys, "burden", *arguments)
    assert (got, says in talk) == (code, True), talk


@pytest.mark.long
def test_a_place_of_ones_own_says_what_it_knows_better(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own rates count for it alone, and the page says which of them are assumed."""
    mine = home / "places" / "lewisham"
    shutil.copytree(ROOT / "mappings" / "places" / "lewisham", mine)
    own = 'tariff: {pounds_per_hour: "50.00", assumed: false, source: Finance, confidence: high}\n'
    (mine / "costs.yaml").write_text(own, encoding="utf-8")
    before = data(capsys, *LEWISHAM)["work"]["without"]
    monkeypatch.setenv("RETURNONCE_PLACES", str(mine.parent))
    after = data(capsys, *LEWISHAM)["work"]["without"]
    assert after["hours"] == before["hours"]
    # Exact from exact minutes; each is rounded to the penny once.
    assert abs(Decimal(after["pounds"]) - 2 * Decimal(before["pounds"])) <= Decimal("0.01")
    _, page, _ = run(capsys, *LEWISHAM)
    assert "12 OF ITS 13 RATES ARE ASSUMED" in " ".join(page.split())


def test_a_time_in_which_nothing_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    code, page, _ = run(capsys, "burden", "--period", "FY1999-00")
    assert code == 0
    assert page.splitlines()[-1] == "No return asks for a figure of that in this time."


@pytest.mark.long
def test_a_number_opens_to_its_rows(capsys: pytest.CaptureFixture[str]) -> None:
    counts = data(capsys, *LEWISHAM)["counts"]
    for code in ("in_another_return", "same_line_again", "keyed_figures", "saved_across_returns", "asked_figures"):
        opened = data(capsys, *LEWISHAM, "--open", code)
        assert opened["comes_to"] == sum(row["sign"] for row in opened["rows"]) == counts[code], code
    _, page, _ = run(capsys, *LEWISHAM, "--open", "in_another_return")
    assert page.startswith("in_another_return: 1 row, which comes to 1")
    assert "NI 113.1" in page


@pytest.mark.long
def test_the_year_with_records_and_an_inspection(capsys: pytest.CaptureFixture[str]) -> None:
    """The source's 4,500 officer hours stand beside the returns and are claimed by nobody as saved."""
    output = data(capsys, *LEWISHAM, "--records", "--event", "inspection-notice")
    counts = output["what_if"]["all"]["counts"]
    assert counts["from_records"]["difference"] == -counts["copied_cells"]["difference"] > 0
    assert counts["asked_figures"]["difference"] == -len(output["what_if"]["no_longer_asked"])
    assert sum(fill["cells"] for fill in output["record_fills"]) == counts["from_records"]["then"]
    (event,) = output["events"]
    assert (event["imagined"], event["hours"]["central"], event["confidence"]) == (1, "4500", "low")
    _, page, _ = run(capsys, *LEWISHAM, "--records", "--event", "inspection-notice")
    assert "none of them is claimed as saved" in " ".join(page.split())
    alone = data(capsys, *LEWISHAM, "--event", "inspection-notice")
    assert alone["what_if"]["all"]["work"]["with"]["hours"]["difference"] == "0.0"


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_a_file_of_the_same_numbers(capsys: pytest.CaptureFixture[str], home: Path, ending: str) -> None:
    path = home / f"burden.{ending}"
    code, _, _ = run(capsys, *LEWISHAM, "--out", str(path))
    assert code == 0
    assert path.stat().st_size > 1000
