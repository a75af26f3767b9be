"""Surrey's county and eleven districts give way to two unitary councils on 1 April 2027, played through.

The plan is public, and no codes of the new councils are established: those here are made up, and so is which district
goes where.
"""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from indicators.evaluation.bulk_evaluation import evaluate
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_ORIGIN_SCHEMA
from indicators.period.codes import parse_period
from mappings.obligations.obligations import list_obligations
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset
from tests import shipped
from tests.mappings.scheduled_places import place_files, write_folder

DAY = "2027-04-01"
COUNTY, EAST, WEST = "E10000030", "E06999001", "E06999002"
DISTRICTS = [f"E0700{number:04}" for number in range(207, 218)]
#: Made up: the first five to the east, the others to the west.
GOES_TO = {code: EAST if number < 5 else WEST for number, code in enumerate(DISTRICTS)}
BEFORE, AFTER = (date(2026, 4, 1), date(2027, 3, 31)), (date(2027, 4, 1), date(2028, 3, 31))
HOUSING = {"h-clic", "lahs"}


def area_files() -> dict[str, str]:
    """What an order would add to the areas, with codes that nobody has given."""
    source = "made up for a test; no code of these councils is established"
    areas = "".join(
        f"{code},{name} Surrey,unitary,{DAY},,,,{source},\n" for code, name in ((EAST, "East"), (WEST, "West"))
    )
    successors = "".join(f"{old},{new},{DAY},{source},\n" for old, new in GOES_TO.items())
    successors += "".join(f"{COUNTY},{new},{DAY},{source},\n" for new in (EAST, WEST))
    return {
        "indicators/areas/areas.csv": "code,name,kind,valid_from,valid_to,absent_until,gone_by,source,note\n" + areas,
        "indicators/areas/successors.csv": "code,successor,on,source,note\n" + successors,
        "indicators/areas/parents.csv": "child,parent,hierarchy,valid_from,valid_to,source\n"
        + "".join(f"{code},E12000008,region,{DAY},,{source}\n" for code in (EAST, WEST)),
    }


def agencies() -> str:
    """The county with its schools, the districts, and the two councils that follow them."""
    rows = [
        ("county", "council", "council", COUNTY, "", DAY, "east|west"),
        ("schools", "council_department", "children-services|education", COUNTY, "", DAY, "east|west"),
        *(
            (f"district-{code[-3:]}", "district_council", "council|housing", code, "", DAY, _heir(code))
            for code in DISTRICTS
        ),
        ("east", "council", "council|housing|children-services|education", EAST, DAY, "", ""),
        ("west", "council", "council|housing|children-services|education", WEST, DAY, "", ""),
    ]  # fmt: skip
    return "".join(
        f"{code}\t{code.title()}\t{kind}\t{roles}\t{area}\t{start or 'not established'}\t{end}\t{heirs}\tmade up\n"
        for code, kind, roles, area, start, end, heirs in rows
    )


def _heir(code: str) -> str:
    return "east" if GOES_TO[code] == EAST else "west"


