"""A workspace is planned for every council, and what is planned is sound."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from indicators.period.codes import parse_period
from mappings.definitions.scheduled_returns import ScheduledReturn
from mappings.obligations.obligations import list_obligations
from mappings.place.places import Place
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import NotFound, Refused
from tests.shipped import load_ruleset
from tests.upkeep.workspace.every_council import list_councils
from upkeep.workspace.answers import AgencyAnswer, PersonAnswer, ServiceAnswer
from upkeep.workspace.councils import Council, find_council
from upkeep.workspace.gaps import Arrangement, list_gaps
from upkeep.workspace.plan_workspace import WorkspacePlan, plan_workspace
from upkeep.workspace.suggestions import find_financial_year, read_offered_packs, suggest_answers

TODAY = date(2026, 11, 23)
YEAR = parse_period("FY2026-27")


def plan_for(name: str, year: str = "FY2026-27", **changes: object) -> WorkspacePlan:
    ruleset = load_ruleset()
    answers = suggest_answers(find_council(ruleset.areas, name), parse_period(year))
    return plan_workspace(ruleset, answers.model_copy(update=changes), TODAY)


def with_place(place: Place) -> Ruleset:
    return replace(load_ruleset(), places={place.name: place})


def gaps_of(plan: WorkspacePlan, ruleset: Ruleset | None = None) -> str:
    arrangement = Arrangement(plan.place, plan.answers.first_year, (), {"backups": "backups"})
    return "\n".join(list_gaps(ruleset or load_ruleset(), arrangement))


def test_every_council_of_england_can_be_planned() -> None:
    ruleset = load_ruleset()
    for council in list_councils(ruleset.areas):
        plan = plan_workspace(ruleset, suggest_answers(council, YEAR), TODAY)
        # Reading them has proved that roles do not overlap and every area is known.
        agencies = plan.place.agencies.values()
        assert {area for agency in agencies for area in agency.areas} == {*plan.place.areas}
        codes = {entry.return_code for entry in plan.place.returns}
        expected = (
            {"ssda903", "cin", "ndtms", "ofsted-annex-a", "ofsted-profile"}
            if council.area.kind != "district"
            else set()
        )
        assert codes >= expected
        assert codes >= {code for code, one in ruleset.scheduled_returns.items() if makes(council, one)}
        assert not codes & {"core-data-set", "national-indicators", "crc", "vital-signs"}


def makes(council: Council, scheduled: ScheduledReturn) -> bool:
    return council.area.kind in scheduled.made_by.kinds


@pytest.mark.parametrize(("name", "number"), [("Kent", 31), ("Ashford", 4), ("Medway", 33), ("Lewisham", 33)])
def test_the_first_year_has_every_return_that_the_council_makes(name: str, number: int) -> None:
    place = plan_for(name).place
    ruleset = with_place(place)
    due = {one.code for one in list_obligations(ruleset, place, start=YEAR.start, end=YEAR.end)}
    # The first school year ends in the first year; notice of inspection alone begins Annex A, which is made here.
    begun_by_events = {"ofsted-annex-a"} if number > 30 else set()
    assert len((due & ruleset.scheduled_returns.keys()) | begun_by_events) == number
    before = list_obligations(ruleset, place, start=YEAR.previous().start, end=YEAR.previous().end)
    assert list(before) == []


def test_who_switches_the_schedule_off_has_none() -> None:
    plan = plan_for("Ashford", packs=())
    assert plan.place.returns == ()
    assert "schedules: []" in plan.files["places/ashford/place.yaml"]


def test_returns_made_elsewhere_have_gaps_of_their_own() -> None:
    gaps = gaps_of(plan_for("Lewisham"))
    assert "Youth justice case data, made elsewhere: nobody, so Lewisham Council is asked; add a youth justice" in gaps
    assert "Due days: not established for 25 of 28 returns made elsewhere" in gaps
    agencies = plan_for("Lewisham").answers.agencies
    team = AgencyAnswer(code="team", name="Team", kind="yot", roles=("yot",), areas=("E09000023",))
    assert "Youth justice" not in gaps_of(plan_for("Lewisham", agencies=(*agencies, team)))
    without_council = tuple(each for each in agencies if "council" not in each.roles)
    says = "WasteDataFlow, made elsewhere: nobody, so nobody is asked; add the environment service (role environment)."
    assert says in gaps_of(plan_for("Lewisham", agencies=without_council))


def test_a_county_asks_its_districts_on_their_ground_and_itself_for_the_rest() -> None:
    place = plan_for("Kent").place
    of_record = {
        role: place.agency_in_role(role, "E10000016", TODAY) for role in ("children-services", "housing", "yot")
    }
    assert {role: agency and agency.code for role, agency in of_record.items()} == {
        "children-services": "kent-childrens-services",
        "housing": None,
        "yot": None,
    }
    housing = place.agency_in_role("housing", "E07000105", TODAY)
    assert housing is not None
    assert housing.code == "ashford-council"


def test_an_abolished_return_is_made_where_its_year_says_so() -> None:
    plan = plan_for("Kent", "FY2009-10", packs=("nis-2008",))
    assert {entry.return_code for entry in plan.place.returns} == {"national-indicators"}
    sample = plan_for("Kent", "FY2009-10", packs=("nis-2008", "local-area-agreement"))
    assert {entry.return_code for entry in sample.place.returns} == {"national-indicators", "local-area-agreement"}
    gaps = gaps_of(plan)
    assert "nobody; add a youth justice agency (role yot)" in gaps
    assert "nobody; add a police force (role police)" in gaps


def test_gaps_are_told_in_words() -> None:
    services = (ServiceAnswer(code="forward-trust", name="Forward", sender_code="X0001"),)
    assert "Drug and alcohol services: none" in gaps_of(plan_for("Kent"))
    with_service = gaps_of(plan_for("Kent", services=services))
    assert "Drug and alcohol services" not in with_service
    assert "Sender codes" not in with_service
    assert "The administrator: nobody" in with_service
    assert "Returns filled here: none that ships is made by Ashford" in gaps_of(plan_for("Ashford"))
    assert "Returns filled here" not in with_service


def test_services_and_people_become_files() -> None:
    services = (ServiceAnswer(code="forward-trust", name="Forward", sender_code="X0001", mailbox="a@b.example"),)
    people = (PersonAnswer(account="zoe", who="Zoe", part="administrator"),)
    files = plan_for("Kent", services=services, people=people, settings={"mail_server": "smtp://m"}).files
    assert "treatment\tE10000016\tforward-trust\tX0001" in files["places/kent/suppliers.tsv"]
    assert "forward-trust-returns\tagency\tforward-trust\ta@b.example" in files["places/kent/contacts.tsv"]
    assert 'mail_server = "smtp://m"' in files["returnonce.toml"]
    # Accounts are in the store and in no file.
    assert not [path for path, text in files.items() if "zoe" in text]


def test_answers_that_contradict_each_other_are_refused() -> None:
    answers = plan_for("Kent").answers
    twice = answers.agencies[0].model_copy(update={"code": "kent-two"})
    with pytest.raises(Refused, match="Both kent-council and kent-two have the role council"):
        plan_for("Kent", agencies=(*answers.agencies, twice))
    with pytest.raises(NotFound, match="no pack roads"):
        plan_for("Kent", packs=("roads",))


def test_every_pack_that_ships_is_offered() -> None:
    ships = {name for name, pack in load_ruleset().packs.items() if pack.ships}
    assert {offered.pack for offered in read_offered_packs()} == ships - {"base"}


@pytest.mark.parametrize(("day", "year"), [("2026-03-31", "FY2025-26"), ("2026-04-01", "FY2026-27")])
def test_a_financial_year_begins_in_april(day: str, year: str) -> None:
    assert find_financial_year(date.fromisoformat(day)).code == year
