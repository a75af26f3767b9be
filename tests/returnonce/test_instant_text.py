from __future__ import annotations

from datetime import datetime

import pytest

from returnonce.instant_text import instant_in_words


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2026-11-27T17:00:00+00:00", "Friday 27 November 2026, 5pm"),
        ("2026-07-01T01:30:00+00:00", "Wednesday 1 July 2026, 2:30am"),
        ("2026-07-01T23:00:00+00:00", "Thursday 2 July 2026, 12am"),
        ("2026-01-01T12:05:00+00:00", "Thursday 1 January 2026, 12:05pm"),
        ("2026-10-25T00:30:00+00:00", "Sunday 25 October 2026, 1:30am"),
        ("2026-10-25T01:30:00+00:00", "Sunday 25 October 2026, 1:30am (the second time)"),
    ],
)
def test_an_instant_as_it_is_read_in_london(instant: str, words: str) -> None:
    assert instant_in_words(datetime.fromisoformat(instant)) == words
