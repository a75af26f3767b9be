"""The made-up council: the same by seed, as large as asked, clean by our own checks, one council in two censuses."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from collectors.records.content_checks import check_records
from demo.synthetic import children
from indicators.period.codes import parse_period
from indicators.records.record_frames import Records
from tests.shipped import load_ruleset

YEAR = parse_period("FY2024-25")
NOTTINGHAMSHIRE, LEWISHAM = "E10000024", "E09000023"
READ_ON = date(2027, 6, 30)
YEARS = [f"FY{year}-{(year + 1) % 100}" for year in range(2017, 2027)]
Pair = tuple[Records, Records]
#: Official rules that, as they are written, may ask about rows of a small council in which all is right.
ASKED_OF_RIGHT_ROWS = {
    "191": "a child who leaves on the last day of the year has no outcomes",
    "383": "of a temporary placement whose predecessor ended the year before, that cannot be compared",
    "2887q": "few kinds of disability are used",
}


@pytest.fixture(scope="module")
def council() -> Pair:
    return children(300, load_ruleset(), seed=1, year=YEAR, area=NOTTINGHAMSHIRE)


def same(one: Records, other: Records) -> bool:
    return all(one.tables[name].equals(other.tables[name]) for name in one.tables)


def test_the_same_seed_makes_the_same_council() -> None:
    first, again, other = (children(40, load_ruleset(), seed=seed, year=YEAR, area=LEWISHAM) for seed in (5, 5, 6))
    assert all(same(*pair) for pair in zip(first, again, strict=True))
    assert not same(first[0], other[0])


@pytest.mark.parametrize("count", [10, 37, 400])
def test_each_return_has_as_many_children_as_were_asked_for(count: int) -> None:
    ours, census = children(count, load_ruleset(), seed=3, year=YEAR, area=NOTTINGHAMSHIRE)
    assert (ours.tables["Header"].height, census.tables["Child"].height) == (count, count)


@pytest.mark.parametrize("year", YEARS)
def test_our_own_checks_find_nothing_in_any_year(year: str) -> None:
    for records in children(120, load_ruleset(), seed=2, year=parse_period(year), area=NOTTINGHAMSHIRE):
        assert records.period.code == year
        assert check_records(records, read_on=READ_ON).to_dicts() == []


@pytest.mark.parametrize("back", [1, 2])
def test_nor_in_the_returns_of_the_years_before(back: int) -> None:
    for records in children(200, load_ruleset(), seed=4, year=YEAR, area=LEWISHAM, back=back):
        assert records.period.code == f"FY{2024 - back}-{25 - back}"
        assert records.rows > 200
        codes = set(check_records(records, read_on=READ_ON)["code"])
        assert {code.rpartition("-")[2] for code in codes} <= ASKED_OF_RIGHT_ROWS.keys()


def test_every_kind_of_row_is_there(council: Pair) -> None:
    empty = {name for records in council for name, table in records.tables.items() if table.is_empty()}
    assert empty == set()


def test_a_child_is_the_same_in_both_censuses(council: Pair) -> None:
    ours, census = (records.tables[name] for records, name in zip(council, ("Header", "Child"), strict=True))
    both = ours.join(census, left_on="CHILD", right_on="LAchildID", suffix="_census")
    assert 60 < both.height < 250
    frame = both.select(
        born=pl.col("DOB") == pl.col("PersonBirthDate"),
        sex=pl.col("SEX") == pl.col("Sex"),
        ethnic=pl.col("ETHNIC") == pl.col("Ethnicity"),
        pupil=pl.col("UPN") == pl.coalesce("UPN_census", "UPNunknown"),
    )
    assert frame.select(pl.all().all()).row(0) == (True, True, True, True)


def test_a_child_in_care_was_referred_before_and_is_not_closed_while_in_care(council: Pair) -> None:
    episodes, needs = council[0].tables["Episodes"], council[1].tables["CINdetails"]
    stays = episodes.group_by("CHILD").agg(
        pl.col("DECOM").min(), ended=pl.when(pl.col("DEC").is_null().any()).then(None).otherwise(pl.col("DEC").max())
    )
    both = stays.join(needs, left_on="CHILD", right_on="LAchildID")
    assert both.height > 60
    assert both.filter(pl.col("CINreferralDate") > pl.col("DECOM")).is_empty()
    in_care = pl.col("CINclosureDate").is_not_null() & pl.col("ended").is_null()
    assert both.filter(in_care | (pl.col("CINclosureDate") < pl.col("ended"))).is_empty()


def test_an_adoption_is_one_in_both_censuses(council: Pair) -> None:
    adopted = council[0].tables["Episodes"].filter(pl.col("REC").is_in(["E11", "E12"]))
    closed = council[1].tables["CINdetails"].filter(pl.col("ReasonForClosure") == "RC1")
    assert closed.height > 1
    both = closed.join(adopted, left_on="LAchildID", right_on="CHILD", how="left")
    assert both.filter(pl.col("DEC").ne_missing(pl.col("CINclosureDate"))).is_empty()


def test_last_years_return_tells_of_the_same_children_alike(council: Pair) -> None:
    before, _ = children(300, load_ruleset(), seed=1, year=YEAR, area=NOTTINGHAMSHIRE, back=1)
    key = ["CHILD", "DECOM"]
    both = before.tables["Episodes"].join(council[0].tables["Episodes"], on=key, suffix="_now")
    assert both.height > 100
    assert both.filter(pl.col("LS") != pl.col("LS_now")).is_empty()
    # What is in both years was open when the first ended.
    assert both.filter(pl.col("DEC").is_not_null()).is_empty()


def test_nobody_looks_like_anybody(council: Pair) -> None:
    assert council[0].tables["Header"]["CHILD"].str.contains(r"^MU\d{6}$").all()
    pupils = council[0].tables["Header"].filter(pl.col("UPN") != "UN1")["UPN"]
    # Made-up schools have numbers from 9000 on.
    assert pupils.str.slice(4, 1).unique().to_list() == ["9"]
