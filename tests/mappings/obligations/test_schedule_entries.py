"""What the schedule of a place comes to: by kind of authority, and beside returns that are made here."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from mappings.checks.catalogue_checks import check_catalogue
from mappings.obligations.obligations import Obligation, list_obligations
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import Refused
from tests import shipped
from tests.mappings.scheduled_places import KENT, MAIDSTONE, YEAR, load_kent, place_files, write_folder

#: One council of each kind, and how many returns of the schedule it makes in how many sendings a year.
COUNCILS = {
    "E10000016": ("county", 31, 70),
    "E07000110": ("district", 4, 11),
    "E06000035": ("unitary", 33, 75),
    "E08000003": ("metropolitan_borough", 33, 75),
    "E09000023": ("london_borough", 33, 75),
}


def due(ruleset: Ruleset, place: str = "kent") -> list[Obligation]:
    return list(list_obligations(ruleset, ruleset.places[place], start=YEAR[0], end=YEAR[1]))


@pytest.fixture(scope="module")
def england(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    files: dict[str, str] = {}
    for code in COUNCILS:
        files |= place_files(f"place-{code.lower()}", {code: "council"})
    return load_ruleset(packs=[write_folder(tmp_path_factory.mktemp("packs") / "councils", files)])


@pytest.mark.parametrize("code", COUNCILS)
def test_a_council_has_what_its_kind_makes(england: Ruleset, code: str) -> None:
    kind, returns, times = COUNCILS[code]
    assert england.areas.get(code).kind == kind
    obligations = due(england, f"place-{code.lower()}")
    assert (len({one.code for one in obligations}), len(obligations)) == (returns, times)
    for one in obligations:
        assert one.scheduled is not None
        assert kind in one.scheduled.made_by.kinds
    if kind == "district":
        assert {one.code for one in obligations} == {"h-clic", "lahs", "revenue-outturn", "wastedataflow"}


def test_who_names_no_schedule_has_none() -> None:
    ruleset = shipped.load_ruleset()
    for place in ruleset.places.values():
        every = list_obligations(ruleset, place, start=date(2008, 4, 1), end=date(2028, 3, 31))
        assert not [one for one in every if one.scheduled]


def test_dates_are_given_by_rule_or_by_day_and_else_not_at_all(england: Ruleset) -> None:
    obligations = due(england, "place-e10000016")
    days = {(one.code, one.stage and one.stage.code, one.period.code): one.due for one in obligations if one.due}
    assert {key: str(day) for key, day in days.items()} == {
        ("cld", None, "FY2026-27-Q1"): "2026-07-31",
        ("cld", None, "FY2026-27-Q2"): "2026-10-31",
        ("cld", None, "FY2026-27-Q3"): "2027-01-31",
        ("cld", None, "FY2026-27-Q4"): "2027-04-30",
        ("school-census", "summer", "AY2025-26"): "2026-06-17",
        ("sen2", None, "FY2026-27"): "2027-03-11",
        ("wastedataflow", None, "FY2026-27-Q1"): "2026-09-30",
        ("wastedataflow", None, "FY2026-27-Q2"): "2026-12-31",
        ("wastedataflow", None, "FY2026-27-Q3"): "2027-03-31",
        ("wastedataflow", None, "FY2026-27-Q4"): "2027-06-30",
    }
    undated = [one for one in obligations if one.due is None]
    assert all("not established" in one.dates.due.explanation for one in undated)
    assert {one.code for one in obligations if one.dates.due.assumed} == {"cld"}


def test_the_owner_is_asked_and_the_council_where_nobody_has_the_role(tmp_path: Path) -> None:
    agencies = (
        "code\tname\tkind\troles\tareas\tfrom\tto\tsuccessor\tsource\n"
        f"council\tCouncil\tcouncil\tcouncil\t{KENT}\tnot established\t\t\tmade up\n"
        f"schools\tSchools\tcouncil_department\teducation\t{KENT}\tnot established\t\t\tmade up\n"
    )
    ruleset = load_kent(tmp_path, {"mappings/places/kent/agencies.tsv": agencies})
    collections = make_plan(ruleset, PlanScope(*YEAR, "kent")).collections
    asked = dict(collections.select("return", "agency").unique().iter_rows())
    assert (asked["sen2"], asked["cin"], asked["wastedataflow"]) == ("schools", "council", "council")
    assert collections["figures"].sum() == 0
    assert collections["key"].n_unique() == collections.height
    assert "kent/schools/school-census/AY2025-26/E10000016/summer" in set(collections["key"])


def test_a_return_may_be_left_out_and_an_end_may_be_set(tmp_path: Path) -> None:
    some = f"  - {{pack: returns-2026, areas: [{KENT}], from: FY2025-26, to: FY2026-27, except: [nccis, ndtms]}}"
    ruleset = load_kent(tmp_path, schedules=some)
    assert not {"nccis", "ndtms"} & {one.code for one in due(ruleset)}
    later = list_obligations(ruleset, ruleset.places["kent"], start=date(2027, 4, 1), end=date(2028, 3, 31))
    assert {one.period.code for one in later} <= {"AY2026-27"}


def test_the_school_year_that_ends_in_the_first_year_is_the_first(tmp_path: Path) -> None:
    text = "  - {{pack: returns-2026, areas: [{}], from: {}}}"
    by_year = load_kent(tmp_path / "year", schedules=text.format(KENT, "FY2026-27"))
    assert {one.period.code for one in due(by_year) if one.code == "school-census"} == {"AY2025-26"}
    by_month = load_kent(tmp_path / "month", schedules=text.format(KENT, "2026-M04"))
    assert not [one for one in due(by_month) if one.code == "school-census"]


def test_what_the_place_makes_here_is_not_scheduled_as_well(tmp_path: Path) -> None:
    here = f"[{{return: cin, areas: [{KENT}], from: FY2026-27, illustrative: false}}]"
    ruleset = load_kent(tmp_path, returns=here)
    (cin,) = (one for one in due(ruleset) if one.code == "cin")
    assert cin.records is not None
    assert str(cin.due) == "2027-07-30"
    before = list_obligations(ruleset, ruleset.places["kent"], start=date(2026, 3, 31), end=date(2026, 3, 31))
    assert [one.scheduled is not None for one in before if one.code == "cin"] == [True]


@pytest.mark.long
def test_one_return_of_the_schedule_may_be_named_by_itself(tmp_path: Path) -> None:
    files = place_files(
        "kent", {KENT: "council"}, returns=f"[{{return: sen2, areas: [{KENT}], from: FY2026-27, illustrative: false}}]"
    )
    text = files["mappings/places/kent/place.yaml"]
    files["mappings/places/kent/place.yaml"] = text[: text.index("schedules:")] + text[text.index("sources:") :]
    ruleset = load_ruleset(packs=[write_folder(tmp_path / "kent-own", files)])
    assert [(one.code, one.scheduled is not None) for one in due(ruleset)] == [("sen2", True)]
    assert not check_catalogue(ruleset)


LINES = (
    "subject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tauthor_label\treviewer_label"
    "\tmapping_date\tcomment\ttransform\tvalid_from\tvalid_to\tpopulation_base\tbreakdown\texample_in\texample_out"
    "\tsection\troute\troute_confidence\tbody\tunit\tdecimals\tpolarity\tfrequency\tcode_confidence\n"
    "SEN 1\tStability\tskos:exactMatch\tcla-three-or-more-placements\tsemapv:ManualMappingCuration\t0.9\ttests\t"
    "\t2026-11-22\t\tcopy\t2026-04-01\t\tservice_users\ttotal\tn=1;d=10\t10.0\tOne\tcouncil\thigh\tcounty\tpercentage"
    "\t1\tlow_is_good\tannual\thigh\n"
)
EDITION = """return: sen2
edition: FY2026-27
title: SEN2 as a pack fills it
recipient: Department for Education
legal_basis: not established
in_force: {from: 2026-04-01, to: null}
area_kinds: [county]
period_kinds: [financial_year]
due: {anchor: period_end, working_days: 5, assumed: true, source: made up}
layout: plain
formats: [csv]
rounding: half_up
symbols: {confidential: c, not_applicable: z, not_available: x, rounds_to_zero: low, unreliable: u}
disclosure: {regulator: true figures}
sources: [made up]
confidence: low
"""


def test_a_pack_that_adds_lines_fills_what_was_scheduled_alone(tmp_path: Path) -> None:
    lines = {"mappings/returns/sen2/lines.tsv": LINES, "mappings/returns/sen2/FY2026-27.yaml": EDITION}
    ruleset = load_kent(tmp_path, lines)
    plan = make_plan(ruleset, PlanScope(*YEAR, "kent"))
    (sen2,) = (one for one in due(ruleset) if one.code == "sen2")
    assert sen2.edition is not None
    assert sen2.scheduled is None
    assert Counter(plan.cells["return"]) == {"sen2": 1}
    before = list_obligations(ruleset, ruleset.places["kent"], start=date(2026, 3, 31), end=date(2026, 3, 31))
    assert [one.edition for one in before if one.code == "sen2"] == [None]
    assert ruleset.return_named("sen2").title == "SEN2 as a pack fills it"


def test_what_has_no_lines_says_how_to_add_them() -> None:
    with pytest.raises(Refused, match=r"sen2.*schedule alone.*mappings/returns/sen2/lines\.tsv"):
        shipped.load_ruleset().return_named("sen2")


WRONG = [
    ("returns-2027", "no pack returns-2027 schedules returns"),
    ("base", "no pack base schedules returns. Packs with a schedule are: returns-2026"),
    (f"returns-2026, areas: [{MAIDSTONE}]", f"The area {MAIDSTONE} is not one of the place's"),
    (f"returns-2026, areas: [{KENT}], except: [sen-2]", "returns-2026 does not schedule 'sen-2'"),
    (f"returns-2026, areas: [{KENT}], to: FY2020-21", "FY2020-21 is over before FY2025-26 begins"),
]


@pytest.mark.parametrize(("written", "told"), WRONG, ids=[told[:25] for _, told in WRONG])
def test_a_wrong_schedule_leaves_its_place_out_and_says_why(tmp_path: Path, written: str, told: str) -> None:
    areas = "" if "areas" in written else f", areas: [{KENT}]"
    (words,) = load_kent(tmp_path, schedules=f"  - {{pack: {written}{areas}, from: FY2025-26}}").left_out
    assert told in words
    assert "mappings/places/kent/place.yaml" in words


@pytest.mark.long
def test_a_pack_that_is_not_switched_on_is_told(tmp_path: Path) -> None:
    ruleset = load_kent(tmp_path)
    assert not check_catalogue(ruleset)
    kent = place_files("kent", {KENT: "council"})
    place = "mappings/places/kent/place.yaml"
    off = kent | {place: kent[place] + "packs: [kent-own]\n"}
    ruleset = load_ruleset(packs=[write_folder(tmp_path / "again" / "kent-own", off)])
    problems = [problem for problem in check_catalogue(ruleset) if "returns-2026" in str(problem)]
    assert len(problems) == 31
    assert "Add returns-2026 to packs" in problems[0].mend
