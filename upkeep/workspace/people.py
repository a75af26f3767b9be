"""The first people of a workspace: accounts with what their part may do."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError
from sqlmodel import Session

from mappings.access.role_grants import Reach, build_grant
from mappings.ruleset.app_context import AppContext
from returnonce.access.accounts import NewAccount, add_account, find_live_account, list_accounts
from returnonce.access.grants import grant_role, list_grants
from returnonce.access.passwords import read_password_time
from returnonce.access.principals import OPERATOR
from returnonce.access.sign_in_links import had_link, issue_link
from returnonce.db import transaction
from returnonce.errors import WrongUsage
from upkeep.workspace.answers import PARTS, Part, PersonAnswer
from upkeep.workspace.sheet_layout import SHAPES


def name_person(part: Part, account: str) -> PersonAnswer:
    """Somebody by the name of an account as it was typed.

    Raises:
        WrongUsage: it is none.
    """
    try:
        return PersonAnswer(account=account.strip().casefold(), who=account.strip(), part=part)
    except ValidationError as error:
        what = f"{account!r} is no name for an account."
        raise WrongUsage(what, where=f"the {part}", mend=SHAPES["account"]) from error


def add_people(context: AppContext, place: str, people: Sequence[PersonAnswer]) -> list[str]:
    """Make the accounts that are lacking and give the roles that are lacking; what was done, in words.

    Raises:
        Conflict: an account of that name has ended.
    """
    if not people:
        return []
    with transaction(context.engine) as session:
        return [words for person in people for words in _add_person(session, context, place, person)]


def make_first_link(context: AppContext, people: Sequence[PersonAnswer]) -> dict[str, str]:
    """A sign-in link for each administrator who has no password and never had a link: its address, by account."""
    with transaction(context.engine) as session:
        accounts = [find_live_account(session, one.account) for one in people if one.part == "administrator"]
        pages = context.settings.pages_address
        return {
            account.name: issue_link(session, context.clock, account, by=OPERATOR).address(pages)
            for account in accounts
            if read_password_time(session, account.id) is None and not had_link(session, account)
        }


def _add_person(session: Session, context: AppContext, place: str, person: PersonAnswer) -> list[str]:
    done = []
    if person.account not in {account.name for account in list_accounts(session)}:
        add_account(session, context.clock, NewAccount(person.account, person.who, "person", place), by=OPERATOR)
        done.append(f"account {person.account}, the {person.part}")
    account = find_live_account(session, person.account)
    given = {
        grant.grant.role
        for grant in list_grants(session)
        if grant.account == account.id and grant.ended_at is None and grant.grant.place == place
    }
    for role in PARTS[person.part]:
        if role not in given:
            wanted = build_grant(context.ruleset, role, Reach(place))
            grant_role(session, context.clock, account, wanted, by=OPERATOR)
            done.append(f"role {role} at {place} for {person.account}")
    return done
