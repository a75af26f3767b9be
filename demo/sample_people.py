"""The sample people of the demonstration, and the department's system that pulls by API."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from returnonce.access.accounts import Account, AccountKind, NewAccount, add_account
from returnonce.access.grants import give_office, grant_role
from returnonce.access.principals import OPERATOR, Grant, Office, Role
from returnonce.clock import Clock
from returnonce.db import transaction
from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.yaml_files import read_definition

FILE = Path(__file__).with_name("sample_people.yaml")


class SampleGrant(Definition):
    """A role and how far it reaches; what is left out is open."""

    role: Role
    place: Code | None = None
    agencies: tuple[Code, ...] = ()
    returns: tuple[Code, ...] = ()

    @property
    def grant(self) -> Grant:
        """The same as accounts have it."""
        agencies, returns = frozenset(self.agencies) or None, frozenset(self.returns) or None
        return Grant(self.role, self.place, agencies=agencies, returns=returns)


class SamplePerson(Definition):
    """Somebody who is made up. ``may``: what there is to look at for them."""

    name: Code
    title: Text
    may: Text
    place: Code | None = None
    grants: tuple[SampleGrant, ...]
    offices: tuple[Office, ...] = ()


class PeopleFile(Definition):
    """``sample_people.yaml``."""

    people: tuple[SamplePerson, ...]
    clients: tuple[SamplePerson, ...]


@lru_cache(maxsize=1)
def load_people() -> PeopleFile:
    """Who there is. Raises ``Refused`` where the file is wrong."""
    return read_definition(PeopleFile, FILE)


def add_people(engine: Engine, clock: Clock) -> dict[str, Account]:
    """Accounts of all of them, in one transaction, by name. Nobody has a password.

    Raises:
        Conflict: they are there already.
    """
    with transaction(engine) as session:
        people = [_add_person(session, clock, person, client=False) for person in load_people().people]
        clients = [_add_person(session, clock, client, client=True) for client in load_people().clients]
    return {account.name: account for account in (*people, *clients)}


def _add_person(session: Session, clock: Clock, sample_person: SamplePerson, *, client: bool) -> Account:
    kind: AccountKind = "client" if client else "person"
    new = NewAccount(sample_person.name, sample_person.title, kind, sample_person.place)
    account = add_account(session, clock, new, by=OPERATOR)
    for grant in sample_person.grants:
        grant_role(session, clock, account, grant.grant, by=OPERATOR)
    for office in sample_person.offices:
        give_office(session, clock, account, office, sample_person.place or "", by=OPERATOR)
    return account
