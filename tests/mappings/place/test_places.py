"""Places: who answers for what, what is approved and kept, and every mistake a folder can hold."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from indicators.period.codes import parse_period
from mappings.place.places import Place
from returnonce.definition_files.file_tree import RELEASE
from returnonce.errors import NotFound, Refused
from tests.shipped import load_places

THEN, NOW = date(2010, 3, 31), date(2025, 3, 31)


@pytest.fixture(scope="module")
def places() -> Mapping[str, Place]:
    return load_places()


def _indicator(role: str, code: str = "any") -> Any:
    return SimpleNamespace(code=code, agency_of_record=role)


def test_two_sample_places_ship(places: dict[str, Place]) -> None:
    assert list(places) == ["lewisham", "nottinghamshire"]
    assert all(place.illustrative and place.sources for place in places.values())


@pytest.mark.parametrize(
    ("place", "role", "area", "agency"),
    [
        ("lewisham", "children-services", "E09000023", "lewisham-childrens-services"),
        ("lewisham", "pct", "5LF", "lewisham-pct"),
        ("lewisham", "pct", "E09000023", "lewisham-pct"),
        ("lewisham", "adult-social-care", "5LF", "lewisham-adult-social-care"),
        ("lewisham", "mental-health-trust", "E09000023", "south-london-maudsley"),
        ("lewisham", "drug-partnership", "DAT-LEWISHAM", "lewisham-drug-partnership"),
        ("lewisham", "police", "E09000023", "metropolitan-police"),
        ("lewisham", "central", "E09000023", None),
        ("lewisham", "housing", "E10000024", None),
        ("nottinghamshire", "housing", "E07000171", "bassetlaw-council"),
        ("nottinghamshire", "environment", "E07000176", "rushcliffe-council"),
        ("nottinghamshire", "environment", "E10000024", "nottinghamshire-council"),
        ("nottinghamshire", "benefits", "E10000024", None),
        ("nottinghamshire", "transport", "E07000171", "nottinghamshire-council"),
        ("nottinghamshire", "pct", "5N8", "nottinghamshire-county-pct"),
        ("nottinghamshire", "pct", "5ET", "bassetlaw-pct"),
        ("nottinghamshire", "pct", "E07000171", "bassetlaw-pct"),
        ("nottinghamshire", "pct", "E10000024", None),
        ("nottinghamshire", "drug-partnership", "5N8", "nottinghamshire-drug-partnership"),
        ("nottinghamshire", "mental-health-trust", "5ET", "nottinghamshire-healthcare"),
    ],
)
def test_the_agency_of_record_by_role(
    places: dict[str, Place], place: str, role: str, area: str, agency: str | None
) -> None:
    actual_agency = places[place].agency_of_record(_indicator(role), area, THEN)
    assert (actual_agency.code if actual_agency else None) == agency


def test_an_exception_beats_the_role_while_it_holds(places: dict[str, Place]) -> None:
    place, smoking = places["nottinghamshire"], _indicator("pct", "smoking-quitters-four-week-rate")
    then = place.agency_of_record(smoking, "E10000024", THEN)
    assert then is not None
    assert then.code == "nottinghamshire-county-pct"
    assert place.agency_of_record(smoking, "E10000024", NOW) is None


def test_a_trust_that_ended_answers_no_more(places: dict[str, Place]) -> None:
    assert places["lewisham"].agency_of_record(_indicator("pct"), "5LF", NOW) is None


def test_an_unknown_agency_names_those_like_it(places: dict[str, Place]) -> None:
    assert places["lewisham"].agency("lewisham-pct").name == "Lewisham Primary Care Trust"
    with pytest.raises(NotFound, match="lewisham-pct"):
        places["lewisham"].agency("lewisham-pcts")


def test_every_provider_of_a_part_has_no_role(places: dict[str, Place]) -> None:
    for place in places.values():
        assert [a.code for a in place.agencies.values() if not a.roles] == [f"{place.name}-community-drug-service"]


def test_approvals_hold_from_their_day(places: dict[str, Place]) -> None:
    place = places["nottinghamshire"]
    line = ("core-data-set", "CORE 25", "cla-three-or-more-placements")
    assert place.is_approved(*line, on=date(2019, 4, 1))
    assert not place.is_approved(*line, on=date(2019, 3, 31))
    assert not place.is_approved("core-data-set", "CORE 25", "cla-same-carer-two-years", on=NOW)
    assert not places["lewisham"].is_approved(*line, on=NOW)


def test_lines_kept_after_abolition(places: dict[str, Place]) -> None:
    place = places["nottinghamshire"]
    assert place.kept_line_codes("national-indicators") == {"NI 58", "NI 62", "NI 65"}
    assert place.kept_line_codes("national-indicators", on=THEN) == frozenset()
    assert place.kept_line_codes("vital-signs") == frozenset()


@pytest.mark.parametrize(
    ("return_code", "area", "period", "makes", "illustrative"),
    [
        ("vital-signs", "5ET", "FY2009-10-Q3", True, True),
        ("vital-signs", "5ET", "FY2011-12", False, True),
        ("vital-signs", "E10000024", "FY2009-10", False, True),
        ("national-indicators", "E07000171", "FY2009-10", True, True),
        ("national-indicators", "E07000171", "FY2024-25", False, True),
        ("national-indicators", "E10000024", "FY2024-25", True, False),
        ("core-data-set", "E10000024", "FY2018-19", False, True),
        ("core-data-set", "E10000024", "FY2024-25", True, False),
        ("ndtms", "DAT-NOTTINGHAMSHIRE", "FY2009-10", True, True),
    ],
)
def test_which_returns_a_place_makes(
    places: dict[str, Place], return_code: str, area: str, period: str, makes: bool, illustrative: bool
) -> None:
    asked = return_code, area, parse_period(period)
    assert places["nottinghamshire"].makes(*asked) is makes
    assert places["nottinghamshire"].is_illustrative(*asked) is illustrative


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A council's own folder of places, with its own Lewisham."""
    folder = tmp_path / "places"
    shutil.copytree(RELEASE / "mappings" / "places" / "lewisham", folder / "lewisham")
    return folder


