"""``returnonce user``: people's accounts, what they may do, and their passwords."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated, Any

import typer
from sqlmodel import Session

from commands.acting_account import ByOption, find_acting
from commands.context import CommandContext, JsonOption, open_context
from mappings.access.role_grants import Reach, build_grant, check_place
from returnonce.access import oidc_subjects, passwords, sign_in_links
from returnonce.access.accounts import (
    Account,
    AccountKind,
    NewAccount,
    add_account,
    end_account,
    find_account,
    find_live_account,
    list_accounts,
)
from returnonce.access.grant_text import describe_reach
from returnonce.access.grants import end_grant, end_office, give_office, grant_role, list_grants, read_live_offices
from returnonce.access.principals import Principal
from returnonce.db import reading, transaction
from returnonce.errors import WrongUsage
from returnonce.progress import hide_progress

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name of the account.")]
TitleOption = Annotated[str, typer.Option("--title", help="Who it is, in words.")]
PlaceOption = Annotated[str | None, typer.Option("--place", help="Place whose administrators keep the account.")]


def add_user(
    name: NameArgument, title: TitleOption = "", place: PlaceOption = None, by: ByOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Make an account for a person. It may do nothing until user grant gives it a role."""
    make(open_context(as_json), name, title, place, "person", by)


def make(context: CommandContext, name: str, title: str, place: str | None, kind: AccountKind, by: str | None) -> None:
    """An account of either kind, told."""
    if place is not None:
        check_place(context.ruleset, place)
    giver = find_acting(context, by)
    with transaction(context.engine) as session:
        account = add_account(session, context.clock, NewAccount(name, title, kind, place), by=giver)
    context.console.data({"account": account.name, "kind": kind, "place": place})
    context.console.text(
        f"The account {account.name} is made. It may do nothing yet: returnonce user grant {account.name} ROLE …"
    )


def list_users(as_json: JsonOption = False) -> None:
    """Every account of a person, with its grants and offices."""
    show(open_context(as_json), "person")


def show(context: CommandContext, kind: AccountKind) -> None:
    """The accounts of a kind."""
    with reading(context.engine) as session:
        rows = [_account_data(session, account) for account in list_accounts(session) if account.kind == kind]
    context.console.data({"accounts": rows})
    context.console.table(
        ["account", "who", "place", "may", "offices", "ended"],
        [
            (
                row["account"], row["title"], row["place"] or "",
                " | ".join(f"{grant['grant']}: {grant['role']}, {grant['reach']}" for grant in row["grants"]),
                " ".join(row["offices"]), row["ended_at"].date() if row["ended_at"] else "",
            )
            for row in rows
        ],
        spare=("place", "ended", "offices"),
    )  # fmt: skip


def _account_data(session: Session, account: Account) -> dict[str, Any]:
    grants = [grant for grant in list_grants(session) if grant.account == account.id and grant.ended_at is None]
    return {
        "account": account.name,
        "title": account.title,
        "kind": account.kind,
        "place": account.place,
        "made_at": account.made_at,
        "ended_at": account.ended_at,
        "grants": [
            {"grant": grant.number, "role": grant.grant.role, "reach": describe_reach(grant.grant)} for grant in grants
        ],
        "offices": sorted(read_live_offices(session, account.id)),
    }


