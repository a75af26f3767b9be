"""The sample people are there with their roles, and none of them can sign in with a password."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from demo.sample_people import add_people, load_people
from returnonce.access.account_principals import find_console_principal
from returnonce.access.principals import ROLES
from returnonce.access.rate_limits import RateLimits
from returnonce.access.sign_in import sign_in_with_password
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.errors import Unauthenticated
from tests.shipped import load_ruleset


def test_every_role_has_somebody() -> None:
    assert {each.role for person in load_people().people for each in person.grants} == set(ROLES)


def test_what_their_grants_name_is_there() -> None:
    ruleset = load_ruleset()
    for person in (*load_people().people, *load_people().clients):
        for each in person.grants:
            assert set(each.returns) <= set(ruleset.returns)
            assert set(each.agencies) <= set(ruleset.places[each.place].agencies if each.place else ())


def test_they_may_what_their_roles_say_and_have_no_password(sqlite_engine: Engine, clock: FixedClock) -> None:
    made = add_people(sqlite_engine, clock)
    with reading(sqlite_engine) as session:
        assert find_console_principal(session, "sample-officer").grants[0].role == "officer"
        assert find_console_principal(session, "sample-department").kind == "client"
        assert "director-of-childrens-services" in str(find_console_principal(session, "sample-director").offices)
    assert len(made) == len(load_people().people) + len(load_people().clients)
    for password in ("", "sample-officer"):
        with pytest.raises(Unauthenticated):
            sign_in_with_password(sqlite_engine, clock, "sample-officer", password, "127.0.0.1", limits=RateLimits())
