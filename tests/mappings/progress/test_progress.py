"""Hand-worked situations: what came, when, and what the board says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine

from returnonce.db import reading, transaction
from tests.mappings.progress.small_plan import Sent, asked, figures

ALL = ("one", "two", "three")
Act = tuple[Any, ...]

#: Acts, the instant at which it is asked (London, 2010), then what is said: state, owed, received, accepted,
#: on time, days late. Due on Friday 30 April, 5pm; opens on 1 April.
SITUATIONS: dict[str, tuple[list[Act], str, tuple[Any, ...]]] = {
    "nothing, before it opens": ([], "03-31 23:59:59", ("not_yet_open", 3, 0, 0, 0, None)),
    "nothing, on the first day": ([], "04-01 00:00", ("not_started", 3, 0, 0, 0, None)),
    "nothing, a second before": ([], "04-30 16:59:59", ("not_started", 3, 0, 0, 0, None)),
    "nothing, at the second": ([], "04-30 17:00:00", ("late", 3, 0, 0, 0, 0)),
    "nothing, four days on": ([], "05-04 09:00", ("late", 3, 0, 0, 0, 4)),
    "before it opens counts": ([("upload", "a", "03-20 12:00", *ALL)], "03-21 12:00", ("received", 3, 3, 3, 3, None)),
    "part before it opens": (
        [("upload", "a", "03-20 12:00", "one")], "03-21 12:00", ("part_received", 3, 1, 1, 1, None),
    ),
    "part": ([("upload", "a", "04-10 12:00", "one", "two")], "04-11 12:00", ("part_received", 3, 2, 2, 2, None)),
    "part, and late": ([("upload", "a", "04-10 12:00", "one")], "05-01 12:00", ("late", 3, 1, 1, 1, 1)),
    "a second before": ([("upload", "a", "04-30 16:59:59", *ALL)], "06-01 12:00", ("received", 3, 3, 3, 3, None)),
    "at the second": ([("upload", "a", "04-30 17:00:00", *ALL)], "06-01 12:00", ("received_late", 3, 3, 3, 0, 0)),
    "a second after": ([("upload", "a", "04-30 17:00:01", *ALL)], "06-01 12:00", ("received_late", 3, 3, 3, 0, 0)),
    "the last figure late": (
        [("upload", "a", "04-20 12:00", "one", "two"), ("upload", "b", "05-04 12:00", "three")],
        "06-01 12:00", ("received_late", 3, 3, 3, 2, 4),
    ),
    "as it was known before the last came": (
        [("upload", "a", "04-20 12:00", "one", "two"), ("upload", "b", "05-04 12:00", "three")],
        "05-04 11:59:59", ("late", 3, 2, 2, 2, 4),
    ),
    "a symbol is an answer": (
        [("upload", "a", "04-20 12:00", "one", "two", "three=not_available")], "04-21 12:00",
        ("received", 3, 3, 3, 3, None),
    ),
    "corrected after the deadline": (
        [("upload", "a", "04-20 12:00", *ALL), ("upload", "b", "05-20 12:00", "two")], "06-01 12:00",
        ("received", 3, 3, 3, 3, None),
    ),
    "refused": ([("refuse", "04-20 12:00", "one", "two")], "04-21 12:00", ("needs_fixing", 3, 2, 0, 0, None)),
    "refused, nothing readable": ([("refuse", "04-20 12:00")], "04-21 12:00", ("needs_fixing", 3, 0, 0, 0, None)),
    "refused, then late": ([("refuse", "04-20 12:00", *ALL)], "05-01 12:00", ("late", 3, 3, 0, 0, 1)),
    "refused, then accepted": (
        [("refuse", "04-20 12:00", *ALL), ("upload", "a", "04-21 12:00", *ALL)], "04-22 12:00",
        ("received", 3, 3, 3, 3, None),
    ),
    "refused, then a part accepted": (
        [("refuse", "04-20 12:00", *ALL), ("upload", "a", "04-21 12:00", "one")], "04-22 12:00",
        ("part_received", 3, 3, 1, 1, None),
    ),
    "a part accepted, then refused": (
        [("upload", "a", "04-20 12:00", "one"), ("refuse", "04-21 12:00", "two")], "04-22 12:00",
        ("needs_fixing", 3, 2, 1, 1, None),
    ),
    "complete, then a correction refused": (
        [("upload", "a", "04-20 12:00", *ALL), ("refuse", "04-21 12:00", *ALL)], "04-22 12:00",
        ("received", 3, 3, 3, 3, None),
    ),
    "refused for another return's figures": (
        [("refuse", "04-20 12:00", "four")], "04-22 12:00", ("not_started", 3, 0, 0, 0, None),
    ),
    "withdrawn": (
        [("upload", "a", "04-20 12:00", *ALL), ("withdraw", "a", "04-22 12:00")], "04-22 12:00",
        ("not_started", 3, 3, 0, 0, None),
    ),
    "a second before it was withdrawn": (
        [("upload", "a", "04-20 12:00", *ALL), ("withdraw", "a", "04-22 12:00")], "04-22 11:59:59",
        ("received", 3, 3, 3, 3, None),
    ),
    "withdrawn, and sent again too late": (
        [("upload", "a", "04-20 12:00", *ALL), ("withdraw", "a", "04-22 12:00"), ("upload", "b", "05-03 09:00", *ALL)],
        "06-01 12:00", ("received_late", 3, 3, 3, 0, 3),
    ),
    "a correction withdrawn: the version before it wins": (
        [("upload", "a", "04-20 12:00", *ALL), ("upload", "b", "05-20 12:00", *ALL), ("withdraw", "b", "05-21 12:00")],
        "06-01 12:00", ("received", 3, 3, 3, 3, None),
    ),
    "the first withdrawn, the correction stands without a gap": (
        [("upload", "a", "04-20 12:00", *ALL), ("upload", "b", "05-20 12:00", *ALL), ("withdraw", "a", "05-21 12:00")],
        "06-01 12:00", ("received", 3, 3, 3, 3, None),
    ),
    "withdrawn and replaced at one moment": (
        [("upload", "a", "04-20 12:00", *ALL), ("withdraw", "a", "05-20 12:00"), ("upload", "b", "05-20 12:00", *ALL)],
        "06-01 12:00", ("received", 3, 3, 3, 3, None),
    ),
    "one figure given by another agency": (
        [("upload", "a", "04-20 12:00", "one", "two"), ("upload", "t", "04-21 12:00", "three", "trust")],
        "05-01 12:00", ("received", 2, 2, 2, 2, None),
    ),
    "all given by another agency": (
        [("upload", "t", "04-21 12:00", *ALL, "trust")], "05-01 12:00", ("nothing_owed", 0, 0, 0, 0, None),
    ),
    "given by a publisher": (
        [("upload", "p", "04-21 12:00", *ALL, "ons", "pulled")], "05-01 12:00", ("nothing_owed", 0, 0, 0, 0, None),
    ),
    "published by the recipient itself": (
        [("upload", "p", "04-21 12:00", *ALL, "ministry", "pulled")], "04-22 12:00",
        ("not_started", 3, 0, 0, 0, None),
    ),
    "given by the agency before it": (
        [("upload", "o", "03-21 12:00", "one", "old"), ("upload", "a", "04-22 12:00", "two", "three")], "05-01 12:00",
        ("received", 3, 3, 3, 3, None),
    ),
}  # fmt: skip


def act(sent: Sent, what: str, *rest: Any) -> None:
    """``upload, name, at, cells…`` with the sender and the kind of batch last, if they are not the usual."""
    kinds = {"trust": "agency", "ons": "agency", "ministry": "agency", "old": "agency", "pulled": "kind"}
    who = {kinds[one]: one for one in rest if one in kinds}
    getattr(sent, what)(*(one for one in rest if one not in kinds), **who)


@pytest.fixture
def sent(sqlite_engine: Engine) -> Iterator[Sent]:
    """A store to send to."""
    with transaction(sqlite_engine) as session:
        yield Sent(session)


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_situation(name: str, sent: Sent) -> None:
    acts, now, expected = SITUATIONS[name]
    for each in acts:
        act(sent, *each)
    [row] = sent.board(now)
    assert (*(row[n] for n in ("state", "owed", "received", "accepted", "on_time", "late_by")),) == expected


def test_both_stores_say_the_same(engine: Engine) -> None:
    with transaction(engine) as session:
        sent = Sent(session)
        sent.upload("a", "04-20 12:00", "one", "two=not_available")
        sent.refuse("04-21 12:00", "three")
        sent.upload("t", "04-21 12:00", "three", agency="trust")
        sent.withdraw("a", "05-02 12:00")
    with reading(engine) as session:
        sent = Sent(session)
        before, after = sent.board("05-02 11:59:59")[0], sent.board("05-02 12:00")[0]
    assert (before["state"], before["not_available"], before["given_by"]) == ("received", 1, ["trust"])
    assert before["why_state"] == (
        "All 2 figures came by Wednesday 21 April 2010, 12pm, in time. 1 more given by trust. "
        "1 said to be not available. An upload of Wednesday 21 April 2010, 12pm was refused."
    )
    assert (after["state"], after["accepted"], after["late_by"]) == ("late", 0, 2)


def test_an_extension_moves_the_deadline_and_takes_lateness_back(sent: Sent) -> None:
    sent.upload("a", "05-04 12:00", *ALL)
    longer = SimpleNamespace(collections=asked({"due": date(2010, 5, 7)}), figure_requests=figures())
    assert sent.board("05-05 12:00")[0]["state"] == "received_late"
    assert sent.board("05-05 12:00", longer)[0]["state"] == "received"
    assert sent.board("05-03 12:00", longer)[0]["state"] == "not_started"


SENTENCES = {
    "nothing, before it opens": "It opens on Thursday 1 April 2010.",
    "nothing, on the first day": "Nothing has come.",
    "before it opens counts": "All 3 figures came by Saturday 20 March 2010, 12pm, before it opened.",
    "part": "2 of 3 figures came.",
    "part, and late": (
        "It was due on Friday 30 April 2010, 5pm (an assumed date), and is 1 day late (no working day); "
        "1 of 3 figures came."
    ),
    "the last figure late": "The last of it came on Tuesday 4 May 2010, 12pm, 4 days late (2 working days).",
    "a symbol is an answer": "All 3 figures came by Tuesday 20 April 2010, 12pm, in time. 1 said to be not available.",
    "refused": (
        "The upload of Tuesday 20 April 2010, 12pm was refused and is to be mended; nothing that came stands."
    ),
    "withdrawn": "What came was withdrawn on Thursday 22 April 2010, 12pm; nothing stands.",
    "all given by another agency": "All 3 figures were given by trust.",
}  # fmt: skip


@pytest.mark.parametrize("name", SENTENCES)
def test_what_is_said_of_it(name: str, sent: Sent) -> None:
    acts, now, _ = SITUATIONS[name]
    for each in acts:
        act(sent, *each)
    assert sent.board(now)[0]["why_state"] == SENTENCES[name]
