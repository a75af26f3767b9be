"""Made-up treatment: the same by seed, clean by our own checks, several agencies treating some of the same people."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from collectors.records.content_checks import check_records
from demo.synthetic import clients
from indicators.period.codes import parse_period
from indicators.records.record_frames import Records
from returnonce.errors import Refused
from tests.shipped import load_ruleset

AGENCIES = ("N0901", "N0902", "N0903")
PERSON = ["FINITIAL", "SINITIAL", "DOB", "SEX"]
NOTES = {"treatment:one-attributor-two-clients", "treatment:under-18"}


@pytest.fixture(scope="module")
def services() -> dict[str, Records]:
    return clients(400, load_ruleset(), seed=1, year=parse_period("FY2013-14"), providers=AGENCIES)


def test_the_same_seed_makes_the_same_clients(services: dict[str, Records]) -> None:
    again = clients(400, load_ruleset(), seed=1, year=parse_period("FY2013-14"), providers=AGENCIES)
    assert [again[agency].tables["top"].equals(services[agency].tables["top"]) for agency in AGENCIES] == [True] * 3


@pytest.mark.parametrize(
    ("year", "version", "used"),
    [("FY2009-10", "H", "H"), ("FY2011-12", None, "H"), ("FY2013-14", None, "K"), ("FY2020-21", None, "P")],
)
def test_our_own_checks_find_no_error_and_no_query(year: str, version: str | None, used: str) -> None:
    made = clients(250, load_ruleset(), seed=2, year=parse_period(year), providers=AGENCIES, version=version)
    for records in made.values():
        assert records.record_set.version == used
        assert set(check_records(records, read_on=date(2027, 6, 30))["code"]) <= NOTES


def test_a_year_of_which_no_version_is_known_asks_for_one() -> None:
    with pytest.raises(Refused):
        clients(10, load_ruleset(), seed=1, year=parse_period("FY2009-10"), providers=AGENCIES)


def test_everybody_is_with_some_agency_and_some_are_with_two(services: dict[str, Records]) -> None:
    people = pl.concat([records.tables["client"].select(PERSON) for records in services.values()]).drop_nulls()
    assert 370 < people.unique().height <= 400
    assert people.height > people.unique().height + 40


def test_no_number_of_a_client_is_anothers_at_another_agency(services: dict[str, Records]) -> None:
    numbers = pl.concat([records.tables["client"].select("CLIENTID") for records in services.values()])
    assert numbers["CLIENTID"].is_unique().all()


def test_there_is_every_end_and_every_stage(services: dict[str, Records]) -> None:
    episodes = pl.concat([records.tables["episode"] for records in services.values()])
    assert {"80", "81", "83", "85", None} <= set(episodes["DISRSN"])
    assert episodes.filter(pl.col("DISD") > date(2014, 3, 31)).is_empty()
    stages = pl.concat([records.tables["top"] for records in services.values()])["TRSTAGE"]
    assert set(stages) == {"S", "R", "E"}


def test_records_may_know_of_days_after_the_year() -> None:
    reach = date(2014, 9, 30)
    made = clients(200, load_ruleset(), seed=1, year=parse_period("FY2013-14"), providers=AGENCIES[:1], reach=reach)
    ended = made["N0901"].tables["episode"]["DISD"].drop_nulls()
    assert date(2014, 3, 31) < ended.max() <= reach  # type: ignore[operator]