def grant(
    name: NameArgument,
    role: Annotated[
        str | None,
        typer.Argument(metavar="ROLE", help="agency, officer, approver, regulator, auditor or administrator."),
    ] = None,
    place: Annotated[str | None, typer.Option("--place", help="Only this place.")] = None,
    agency: Annotated[list[str] | None, typer.Option("--agency", help="Only this agency; may be repeated.")] = None,
    area: Annotated[list[str] | None, typer.Option("--area", help="Only this area; may be repeated.")] = None,
    return_codes: Annotated[
        list[str] | None, typer.Option("--return", help="Only this return; may be repeated.")
    ] = None,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="Everything there is.")] = False,
    office: Annotated[
        str | None, typer.Option("--office", help="Instead of a role: a statutory office, with --place.")
    ] = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a role and say how far it reaches; or a statutory office at a place. Works for people and clients."""
    context = open_context(as_json)
    giver, ruleset = find_acting(context, by), context.ruleset
    if (role is None) == (office is None) or (office and not place):
        raise WrongUsage("Name a role, or an office and its place.", mend="See: returnonce user grant --help.")
    with transaction(context.engine) as session:
        account = find_live_account(session, name)
        if office is not None:
            give_office(session, context.clock, account, office, check_place(ruleset, place or ""), by=giver)
            number, what = None, f"{office} at {place}"
        else:
            reach = Reach(place, agency or (), area or (), return_codes or (), everywhere)
            requested = build_grant(ruleset, role or "", reach)
            number = grant_role(session, context.clock, account, requested, by=giver)
            what = f"{role}, {describe_reach(requested)}"
    context.console.data({"account": name, "grant": number, "given": what})
    context.console.text(f"{name} is given {what}." + (f" It is grant {number}." if number else ""))


def end(
    name: NameArgument,
    number: Annotated[int | None, typer.Option("--grant", help="Only this grant, as user list numbers it.")] = None,
    office: Annotated[str | None, typer.Option("--office", help="Only this office.")] = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """End an account for ever, or one grant or office of it. Keys, tokens and sessions end with it, at once."""
    finish(open_context(as_json), name, number, office, by)


def finish(context: CommandContext, name: str, number: int | None, office: str | None, by: str | None) -> None:
    """End what is named, told."""
    giver = find_acting(context, by)
    with transaction(context.engine) as session:
        account = find_account(session, name)
        if number is not None:
            end_grant(session, context.clock, account, number, by=giver)
        if office is not None:
            end_office(session, context.clock, account, office, by=giver)
        if number is None and office is None:
            end_account(session, context.clock, name, by=giver)
    parts = [f"grant {number}"] * (number is not None) + [str(office)] * (office is not None)
    what = f"{' and '.join(parts)} of {name}" if parts else f"The account {name}"
    context.console.data({"account": name, "grant": number, "office": office, "ended": True})
    context.console.text(f"{what[0].upper()}{what[1:]} has ended.")


def password(
    name: NameArgument,
    link: Annotated[
        bool, typer.Option("--link", help="Instead: show an address, once, at which the person sets one; for an hour.")
    ] = False,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a person a password, asked for here or read from standard input. Sessions begun before it end."""
    context = open_context(as_json)
    giver = find_acting(context, by)
    if link:
        _show_link(context, name, giver)
        return
    password_hash = passwords.hash_password(_read_password(), name)
    with transaction(context.engine) as session:
        passwords.set_password(session, context.clock, find_live_account(session, name), password_hash, by=giver)
    context.console.data({"account": name, "password": "set"})
    context.console.text(f"{name} has a new password.")


def _show_link(context: CommandContext, name: str, giver: Principal) -> None:
    with transaction(context.engine) as session:
        account = find_live_account(session, name)
        made = sign_in_links.issue_link(session, context.clock, account, by=giver)
    address = made.address(context.settings.pages_address)
    context.console.data({"account": name, "link": address, "expires_at": made.expires_at})
    context.console.text(address)
    context.console.say(f"There {name} sets a password and is signed in: once, within an hour. It is not shown again.")


def link(
    name: NameArgument,
    issuer: Annotated[str, typer.Option("--issuer", help="Address of the council's OpenID Connect provider.")],
    subject: Annotated[str, typer.Option("--subject", help="Who the person is there (the claim sub).")],
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a person sign in by the council's OpenID Connect provider."""
    context = open_context(as_json)
    giver = find_acting(context, by)
    with transaction(context.engine) as session:
        oidc_subjects.link_subject(
            session, context.clock, find_live_account(session, name), issuer=issuer, sub=subject, by=giver
        )
    context.console.data({"account": name, "issuer": issuer})
    context.console.text(f"Who signs in there as that subject is {name}.")


def _read_password() -> str:
    """Never from the command line, which every user of the machine can read."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    hide_progress()
    first, second = getpass.getpass("Password: "), getpass.getpass("Once more: ")
    if first != second:
        raise WrongUsage("The two are not the same.", where="the password", mend="Try again.")
    return first
