"""Carbon from energy, against a second, obvious reckoning in fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.factor_sets import FactorSet, find_uncovered_members, select_factor_set
from indicators.evaluation.emissions import calculate_energy_in_scope, calculate_tonnes
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.period.codes import parse_period
from returnonce.errors import NotFound, Refused
from returnonce.numbers import MICRO, round_half_up
from tests.shipped import load_breakdowns, load_catalogue, load_factor_sets

SETS = load_factor_sets()
NI185, CRC = SETS["ni185-FY2008-09"], SETS["crc-FY2010-11"]
ESTATES = (*CRC.estate_in, *CRC.estate_out)


def use(breakdown: str, kwh: int | None, **more: Any) -> dict[str, Any]:
    row = {"indicator": "energy-use-kwh", "area": "E10000024", "period": "FY2010-11", "kind": "actual"}
    number = None if kwh is None else kwh * MICRO
    symbol = "not_available" if kwh is None else None
    return row | {"breakdown": breakdown, "value": number, "symbol": symbol, "locator": breakdown} | more


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=FIGURE_SCHEMA)


def values(made: pl.DataFrame) -> dict[str, int | None]:
    return dict(made.select("breakdown", "value").iter_rows())


def test_the_same_energy_weighs_differently_in_two_schemes() -> None:
    energy = frame(
        use("estate=schools;fuel=gas;reading=estimated", 1000),
        use("estate=corporate;fuel=electricity;reading=actual", 2000),
        use("estate=transport;fuel=road-fuel;reading=actual", 5000),
    )
    # 1000 x 0.19 x 1.1 + 2000 x 0.53 = 1269 kg; 1000 x 0.2 + 2000 x 0.55 + 5000 x 0.25 = 2550 kg.
    assert values(calculate_tonnes(energy, CRC)) == {
        "fuel=electricity": 1_060_000,
        "fuel=gas": 209_000,
        "total": 1_269_000,
    }
    assert values(calculate_tonnes(energy, NI185))["total"] == 2_550_000
    assert values(calculate_energy_in_scope(energy, CRC))["total"] == 3000 * MICRO
    assert calculate_energy_in_scope(energy, NI185).is_empty()


@given(
    st.dictionaries(
        st.tuples(
            st.sampled_from(ESTATES), st.sampled_from(sorted(CRC.factors)), st.sampled_from(sorted(CRC.readings))
        ),
        st.integers(0, 10**11),
        min_size=1,
        max_size=8,
    )
)
def test_tonnes_are_exact(kwh: dict[tuple[str, str, str], int]) -> None:
    energy = frame(*(use(f"estate={e};fuel={f};reading={r}", n) for (e, f, r), n in kwh.items()))
    for rules in (CRC, NI185):
        kilograms = [
            n * Fraction(rules.factors[f]) * Fraction(rules.readings[r])
            for (e, f, r), n in kwh.items()
            if e in rules.estate_in
        ]
        exact = sum(kilograms, Fraction(0)) * MICRO / 1000
        expected = round_half_up(exact.numerator, exact.denominator) if kilograms else None
        assert values(calculate_tonnes(energy, rules)).get("total") == expected


def test_lineage_names_the_rows_in_scope_and_no_others() -> None:
    inside, outside = "estate=schools;fuel=gas;reading=actual", "estate=transport;fuel=road-fuel;reading=actual"
    made = calculate_tonnes(frame(use(inside, 10), use(outside, 20)), CRC)
    assert {source["locator"] for row in made["lineage"] for source in row} == {inside}


def test_a_green_tariff_earns_nothing() -> None:
    plain, green = (f"estate=schools;fuel=electricity;reading=actual{more}" for more in ("", ";tariff=green"))
    assert values(calculate_tonnes(frame(use(plain, 70)), CRC)) == values(calculate_tonnes(frame(use(green, 70)), CRC))


def test_what_is_not_known_is_not_nothing() -> None:
    energy = frame(
        use("estate=schools;fuel=gas;reading=actual", None), use("estate=schools;fuel=other-fuel;reading=actual", 9)
    )
    made = calculate_tonnes(energy, CRC)
    assert values(made) == {"fuel=gas": None, "fuel=other-fuel": 2430, "total": None}
    assert made.filter(pl.col("breakdown") == "total")["symbol"].to_list() == ["not_available"]
    assert calculate_tonnes(frame(use("total", 9)), CRC)["symbol"].to_list() == ["not_available"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([use("estate=schools;fuel=peat;reading=actual", 1)], "names no fuel"),
        ([use("estate=castle;fuel=gas;reading=actual", 1)], "names no estate"),
        ([use("fuel=gas", 1)], "names no estate"),
        ([use("estate=schools;fuel=gas;reading=actual;sex=F", 1)], "sex does not split"),
        ([use("estate=schools;fuel=gas;reading=actual", 1)] * 2, "given twice"),
        ([use("estate=schools;fuel=gas;reading=actual", 1), use("total", 2)], "total says 2"),
    ],
)
def test_energy_that_cannot_be_placed_is_refused(rows: list[dict[str, Any]], says: str) -> None:
    with pytest.raises(Refused, match=says):
        calculate_tonnes(frame(*rows), CRC)


def test_a_scheme_outside_its_years_says_so() -> None:
    row = use("estate=schools;fuel=gas;reading=actual", 10, status="final")
    for period, status in (("FY2010-11", "final"), ("FY2009-10", "estimated")):
        made = calculate_tonnes(frame(row | {"period": period}), CRC).row(0, named=True)
        assert made["status"] == status
        assert ("another year" in made["note"]) == (status == "estimated")


def test_the_set_in_force_is_chosen_else_the_nearest() -> None:
    for period in ("FY2008-09", "FY2009-10", "FY2010-11"):
        assert select_factor_set(SETS, "crc", parse_period(period)) is CRC
    later = CRC.model_copy(update={"code": "crc-FY2011-12", "in_force": NI185.in_force})
    assert select_factor_set({"a": later, "b": CRC}, "crc", parse_period("FY2008-09")) is later
    with pytest.raises(NotFound):
        select_factor_set(SETS, "kyoto", parse_period("FY2008-09"))


def test_no_member_is_left_without_a_place() -> None:
    breakdowns = load_breakdowns()
    assert all(find_uncovered_members(rules, breakdowns) == frozenset() for rules in SETS.values())


def test_every_scheme_and_its_indicators_know_each_other() -> None:
    catalogue = load_catalogue()
    for rules in SETS.values():
        made = {rules.tonnes_indicator, rules.energy_in_scope_indicator} - {None}
        assert {i.code for i in catalogue.values() if i.factors == rules.scheme} == made
        assert rules.status != "official"


def test_a_factor_is_never_a_binary_float() -> None:
    with pytest.raises(ValueError, match="quotes"):
        FactorSet.model_validate(CRC.model_dump(by_alias=True) | {"factors": {"gas": 0.19}})
