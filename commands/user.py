"""``returnonce user``: people's accounts, what they may do, and their passwords."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated, Any

import typer
from sqlmodel import Session

from commands.acting_account import ByOption, who
from commands.context import Door, JsonOption, enter
from mappings.access.role_grants import build_grant, check_place
from returnonce.access import oidc_subjects, passwords
from returnonce.access.accounts import (
    Account,
    AccountKind,
    add_account,
    end_account,
    find_account,
    find_live_account,
    list_accounts,
)
from returnonce.access.grant_text import describe_reach
from returnonce.access.grants import end_grant, end_office, give_office, grant_role, list_grants, read_live_offices
from returnonce.db import reading, transaction
from returnonce.errors import WrongUsage

user = typer.Typer(help="People's accounts, what they may do, and their passwords.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name of the account.")]
TitleOption = Annotated[str, typer.Option("--title", help="Who it is, in words.")]
PlaceOption = Annotated[str | None, typer.Option("--place", help="Place whose administrators keep the account.")]


@user.command("add")
def add_user(
    name: NameArgument, title: TitleOption = "", place: PlaceOption = None, by: ByOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Make an account for a person. It may do nothing until user grant gives it a role."""
    make(enter(as_json), name, title, place, "person", by)


def make(door: Door, name: str, title: str, place: str | None, kind: AccountKind, by: str | None) -> None:
    """An account of either kind, told."""
    if place is not None:
        check_place(door.ruleset, place)
    giver = who(door, by)
    with transaction(door.engine) as session:
        made = add_account(session, door.clock, name=name, title=title, kind=kind, place=place, by=giver)
    door.talk.data({"account": made.name, "kind": kind, "place": place})
    door.talk.say(f"The account {made.name} is made. It may do nothing yet: returnonce user grant {made.name} ROLE …")


@user.command("list")
def list_users(as_json: JsonOption = False) -> None:
    """Every account of a person, with its grants and offices."""
    show(enter(as_json), "person")


def show(door: Door, kind: AccountKind) -> None:
    """The accounts of a kind."""
    with reading(door.engine) as session:
        found = [_told(session, each) for each in list_accounts(session) if each.kind == kind]
    door.talk.data({"accounts": found})
    door.talk.table(
        ["account", "who", "place", "may", "offices", "ended"],
        [
            (
                each["account"], each["title"], each["place"] or "",
                " | ".join(f"{held['grant']}: {held['role']}, {held['reach']}" for held in each["grants"]),
                " ".join(each["offices"]), each["ended_at"].date() if each["ended_at"] else "",
            )
            for each in found
        ],
    )  # fmt: skip


def _told(session: Session, account: Account) -> dict[str, Any]:
    held = [each for each in list_grants(session) if each.account == account.id and each.ended_at is None]
    return {
        "account": account.name,
        "title": account.title,
        "kind": account.kind,
        "place": account.place,
        "made_at": account.made_at,
        "ended_at": account.ended_at,
        "grants": [
            {"grant": each.number, "role": each.grant.role, "reach": describe_reach(each.grant)} for each in held
        ],
        "offices": sorted(read_live_offices(session, account.id)),
    }


@user.command("grant")
def grant(
    name: NameArgument,
    role: Annotated[
        str | None,
        typer.Argument(metavar="ROLE", help="agency, officer, approver, regulator, auditor or administrator."),
    ] = None,
    place: Annotated[str | None, typer.Option("--place", help="Only this place.")] = None,
    agency: Annotated[list[str] | None, typer.Option("--agency", help="Only this agency; may be repeated.")] = None,
    area: Annotated[list[str] | None, typer.Option("--area", help="Only this area; may be repeated.")] = None,
    made: Annotated[list[str] | None, typer.Option("--return", help="Only this return; may be repeated.")] = None,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="Everything there is.")] = False,
    office: Annotated[
        str | None, typer.Option("--office", help="Instead of a role: a statutory office, with --place.")
    ] = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a role and say how far it reaches; or a statutory office at a place. Works for people and clients."""
    door = enter(as_json)
    giver, ruleset = who(door, by), door.ruleset
    if (role is None) == (office is None) or (office and not place):
        raise WrongUsage("Name a role, or an office and its place.", mend="See: returnonce user grant --help.")
    with transaction(door.engine) as session:
        account = find_live_account(session, name)
        if office is not None:
            give_office(session, door.clock, account, office, check_place(ruleset, place or ""), by=giver)
            number, told = None, f"{office} at {place}"
        else:
            asked = build_grant(
                ruleset, role or "", place=place, agencies=agency or (), areas=area or (), returns=made or (),
                everywhere=everywhere,
            )  # fmt: skip
            number = grant_role(session, door.clock, account, asked, by=giver)
            told = f"{role}, {describe_reach(asked)}"
    door.talk.data({"account": name, "grant": number, "given": told})
    door.talk.say(f"{name} is given {told}." + (f" It is grant {number}." if number else ""))


@user.command("end")
def end(
    name: NameArgument,
    number: Annotated[int | None, typer.Option("--grant", help="Only this grant, as user list numbers it.")] = None,
    office: Annotated[str | None, typer.Option("--office", help="Only this office.")] = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """End an account for ever, or one grant or office of it. Keys, tokens and sessions end with it, at once."""
    finish(enter(as_json), name, number, office, by)


def finish(door: Door, name: str, number: int | None, office: str | None, by: str | None) -> None:
    """End what is named, told."""
    giver = who(door, by)
    with transaction(door.engine) as session:
        account = find_account(session, name)
        if number is not None:
            end_grant(session, door.clock, account, number, by=giver)
        if office is not None:
            end_office(session, door.clock, account, office, by=giver)
        if number is None and office is None:
            end_account(session, door.clock, name, by=giver)
    parts = [f"grant {number}"] * (number is not None) + [str(office)] * (office is not None)
    what = f"{' and '.join(parts)} of {name}" if parts else f"The account {name}"
    door.talk.data({"account": name, "grant": number, "office": office, "ended": True})
    door.talk.say(f"{what[0].upper()}{what[1:]} has ended.")


@user.command("password")
def password(name: NameArgument, by: ByOption = None, as_json: JsonOption = False) -> None:
    """Give a person a password, asked for here or read from standard input. Sessions begun before it end."""
    door = enter(as_json)
    giver = who(door, by)
    kept = passwords.hash_password(_asked(), name)
    with transaction(door.engine) as session:
        passwords.set_password(session, door.clock, find_live_account(session, name), kept, by=giver)
    door.talk.data({"account": name, "password": "set"})
    door.talk.say(f"{name} has a new password.")


@user.command("link")
def link(
    name: NameArgument,
    issuer: Annotated[str, typer.Option("--issuer", help="Address of the council's OpenID Connect provider.")],
    subject: Annotated[str, typer.Option("--subject", help="Who the person is there (the claim sub).")],
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a person sign in by the council's OpenID Connect provider."""
    door = enter(as_json)
    giver = who(door, by)
    with transaction(door.engine) as session:
        oidc_subjects.link_subject(
            session, door.clock, find_live_account(session, name), issuer=issuer, sub=subject, by=giver
        )
    door.talk.data({"account": name, "issuer": issuer})
    door.talk.say(f"Who signs in there as that subject is {name}.")


def _asked() -> str:
    """Never from the command line, which every user of the machine can read."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first, second = getpass.getpass("Password: "), getpass.getpass("Once more: ")
    if first != second:
        raise WrongUsage("The two are not the same.", where="the password", mend="Try again.")
    return first
