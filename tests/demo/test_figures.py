"""Cells of the exports against what the sample files say, worked out by other means."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from tests.demo.by_hand import COUNCILS, DISTRICTS, SAMPLES, Row, printed, published, sample, sent, share
from tests.demo.conftest import Shown

FACTORS = SAMPLES.parent / "indicators" / "factors"
QUARTERS = tuple(f"FY2009-10-Q{n}" for n in range(1, 5))
TRUST = "nottinghamshire-healthcare"


def total(name: str, code: str) -> Fraction:
    return sum((Fraction(sent(name, code, period=quarter)["value"]) for quarter in QUARTERS), Fraction(0))


def of_districts(code: str, line: str, *, without: str = "") -> list[Row]:
    """Each district's own row, the corrected one where there is one."""
    found = []
    for name, area in zip(COUNCILS, DISTRICTS, strict=True):
        again = [r for r in sample("ashfield-council-correction-illustrative") if r["indicator"] == line]
        corrected = again if name == "ashfield" else []
        found += corrected or [
            row
            for row in sample(f"{name}-council-illustrative")
            if row["indicator"] in {code, line} and row["area"] == area != without
        ]
    return found


@pytest.mark.parametrize("quarter", QUARTERS)
def test_a_quarter_as_it_was_sent(shown: Shown, quarter: str) -> None:
    row = sent("nottinghamshire-county-pct", "VSA04.1", period=quarter)
    assert shown.cell("VSA04.1", "5N8", quarter)["value"] == share([row])


def test_a_year_of_quarters_is_made_from_their_sums(shown: Shown) -> None:
    fed = total("lewisham-pct", "VSB11.2") + total("lewisham-pct", "VSB11.3")
    due = total("lewisham-pct", "VSB11.1")
    cell = shown.cell("VSB11.6", "5LF")
    assert (cell["value"], cell["numerator"], cell["denominator"]) == (printed(100 * fed / due, 1), str(fed), str(due))


def test_a_rate_rests_on_the_mid_year_estimate(shown: Shown) -> None:
    people = published("central-figures-illustrative", "5LF", "2009", measure="population-16-and-over-nhs")
    quitters = total("lewisham-pct", "VSB05.2")
    assert shown.cell("VSB05.3", "5LF")["value"] == printed(100_000 * quitters / Fraction(people["value"]), 1)


@pytest.mark.parametrize(
    ("line", "area", "districts"),
    [
        ("NI 149", "E10000024", DISTRICTS),
        ("VSC06", "5N8", [area for area in DISTRICTS if area != "E07000171"]),
        ("VSC06", "5ET", ["E07000171"]),
    ],
)
def test_a_trust_rolls_up_from_its_districts_only(shown: Shown, line: str, area: str, districts: list[str]) -> None:
    code = "mental-health-settled-accommodation"
    assert shown.cell(line, area)["value"] == share([sent(TRUST, code, area=district) for district in districts])


def test_a_county_is_the_sum_of_its_districts_as_corrected(shown: Shown) -> None:
    decided = of_districts("planning-minor-in-8-weeks", "NI 157.2")
    assert len(decided) == 7
    assert shown.cell("NI 157.2", "E10000024")["value"] == share(decided)
    housed = of_districts("temporary-accommodation-households", "NI 156")
    day = "2010-03-31"
    assert shown.cell("NI 156", "E10000024", day)["value"] == str(sum(int(row["value"]) for row in housed))


def test_days_to_process_are_never_averaged(shown: Shown) -> None:
    days = of_districts("benefit-processing-days", "NI 181")
    assert shown.cell("NI 181", "E10000024")["value"] == share(days, per=1)


def test_two_trusts_make_a_county(shown: Shown) -> None:
    rows = [r for name in ("nottinghamshire-county-pct", "bassetlaw-pct") for r in sample(f"{name}-illustrative")]
    tested = [row for row in rows if row["indicator"] in {"NI 113.1", "VSB13"} and row["area"] in DISTRICTS]
    assert len(tested) == 7
    assert shown.cell("NI 113.1", "E10000024")["value"] == share(tested)


def test_a_change_sent_in_per_cent_is_the_one_count_behind_it(shown: Shown) -> None:
    base = int(sample("lewisham-drug-partnership-2007-08-illustrative")[0]["value"])
    change = sent("lewisham-drug-partnership", "NI 40")["value"]
    fitting = [n for n in range(2 * base) if printed(Fraction(100 * (n - base), base), 1) == change]
    assert len(fitting) == 1
    for line, area in (("VSB14", "5LF"), ("NDTMS ET", "DAT-LEWISHAM")):
        assert shown.cell(line, area)["value"] == str(fitting[0])
    assert shown.cell("NI 40", "E09000023")["value"] == change


