"""A sign-in link opens its account once, within its hour, and leaves a password and a trail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from returnonce import audit
from returnonce.access.accounts import end_account, find_account
from returnonce.access.api_secrets import list_secrets, revoke_secret
from returnonce.access.models import ApiSecretRow
from returnonce.access.passwords import set_password
from returnonce.access.principals import OPERATOR, Principal
from returnonce.access.rate_limits import RateLimits
from returnonce.access.sign_in import sign_in_with_link, sign_in_with_password
from returnonce.access.sign_in_links import SignInLink, issue_link
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, Forbidden, NotFound, ReturnOnceError, TooMany, Unauthenticated, WrongUsage
from tests.returnonce.access.people import OFFICER, account, later

WORDS = "three random words"
HERE = "192.0.2.1"


def link_of(engine: Engine, clock: FixedClock, name: str = "amira") -> SignInLink:
    who = account(engine, clock, name, OFFICER)
    with transaction(engine) as session:
        return issue_link(session, clock, who, by=OPERATOR)


def use(engine: Engine, clock: FixedClock, token: str, password: str = WORDS) -> str:
    return sign_in_with_link(engine, clock, token, password, HERE, limits=RateLimits())


def opens(engine: Engine, clock: FixedClock, token: str) -> bool:
    try:
        return bool(use(engine, clock, token))
    except Unauthenticated:
        return False


def test_it_sets_the_password_and_opens_once(engine: Engine, clock: FixedClock) -> None:
    link = link_of(engine, clock)
    assert link.address("http://127.0.0.1:8765/") == f"http://127.0.0.1:8765/sign-in/link#{link.token}"
    assert use(engine, clock, link.token) == "amira"
    principal = sign_in_with_password(engine, clock, "amira", WORDS, HERE, limits=RateLimits())
    assert principal.name == "amira"
    assert not opens(engine, clock, link.token)


def test_the_store_holds_no_token_and_the_trail_tells_all(engine: Engine, clock: FixedClock) -> None:
    link = link_of(engine, clock)
    use(engine, clock, link.token)
    with reading(engine) as session:
        row = session.exec(select(ApiSecretRow)).one()
        told = [entry.act for entry in session.exec(select(audit.AuditRow).order_by(audit.AuditRow.id))]  # type: ignore[arg-type]
        assert link.token not in str([row, *session.exec(select(audit.AuditRow))])
        # No list of keys shows it, and no verb of keys touches it.
        assert list_secrets(session) == []
    with pytest.raises(NotFound), transaction(engine) as session:
        revoke_secret(session, clock, row.public, by=OPERATOR)
    assert told[-3:] == ["issue-sign-in-link", "use-sign-in-link", "set-password"]


def test_of_two_at_once_one_is_let_in(engine: Engine, clock: FixedClock) -> None:
    link = link_of(engine, clock)
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: opens(engine, clock, link.token), range(4)))
    assert sorted(opened) == [False, False, False, True]


@pytest.mark.parametrize("how", ["hour", "another", "password", "account", "wrong", "none", "half"])
def test_it_ends(sqlite_engine: Engine, clock: FixedClock, how: str) -> None:
    token, soon = link_of(sqlite_engine, clock).token, later(clock, minutes=59)
    with transaction(sqlite_engine) as session:
        who = find_account(session, "amira")
        if how == "another":
            issue_link(session, soon, who, by=OPERATOR)
        if how == "password":
            set_password(session, soon, who, "argon2", by=OPERATOR)
        if how == "account":
            end_account(session, soon, "amira", by=OPERATOR)
    tried = {"wrong": token[:-1] + ("0" if token[-1] != "0" else "1"), "none": "", "half": token[:20]}
    when = later(clock, minutes=60) if how == "hour" else soon
    assert not opens(sqlite_engine, when, tried.get(how, token))


def test_an_unsafe_password_leaves_it_good(sqlite_engine: Engine, clock: FixedClock) -> None:
    link = link_of(sqlite_engine, clock)
    with pytest.raises(WrongUsage, match="no safe password"):
        use(sqlite_engine, clock, link.token, "amira")
    assert opens(sqlite_engine, later(clock, minutes=59), link.token)


def test_who_guesses_waits(sqlite_engine: Engine, clock: FixedClock) -> None:
    token, limits = link_of(sqlite_engine, clock).token, RateLimits(failures=2)
    for wrong in ("rol_x", "", "rol_y"):
        with pytest.raises((Unauthenticated, TooMany)) as refused:
            sign_in_with_link(sqlite_engine, clock, wrong, WORDS, HERE, limits=limits)
    assert refused.type is TooMany
    # Whoever has the link is not held up by them, from elsewhere.
    assert sign_in_with_link(sqlite_engine, clock, token, WORDS, "192.0.2.2", limits=limits) == "amira"


@pytest.mark.parametrize(
    ("kind", "by", "refusal"),
    [
        ("client", OPERATOR, WrongUsage),
        ("person", Principal("zoe", "person"), Forbidden),
        ("ended", OPERATOR, Conflict),
    ],
    ids=["machine", "nobody's administrator", "ended"],
)
def test_only_who_keeps_a_person_s_account_gives_one(
    sqlite_engine: Engine, clock: FixedClock, kind: str, by: Principal, refusal: type[ReturnOnceError]
) -> None:
    who = account(sqlite_engine, clock, "amira", kind="client" if kind == "client" else "person")
    with pytest.raises(refusal), transaction(sqlite_engine) as session:
        if kind == "ended":
            end_account(session, clock, "amira", by=OPERATOR)
        issue_link(session, clock, who, by=by)
