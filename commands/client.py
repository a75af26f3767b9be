"""``returnonce client``: accounts of machines; they have keys, or get tokens for a secret (OAuth2)."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.acting_account import ByOption
from commands.context import JsonOption, open_context
from commands.key import AddressOption, DaysOption, give_out
from commands.user import NameArgument, PlaceOption, TitleOption, finish, make, show
from returnonce.access.api_secrets import DAYS


def add_client(
    name: NameArgument, title: TitleOption = "", place: PlaceOption = None, by: ByOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Make an account for a machine. Its name is its client_id; user grant gives it a role."""
    make(open_context(as_json), name, title, place, "client", by)


def list_clients(as_json: JsonOption = False) -> None:
    """Every account of a machine, with its grants."""
    show(open_context(as_json), "client")


def secret(
    name: NameArgument, days: DaysOption = DAYS, address: AddressOption = None, by: ByOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Make a client_secret for POST /oauth/token and show it, once. Two hold while one replaces the other."""
    give_out(open_context(as_json), name, "secret", days, tuple(address or ()), by)


def end_client(
    name: NameArgument,
    number: Annotated[int | None, typer.Option("--grant", help="Only this grant, as client list numbers it.")] = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """End a machine's account for ever, or one grant of it; its keys, secrets and tokens end with it, at once."""
    finish(open_context(as_json), name, number, None, by)
