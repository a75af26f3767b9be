from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from jobs.deliver_messages import choose_sender, deliver_messages, deliver_messages_now
from jobs.transport.mail_sender import DeliveryFailure, Mail, MailServerUnusable, RecipientRefused, Sender
from jobs.transport.smtp import MailServer, open_smtp
from mappings.place.contacts import Contact
from mappings.ruleset.ruleset import Ruleset
from returnonce.claims import outbox, outbox_delivery
from returnonce.claims.outbox import OutboxDeliveryRow, OutboxRow
from returnonce.clock import FixedClock
from returnonce.db import open_store, reading, transaction
from returnonce.errors import WrongUsage
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.jobs.smtp_server import PostOffice, post_office
from tests.shipped import load_delivery_policy, load_ruleset


def contact(code: str, kind: str = "agency", whom: str = "lewisham-yot") -> Contact:
    return Contact.model_validate({"code": code, "kind": kind, "for": whom, "address": f"{code}@example.org"})


def rules(*contacts: Contact) -> Ruleset:
    shipped = load_ruleset()
    place = replace(shipped.places["lewisham"], contacts=contacts)
    return replace(shipped, places={**shipped.places, "lewisham": place})


RULES = rules(contact("yot"), contact("pct"), contact("officer", "officer", "lewisham"))


@dataclass
class Pretence:
    """A sender that does as it is told: ``faults`` in turn, then success."""

    faults: list[DeliveryFailure | BaseException] = field(default_factory=list)
    sent: list[tuple[Mail, bool]] = field(default_factory=list)
    opening: DeliveryFailure | None = None

    def send(self, mail: Mail, *, repeated: bool) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append((mail, repeated))

    @contextmanager
    def round(self) -> Iterator[Pretence]:
        if self.opening:
            raise self.opening
        yield self

    @property
    def subjects(self) -> list[str]:
        return [mail.subject for mail, _ in self.sent]


def write(engine: Engine, clock: FixedClock, *subjects: str, to: str = "lewisham/yot", key: str = "reminder") -> None:
    with transaction(engine) as session:
        for subject in subjects:
            outbox.put(
                session,
                clock,
                outbox.NewMessage(
                    keys=(f"{key}/{to}/{subject}",), recipient=to, subject=subject, body="Soon.", not_before=clock.now()
                ),
            )


def deliver_now(engine: Engine, clock: FixedClock, sender: AbstractContextManager[Sender]) -> str:
    return deliver_messages_now(make_context(engine, ruleset=RULES, clock=clock), sender)


def later(clock: FixedClock, **steps: float) -> FixedClock:
    return FixedClock(clock.instant + timedelta(**steps))


