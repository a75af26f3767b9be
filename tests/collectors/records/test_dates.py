"""Dates: the declared forms and no other; an order of day and month is never guessed."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from collectors.records.dates import ISO, describe_forms, list_date_forms, read_date

BRITISH, COMPACT = "%d/%m/%Y", "%Y%m%d"


@pytest.mark.parametrize(
    ("text", "forms", "expected"),
    [
        ("31/12/2024", (BRITISH,), date(2024, 12, 31)),
        ("29/02/2024", (BRITISH,), date(2024, 2, 29)),
        ("29/02/2023", (BRITISH,), None),
        ("12/31/2024", (BRITISH,), None),
        ("1/4/2024", (BRITISH,), None),
        ("01/04/24", (BRITISH,), None),
        ("01/04/0024", (BRITISH,), None),
        ("31/12/9999", (BRITISH,), None),
        ("2024-12-31", (BRITISH,), None),
        ("01/04/2024 00:00", (BRITISH,), None),
        ("01.04.2024", (BRITISH,), None),
        ("20241231", (BRITISH, COMPACT), date(2024, 12, 31)),
        ("31122024", (BRITISH, COMPACT), None),
        ("45383", (BRITISH, COMPACT), None),
        ("2024-12-31", (ISO,), date(2024, 12, 31)),
        ("2024-12-31T00:00:00", (ISO,), None),
        ("١٢/٠٤/٢٠٢٤", (BRITISH,), None),
        (None, (BRITISH,), None),
    ],
)  # fmt: skip
def test_a_date_is_read_in_the_declared_forms_only(text: str | None, forms: tuple[str, ...], expected: date) -> None:
    frame = pl.DataFrame({"x": [text]}, schema={"x": pl.String})
    assert frame.select(read_date(pl.col("x"), forms)).item() == expected


def test_a_workbook_may_hold_real_dates_too() -> None:
    assert list_date_forms({"xlsx": (BRITISH,)}, "xlsx") == (BRITISH, ISO)
    assert list_date_forms({"csv": (BRITISH,)}, "csv") == (BRITISH,)
    assert list_date_forms({"csv": (BRITISH,)}, "xml") == (BRITISH,)


def test_forms_are_told_in_words() -> None:
    assert describe_forms((BRITISH, COMPACT, ISO)) == "DD/MM/YYYY or YYYYMMDD or YYYY-MM-DD"