def test_thousands_go_in_and_come_out(shown: Shown) -> None:
    row = sent("lewisham-council", "NI 179")
    assert shown.cell("NI 179", "E09000023")["value"] == row["value"]
    path = shown.out / "returns/FY2009-10/lewisham/national-indicators_E09000023_FY2009-10.json"
    book = json.loads(path.read_text(encoding="utf-8"), parse_float=Fraction)
    lineage = next(cell["lineage"] for cell in book["cells"] if cell["line"] == "NI 179")
    assert [Fraction(figure["value"]) for figure in lineage["figures"]] == [1000 * Fraction(row["value"])]


def test_suppliers_are_added_and_the_share_worked_out(shown: Shown) -> None:
    names = ("lewisham-community-drug-service-waits", "south-london-maudsley-waits")
    parts = [sent(name, "drug-wait-first-intervention-three-weeks") for name in names]
    assert shown.cell("NDTMS W1", "DAT-LEWISHAM")["value"] == share(parts)


def test_exits_are_shares_of_their_sum(shown: Shown) -> None:
    planned, *others = (
        Fraction(sent("nottinghamshire-drug-partnership", line)["value"])
        for line in ("NDTMS XP", "NDTMS XT", "NDTMS XU")
    )
    whole = planned + sum(others)
    assert shown.cell("NDTMS XPS", "DAT-NOTTINGHAMSHIRE")["value"] == printed(100 * planned / whole, 1)


def tonnes(scheme: Path, year: str) -> Fraction:
    """Energy of a year by one scheme's factors, in the plainest way."""
    rules = yaml.safe_load(scheme.read_text(encoding="utf-8"))
    added = Fraction(0)
    for row in sample("lewisham-council-energy-illustrative"):
        at = dict(pair.split("=") for pair in row["breakdown"].split(";"))
        if row["period"] == year and at["estate"] in rules["estate_in"]:
            factor = Fraction(rules["factors"][at["fuel"]]) * Fraction(rules["readings"][at["reading"]])
            added += Fraction(row["value"]) * factor
    return added / 1000


def test_one_record_of_energy_use_gives_two_schemes(shown: Shown) -> None:
    ni185, crc = FACTORS / "ni185-FY2008-09.yaml", FACTORS / "crc-FY2010-11.yaml"
    for year in ("FY2008-09", "FY2009-10"):
        assert f"{int(printed(tonnes(ni185, year), 0)):,} t" in shown.outcome.text
    assert shown.cell("CRC 4", "E09000023", "FY2010-11")["value"] == printed(tonnes(crc, "FY2010-11"), 0)
    text = f"{int(printed(tonnes(crc, 'FY2008-09'), 0)):,} t"
    assert text in shown.outcome.text


@pytest.mark.parametrize(
    ("line", "period", "source", "where", "columns", "per", "decimals"),
    [
        ("CORE 23", "2025-03-31", "cpp-open-by-duration", {}, ("2_years_or_more", "CPP_At31"), 100, 1),
        ("NI 65", "FY2024-25", "cpp-subsequent-plans", {}, ("CPP_subsequent", "CPP_start"), 100, 1),
    ],
)
def test_published_shares_come_from_their_counts(
    shown: Shown, line: str, period: str, source: str, where: Row, columns: tuple[str, str], per: int, decimals: int
) -> None:
    row = published(source, "E10000024", "2025", **where)
    parts = {"numerator": row[columns[0]], "denominator": row[columns[1]]}
    expected = share([parts], per=per, decimals=decimals)
    assert shown.cell(line, "E10000024", period, year="FY2024-25")["value"] == expected


def test_a_rate_of_two_publications(shown: Shown) -> None:
    plans = published("cpp-open-by-duration", "E09000023", "2025")["CPP_At31"]
    children = published("population-estimates", "E09000023", "2024")["population_estimate"]
    cell = shown.cell("CORE 22", "E09000023", "2025-03-31", year="FY2024-25")
    assert cell["value"] == printed(10_000 * Fraction(plans) / Fraction(children), 1)


def test_comparators_stand_beside_the_figure(shown: Shown) -> None:
    england = published("cpp-subsequent-plans", "E92000001", "2025", geographic_level="National")
    cell = shown.cell("CORE 24", "E10000024", "FY2024-25", year="FY2024-25")
    parts = {"numerator": england["CPP_subsequent"], "denominator": england["CPP_start"]}
    assert (cell["england"], cell["neighbours_n"]) == (share([parts]), "10")
