"""One record of energy use, worked out as each scheme would say it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from indicators.evaluation.bulk_evaluation import evaluate
from tests.indicators.small_contexts import build_context, build_figures, count, figure, need, needs
from tests.shipped import load_factor_sets

SETS = load_factor_sets()
ENERGY = count("energy-use-kwh", unit="kwh", population_base="estate")
CRC = count("co2-crc-tonnes", unit="tonnes_co2", population_base="estate", factors="crc", decimals=1)
IN_SCOPE = count("crc-energy-kwh", unit="kwh", population_base="estate", factors="crc")
SCHOOLS = "estate=schools;fuel=gas;reading=estimated"
OFFICES = "estate=corporate;fuel=electricity;reading=actual"
FLEET = "estate=transport;fuel=road-fuel;reading=actual"


def use(breakdown: str, kwh: float | None, period: str = "FY2010-11", **more: Any) -> dict[str, Any]:
    at = {"indicator": ENERGY.code, "breakdown": breakdown, "agency": "estates"}
    return figure("COUNTY", period, kwh, **at, **more)


def ask(rows: list[dict[str, Any]], code: str = CRC.code, **cell: str) -> dict[str, Any]:
    made = replace(build_context(ENERGY, CRC, IN_SCOPE), factor_sets=SETS)
    asked = needs(need(**{"indicator": code, "period": "FY2010-11"} | cell))
    return evaluate(asked, build_figures(rows), context=made).row(0, named=True)


YEAR = [use(SCHOOLS, 100_000), use(OFFICES, 200_000), use(FLEET, 900_000)]


def test_tonnes_rest_on_the_energy_in_scope_and_say_so() -> None:
    result = ask(YEAR)
    # 100,000 x 0.19 x 1.1 + 200,000 x 0.53 kg
    assert (result["value"], result["provenance"], result["agency"]) == (126_900_000, "formula", "estates")
    assert [source["breakdown"] for source in result["lineage"]] == [OFFICES, SCHOOLS]
    assert result["note"] == "Factor values are illustrative."
    assert ask(YEAR, breakdown="fuel=gas")["value"] == 20_900_000
    assert ask(YEAR, IN_SCOPE.code)["value"] == 300_000_000_000


def test_a_year_of_energy_may_be_given_by_quarters() -> None:
    rows = [use(SCHOOLS, 25_000, f"FY2010-11-Q{n}") for n in (1, 2, 3, 4)]
    assert ask([*rows, *YEAR[1:]])["value"] == 126_900_000
    assert "There is no energy use for estate=schools" in ask([*rows[1:], *YEAR[1:]])["reason"]


def test_councils_make_the_region_and_the_ground_is_not_shared() -> None:
    other = [row | {"area": "UNI"} for row in YEAR]
    assert ask(YEAR + other, area="REG")["value"] == 253_800_000
    assert ask(YEAR, area="PCT-C")["symbol"] == "not_available"


def test_without_energy_or_factors_there_is_a_reason() -> None:
    assert "there is none for 'energy-use-kwh'" in ask([])["reason"]
    assert "names no estate" in ask([use("fuel=gas;reading=actual", 5)])["reason"]
    bare = evaluate(needs(need(indicator=CRC.code)), build_figures(YEAR), context=build_context(ENERGY, CRC))
    assert "There are no emission factors" in bare["reason"][0]
