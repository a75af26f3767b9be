"""What pages keep: made once, also where several ask at the same time, and made again once it is too old."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from api.pages.page_cache import PageCache

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def test_who_asks_while_it_is_being_made_waits_for_it() -> None:
    cache, begun, go = PageCache(), threading.Event(), threading.Event()
    made: list[int] = []

    def make() -> tuple[int, datetime]:
        begun.set()
        assert go.wait(10)
        made.append(1)
        return len(made), LATER

    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(cache.get, "board", NOW, make)
        assert begun.wait(10)
        others = [pool.submit(cache.get, "board", NOW, make) for _ in range(4)]
        # Another key is not held up by the one that is being made.
        assert cache.get("plan", NOW, lambda: ("at once", LATER)) == "at once"
        go.set()
        assert {each.result(10) for each in (first, *others)} == {1}


def test_it_is_made_again_when_it_is_too_old_or_could_not_be_made() -> None:
    cache, numbers = PageCache(), iter(range(9))

    def fail() -> tuple[int, datetime]:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        cache.get("board", NOW, fail)
    asked = [cache.get("board", now, lambda: (next(numbers), LATER)) for now in (NOW, NOW, LATER)]
    assert asked == [0, 0, 1]


def test_the_oldest_goes_when_there_are_too_many() -> None:
    cache = PageCache(most=2)
    for key in ("a", "b", "c"):
        assert cache.get(key, NOW, lambda: (1, LATER)) == 1
    assert cache.get("a", NOW, lambda: (2, LATER)) == 2
    assert cache.get("c", NOW, lambda: (2, LATER)) == 1


def test_what_was_made_last_is_found_while_it_is_not_too_old() -> None:
    cache = PageCache()
    for state, until in (("first", LATER), ("second", LATER), ("third", NOW)):
        cache.get(("board", "2009-10", state), NOW, lambda state=state, until=until: (state, until))  # type: ignore[misc]
    assert cache.find_last(("board", "2009-10"), NOW) == "second"
    assert cache.find_last(("board", "2009-10"), LATER) is None
    assert cache.find_last(("board", "2010-11"), NOW) is None