@pytest.fixture(scope="module")
def surrey(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    areas = dict.fromkeys([COUNTY, *DISTRICTS, EAST, WEST], "council")
    files = place_files("surrey", areas, agencies=agencies()) | area_files()
    return load_ruleset(packs=[write_folder(tmp_path_factory.mktemp("packs") / "surrey-own", files)])


def owed(ruleset: Ruleset, year: tuple[date, date]) -> set[tuple[str, str]]:
    obligations = list_obligations(ruleset, ruleset.places["surrey"], start=year[0], end=year[1])
    return {(one.code, one.area) for one in obligations}


def test_what_ships_has_the_plan_and_reckons_with_nothing() -> None:
    book = shipped.load_ruleset().areas
    (planned,) = book.planned
    assert (planned.code, str(planned.on)) == (COUNTY, DAY)
    assert book.history.ended(COUNTY) is None
    assert EAST not in book


def test_each_body_owes_what_its_kind_makes_as_long_as_it_stands(surrey: Ruleset) -> None:
    before, after = owed(surrey, BEFORE), owed(surrey, AFTER)
    assert {area for _, area in before} == {COUNTY, *DISTRICTS}
    assert {area for _, area in after} == {EAST, WEST}
    assert {area for code, area in before if code == "sen2"} == {COUNTY}
    assert {area for code, area in before if code in HOUSING} == {*DISTRICTS}
    # A unitary council makes what the county and the districts made between them.
    assert {code for code, area in after if area == EAST} == {code for code, _ in before}


def test_a_period_across_the_day_is_owed_once_by_who_stands_at_its_end(surrey: Ruleset) -> None:
    across = list_obligations(surrey, surrey.places["surrey"], start=date(2027, 8, 31), end=date(2027, 8, 31))
    census = {(one.area, one.stage and one.stage.code) for one in across if one.code == "school-census"}
    assert census == {(area, term) for area in (EAST, WEST) for term in ("autumn", "spring", "summer")}


def test_who_is_asked_changes_with_the_day_on_which_it_is_sent(surrey: Ruleset) -> None:
    collections = make_plan(surrey, PlanScope(*BEFORE, "surrey")).collections
    waste = collections.filter(**{"return": "wastedataflow", "period": "FY2026-27-Q4"})
    asked = {key.split("/")[4]: agency for key, agency in waste.select("key", "agency").iter_rows()}
    # The last quarter of the old year falls due in June 2027: each district's successor sends it.
    assert {code: asked[code] for code in DISTRICTS} == {code: _heir(code) for code in DISTRICTS}
    # Two councils follow the county, and no source says which of them sends what it owed.
    assert asked[COUNTY] == "county"
    third = collections.filter(**{"return": "wastedataflow", "period": "FY2026-27-Q3"})
    assert {*third["agency"]} == {"county", *(f"district-{code[-3:]}" for code in DISTRICTS)}


@pytest.mark.parametrize(
    ("area", "period", "symbol", "told"),
    [
        (EAST, "FY2026-27", "not_applicable", "did not exist in"),
        (COUNTY, "FY2027-28", "not_applicable", "it ended on 1 April 2027"),
        (COUNTY, "FY2026-27", "not_available", "No figure"),
        (EAST, "FY2027-28", "not_available", "No figure"),
    ],
)
def test_a_figure_that_nobody_gave_says_which_of_the_two_it_is(
    surrey: Ruleset, area: str, period: str, symbol: str, told: str
) -> None:
    key = ("cla-three-or-more-placements", area, period, "total", "actual")
    needs = pl.DataFrame([key], schema=dict.fromkeys(FIGURE_KEY, pl.String), orient="row")
    nothing = pl.DataFrame(schema=FIGURE_ORIGIN_SCHEMA)
    row = evaluate(needs, nothing, context=surrey.evaluation_context()).row(0, named=True)
    assert row["symbol"] == symbol
    assert told in row["reason"]


def test_a_body_that_did_not_exist_then_is_told_apart_from_a_figure_that_was_not_given(surrey: Ruleset) -> None:
    history = surrey.areas.history
    told = history.absence(EAST, parse_period("FY2026-27"))
    assert told is not None
    assert "East Surrey (E06999001) did not exist in" in told
    assert "it began on 1 April 2027" in told
    assert "Elmbridge (E07000207)" in told
    gone = history.absence(COUNTY, parse_period("FY2027-28"))
    assert gone is not None
    assert "it ended on 1 April 2027" in gone
    assert "Afterwards there is East Surrey (E06999001) and West Surrey (E06999002)" in gone
    assert history.absence(COUNTY, parse_period("FY2026-27")) is None
    # Two follow one, so neither stands for the same council as the county did.
    assert history.counterpart(COUNTY, date(2027, 6, 1)) is None
    assert history.counterpart(EAST, date(2026, 6, 1)) is None
