from __future__ import annotations

from sqlalchemy import Engine

from returnonce.access import sessions
from returnonce.access.accounts import end_account
from returnonce.access.grants import end_grant, give_office, read_live_offices
from returnonce.access.passwords import set_password
from returnonce.access.principals import OPERATOR, PolicySubject, Principal
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from returnonce.errors import Unauthenticated
from tests.returnonce.access.people import OFFICER, account, later


def holds(engine: Engine, clock: FixedClock, token: str) -> bool:
    with reading(engine) as session:
        try:
            sessions.authenticate_session(session, clock, token)
        except Unauthenticated:
            return False
        return True


def test_a_session_ends_by_rest_and_after_half_a_day(engine: Engine, clock: FixedClock) -> None:
    account(engine, clock, "amira", OFFICER)
    token = sessions.begin_session(engine, clock, "amira")
    assert holds(engine, later(clock, minutes=29), token)
    assert not holds(engine, later(clock, minutes=30), token)
    for minutes in range(20, 12 * 60, 20):
        sessions.record_session_use(engine, later(clock, minutes=minutes), token)
    assert holds(engine, later(clock, hours=11, minutes=59), token)
    assert not holds(engine, later(clock, hours=12), token)


def test_a_session_ends_with_what_it_rests_on(engine: Engine, clock: FixedClock) -> None:
    soon = later(clock, seconds=1)
    for number, how in enumerate(("sign out", "account", "grant", "password"), start=1):
        name = how.replace(" ", "-")
        who = account(engine, clock, name, OFFICER)
        token = sessions.begin_session(engine, clock, name, how="oidc")
        if how == "sign out":
            sessions.end_session(engine, soon, token)
            sessions.end_session(engine, soon, token)
        with transaction(engine) as session:
            if how == "account":
                end_account(session, soon, name, by=OPERATOR)
            if how == "grant":
                end_grant(session, soon, who, number, by=OPERATOR)
            if how == "password":
                set_password(session, soon, who, "argon2", by=Principal(name, "person"))
        assert not holds(engine, soon, token), how
    assert not holds(engine, clock, "another")


def test_an_office_is_held_at_one_place(sqlite_engine: Engine, clock: FixedClock) -> None:
    who = account(sqlite_engine, clock)
    with transaction(sqlite_engine) as session:
        give_office(session, clock, who, "caldicott-guardian", "lewisham", by=OPERATOR)
        holder = Principal("amira", "person", (), read_live_offices(session, who.id))
    assert holder.holds_office("caldicott-guardian", PolicySubject(place="lewisham"))
    assert not holder.holds_office("caldicott-guardian", PolicySubject(place="nottinghamshire"))
