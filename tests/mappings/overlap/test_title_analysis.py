"""Titles in other words that mean the same."""

from __future__ import annotations

import pytest

from mappings.overlap.title_analysis import clean_text


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Protection plans started during the year ending 31 March", "Protection plans started during the year"),
        ("Episodes in the quarter to 30 June 2010", "Episodes in the quarter"),
        ("Children looked after as at 31 March", "Children looked after at 31 March"),
        ("Children looked after at the end of March", "Children looked after at 31 March"),
        ("Vacancies on the last day of the quarter", "Vacancies at quarter end"),
        ("Vacancies at the end of the reporting period", "Vacancies at period end"),
        ("Vacancies, end of year", "Vacancies, at period end"),
        ("Vacancies (end of month)", "Vacancies (at month end)"),
        ("Vacancies - year-end", "Vacancies - at year end"),
        ("Referrals in the current month", "Referrals in the month"),
    ],
)
def test_words_that_say_only_when_are_read_alike(title: str, plain: str) -> None:
    assert clean_text(title) == clean_text(plain)


@pytest.mark.parametrize(
    "title",
    ["Pupils at the end of key stage 2", "Plans ending in the year", "At the end of year 6", "End of life care"],
)
def test_an_ending_that_is_counted_stays(title: str) -> None:
    assert "end" in clean_text(title)
    assert clean_text(title).split() == title.casefold().split()
