"""Due days that a recipient publishes anew each time: none until one is written down, then all that hangs on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from mappings.checks.catalogue_checks import check_catalogue
from mappings.obligations.obligations import list_obligations
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset
from tests.mappings.obligations.test_schedule_entries import EDITION, LINES
from tests.mappings.scheduled_places import KENT, YEAR, load_kent, place_files, write_folder

HEADINGS = "return\tstage\tperiod\tday\tsource\n"
DUE_DAYS = "mappings/places/kent/due_days.tsv"
LEADS = {"mappings/places/kent/leads.tsv": "return\tworking_days\tsource\ndols\t3\tthe team\n"}
DOLS = {DUE_DAYS: f"{HEADINGS}dols\t\tFY2026-27\t2027-05-14\tletter of May 2026\n"}
PUBLISHED_ANEW = {
    "overrides/dols.yaml": """changes: mappings/scheduled_returns/dols.yaml
dated: 2026-11-22
decided_by: Head of performance
reason: The collection's page gives the day of each year
expects: {due: not established}
becomes: {due: as scheduled}
"""
}


def due_of(ruleset: Ruleset, code: str, period: str = "FY2026-27") -> dict[str, tuple[date | None, str]]:
    """The due day and its explanation, by stage."""
    place = ruleset.places["kent"]
    return {
        one.stage.code if one.stage else "": (one.due, one.dates.due.explanation)
        for one in list_obligations(ruleset, place, start=YEAR[0], end=YEAR[1])
        if (one.code, one.period.code) == (code, period)
    }


def test_until_a_day_is_given_there_is_none_and_the_words_say_why(tmp_path: Path) -> None:
    kent = load_kent(tmp_path, PUBLISHED_ANEW)
    [(day, words)] = due_of(kent, "dols").values()
    assert day is None
    assert words.startswith("Its recipient publishes the day anew for each period, and for this one none is known")


def test_the_day_of_the_place_is_the_due_day_and_what_hangs_on_it_follows(tmp_path: Path) -> None:
    kent = load_kent(tmp_path, {**PUBLISHED_ANEW, **DOLS, **LEADS})
    [(day, words)] = due_of(kent, "dols").values()
    assert (day, words.startswith("Friday 14 May 2027, the day that was given")) == (date(2027, 5, 14), True)
    collections = make_plan(kent, PlanScope(*YEAR, "kent")).collections
    [(send_by, needed_by)] = collections.filter(**{"return": "dols"}).select("due", "needed_by").rows()
    assert (send_by, needed_by) == (date(2027, 5, 11), date(2027, 5, 14))
    assert due_of(kent, "dols") != due_of(load_kent(tmp_path / "without"), "dols")


def test_a_place_may_know_better_than_the_list_and_each_stage_has_its_own(tmp_path: Path) -> None:
    rows = "sen2\t\tFY2026-27\t2027-03-18\tmail\nschool-census\tspring\tAY2025-26\t2026-02-11\tmail\n"
    kent = load_kent(tmp_path, {DUE_DAYS: HEADINGS + rows})
    assert due_of(kent, "sen2")[""][0] == date(2027, 3, 18)
    days = {stage: day for stage, (day, _) in due_of(kent, "school-census", "AY2025-26").items()}
    assert days == {"autumn": None, "spring": date(2026, 2, 11), "summer": date(2026, 6, 17)}


#: A pack that fills SEN2 here, and gives no due rule of its own.
FILLED = {
    "mappings/returns/sen2/lines.tsv": LINES,
    "mappings/returns/sen2/FY2026-27.yaml": re.sub(r"(?m)^due: .*$", "due: as scheduled", EDITION),
}


@pytest.mark.long
@pytest.mark.parametrize(
    ("rows", "day"),
    [("", date(2027, 3, 11)), ("sen2\t\tFY2026-27\t2027-03-18\tmail\n", date(2027, 3, 18))],
    ids=["as the schedule has it", "as the place was told it"],
)
def test_a_return_that_is_filled_takes_the_day_of_the_schedule(tmp_path: Path, rows: str, day: date) -> None:
    kent = load_kent(tmp_path, {**FILLED, **({DUE_DAYS: HEADINGS + rows} if rows else {})})
    place = kent.places["kent"]
    [one] = [
        each for each in list_obligations(kent, place, start=YEAR[0], end=YEAR[1])
        if (each.code, each.period.code) == ("sen2", "FY2026-27")
    ]  # fmt: skip
    assert one.edition is not None
    assert one.due == day
    assert [problem for problem in check_catalogue(kent) if "sen2" in problem.file] == []


SLIPS = {
    "a day years away": ("dols\t\tFY2026-27\t2062-05-14\tx\n", "column day: 2062-05-14 is years away from FY2026-27"),
    "given twice": (2 * "dols\t\tFY2026-27\t2027-05-14\tx\n", "dols FY2026-27 is given twice"),
    "no period": ("dols\t\t2026-27\t2027-05-14\tx\n", "column period"),
    "no day": ("dols\t\tFY2026-27\tsoon\tx\n", "column day"),
}


@pytest.mark.parametrize(("row", "words"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_refused_with_its_row(tmp_path: Path, row: str, words: str) -> None:
    files: Mapping[str, str] = place_files("kent", {KENT: "council"}) | {DUE_DAYS: HEADINGS + row}
    [left_out] = load_ruleset(packs=[write_folder(tmp_path / "kent-own", files)]).left_out
    assert "kent/due_days.tsv row" in left_out
    assert words in left_out


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("vital-signs\t\tFY2026-27\t2027-05-14\tx\n", "does not make vital-signs"),
        ("dols\tspring\tFY2026-27\t2027-05-14\tx\n", "dols has no stage spring"),
        ("school-census\t\tAY2025-26\t2026-05-14\tx\n", "sent in several stages"),
    ],
    ids=["a return of others", "no such stage", "no stage"],
)
def test_what_names_nothing_is_found(tmp_path: Path, row: str, words: str) -> None:
    problems = [str(each) for each in check_catalogue(load_kent(tmp_path, {DUE_DAYS: HEADINGS + row}))]
    assert [words in each for each in problems if "due_days.tsv" in each] == [True]
