"""The feed of events on both stores: each once, in one order, whoever writes at the same time."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from exports.editions.event_feed import FeedPage, FeedQuery, read_feed
from returnonce.access.principals import PolicySubject
from returnonce.clock import FixedClock
from returnonce.db import WRITER_LOCK, reading, transaction
from returnonce.errors import NotFound
from returnonce.webhooks.events import NewEvent, add_event
from tests.conftest import NOON

WRITERS, ACTS = 6, 8


def happens(session: Session, area: str, *, return_code: str = "national", number: int | None = None) -> str:
    kind = "deadline.changed" if number is None else "return.published"
    event = NewEvent(kind, area.lower(), return_code, area, "FY2009-10", number=number)
    row = add_event(session, FixedClock(NOON), event)
    session.flush()
    return row.name


def everything(_about: PolicySubject, _released: bool) -> bool:
    return True


def read(engine: Engine, query: FeedQuery | None = None, limit: int = 100) -> FeedPage:
    with reading(engine) as session:
        page = read_feed(session, query or FeedQuery(), everything, limit=limit)
        session.expunge_all()
    return page


def poll(engine: Engine, after: str | None, limit: int) -> list[str]:
    """What a careful client does: asks until there is no more."""
    names: list[str] = []
    while True:
        page = read(engine, FeedQuery(names[-1] if names else after), limit)
        names += [event.name for event in page.events]
        if not page.more:
            return names


def test_pages_follow_each_other_and_filters_narrow_them(engine: Engine) -> None:
    with transaction(engine) as session:
        names = [happens(session, area, number=n) for n in range(1, 4) for area in ("A", "B")]
        moved = happens(session, "A")
        other = happens(session, "B", return_code="other")
    assert poll(engine, None, 3) == poll(engine, None, 1) == [*names, moved, other]
    assert poll(engine, names[2], 100) == [*names[3:], moved, other]
    assert poll(engine, other, 100) == []
    narrowed = [
        FeedQuery(areas=["A"]), FeedQuery(return_codes=["other", "none"]), FeedQuery(kinds=["deadline.changed"]),
    ]  # fmt: skip
    assert [[event.name for event in read(engine, query).events] for query in narrowed] == [
        [*names[::2], moved], [other], [moved, other],
    ]  # fmt: skip


def test_what_the_reader_may_not_know_of_is_not_there(engine: Engine) -> None:
    with transaction(engine) as session:
        names = [happens(session, area) for area in ("A", "B", "A", "B", "A")]

    def only_a(about: PolicySubject, released: bool) -> bool:
        assert about == PolicySubject(place=str(about.area).lower(), area=about.area, return_code="national")
        return about.area == "A" and not released

    with reading(engine) as session:
        first = read_feed(session, FeedQuery(), only_a, limit=2)
        assert ([event.name for event in first.events], first.more) == ([names[0], names[2]], True)
        last = read_feed(session, FeedQuery(names[2]), only_a, limit=1)
        assert ([event.name for event in last.events], last.more) == ([names[4]], False)


def test_an_event_that_is_not_here_is_refused(engine: Engine) -> None:
    with pytest.raises(NotFound, match="No change has that id"):
        read(engine, FeedQuery("msg_" + "0" * 32))


@pytest.mark.long
def test_nothing_is_lost_between_two_readings_while_others_write(engine: Engine) -> None:
    """Writers dawdle between taking a number and committing, and some give up; a reader polls all the while."""
    written: list[str] = []
    done = threading.Event()

    def write(seed: int) -> None:
        chance = Random(seed)
        for n in range(ACTS):
            try:
                with transaction(engine) as session:
                    names = [happens(session, f"W{seed}", number=n) for _ in range(chance.randint(1, 3))]
                    time.sleep(chance.random() / 100)
                    if chance.random() < 0.2:
                        raise ZeroDivisionError
                    written.extend(names)
            except ZeroDivisionError:
                continue

    def follow(limit: int) -> list[str]:
        seen: list[str] = []
        while not done.is_set():
            seen += poll(engine, seen[-1] if seen else None, limit)
        return seen + poll(engine, seen[-1] if seen else None, limit)

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        readers = [pool.submit(follow, limit) for limit in (1, 100)]
        writers = [pool.submit(write, seed) for seed in range(WRITERS)]
        try:
            for writer in writers:
                writer.result()
        finally:
            done.set()
        seen = [reader.result() for reader in readers]
    assert len(written) > WRITERS
    # Readers saw what was committed, each once; the store has the same order.
    assert seen[0] == seen[1] == poll(engine, None, 1_000)
    assert sorted(seen[0]) == sorted(written)


def test_a_later_act_waits_for_the_one_that_took_its_number_before(engine: Engine) -> None:
    """The first takes its number and does not commit; the second must not be seen before it."""
    took, go_on, names = threading.Event(), threading.Event(), {}

    def act(name: str, wait: bool) -> None:
        with transaction(engine) as session:
            names[name] = happens(session, name, number=1)
            if wait:
                took.set()
                assert go_on.wait(20)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(act, "FIRST", True)
        assert took.wait(20)
        second = pool.submit(act, "SECOND", False)
        time.sleep(0.2)
        # Neither is there: had the second been, a reader would have passed the number of the first.
        assert (second.done(), read(engine).events) == (False, [])
        go_on.set()
        first.result()
        second.result()
    assert poll(engine, None, 10) == [names["FIRST"], names["SECOND"]]


def test_without_the_one_writer_a_number_would_be_passed(engine: Engine) -> None:
    """Shows that the test above can fail: two writers on PostgreSQL that do not wait for each other."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer, whatever is asked of it")
    with Session(engine) as slow, Session(engine) as quick:
        early, late = happens(slow, "SLOW", number=1), happens(quick, "QUICK", number=1)
        quick.commit()
        assert poll(engine, None, 10) == [late]
        slow.commit()
    assert (poll(engine, late, 10), poll(engine, None, 10)) == ([], [early, late])
    with transaction(engine) as session:
        held = session.execute(
            text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = :key AND granted"),
            {"key": WRITER_LOCK},
        )  # fmt: skip
        assert held.scalar_one() >= 1
