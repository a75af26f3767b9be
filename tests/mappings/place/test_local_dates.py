"""A place's own nation, days, terms and lead times, from its folder to a date."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from indicators.period.codes import parse_period
from mappings.checks.catalogue_checks import check_catalogue
from mappings.obligations.obligation_dates import ObligationDates, find_dates
from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset
from returnonce.definition_files.file_tree import RELEASE


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "places"
    shutil.copytree(RELEASE / "mappings" / "places" / "lewisham", folder / "lewisham")
    return folder


def dates(rules: Ruleset, code: str, period: str) -> ObligationDates:
    edition = rules.return_named(code).edition_for(parse_period(period))
    assert edition is not None
    return find_dates(edition.timetable, parse_period(period), place=rules.places["lewisham"], ruleset=rules)


def test_a_folder_says_what_differs(own: Path) -> None:
    home = own / "lewisham"
    yaml = (home / "place.yaml").read_text(encoding="utf-8").replace("areas:", "nation: scotland\nareas:", 1)
    (home / "place.yaml").write_text(yaml, encoding="utf-8")
    (home / "closed_days.tsv").write_text(
        "date\tname\twhat\tsource\n2010-04-12\tFlood\tclosed\tthe council\n", encoding="utf-8"
    )
    (home / "leads.tsv").write_text("return\tworking_days\tsource\nndtms\t1\tthe team\n", encoding="utf-8")
    (home / "terms.tsv").write_text(
        "term\tfrom\tto\tsource\nautumn\t2025-09-02\t2025-12-19\tthe council\n", encoding="utf-8"
    )
    rules = load_ruleset(own)
    dates_now = dates(rules, "ndtms", "FY2009-10")
    # In Scotland Easter Monday is worked: 15 April would be the tenth, and the flood makes it the sixteenth.
    assert (dates_now.due.date, dates_now.send_by.date) == (date(2010, 4, 16), date(2010, 4, 15))
    assert "Flood (12 April)" in dates_now.due.explanation
    assert [term.name for term in rules.places["lewisham"].terms] == ["autumn"]
    assert rules.calendar_of(rules.places["nottinghamshire"]) is rules.calendar
    assert rules.hash != load_ruleset().hash


def test_a_nation_that_is_none_is_refused(own: Path) -> None:
    path = own / "lewisham" / "place.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("areas:", "nation: mercia\nareas:", 1), encoding="utf-8")
    assert load_ruleset(own).left_out == (
        "The place lewisham is left out: lewisham/place.yaml: nation: 'mercia' is none of what may stand there: "
        "england, wales, scotland, northern-ireland. Correct the file and try again.",
    )


@pytest.mark.parametrize(
    ("file", "text", "says", "row"),
    [
        ("closed_days.tsv", "date\tname\twhat\tsource\n0210-04-12\tFlood\tclosed\tx\n", "centuries away", "row 2"),
        ("terms.tsv", "term\tfrom\tto\tsource\na\t2025-09-02\t2052-12-19\tx\n", "more than a year after", "row 2"),
        (
            "terms.tsv",
            "term\tfrom\tto\tsource\na\t2025-09-02\t2025-12-19\tx\na\t2025-12-19\t2026-03-01\tx\n",
            "two terms called a share days",
            "row 3",
        ),
        ("leads.tsv", "return\tworking_days\tsource\nndtms\t9999999\tx\n", "less than or equal to 260", "row 2"),
        (
            "suppliers.tsv",
            "record_set\tarea\tagency\tsender_code\tfrom\tto\tsource\n"
            "treatment\tDAT-LEWISHAM\tsouth-london-maudsley\tX\t2012-01-01\t2011-01-01\tx\n",
            "column to: 2011-01-01 is not after 2012-01-01",
            "row 2",
        ),
    ],
)
def test_a_slip_in_a_table_is_refused_with_its_row(own: Path, file: str, text: str, says: str, row: str) -> None:
    (own / "lewisham" / file).write_text(text, encoding="utf-8")
    [words] = load_ruleset(own).left_out
    assert words.startswith(f"The place lewisham is left out: lewisham/{file} {row}: ")
    assert says in words


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        # Twice would make every obligation of it twice, under one key.
        ("crc, areas: [E09000023]", "crc, areas: [E09000023, E09000023]", "The area E09000023 is given twice"),
        (
            "from: FY2010-11, to: FY2010-11",
            "from: FY2010-11, to: FY2009-10",
            "FY2009-10 is over before FY2010-11 begins",
        ),
    ],
)
def test_a_slip_in_a_return_is_refused(own: Path, old: str, new: str, says: str) -> None:
    path = own / "lewisham" / "place.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    [words] = load_ruleset(own).left_out
    assert words.startswith("The place lewisham is left out: lewisham/place.yaml return ")
    assert says in words


@pytest.mark.long
def test_a_lead_for_a_return_that_there_is_not_is_found(own: Path) -> None:
    (own / "lewisham" / "leads.tsv").write_text("return\tworking_days\tsource\nndtsm\t2\tx\n", encoding="utf-8")
    [problem] = [each for each in check_catalogue(load_ruleset(own)) if "leads.tsv" in each.file]
    assert "There is no return ndtsm" in str(problem)
