"""Reviews on time: 28 days, three months, six months."""

from __future__ import annotations

import pytest

from indicators.period.arithmetic import financial_year
from tests.indicators.records.views.looked_after.small_records import figures, records

CODE = "cla-reviews-on-time"


def _reviewed(since: str, *days: str) -> tuple[int, int | None]:
    now = records(
        Episodes=f"CHILD DECOM RNE LS PLACE\nA {since} S C2 U1",
        Reviews="CHILD REVIEW\n" + "\n".join(f"A {day}" for day in days),
    )
    return figures(now)[CODE]


@pytest.mark.parametrize(
    ("since", "days", "parts"),
    [
        pytest.param("2025-03-04", [], (0, 0), id="none due yet"),
        pytest.param("2025-03-03", [], (0, 1), id="the first was due on the last day"),
        pytest.param("2025-02-01", ["2025-03-01"], (1, 1), id="first on the 28th day"),
        pytest.param("2025-02-01", ["2025-03-02"], (0, 1), id="first a day late"),
        pytest.param("2024-10-01", ["2024-10-20", "2025-01-20"], (1, 1), id="second at three months"),
        pytest.param("2024-10-01", ["2024-10-20", "2025-01-21"], (0, 1), id="second a day late"),
        pytest.param("2024-10-01", ["2024-10-20"], (0, 1), id="second not held"),
        pytest.param("2024-05-01", ["2024-05-20", "2024-07-01", "2025-01-01"], (1, 1), id="third at six months"),
        pytest.param("2024-05-01", ["2024-05-20", "2024-07-01", "2025-01-02"], (0, 1), id="third a day late"),
        pytest.param("2020-05-01", ["2024-09-30", "2025-03-30"], (1, 1), id="in care since before the records"),
        pytest.param("2020-05-01", ["2024-10-01", "2025-03-30"], (0, 1), id="six months after them at the latest"),
        pytest.param("2020-05-01", [], (0, 1), id="none all year"),
        pytest.param("2024-10-01", ["2024-09-20", "2024-10-20", "2025-01-20"], (1, 1), id="before this care"),
    ],
)
def test_due_days(since: str, days: list[str], parts: tuple[int, int]) -> None:
    assert _reviewed(since, *days) == parts


def test_earlier_records_say_when_the_last_one_was() -> None:
    episodes = "CHILD DECOM RNE LS PLACE\nA 2020-05-01 S C2 U1"
    now = records(Episodes=episodes, Reviews="CHILD REVIEW\nA 2024-09-01\nA 2025-03-01")
    then = records(financial_year(2023), Episodes=episodes, Reviews="CHILD REVIEW\nA 2023-08-01\nA 2024-02-01")
    assert figures(now)[CODE] == (1, 1)
    assert figures(now, [then])[CODE] == (0, 1)


def test_a_child_who_left_is_not_asked_about() -> None:
    now = records(Episodes="CHILD DECOM DEC RNE LS PLACE REC\nA 2020-05-01 2024-12-01 S C2 U1 E4A")
    assert figures(now)[CODE] == (0, 0)
