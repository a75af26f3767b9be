from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indicators.period.codes import parse_period
from mappings.definitions.returns import Return, find_return, load_return, load_returns
from returnonce.errors import NotFound, Refused
from tests.mappings.definitions.test_lines import ROW, tsv

FIRST = """
edition: FY2008-09
title: National Indicators, 2008-09
recipient: Department
legal_basis: none
in_force: {from: 2008-04-01, to: 2009-04-01}
area_kinds: [county]
period_kinds: [financial_year]
due: {anchor: period_end, working_days: 20, assumed: true, source: made up}
layout: plain
formats: [xlsx]
rounding: half_up
symbols: {confidential: c}
disclosure: {regulator: true figures}
sources: [made up]
confidence: low
"""
SECOND = """
edition: FY2009-10
extends: FY2008-09
title: National Indicators, 2009-10
in_force: {from: 2009-04-01, to: 2010-04-01}
symbols: {confidential: '*'}
"""


def folder(tmp_path: Path, **editions: str) -> Path:
    path = tmp_path / "national"
    path.mkdir()
    tsv(path, ROW)
    for name, text in editions.items():
        (path / f"{name.replace('_', '-')}.yaml").write_text(text)
    return path


@pytest.fixture
def two(tmp_path: Path) -> Return:
    return load_return(folder(tmp_path, FY2008_09=FIRST, FY2009_10=SECOND))


def test_a_later_edition_says_only_what_changed(two: Return) -> None:
    later = two.editions[1]
    assert (later.title, later.recipient, later.layout) == ("National Indicators, 2009-10", "Department", "plain")
    assert later.symbols == {"confidential": "*"}
    assert two.title == "National Indicators"


@pytest.mark.parametrize(
    ("period", "edition"),
    [
        ("FY2007-08", None),
        ("FY2008-09", "FY2008-09"),
        ("FY2009-10", "FY2009-10"),
        ("FY2009-10-Q1", "FY2009-10"),
        ("AY2008-09", "FY2009-10"),
        ("FY2010-11", None),
    ],
)
def test_the_edition_in_force_on_the_last_day_holds(two: Return, period: str, edition: str | None) -> None:
    actual_edition = two.edition_for(parse_period(period))
    assert (actual_edition.edition if actual_edition else None) == edition


def test_after_its_end_the_last_edition_serves_for_kept_lines_alone(two: Return) -> None:
    later = parse_period("FY2024-25")
    assert two.choose_edition(later).edition is None
    assert "none of its lines is kept" in (two.choose_edition(later).reason or "")
    kept = two.choose_edition(later, kept_codes=frozenset({"NI 40"}))
    assert (kept.edition, kept.ended) == (two.editions[1], True)
    assert two.choose_edition(parse_period("FY2001-02"), kept_codes=frozenset({"NI 40"})).edition is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SECOND.replace("FY2008-09", "FY1999-00"), "no edition FY1999-00 to extend"),
        (SECOND.replace("extends: FY2008-09", "extends: FY2009-10"), "FY2009-10 extends itself"),
        (SECOND.replace("edition: FY2009-10", "edition: FY2010-11"), "Name the file for its edition"),
        (SECOND + "colour: red\n", "colour: there is no such key"),
    ],
)
def test_a_wrong_edition_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        load_return(folder(tmp_path, FY2008_09=FIRST, FY2009_10=text))


def test_a_return_needs_an_edition(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no edition"):
        load_return(folder(tmp_path))


def test_returns_are_found_by_code(tmp_path: Path) -> None:
    folder(tmp_path, FY2008_09=FIRST)
    definitions = load_returns(tmp_path)
    assert find_return(definitions, "national").editions[0].in_force.start == date(2008, 4, 1)
    with pytest.raises(NotFound, match="Returns are: national"):
        find_return(definitions, "international")