def _change(own: Path, file: str, old: str, new: str) -> None:
    path = own / "lewisham" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_own_place_replaces_the_sample_and_joins_the_others(own: Path) -> None:
    _change(own, "place.yaml", "London Borough of Lewisham", "Our Lewisham")
    shutil.copytree(RELEASE / "mappings" / "places" / "lewisham", own / "another")
    yaml = own / "another" / "place.yaml"
    yaml.write_text(yaml.read_text(encoding="utf-8").replace("name: lewisham", "name: another"), encoding="utf-8")
    (own / "another" / "contacts.tsv").unlink()
    (own / ".hidden").mkdir()
    places = load_places(own)
    assert list(places) == ["another", "lewisham", "nottinghamshire"]
    assert places["lewisham"].title == "Our Lewisham"


def test_only_the_two_main_files_are_needed(own: Path) -> None:
    for name in ("of_record.tsv", "approvals.tsv", "kept.tsv"):
        (own / "lewisham" / name).unlink()
    assert load_places(own)["lewisham"].kept_line_codes("national-indicators") == frozenset()


def test_the_latest_decision_on_a_line_holds(own: Path) -> None:
    path = own / "lewisham" / "approvals.tsv"
    with path.open("a", encoding="utf-8") as file:
        file.write("vital-signs\tVSC08\tanother-measure\tsomebody\t2010-04-01\tread again\n")
    place = load_places(own)["lewisham"]
    assert place.is_approved("vital-signs", "VSC08", "mental-health-employment", THEN)
    assert not place.is_approved("vital-signs", "VSC08", "mental-health-employment", NOW)
    assert place.is_approved("vital-signs", "VSC08", "another-measure", NOW)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("place.yaml", "name: lewisham", "name: lewishm", "lewisham/place.yaml: name: 'lewishm' is not the folder"),
        ("place.yaml", "title:", "titel:", "lewisham/place.yaml: .*titel"),
        ("place.yaml", "areas: [E09000023", "areas: [E09000099", "lewisham/place.yaml areas: .*'E09000099'"),
        ("place.yaml", "areas: [5LF]", "areas: [5N8]", r"return 1 \(vital-signs\): The area 5N8 is not one"),
        ("place.yaml", "from: FY2008-09", "from: 2008-09", r"returns\.0\.from: .*financial year"),
        ("place.yaml", "to: FY2010-11, illustrative", "to: FY2011-12, illustrative", None),
        ("place.yaml", "from: FY2011-12", "from: FY2010-11", "national-indicators is given twice"),
        ("place.yaml", "{return: vital-signs,", "{return: vital-signs, return: ndtms,", "given twice"),
        ("agencies.tsv", "lewisham-yot\t", "lewisham-pct\t", "agencies.tsv row 6: The agency lewisham-pct is given"),
        ("agencies.tsv", "\tyot\tyot", "\tyot\tyots", "agencies.tsv row 5: column roles"),
        ("agencies.tsv", "\tyot\tyot", "\tyot\tpolice", "lewisham-yot and metropolitan-police have the role police"),
        ("agencies.tsv", "\tyot\tyot", "\tteam\tyot", "row 5: column kind"),
        ("agencies.tsv", "\t5LF\t", "\t5LX\t", "row 6 column areas: There is no area '5LX'"),
        ("agencies.tsv", "2013-04-01\tnot established", "2013-04-01\tlewisham-ccg", "row 6: column successor"),
        ("agencies.tsv", "5LF\tnot established", "5LF\t2014-04-01", "row 6: column to: 2013-04-01 is not after"),
        ("agencies.tsv", "\t2013-04-01", "\t1 April 2013", "row 6: column to"),
        ("agencies.tsv", "lewisham-yot", "Lewisham YOT", "row 5: column code"),
        ("of_record.tsv", "indicator", "measure", "of_record.tsv row 1: The headings are measure"),
        ("approvals.tsv", "2009-04-01", "2009", "approvals.tsv row 2: column approved_on"),
        ("approvals.tsv", "VSC06", "VSC08", "row 3: vital-signs VSC08 is decided twice"),
        ("kept.tsv", "NI 62", "NI 58", "kept.tsv row 3: national-indicators NI 58 is given twice"),
    ],
)
def test_a_mistake_in_a_place_is_refused_with_its_place(
    own: Path, file: str, old: str, new: str, message: str | None
) -> None:
    _change(own, file, old, new)
    if message is None:
        assert load_places(own)
        return
    with pytest.raises(Refused, match=message) as refused:
        load_places(own)
    assert refused.value.mend


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["any\tE09000023\tlewisham-ccg\tnot established\t\ts"], "row 2: column agency: there is no agency"),
        (["any\tE09\tlewisham-pct\tnot established\t\ts"], "row 2 column area: There is no area 'E09'"),
        (["any\tE09000023\tlewisham-pct\tnot established\t\ts"] * 2, "two agencies of record"),
    ],
)
def test_a_mistaken_exception_is_refused(own: Path, rows: list[str], message: str) -> None:
    with (own / "lewisham" / "of_record.tsv").open("a", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")
    with pytest.raises(Refused, match=message):
        load_places(own)


def test_an_exception_may_follow_another(own: Path) -> None:
    with (own / "lewisham" / "of_record.tsv").open("a", encoding="utf-8") as file:
        file.write("any\tE09000023\tlewisham-pct\tnot established\t2010-01-01\ts\n")
        file.write("any\tE09000023\tlewisham-yot\t2010-01-01\t\ts\n")
    agency = load_places(own)["lewisham"].agency_of_record(_indicator("pct"), "E09000023", THEN)
    assert agency is not None
    assert agency.code == "lewisham-yot"


def test_a_folder_that_is_not_one_of_places_is_refused(own: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no folder of places"):
        load_places(tmp_path / "nowhere")
    with pytest.raises(Refused, match="is a place, not a folder"):
        load_places(own / "lewisham")
    (own / "empty").mkdir()
    with pytest.raises(Refused, match=r"empty: A place needs a file place\.yaml"):
        load_places(own)
