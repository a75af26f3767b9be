"""What an administrator may look after: accounts of their places, and the whole service where they have all of it."""

from __future__ import annotations

from fastapi import Request

from api.app_state import app_state
from api.pages.visitor import caller
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.accounts import Account
from returnonce.access.policy import (
    ANYTHING,
    can_manage_accounts,
    can_manage_service,
    check_manage_service,
    check_somewhere,
)
from returnonce.access.principals import PolicySubject, Principal


def check_administrator(request: Request) -> Principal:
    """The caller, who keeps accounts somewhere.

    Raises:
        Unauthenticated, Forbidden: they keep none.
    """
    principal = caller(request)
    check_somewhere(principal, "manage_accounts")
    return principal


def keeps(principal: Principal, account: Account) -> bool:
    """Whether the account is one of theirs."""
    return can_manage_accounts(principal, PolicySubject(place=account.place))


def list_own_places(principal: Principal, ruleset: Ruleset) -> dict[str, str]:
    """Titles of the places whose accounts the principal keeps, by name."""
    return {
        name: place.title
        for name, place in ruleset.places.items()
        if can_manage_accounts(principal, PolicySubject(place=name))
    }


def manages_all(principal: Principal, ruleset: Ruleset) -> bool:
    """Whether all of the service is theirs: where a council has one place, its administrator has it all."""
    places = ruleset.places
    return can_manage_service(principal, ANYTHING) or (
        bool(places) and all(can_manage_service(principal, PolicySubject(place=name)) for name in places)
    )


def check_manages_all(request: Request) -> Principal:
    """The caller, who looks after the whole service.

    Raises:
        Unauthenticated, Forbidden: they do not.
    """
    principal = caller(request)
    if not manages_all(principal, app_state(request).context.ruleset):
        check_manage_service(principal, ANYTHING)
    return principal


def check_manages_place(request: Request, place: str) -> Principal:
    """The caller, who looks after one place. Raises as :func:`check_manages_all`."""
    principal = caller(request)
    check_manage_service(principal, PolicySubject(place=place))
    return principal
