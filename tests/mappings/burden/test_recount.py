"""The ledger's steps agree with a recount from the files alone, for places that ship and for places that do not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine

from mappings.burden.ledger import make_ledger
from mappings.obligations.events import EventReport, record_event
from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import FixedClock
from returnonce.db import reading
from tests.contexts import make_context
from tests.mappings.burden.recount import ROOT, recount

SHIPPED = ROOT / "mappings" / "places"
HEAD = "code\tname\tkind\troles\tareas\tfrom\tto\tsuccessor\tsource\n"
#: Places that do not ship: a unitary council; a county with two of its districts; one with three and two trusts; a
#: unitary with one; one that sends two record sets, and has another's figures copied; a borough that has a trust's
#: ground and makes its return too; one that makes National Indicators of one year only.
PLACES = {
    "derby": {"national-indicators": ["E06000015"]},
    "kent": {"national-indicators": ["E10000016", "E07000108", "E07000114"]},
    "somerset": {
        "core-data-set": ["E06000066"],
        "ssda903": ["E06000066"],
        "cld": ["E06000066"],
        "ascof": ["E06000066"],
    },
    "derbyshire": {
        "national-indicators": ["E10000007", "E07000032", "E07000035", "E07000039"],
        "vital-signs": ["5N8", "5ET"],
        "crc": ["E10000007"],
    },
    "bath": {"national-indicators": ["E06000022"], "vital-signs": ["5LF"], "crc": ["E06000022"]},
    "both": {"vital-signs": ["5LF", "5ET"], "national-indicators": ["E09000023", "E07000171"], "crc": ["E09000023"]},
}
ROLES = "council|housing|planning|environment|transport|children-services|education|adult-social-care|police|fire|yot"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ruleset, Path]:
    """The definitions that ship, with the places above in a folder of one's own."""
    folder = tmp_path_factory.mktemp("places")
    for name, returns in PLACES.items():
        _write_place(folder / name, returns)
    return load_ruleset(folder), folder


def _in_force(code: str) -> str:
    """The years of a return: those of the National Indicators, else those since 2024."""
    old = code in {"national-indicators", "vital-signs", "crc"}
    return "from: FY2008-09, to: FY2010-11" if old else "from: FY2024-25"


def _write_place(folder: Path, returns: dict[str, list[str]]) -> None:
    areas = sorted({area for each in returns.values() for area in each})
    made = (
        f"  - {{return: {code}, areas: [{', '.join(codes)}], {_in_force(code)}, illustrative: true}}"
        for code, codes in returns.items()
    )
    folder.mkdir()
    text = [f"name: {folder.name}", f"title: {folder.name}", f"areas: [{', '.join(areas)}]", "illustrative: true"]
    (folder / "place.yaml").write_text(
        "\n".join([*text, "returns:", *made, "sources: [made up]", ""]), encoding="utf-8"
    )
    roles = [(area, ROLES if area.startswith("E") else "pct") for area in areas]
    agencies = (
        f"a-{area.lower()}\tOf {area}\tcouncil\t{role}\t{area}\tnot established\t\t\tmade up" for area, role in roles
    )
    (folder / "agencies.tsv").write_text(HEAD + "\n".join([*agencies, ""]), encoding="utf-8")


LATER = {"derbyshire", "bath"}
YEARS: list[Any] = [
    pytest.param(place, first, marks=[pytest.mark.long] if place in LATER else [])
    for place in ("lewisham", "nottinghamshire", *PLACES)
    for first in (2009, 2010)
]
#: Years in which lines are kept after their return's end, and the last in which records are sent.
YEARS += [(place, first) for place in ("lewisham", "nottinghamshire", "somerset") for first in (2024, 2025)]


@pytest.mark.parametrize("inspected", [("ofsted-profile",), ("ofsted-profile", "ofsted-annex-a")])
@pytest.mark.parametrize(("place", "area"), [("lewisham", "E09000023"), ("nottinghamshire", "E10000024")])
def test_on_notice_of_an_inspection_too(
    sqlite_engine: Engine, place: str, area: str, inspected: tuple[str, ...]
) -> None:
    """With the lists that come with the notice their figures are copied from records; without them they are copied."""
    rules, day = load_ruleset(None), date(2025, 11, 12)
    context = make_context(sqlite_engine, ruleset=rules, clock=FixedClock(datetime(2025, 11, 13, tzinfo=UTC)))
    for code in inspected:
        record_event(context, EventReport(place, code, area, str(day), day))
    with reading(sqlite_engine) as session:
        ledger = make_ledger(rules, session, start=date(2025, 4, 1), end=date(2026, 3, 31), place=place)
    counts = ledger.count()
    by_hand = recount(SHIPPED / place, 2025, tuple((code, area, str(day)) for code in inspected))
    steps = [step.code for step in ledger.count_definitions.waterfall.steps]
    assert {code: counts[code] for code in steps} == {code: by_hand[code] for code in steps}
    assert counts["keyed_figures"] == by_hand["keyed_once"] + by_hand["asked_for_parts"]


@pytest.mark.parametrize(("place", "first"), YEARS)
def test_every_step_is_that_of_the_files(own: tuple[Ruleset, Path], place: str, first: int) -> None:
    rules, folder = own
    ledger = make_ledger(rules, None, start=date(first, 4, 1), end=date(first + 1, 3, 31), place=place)
    by_hand = recount((folder if place in PLACES else SHIPPED) / place, first)
    counts = ledger.count()
    steps = {step.code: counts[step.code] for step in ledger.count_definitions.waterfall.steps}
    assert steps == {code: by_hand[code] for code in steps}
    assert counts["keyed_once"] == by_hand["keyed_once"]
    assert counts["keyed_figures"] == by_hand["keyed_once"] + by_hand["asked_for_parts"]


def test_a_rate_of_records_and_a_departments_population_is_filled_from_the_records() -> None:
    """Nobody copies it: its count comes from records that are sent, and its population from a publication."""
    ledger = make_ledger(
        load_ruleset(None), None, start=date(2025, 4, 1), end=date(2026, 3, 31), place="nottinghamshire"
    )
    steps = dict(ledger.cells.filter(pl.col("return") == "ascof").select("line", "step").iter_rows())
    assert {steps["ASCOF 2B"], steps["ASCOF 2C"]} == {"from_records"}
