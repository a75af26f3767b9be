"""The list of editions: searched, and as it stood at the end of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from api.pages.editions import list_as_at
from tests.api.pages.forms import Page
from tests.api.pages.sample_publication import Publishing

pytestmark = pytest.mark.long

BEFORE, AFTER = datetime(2010, 6, 7, tzinfo=UTC), datetime(2010, 6, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "says"),
    [("", "2 editions, newest first"), ("?q=lewisham+2009", "2 editions"), ("?q=kent", "No edition fits"),
     ("?at-day=8&at-month=6&at-year=2010", "2 editions, as they stood at the end of Tuesday 8 June 2010"),
     ("?at-day=7&at-month=6&at-year=2010", "No edition fits")],
)  # fmt: skip
def test_editions_are_found_by_words_and_day(published: Publishing, query: str, says: str) -> None:
    assert says in Page(published.client("sample-regulator").get(f"/editions{query}")).text


def test_a_day_that_is_none_is_said_so_and_stays_typed(published: Publishing) -> None:
    answer = published.client("sample-regulator").get("/editions?at-day=31&at-month=6&at-year=2010")
    assert answer.status_code == 422
    assert "not a real day" in Page(answer).text
    assert 'value="31"' in answer.text


def test_an_edition_that_was_withdrawn_later_stood_until_then(published: Publishing) -> None:
    gone = replace(published.first, withdrawn_at=AFTER, withdrawn_by="x", withdrawn_why="wrong")
    stood = list_as_at([gone], datetime(2010, 6, 8, 23, tzinfo=UTC))
    assert [one.withdrawn_at for one in stood] == [None]
    assert [one.withdrawn_at for one in list_as_at([gone], AFTER)] == [AFTER]
    assert list_as_at([gone], BEFORE) == []
