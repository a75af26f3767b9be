"""Areas: counts, tiers, footprints, codes of their time, neighbours, and refusals that help."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from indicators.areas.area_book import AreaBook
from returnonce.definition_files.file_tree import RELEASE
from returnonce.errors import NotFound, Refused
from tests.shipped import load_areas

OLDER = {
    "E06000028", "E06000029", "E10000002", "E10000006",
    "E10000009", "E10000021", "E10000023", "E10000027",
}  # fmt: skip
#: Codes that ended on 1 April 2025, when land moved, and those that followed.
RENEWED = {"E08000016": "E08000038", "E08000019": "E08000039"}
NOTTS = frozenset(f"E0700017{n}" for n in range(7))


@pytest.fixture(scope="module")
def book() -> AreaBook:
    return load_areas()


def test_every_english_authority_of_april_2023_is_there(book: AreaBook) -> None:
    now = Counter(area.kind for area in book.all() if area.gone_by is None and area.code not in RENEWED)
    assert now == {
        "district": 164, "unitary": 63, "metropolitan_borough": 36, "london_borough": 33,
        "county": 21, "region": 11, "country": 1, "pct": 3, "partnership": 2,
    }  # fmt: skip
    assert {area.code for area in book.all() if area.gone_by} == OLDER
    assert all(area.source for area in book.all())


@pytest.mark.parametrize(
    ("code", "footprint"),
    [
        ("E09000023", {"E09000023"}),
        ("5LF", {"E09000023"}),
        ("DAT-LEWISHAM", {"E09000023"}),
        ("E10000024", NOTTS),
        ("DAT-NOTTINGHAMSHIRE", NOTTS),
        ("5N8", NOTTS - {"E07000171"}),
        ("5ET", {"E07000171"}),
        ("E10000006", {"E10000006"}),
    ],
)
def test_footprints(book: AreaBook, code: str, footprint: set[str]) -> None:
    assert book.footprint(code) == footprint


def test_england_and_its_regions_are_the_lower_tier_once_each(book: AreaBook) -> None:
    england = book.footprint("E92000001")
    assert len(england) == 296
    regions = book.children("E92000001")
    assert len(regions) == 9
    assert sum(len(book.footprint(region.code)) for region in regions) == 296
    assert book.footprint("E12000007") == {a.code for a in book.all("london_borough")}
    assert {a.code for a in book.children("E12000007")} == {"E13000001", "E13000002"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("5LF", "E09000023", True),
        ("DAT-LEWISHAM", "5LF", True),
        ("5N8", "E10000024", False),
        ("DAT-NOTTINGHAMSHIRE", "E10000024", True),
        ("5ET", "E07000171", True),
    ],
)
def test_coterminous_areas(book: AreaBook, one: str, other: str, same: bool) -> None:
    assert (book.footprint(one) == book.footprint(other)) is same


def test_parents_in_each_hierarchy(book: AreaBook) -> None:
    assert [a.code for a in book.parents("E07000171")] == ["E10000024", "5ET", "DAT-NOTTINGHAMSHIRE"]
    assert [a.code for a in book.parents("E07000171", "nhs")] == ["5ET"]
    assert [a.code for a in book.parents("E09000023", "region")] == ["E13000001"]
    assert book.children("E09000023") == ()


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("E07000171", "E12000004"),
        ("E10000024", "E12000004"),
        ("5N8", "E12000004"),
        ("E09000023", "E13000001"),
        ("E13000001", "E12000007"),
        ("E10000006", "E12000002"),
        ("E12000004", None),
        ("E92000001", None),
    ],
)
def test_the_region_an_area_lies_in(book: AreaBook, code: str, region: str | None) -> None:
    region_found = book.region(code)
    assert (region_found.code if region_found else None) == region


@pytest.mark.parametrize(
    ("day", "there"),
    [
        (date(2010, 3, 31), {"E10000006"}),
        (date(2023, 3, 31), {"E10000006"}),
        (date(2023, 5, 1), {"E10000006", "E06000063", "E06000064"}),
        (date(2024, 3, 31), {"E06000063", "E06000064"}),
        (None, {"E06000063", "E06000064"}),
    ],
)
def test_a_county_that_went_is_bounded_by_what_the_files_show(
    book: AreaBook, day: date | None, there: set[str]
) -> None:
    in_region = {area.code for area in book.children("E12000002", on=day)}
    assert in_region & {"E10000006", "E06000063", "E06000064"} == there
    assert book.get("E10000006").valid_to == "not established"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("E10000024", "E10000024"),
        (" e10000024 ", "E10000024"),
        ("891", "E10000024"),
        ("37", "E10000024"),
        ("37uc", "E07000171"),
        ("00AZ", "E09000023"),
        ("209", "E09000023"),
        ("5lf", "5LF"),
        ("bassetlaw", "E07000171"),
        ("Kingston upon Hull,  City of", "E06000010"),
        ("St Helens", "E08000013"),
        ("St. Helens", "E08000013"),
        ("City of London", "E09000001"),
        ("Isles of Scilly", "E06000053"),
        ("Inner London", "E13000001"),
    ],
)
def test_an_area_is_found_by_code_alias_or_name(book: AreaBook, text: str, code: str) -> None:
    assert book.find(text).code == code


@pytest.mark.parametrize("text", ["Somerset", "933", "North Yorkshire", "825", "Dorset"])
def test_a_name_with_two_meanings_is_told_by_the_day(book: AreaBook, text: str) -> None:
    assert book.find_of_now(text).kind == "unitary"
    assert book.find(text, on=date(2025, 3, 31)).kind == "unitary"
    assert book.find(text, on=date(2015, 3, 31)).kind == "county"


def test_a_name_of_two_bodies_is_refused_with_both(book: AreaBook) -> None:
    with pytest.raises(Refused, match=r"E06\d+ .* or E10\d+ .*gone by 20"):
        book.find("Dorset")
    # Of one council's codes a name means the one of now.
    assert [book.find(text).code for text in ("Somerset", "825", "Barnsley", "370")] == [
        "E06000066", "E06000060", "E08000038", "E08000038",
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "near"), [("Lewishm", "E09000023"), ("E1000024", "E10000024"), ("qqq", "such as")])
def test_an_unknown_area_names_the_nearest(book: AreaBook, text: str, near: str) -> None:
    with pytest.raises(NotFound) as error:
        book.find(text)
    assert near in str(error.value)


@pytest.mark.parametrize(
    ("code", "day", "dated"),
    [
        ("E09000023", date(2010, 3, 31), "00AZ"),
        ("E09000023", date(2011, 3, 31), "E09000023"),
        ("E10000024", date(2010, 12, 31), "37"),
        ("E07000171", date(2010, 3, 31), "37UC"),
        ("E07000170", date(2010, 3, 31), "E07000170"),
        ("5LF", date(2010, 3, 31), "5LF"),
    ],
)
def test_codes_of_their_time(book: AreaBook, code: str, day: date, dated: str) -> None:
    assert book.code_on(code, day) == dated


def test_aliases_by_scheme(book: AreaBook) -> None:
    assert book.aliases("E10000024") == {"department": "891", "ons_before_2011": "37"}
    assert book.alias("5LF", "ods") == "5LF"
    assert book.alias("E09000023", "ods") is None


def test_each_upper_tier_authority_has_ten_neighbours_of_its_kind(book: AreaBook) -> None:
    upper = [a.code for a in book.all() if a.kind not in {"district", "region", "country", "pct", "partnership"}]
    with_ten = [code for code in upper if book.neighbours(code)]
    assert len(set(with_ten) - set(RENEWED.values())) == 153
    for code in with_ten:
        ten = book.neighbours(code)
        assert len(set(ten)) == 10
        assert set(ten) <= set(with_ten) - {code}
    assert book.neighbours("E07000171") == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "areas.csv",
            "E06000001,Hartlepool,unitary",
            "E06000002,Hartlepool,unitary",
            "E06000002 is given twice",
        ),
        ("areas.csv", "E06000001,Hartlepool,unitary", "E06000001,Hartlepool,kingdom", r"row \d+: kind"),
        ("areas.csv", ",2019-03-31,,", ",31/31/2019,,", r"row \d+: absent_until"),
        ("parents.csv", "E07000171,5ET", "E07000171,5XX", "parents.csv row .*: The area 5XX is not in areas"),
        ("parents.csv", "E12000004,E92000001,region", "E12000004,E12000004,region", "its own parent"),
        ("parents.csv", "E12000004,E92000001,region", "E12000004,E10000024,region", "lies in itself"),
        ("aliases.csv", "E06000001,department", "E96000001,department", "E96000001 is not in areas"),
        ("neighbours.csv", "E06000001,1,", "E06000001,11,", r"row 2: position"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    folder = tmp_path / "areas"
    shutil.copytree(RELEASE / "indicators" / "areas", folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused, match=message):
        load_areas(folder)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"areas\.csv cannot be read"):
        load_areas(tmp_path)


def test_what_became_of_an_older_authority_fits_what_the_published_series_show(book: AreaBook) -> None:
    assert {area.code for area in book.all() if book.successors(area.code)} == OLDER | RENEWED.keys()
    for code in sorted(OLDER):
        for each in book.successors(code):
            new, old = book.get(each.successor), book.get(code)
            assert new.absent_until is not None
            assert old.gone_by is not None
            assert new.absent_until < each.on <= old.gone_by
            assert (each.on.month, each.on.day) == (4, 1)


@pytest.mark.parametrize(
    ("code", "ground"),
    [
        ("E10000006", {"E06000063", "E06000064"}),
        ("E10000027", {"E06000066"}),
        ("E10000009", {"E06000058", "E06000059"}),
        ("E06000029", {"E06000058"}),
        ("E09000023", {"E09000023"}),
        ("E10000024", NOTTS),
    ],
)
def test_ground_lies_in_what_took_it_over(book: AreaBook, code: str, ground: set[str]) -> None:
    assert book.current_footprint(code) == ground


def test_between_two_changes_all_areas_and_their_parts_stay_as_they_are(book: AreaBook) -> None:
    days = [date(year, month, day) for year in range(1973, 2025) for month, day in ((3, 31), (4, 1), (10, 15))]
    for day in days:
        since = book.find_last_change(day)
        assert since <= day
        for area in book.all():
            assert area.exists_on(day) == area.exists_on(since)
            assert book.children(area.code, on=day) == book.children(area.code, on=since)
    assert len({book.find_last_change(day) for day in days}) > 3
