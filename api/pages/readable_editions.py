"""The edition that a page's address names, once its reader may know of it; and as which audiences they may read it."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import Depends, Request
from sqlmodel import Session

from api.app_state import app_state
from api.dependencies import conceal_not_found
from api.pages.visitor import caller
from exports.editions.published_editions import PublishedEdition, read_edition
from exports.editions.return_key import ReturnKey
from returnonce.access.policy import can_read_edition, check_read_edition, check_signed_in
from returnonce.access.principals import Principal
from returnonce.db import reading
from returnonce.errors import NotFound

#: The path of one edition below ``/editions``.
WHERE = "/{return_code}/{area}/{period}/{number}"
#: The truest version of an edition comes first.
AUDIENCE_ORDER = ("regulator", "council", "public")


class EditionAddress(NamedTuple):
    """An edition as an address names it; ``number`` may be ``latest``."""

    return_code: str
    area: str
    period: str
    number: str


def _address(return_code: str, area: str, period: str, number: str) -> EditionAddress:
    return EditionAddress(return_code, area, period, number)


AddressDep = Annotated[EditionAddress, Depends(_address)]


def list_audiences(principal: Principal, edition: PublishedEdition) -> list[str]:
    """Whose version of an edition the caller may read, the truest first."""
    return [
        each
        for each in AUDIENCE_ORDER
        if each in edition.cells
        and can_read_edition(principal, edition.subject, audience=each, released=edition.public)
    ]


def find_edition(request: Request, address: EditionAddress) -> PublishedEdition:
    """The edition, in a session of its own. Raises as :func:`find_edition_in`."""
    with reading(app_state(request).context.engine) as session:
        return find_edition_in(session, caller(request), address)


def find_edition_in(session: Session, principal: Principal, address: EditionAddress) -> PublishedEdition:
    """The edition, if the caller may know of it.

    Raises:
        NotFound: it is not there, or the caller may not know that it is.
        Unauthenticated: nobody is signed in, and it is not everybody's.
    """
    return_code, area, period, number = address
    with conceal_not_found():
        if number != "latest" and not (number.isascii() and number.isdigit() and len(number) < 7):
            raise NotFound("There is no such edition.")
        one = read_edition(session, ReturnKey(return_code, area, period), None if number == "latest" else int(number))
    if not list_audiences(principal, one):
        check_signed_in(principal)
        check_read_edition(principal, one.subject)
    return one


def choose_audience(principal: Principal, edition: PublishedEdition, audience: str) -> str:
    """The audience as which it is shown: the one that was asked for, else the truest.

    Raises:
        NotFound, Forbidden: the caller may not read it as that audience.
    """
    audiences = list_audiences(principal, edition)
    if not audience:
        return audiences[0]
    if audience not in audiences:
        check_read_edition(principal, edition.subject, audience=audience, released=edition.public)
        raise NotFound("The edition was not released to that audience.")
    return audience
