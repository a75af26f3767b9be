"""Patterns of periods, days and instants against what the readers of them take."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from api.schemas.instants import DAY_OR_INSTANT_SCHEMA, DAY_PATTERN, INSTANT_PATTERN
from api.schemas.period_codes import PERIOD_PATTERN, PERIODS_PATTERN, find_period
from api.schemas.text_types import AREA_PATTERN, AreaText
from api.schemas.webhooks import ADDRESS
from returnonce.errors import NotFound, Refused
from returnonce.webhooks.addresses import parse_address


def test_the_pattern_of_a_day_holds_the_days_that_there_are_and_no_other() -> None:
    real = {(date(1900, 1, 1) + timedelta(days=n)).isoformat() for n in range(73049)}
    assert max(real) == "2099-12-31"
    for year in range(1900, 2100):
        for month_and_day in ("02-28", "02-29", "02-30", "04-30", "04-31", "12-31", "00-10", "13-01", "01-00", "01-32"):
            day = f"{year}-{month_and_day}"
            assert bool(re.search(DAY_PATTERN, day)) == (day in real), day
    assert all(re.search(DAY_PATTERN, day) for day in sorted(real)[::97])


@pytest.mark.parametrize("text", ["FY2024-25", "AY2024-25", "FY2024-25-Q4", "CY2009", "2009-M10", "2009-03-31"])
def test_codes_fit_their_pattern_and_are_found(text: str) -> None:
    assert re.search(PERIOD_PATTERN, text)
    assert re.search(PERIODS_PATTERN, f"{text},{text}")
    assert find_period(text) == text


@pytest.mark.parametrize(
    "text", ["FY2009-57", "AY2024-24", "FY2024-26-Q1", "2010-03-31..2009-04-01", "2009-03-31..2009-03-31"]
)
def test_a_well_formed_code_of_no_period_is_not_found(text: str) -> None:
    assert re.search(PERIOD_PATTERN, text)
    with pytest.raises(NotFound) as refused:
        find_period(text)
    assert refused.value.mend


@pytest.mark.parametrize("text", ["FY3009-10", "2009-02-30", "2009-M13", "last year", "2009-10-01..2009-02-30"])
def test_what_is_no_code_is_refused_as_before(text: str) -> None:
    assert not re.search(PERIOD_PATTERN, text)
    with pytest.raises(Refused):
        find_period(text)


def test_an_instant_may_stand_where_a_day_may() -> None:
    pattern = DAY_OR_INSTANT_SCHEMA["pattern"]
    for text in ("2024-02-29", "2024-02-29T10:00:00Z", "2024-02-29T10:00:00.5+01:00"):
        assert re.search(str(pattern), text)
    assert not re.search(str(pattern), "2024-02-29T10:00:00")
    assert not re.search(INSTANT_PATTERN, "2023-02-29T10:00:00Z")


@pytest.mark.parametrize("url", ["https://returns.example.org/hook", "https://a.b:8443?x=1", "https://a1.b2c:443/x[1]"])
def test_addresses_of_the_pattern_are_taken(url: str) -> None:
    assert re.search(ADDRESS, url)
    assert parse_address(url).hostname


@pytest.mark.parametrize("url", ["http://a.b", "https://a.b:80", "https://1.2.3.4", "https://u@a.b", "https://a.b/#x"])
def test_addresses_that_are_refused_are_not_of_the_pattern(url: str) -> None:
    assert not re.search(ADDRESS, url)


@pytest.mark.parametrize("text", ["E10000024", "Nottinghamshire", " Kingston upon Hull, City of ", "a\nb"])
def test_an_area_is_a_code_or_a_name(text: str) -> None:
    assert re.search(AREA_PATTERN, text)
    assert TypeAdapter(AreaText).validate_python(text) == text


@pytest.mark.parametrize("text", ["", "  ", "a/b", "\0", "a\0", "\0a", "a\0b"])
def test_no_area_is_blank_or_holds_what_no_address_may(text: str) -> None:
    assert not re.search(AREA_PATTERN, text)
    with pytest.raises(ValidationError):
        TypeAdapter(AreaText).validate_python(text)
