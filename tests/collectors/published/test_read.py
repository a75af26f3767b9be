"""A small publisher of our own: two authorities, a region and England, two years."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectors.published.read import PublishedReading, read_published
from collectors.published.verify import verify_file
from mappings.definitions.published_sources import Source, read_source
from tests.shipped import load_areas, load_catalogue, load_finding_kinds

MAPPING = """
source: small
title: A small publication
publisher: dfe
publication: Made for a test
licence: none
columns: [time_period, geographic_level, new_la_code, region_code, country_code, group, n, pct]
levels:
  - {level: Local authority, area: new_la_code}
  - {level: Regional, area: region_code, rounded_to: 10}
  - {level: National, area: country_code, rounded_to: 10}
symbols: {c: confidential, z: not_applicable, x: not_available, k: rounds_to_zero, low: rounds_to_zero, u: unreliable}
figures:
  - indicator: cla-three-or-more-placements
    period: {kind: financial_year, year: ends}
    where: {group: moved}
    numerator: {column: n}
    denominator: {column: n, where: {group: all}}
    value: {column: pct}
    per: 100
    decimals: 0
  - indicator: cla-at-31-march
    period: {kind: day, day: "03-31"}
    where: {group: all}
    value: {column: n}
"""
HEAD = "time_period,geographic_level,new_la_code,region_code,country_code,group,n,pct"
LEWISHAM = "2025,Local authority,E09000023,E13000001,E92000001"
ENGLAND = "2025,National,,,E92000001"


def source(tmp_path: Path, mapping: str = MAPPING) -> Source:
    path = tmp_path / "small.yaml"
    path.write_text(mapping)
    return read_source(path)


def read(tmp_path: Path, *lines: str, mapping: str = MAPPING, head: str = HEAD) -> PublishedReading:
    data = "\r\n".join([head, *lines, ""]).encode()
    return read_published(data, source(tmp_path, mapping), areas=load_areas(), catalogue=load_catalogue())


def cells(published: PublishedReading, indicator: str) -> list[dict[str, Any]]:
    columns = ["area", "period", "numerator", "denominator", "value", "symbol", "rounded_to", "locator"]
    return published.figures.filter(indicator=indicator).select(columns).to_dicts()


def test_parts_are_taken_from_their_own_rows(tmp_path: Path) -> None:
    reading = read(tmp_path, f"{LEWISHAM},moved,45,10", f"{LEWISHAM},all,450,100")
    assert reading.marks == ()
    assert cells(reading, "cla-three-or-more-placements") == [
        {
            "area": "E09000023",
            "period": "FY2024-25",
            "numerator": 45_000_000,
            "denominator": 450_000_000,
            "value": 10_000_000,
            "symbol": None,
            "rounded_to": None,
            "locator": "rows 2, 3",
        }
    ]
    assert cells(reading, "cla-at-31-march")[0]["period"] == "2025-03-31"


@pytest.mark.parametrize(
    ("moved", "everyone", "figure"),
    [
        ("45,10", "450", (45_000_000, 450_000_000, 10_000_000, None)),
        ("c,c", "450", (None, None, None, "confidential")),
        ("z,z", "z", (None, None, None, "not_applicable")),
        ("x,x", "450", (None, None, None, "not_available")),
        ("k,k", "450", (None, None, None, "rounds_to_zero")),
        ("low,low", "450", (None, None, None, "rounds_to_zero")),
        ("u,u", "450", (None, None, None, "unreliable")),
        (",", "450", (None, None, None, "not_available")),
        ("0,0", "450", (0, 450_000_000, 0, None)),
        ("45,10", "c", (None, None, 10_000_000, None)),
        ("0,z", "0", (0, 0, None, None)),
    ],
)
def test_symbols_are_never_zeros_or_blanks(tmp_path: Path, moved: str, everyone: str, figure: tuple[Any, ...]) -> None:
    reading = read(tmp_path, f"{LEWISHAM},moved,{moved}", f"{LEWISHAM},all,{everyone},")
    row = cells(reading, "cla-three-or-more-placements")[0]
    assert (row["numerator"], row["denominator"], row["value"], row["symbol"]) == figure


def test_rounded_levels_say_so(tmp_path: Path) -> None:
    reading = read(tmp_path, f"{ENGLAND},moved,8500,10", f"{ENGLAND},all,81770,100")
    assert [row["rounded_to"] for row in cells(reading, "cla-at-31-march")] == [10_000_000]


@pytest.mark.parametrize(
    ("lines", "change", "code", "expected"),
    [
        ([f"{LEWISHAM},moved,4 5,10"], ("", ""), "published-number", "4 5"),
        (["2025-26" + LEWISHAM[4:] + ",moved,45,10"], ("", ""), "published-period", "2025-26"),
        ([f"{LEWISHAM},other,45,10"], ("", ""), "published-no-rows", None),
        ([f"{LEWISHAM},moved,45,10", f"{LEWISHAM},moved,46,10"], ("", ""), "published-ambiguous", None),
        ([f"{LEWISHAM},moved,45,10"], ("column: pct", "column: share"), "published-columns", "share"),
        ([f"{LEWISHAM},moved,45,10"], ("cla-at-31-march", "no-such-thing"), "published-indicator", "no-such-thing"),
        ([f"{LEWISHAM},moved,45,10"], ("cla-at-31-march", "cla-three-or-more-placements"), "published-no-rows", None),
        (["2025,Local authority,E06999999,,E92000001,moved,45,10"], ("", ""), "published-areas", "E06999999"),
        (
            ["2025,Local authority,W06000001,,W92000004,moved,45,10"],
            ("", ""),
            "published-other-bodies",
            "a council in Wales",
        ),
        (["2025,School,,,E92000001,moved,45,10"], ("", ""), "published-levels", "School"),
    ],
)
def test_what_the_mapping_does_not_foresee_is_told(
    tmp_path: Path, lines: list[str], change: tuple[str, str], code: str, expected: str | None
) -> None:
    reading = read(tmp_path, *lines, f"{LEWISHAM},all,450,100", mapping=MAPPING.replace(*change))
    if code == "published-no-rows":
        reading = read(tmp_path, *lines, mapping=MAPPING.replace(*change))
    marks = [mark for mark in reading.marks if mark.code == code]
    assert marks
    assert expected is None or expected in str(marks[0].value)


def test_a_filter_that_is_missing_is_named_by_the_column_that_differs(tmp_path: Path) -> None:
    head = HEAD.replace("group", "sex,group")
    lines = [f"{LEWISHAM},{sex},{group},{n},10" for sex in ("F", "M") for group, n in (("moved", 4), ("all", 40))]
    reading = read(tmp_path, *lines, head=head)
    assert {m.detail for m in reading.marks if m.code == "published-ambiguous"} == {
        "rows 2, 4; they differ in sex",
        "rows 3, 5; they differ in sex",
    }


def test_a_column_can_become_a_breakdown(tmp_path: Path) -> None:
    split = "    breakdown: {sex: {column: sex, members: {Girls: F, Boys: M}}}\n    per: 100"
    mapping = MAPPING.replace("    per: 100", split).split("  - indicator: cla-at")[0]
    lines = [f"{LEWISHAM},{s},{g},{n},10" for s in ("Girls", "Boys", "All") for g, n in (("moved", 4), ("all", 40))]
    reading = read(tmp_path, *lines, mapping=mapping, head=HEAD.replace("group", "sex,group"))
    assert reading.figures["breakdown"].sort().to_list() == ["sex=F", "sex=M"]


def test_a_slip_of_the_publisher_is_listed(tmp_path: Path) -> None:
    nottinghamshire = LEWISHAM.replace("E09000023", "E10000024")
    reading = read(
        tmp_path,
        f"{LEWISHAM},moved,45,10",
        f"{LEWISHAM},all,450,100",
        f"{nottinghamshire},moved,1,12",
        f"{nottinghamshire},all,8,100",
    )
    done = verify_file("small.csv", source(tmp_path), reading, load_areas())
    assert (done.agree["local authority"], done.compared["local authority"]) == (1, 2)
    slip = done.disagreements[0]
    assert (slip.area_name, slip.printed, slip.recomputed, slip.rows) == ("Nottinghamshire", "12", "13", "rows 4, 5")


def test_every_kind_of_mark_has_words() -> None:
    kinds = load_finding_kinds()
    assert {k for k in kinds if k.startswith("published-")} >= {"published-columns", "published-areas"}


@pytest.mark.long
def test_the_real_files_agree_row_by_row(shared: Path) -> None:
    from collectors.published.verify import verify_folder
    from tests.shipped import load_sources

    done, _ = verify_folder(
        shared / "data" / "published", load_sources(), areas=load_areas(), catalogue=load_catalogue()
    )
    local = {each.source: (each.agree["local authority"], each.compared["local authority"]) for each in done}
    assert local["cla-health-outcomes"] == (10_954, 10_954)
    assert all(agree == compared for name, (agree, compared) in local.items() if name != "cpp-open-by-duration")
    slips = {(slip.level, slip.area_name, slip.period) for each in done for slip in each.disagreements}
    assert {slip for slip in slips if slip[0] == "local authority"} == {("local authority", "Shropshire", "2017-03-31")}
    # A region's counts are rounded to ten; what is listed lies outside what that allows.
    assert len(slips) == 3
    assert sum(each.within_rounding["region"] for each in done) > 100


def test_every_source_shipped_names_real_indicators() -> None:
    from tests.shipped import load_sources

    named = {f.indicator for s in load_sources().values() for f in s.figures if f.indicator}
    assert named <= set(load_catalogue())
    assert pl.Series(sorted(named)).len() > 30
