from __future__ import annotations

import csv

import pytest

from indicators.areas.area_book import AreaBook
from returnonce.errors import NotFound
from tests.repository import ROOT
from tests.shipped import load_areas


@pytest.fixture(scope="module")
def book() -> AreaBook:
    return load_areas()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("E23000018", "E23000018 is the code of a police force area, and not of a council"),
        ("e31000028", "e31000028 is the code of a fire and rescue authority, and not of a council"),
        ("E54000030", "integrated care board"),
        ("E38000026", "a clinical commissioning group"),
        ("E16000042", "a primary care trust"),
        ("RX4", "RX4 has the form of the code of an NHS trust or foundation trust"),
        ("Unitary authorities", "'Unitary authorities' is a group of authorities, and not a council"),
        ("Achieving for Children", "is a joint company of Kingston upon Thames and Richmond upon Thames and Windsor"),
        ("Rye", ""),
        ("E06999999", ""),
        ("E2300001", ""),
    ],
)
def test_a_body_that_is_no_council_is_known_for_what_it_is(book: AreaBook, text: str, words: str) -> None:
    said = book.describe_other_body(text)
    assert words in said
    assert bool(words) == bool(said)
    with pytest.raises(NotFound) as refused:
        book.find(text)
    assert words in str(refused.value.mend)


def test_no_code_of_a_listed_area_is_another_bodys(book: AreaBook) -> None:
    with (ROOT / "indicators" / "areas" / "other_bodies.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["source"] for row in rows)
    beginnings = {row["text"] for row in rows if row["match"] == "code"}
    assert not beginnings & {area.code[:3] for area in book.all()}
    assert not [row["text"] for row in rows if row["match"] == "name" and book.recognises(row["text"])]


@pytest.mark.parametrize(("text", "code"), [("Hammersmith & Fulham", "E09000013"), ("TELFORD  &  WREKIN", "E06000020")])
def test_an_ampersand_is_and(book: AreaBook, text: str, code: str) -> None:
    assert book.find(text).code == code
