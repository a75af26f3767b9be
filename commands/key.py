"""``returnonce key``: API keys, each shown once."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.acting_account import ByOption, find_acting
from commands.context import CommandContext, JsonOption, open_context
from returnonce.access.accounts import find_account, find_live_account
from returnonce.access.api_secrets import (
    DAYS,
    Secret,
    SecretKind,
    SecretTerms,
    find_secret,
    issue_secret,
    list_secrets,
    revoke_secret,
)
from returnonce.db import reading, transaction

AccountArgument = Annotated[str, typer.Argument(metavar="ACCOUNT", help="Whose it is, a person or a client.")]
PublicArgument = Annotated[str, typer.Argument(metavar="KEY", help="Its middle part, as key list shows it.")]
DaysOption = Annotated[int, typer.Option("--days", help="It holds for so many days, 365 at most.")]
AddressOption = Annotated[
    list[str] | None, typer.Option("--address", help="Only from this network, such as 192.0.2.0/24; may be repeated.")
]


def add_key(
    account: AccountArgument, days: DaysOption = DAYS, address: AddressOption = None, by: ByOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Make an API key and show it, once."""
    give_out(open_context(as_json), account, "key", days, tuple(address or ()), by)


def give_out(
    context: CommandContext, account: str, kind: SecretKind, days: int, addresses: tuple[str, ...], by: str | None
) -> None:
    """A new key or secret, told; nothing else ever shows it."""
    giver = find_acting(context, by)
    with transaction(context.engine) as session:
        owner, terms = find_live_account(session, account), SecretTerms(kind, days, addresses)
        plain_text, secret = issue_secret(session, context.clock, owner, terms, by=giver)
    context.console.data(
        {"account": account, kind: plain_text, "public": secret.public, "expires_at": secret.expires_at}
    )
    context.console.text(plain_text)
    context.console.say(
        f"It holds until {secret.expires_at.date()}. Keep it as you would a password: it is not shown again."
    )


def list_keys(
    account: Annotated[str | None, typer.Argument(metavar="ACCOUNT", help="Only this account's.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Every key and client's secret, without itself: whose, until when, last used on which day."""
    context = open_context(as_json)
    with reading(context.engine) as session:
        secrets = list_secrets(session, find_account(session, account) if account else None)
    now = context.clock.now()
    context.console.data({"keys": [vars(secret) | {"live": secret.live(now)} for secret in secrets]})
    rows = [(secret.public, secret.kind, secret.account, secret.made_at.date(), _state(secret, secret.live(now)),
             secret.last_used or "never", " ".join(secret.addresses) or "anywhere") for secret in secrets]  # fmt: skip
    context.console.table(["key", "kind", "account", "made", "holds", "last used", "from"], rows)


def revoke_key(public: PublicArgument, by: ByOption = None, as_json: JsonOption = False) -> None:
    """Take a key or secret back: it opens nothing from this moment."""
    context = open_context(as_json)
    giver = find_acting(context, by)
    with transaction(context.engine) as session:
        revoke_secret(session, context.clock, public, by=giver)
    context.console.data({"public": public, "revoked": True})
    context.console.text(f"{public} opens nothing any more.")


def rotate_key(
    public: PublicArgument, days: DaysOption = DAYS, by: ByOption = None, as_json: JsonOption = False
) -> None:
    """Make the key that follows another, for the same account and networks. The old one holds until you revoke it."""
    context = open_context(as_json)
    with reading(context.engine) as session:
        old = find_secret(session, public)
    give_out(context, old.account, old.kind, days, old.addresses, by)
    context.console.say(f"Once the new one is in use: returnonce key revoke {public}")


def _state(secret: Secret, live: bool) -> str:
    if secret.ended_at is not None:
        return f"revoked {secret.ended_at.date()}"
    return f"until {secret.expires_at.date()}" if live else f"expired {secret.expires_at.date()}"