def waiting(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as session:
        return [(row.recipient, row.subject) for row in outbox_delivery.read_waiting(session)]


def outcomes(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as session:
        return [
            (row.outcome, row.detail) for row in session.exec(select(OutboxDeliveryRow).order_by("message", "attempt"))
        ]


def test_each_message_is_sent_once(engine: Engine, clock: FixedClock) -> None:
    write(engine, clock, "one", "two")
    way = Pretence()
    assert deliver_now(engine, clock, way.round()) == "2 sent"
    assert deliver_now(engine, later(clock, hours=1), way.round()) == "nothing to send"
    assert way.subjects == ["one", "two"]
    assert [mail.address for mail, _ in way.sent] == ["yot@example.org"] * 2
    assert waiting(engine) == []


def test_without_a_server_messages_wait(sqlite_engine: Engine, clock: FixedClock, sqlite_settings: Settings) -> None:
    write(sqlite_engine, clock, "one")
    context = make_context(sqlite_engine, ruleset=RULES, clock=clock, settings=sqlite_settings)
    assert deliver_messages(context, clock.now()) == "1 waiting; no mail server is set"
    assert waiting(sqlite_engine) == [("lewisham/yot", "one")]
    way = Pretence()
    assert deliver_now(sqlite_engine, later(clock, hours=1), way.round()) == "1 sent"


def test_a_failure_for_now_is_tried_again_after_a_pause(sqlite_engine: Engine, clock: FixedClock) -> None:
    write(sqlite_engine, clock, "one", "two")
    way = Pretence([DeliveryFailure("451")])
    assert deliver_now(sqlite_engine, clock, way.round()) == "1 sent; 1 to be tried again"
    assert deliver_now(sqlite_engine, later(clock, minutes=4), way.round()) == "nothing to send"
    assert deliver_now(sqlite_engine, later(clock, minutes=5), way.round()) == "1 sent"
    assert way.subjects == ["two", "one"]
    assert [repeated for _, repeated in way.sent] == [False, True]


def test_a_message_that_is_refused_is_told_to_the_officers_once(engine: Engine, clock: FixedClock) -> None:
    write(engine, clock, "Due tomorrow")
    way = Pretence([RecipientRefused("550")])
    assert deliver_now(engine, clock, way.round()) == "1 refused"
    assert waiting(engine) == [("lewisham/officer", "A message could not be delivered")]
    assert deliver_now(engine, later(clock, minutes=1), way.round()) == "1 sent"
    told = way.sent[0][0]
    assert "to the contact lewisham/yot could not be delivered (550)" in told.body
    assert "Due tomorrow" in told.body
    assert "example.org" not in told.body


def test_a_message_that_fails_for_too_long_is_given_up_and_told(sqlite_engine: Engine, clock: FixedClock) -> None:
    write(sqlite_engine, clock, "one")
    way = Pretence([DeliveryFailure("451")] * 20)
    at, said = clock, []
    for pause in (*load_delivery_policy().retry_after, 1):
        said.append(deliver_now(sqlite_engine, at, way.round()))
        at = awake(later(at, minutes=pause))
    assert said[0] == "1 to be tried again"
    assert said[-1] == "1 given up"
    assert waiting(sqlite_engine) == [("lewisham/officer", "A message could not be delivered")]


def awake(clock: FixedClock) -> FixedClock:
    """The same hour, or the next at which somebody may be written to."""
    while clock.instant.weekday() >= 5 or not 8 <= clock.instant.hour < 19:
        clock = later(clock, hours=1)
    return clock


def test_that_no_message_goes_round_about_itself(sqlite_engine: Engine, clock: FixedClock) -> None:
    write(sqlite_engine, clock, "one")
    way = Pretence([RecipientRefused("550")] * 9)
    at = clock
    for _ in range(5):
        deliver_now(sqlite_engine, at, way.round())
        at = later(at, minutes=1)
    assert outcomes(sqlite_engine) == [("refused", "550"), ("refused", "550")]
    assert waiting(sqlite_engine) == []


def test_an_officer_is_not_told_of_a_failure_at_the_same_mailbox(sqlite_engine: Engine, clock: FixedClock) -> None:
    write(sqlite_engine, clock, "one", to="lewisham/officer")
    deliver_now(sqlite_engine, clock, Pretence([RecipientRefused("550")]).round())
    assert waiting(sqlite_engine) == []


@pytest.mark.parametrize("recipient", ["lewisham/gone", "gone/yot"])
def test_a_contact_that_is_no_more(sqlite_engine: Engine, clock: FixedClock, recipient: str) -> None:
    write(sqlite_engine, clock, "one", to=recipient)
    assert deliver_now(sqlite_engine, clock, Pretence().round()) == "1 refused"
    assert outcomes(sqlite_engine) == [("refused", "no such contact any more")]


def test_a_server_at_fault_costs_no_message_its_tries(sqlite_engine: Engine, clock: FixedClock) -> None:
    write(sqlite_engine, clock, "one", "two")
    for hour in range(6):
        way = Pretence([MailServerUnusable("535")])
        said = deliver_now(sqlite_engine, later(clock, hours=hour), way.round())
        assert said == "the server cannot be used (535); the rest waits"
        assert way.sent == []
    assert deliver_now(sqlite_engine, later(clock, hours=6), Pretence().round()) == "2 sent"


def test_a_server_that_is_not_there_touches_nothing(sqlite_engine: Engine, clock: FixedClock) -> None:
    write(sqlite_engine, clock, "one")
    said = deliver_now(sqlite_engine, clock, Pretence(opening=MailServerUnusable("ConnectionRefusedError")).round())
    assert said == "the server cannot be used (ConnectionRefusedError); the rest waits"
    assert outcomes(sqlite_engine) == []


def test_nothing_goes_out_in_quiet_hours_however_often_it_is_tried(sqlite_engine: Engine, clock: FixedClock) -> None:
    write(sqlite_engine, clock, "one")
    way = Pretence([DeliveryFailure("451")])
    deliver_now(sqlite_engine, clock, way.round())
    for at in (later(clock, hours=9), later(clock, days=1), later(clock, days=2, hours=18)):
        assert deliver_now(sqlite_engine, at, way.round()) == "nothing to send"
    assert deliver_now(sqlite_engine, later(clock, days=3), way.round()) == "1 sent"


class Killed(BaseException):
    """The process ends here and now."""


def test_a_process_that_dies_before_saying_so_costs_one_repeat_with_the_same_name(
    engine: Engine, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(engine, clock, "one")
    with post_office() as office:
        with monkeypatch.context() as patched:
            patched.setattr(outbox_delivery, "settle", die)
            with pytest.raises(Killed):
                deliver_now(engine, clock, open_smtp(server(office)))
        assert deliver_now(engine, later(clock, minutes=14), open_smtp(server(office))) == "nothing to send"
        assert deliver_now(engine, later(clock, minutes=15), open_smtp(server(office))) == "1 sent"
    assert len({each["Message-ID"] for each in office.taken}) == 1
    assert len(office.taken) == 2


def die(*_: object) -> None:
    raise Killed


def server(office: PostOffice) -> MailServer:
    return MailServer("127.0.0.1", office.port, None, None, "returns@example.org", False, 5)


def test_a_message_on_which_every_process_dies_is_given_up(sqlite_engine: Engine, clock: FixedClock) -> None:
    write(sqlite_engine, clock, "one")
    at = clock
    for _ in range(len(load_delivery_policy().retry_after) + 1):
        with pytest.raises(Killed):
            deliver_now(sqlite_engine, at, Pretence([Killed()]).round())
        at = later(at, minutes=15)
    assert deliver_now(sqlite_engine, at, Pretence().round()) == "1 given up"
    assert waiting(sqlite_engine) == [("lewisham/officer", "A message could not be delivered")]


def test_greylisting_ends_well(sqlite_engine: Engine, clock: FixedClock) -> None:
    write(sqlite_engine, clock, "one")
    with post_office(to_recipient={"yot@example.org": "450 4.2.0 greylisted"}, once=True) as office:
        assert deliver_now(sqlite_engine, clock, open_smtp(server(office))) == "1 to be tried again"
        assert deliver_now(sqlite_engine, later(clock, minutes=5), open_smtp(server(office))) == "1 sent"


def keep_delivering(settings: Settings, port: int, clock: FixedClock, start: Any) -> None:
    """One process: a store, a ruleset and a line of its own."""
    engine = open_store(settings)
    start.wait()
    way = MailServer("127.0.0.1", port, None, None, "returns@example.org", False, 5)
    for _ in range(3):
        deliver_now(engine, clock, open_smtp(way))
    engine.dispose()
    os._exit(0)


def test_two_processes_send_each_message_once(engine: Engine, settings: Settings, clock: FixedClock) -> None:
    write(engine, clock, *(f"message {n}" for n in range(6)))
    engine.dispose()
    context = multiprocessing.get_context("fork")
    start = context.Barrier(2)
    with post_office() as office:
        both = [context.Process(target=keep_delivering, args=(settings, office.port, clock, start)) for _ in range(2)]
        for process in both:
            process.start()
        for process in both:
            process.join(60)
    assert sorted(each["Subject"] for each in office.taken) == sorted(f"message {n}" for n in range(6))
    assert [process.exitcode for process in both] == [0, 0]
    assert waiting(engine) == []


def test_many_threads_send_each_message_once(engine: Engine, clock: FixedClock) -> None:
    write(engine, clock, *(f"message {n}" for n in range(6)))
    way = Pretence()
    threads = [threading.Thread(target=deliver_now, args=(engine, clock, way.round())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(way.subjects) == [f"message {n}" for n in range(6)]


def test_the_way_is_chosen_by_the_settings(sqlite_settings: Settings) -> None:
    assert choose_sender(sqlite_settings, load_delivery_policy()) is None
    told = {"mail_server": "smtp://127.0.0.1:1", "mail_from": "returns@example.org"}
    assert choose_sender(sqlite_settings.model_copy(update=told), load_delivery_policy()) is not None
    with pytest.raises(WrongUsage, match="RETURNONCE_MAIL_FROM"):
        choose_sender(sqlite_settings.model_copy(update=told | {"mail_from": None}), load_delivery_policy())


def test_a_message_waits_for_its_hour(sqlite_engine: Engine, clock: FixedClock) -> None:
    with transaction(sqlite_engine) as session:
        outbox.put(
            session,
            clock,
            outbox.NewMessage(
                keys=("a",),
                recipient="lewisham/yot",
                subject="s",
                body="b",
                not_before=clock.now() + timedelta(hours=1),
            ),
        )
    assert deliver_now(sqlite_engine, clock, Pretence().round()) == "nothing to send"
    assert deliver_now(sqlite_engine, later(clock, hours=1), Pretence().round()) == "1 sent"


def test_rows_are_never_changed(sqlite_engine: Engine, clock: FixedClock) -> None:
    write(sqlite_engine, clock, "one")
    before = snapshot(sqlite_engine)
    deliver_now(sqlite_engine, clock, Pretence([DeliveryFailure("451")]).round())
    deliver_now(sqlite_engine, later(clock, minutes=5), Pretence().round())
    assert snapshot(sqlite_engine) == before


def snapshot(engine: Engine) -> list[tuple[str, str, datetime]]:
    with reading(engine) as session:
        return [(row.key, row.body, row.made_at) for row in session.exec(select(OutboxRow))]
