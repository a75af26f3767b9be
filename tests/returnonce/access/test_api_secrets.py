from __future__ import annotations

import pytest
from sqlalchemy import Engine

from returnonce.access.access_tokens import authenticate_client, authenticate_token, issue_token
from returnonce.access.accounts import end_account
from returnonce.access.api_secrets import (
    SHAPE,
    SecretTerms,
    authenticate_key,
    issue_secret,
    list_secrets,
    note_use,
    revoke_secret,
)
from returnonce.access.grants import end_grant
from returnonce.access.principals import OPERATOR, Grant, Principal
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, Forbidden, NotFound, Unauthenticated, WrongUsage
from tests.returnonce.access.people import OFFICER, account, later


def key(engine: Engine, clock: FixedClock, who: object, **how: object) -> str:
    with transaction(engine) as session:
        return issue_secret(session, clock, who, SecretTerms("key", **how), by=OPERATOR)[0]  # type: ignore[arg-type]


def opens(engine: Engine, clock: FixedClock, shown: str, address: str | None = None) -> bool:
    with reading(engine) as session:
        try:
            authenticate_key(session, clock, shown, address=address)
        except Unauthenticated:
            return False
        return True


def test_a_key_tells_who_holds_it_until_it_expires(engine: Engine, clock: FixedClock) -> None:
    shown = key(engine, clock, account(engine, clock, "amira", OFFICER), days=30)
    assert SHAPE.fullmatch(shown)
    with reading(engine) as session:
        who, number = authenticate_key(session, clock, shown, address=None)
        assert (who.name, who.grants, who.by) == ("amira", (OFFICER,), "key")
        assert who.expires_at == later(clock, days=30).instant
    with transaction(engine) as session:
        note_use(session, clock, number)
        note_use(session, clock, number)
        [kept] = list_secrets(session)
    assert (kept.last_used, shown in str(kept)) == (clock.instant.date(), False)
    assert opens(engine, later(clock, days=29, hours=23), shown)
    assert not opens(engine, later(clock, days=30), shown)


def test_what_is_not_the_key_opens_nothing(sqlite_engine: Engine, clock: FixedClock) -> None:
    shown = key(sqlite_engine, clock, account(sqlite_engine, clock))
    for bent in (shown.upper(), shown[:-1], f"{shown[:-1]}g", "", f"{shown} ", shown.replace("ro_", "ros_")):
        assert not opens(sqlite_engine, clock, bent), bent[:3]


def test_a_key_opens_from_its_networks_only(sqlite_engine: Engine, clock: FixedClock) -> None:
    for number, (networks, address, reached) in enumerate((
        ((), None, True),
        (("192.0.2.0/24",), "192.0.2.77", True),
        (("192.0.2.0/24",), "::ffff:192.0.2.77", True),
        (("192.0.2.0/24", "2001:db8::/32"), "2001:db8::1", True),
        (("192.0.2.0/24",), "198.51.100.1", False),
        (("192.0.2.0/24",), None, False),
        (("192.0.2.0/24",), "testclient", False),
    )):  # fmt: skip
        shown = key(sqlite_engine, clock, account(sqlite_engine, clock, f"client-{number}"), addresses=networks)
        assert opens(sqlite_engine, clock, shown, address) is reached, (networks, address)


def test_two_keys_live_while_one_replaces_the_other(sqlite_engine: Engine, clock: FixedClock) -> None:
    who = account(sqlite_engine, clock)
    old, new = key(sqlite_engine, clock, who), key(sqlite_engine, clock, who)
    with pytest.raises(Conflict, match="2 already"):
        key(sqlite_engine, clock, who)
    with transaction(sqlite_engine) as session:
        revoke_secret(session, clock, old.split("_")[1], by=OPERATOR)
    assert (opens(sqlite_engine, clock, old), opens(sqlite_engine, clock, new)) == (False, True)
    assert opens(sqlite_engine, clock, key(sqlite_engine, clock, who))
    with pytest.raises(Conflict), transaction(sqlite_engine) as session:
        revoke_secret(session, clock, old.split("_")[1], by=OPERATOR)
    with pytest.raises(NotFound), transaction(sqlite_engine) as session:
        revoke_secret(session, clock, "unknown", by=OPERATOR)


def test_what_a_key_cannot_be(sqlite_engine: Engine, clock: FixedClock) -> None:
    who = account(sqlite_engine, clock)
    for wrong in ({"days": 0}, {"days": 366}, {"addresses": ["here"]}):
        with pytest.raises(WrongUsage):
            key(sqlite_engine, clock, who, **wrong)


def test_an_administrator_gives_keys_to_accounts_of_its_place_only(sqlite_engine: Engine, clock: FixedClock) -> None:
    who = account(sqlite_engine, clock, place="nottinghamshire")
    admin = Principal("ben", "person", (Grant("administrator", "lewisham"),))
    with pytest.raises(Forbidden, match="may not keep accounts"), transaction(sqlite_engine) as session:
        issue_secret(session, clock, who, SecretTerms("key"), by=admin)


def test_what_ends_ends_at_once(engine: Engine, clock: FixedClock) -> None:
    who = account(engine, clock, "amira", OFFICER)
    shown = key(engine, clock, who)
    with transaction(engine) as session:
        end_grant(session, clock, who, 1, by=OPERATOR)
    with reading(engine) as session:
        assert authenticate_key(session, clock, shown, address=None)[0].grants == ()
    with transaction(engine) as session:
        end_account(session, clock, "amira", by=OPERATOR)
    assert not opens(engine, clock, shown)
    with pytest.raises(Conflict):
        key(engine, clock, who)


def test_a_token_carries_what_its_scope_leaves_of_the_grants_now(engine: Engine, clock: FixedClock) -> None:
    sender = Grant("agency", "lewisham", frozenset({"lewisham-pct", "lewisham-yot"}))
    who = account(engine, clock, "pct-system", sender, kind="client")
    with transaction(engine) as session:
        secret, _ = issue_secret(session, clock, who, SecretTerms("secret"), by=OPERATOR)
        row = authenticate_client(session, clock, "pct-system", secret, address=None)
        shown, scope = issue_token(session, clock, row, "submissions:lewisham-pct:write")
        with pytest.raises(Forbidden):
            issue_token(session, clock, row, "submissions:ashfield-council:write")
        with pytest.raises(Unauthenticated):
            authenticate_client(session, clock, "someone-else", secret, address=None)
    assert scope == "submissions:lewisham-pct:write"
    with reading(engine) as session:
        [grant] = authenticate_token(session, clock, shown).grants
        assert grant.agencies == {"lewisham-pct"}
        with pytest.raises(Unauthenticated):
            authenticate_token(session, later(clock, minutes=15), shown)
    with transaction(engine) as session:
        end_grant(session, clock, who, 1, by=OPERATOR)
        assert authenticate_token(session, clock, shown).grants == ()
        revoke_secret(session, clock, secret.split("_")[1], by=OPERATOR)
        with pytest.raises(Unauthenticated):
            authenticate_token(session, clock, shown)
