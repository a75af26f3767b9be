"""``returnonce webhook``: recipients' own systems, told when an edition is published or a date moves."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.context import JsonOption, open_context
from returnonce.access.accounts import find_live_account
from returnonce.access.principals import OPERATOR
from returnonce.db import reading, transaction
from returnonce.webhooks.addresses import read_allowed_inside
from returnonce.webhooks.delivery_attempts import read_deliveries
from returnonce.webhooks.endpoints import (
    NewEndpoint,
    add_endpoint,
    end_endpoint,
    find_endpoint,
    list_endpoints,
    rotate_secret,
)

NameArgument = Annotated[str, typer.Argument(metavar="WEBHOOK", help="Its name, as webhook list shows it.")]
AccountOption = Annotated[str | None, typer.Option("--account", help="The account whose grants say what it hears.")]
EventOption = Annotated[list[str] | None, typer.Option("--event", help="Only these events; without it, all.")]


def add_webhook(
    url: Annotated[str, typer.Argument(help="Where it is told, such as https://returns.example.org/hook.")],
    account: Annotated[str, typer.Option("--account", help="The account whose grants say what it hears.")],
    event: EventOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell an address of editions and dates. The secret that messages are signed with is shown once."""
    context = open_context(as_json)
    context.check_keys()
    inner = read_allowed_inside(context.settings.webhook_inside)
    with transaction(context.engine) as session:
        find_live_account(session, account)
        one, secret = add_endpoint(
            session,
            context.clock,
            context.confirm_vault(session),
            NewEndpoint(account, url, event or ()),
            inner=inner,
            by=OPERATOR.name,
        )
    context.console.data({"webhook": one.name, "account": account, "events": one.kinds, "secret": secret})
    context.console.text(secret)
    context.console.say(f"{one.name} is told of {', '.join(one.kinds)}. Keep its secret; it is not shown again.")


def list_webhooks(account: AccountOption = None, as_json: JsonOption = False) -> None:
    """Every address that was ever given, and why any is told no more."""
    context = open_context(as_json)
    with reading(context.engine) as session:
        entries = list_endpoints(session, account=account)
    context.console.data({"webhooks": [vars(entry) for entry in entries]})
    rows = [(entry.name, entry.account, entry.url, ", ".join(entry.kinds), entry.ended or "no") for entry in entries]
    context.console.table(["webhook", "account", "address", "events", "ended"], rows)
    if not entries:
        context.console.say("There is none yet; returnonce webhook add makes one.")


def rotate_webhook(name: NameArgument, as_json: JsonOption = False) -> None:
    """Make a new secret, shown once. Messages bear both signatures for a day."""
    context = open_context(as_json)
    context.check_keys()
    with transaction(context.engine) as session:
        secret = rotate_secret(session, context.clock, context.confirm_vault(session), name, by=OPERATOR.name)
    context.console.data({"webhook": name, "secret": secret})
    context.console.text(secret)
    context.console.say("For 24 hours messages are signed with the one before it as well.")


def remove_webhook(name: NameArgument, as_json: JsonOption = False) -> None:
    """Tell an address nothing more."""
    context = open_context(as_json)
    with transaction(context.engine) as session:
        end_endpoint(session, context.clock, name, reason="removed", by=OPERATOR.name)
    context.console.data({"webhook": name, "ended": "removed"})
    context.console.text(f"{name} is told nothing more.")


def webhook_deliveries(name: NameArgument, as_json: JsonOption = False) -> None:
    """What came of the newest hundred events that an address was told of."""
    context = open_context(as_json)
    with reading(context.engine) as session:
        deliveries = read_deliveries(session, find_endpoint(session, name))
    context.console.data({"webhook": name, "deliveries": [vars(delivery) for delivery in deliveries]})
    rows = [
        (delivery.event, delivery.kind, delivery.at, delivery.attempts, delivery.outcome, delivery.detail)
        for delivery in deliveries
    ]
    context.console.table(["event", "of", "at", "attempts", "outcome", "detail"], rows)
    if not deliveries:
        context.console.say("Nothing was told there yet; it is done every five minutes by returnonce schedule.")
