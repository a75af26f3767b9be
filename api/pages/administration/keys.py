"""``/administration/keys``: API keys and client secrets, each shown once; fingerprints of the service's own keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.app_state import app_state
from api.pages.administration.reach import check_administrator, keeps, manages_all
from api.pages.forms.csrf import check_token
from api.pages.forms.shown_once import forget, read_once, redirect_to_show
from api.pages.forms.urlencoded import read_form_fields
from api.pages.rendering import render_page
from api.pages.views.faults import FormFault, describe_fault
from api.pages.views.people import secret_rows
from api.pages.wording import clock_words, date_words
from returnonce.access.accounts import Account, find_live_account, list_accounts
from returnonce.access.api_secrets import (
    DAYS,
    MOST_DAYS,
    Secret,
    SecretTerms,
    find_secret,
    issue_secret,
    list_secrets,
    revoke_secret,
)
from returnonce.access.policy import missing
from returnonce.access.principals import Principal
from returnonce.clock import LONDON
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, NotFound, Refused, WrongUsage
from returnonce.keys.signing import list_public_keys
from returnonce.keys.sources import find_key_place
from returnonce.keys.store_keys import SHOWN, find_fingerprint

router = APIRouter(prefix="/administration/keys")
HERE = "/administration/keys"
#: So soon nobody needs a second key like the first.
JUST_NOW = timedelta(minutes=10)
FIELDS = {"--days": "days", "--address": "networks", "account": "account"}


@router.get("")
def get_keys(request: Request) -> Response:
    """Every key of the accounts that the caller keeps; once, in full, the one that was made now."""
    new_key = read_once(request)
    page = _page(request, new_key=new_key)
    return forget(request, page) if new_key else page


@router.post("")
async def post_keys(request: Request) -> Response:
    """Make a key, the one that follows another, or revoke one."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_act, request, fields)


def _act(request: Request, fields: Mapping[str, str]) -> Response:
    principal, context = check_administrator(request), app_state(request).context
    check_token(request, fields.get("token", ""))
    if fields.get("act") not in {"make", "rotate", "revoke"}:
        raise HTTPException(400, "The form does not say what to do.")
    try:
        with transaction(context.engine) as session:
            if fields["act"] == "revoke":
                old = _own_secret(session, principal, fields.get("public", ""))
                revoke_secret(session, context.clock, old.public, by=principal)
                made = {}
            else:
                account, terms = _read_terms(session, principal, fields)
                plain_text, secret = issue_secret(session, context.clock, account, terms, by=principal)
                if fields["act"] == "make":
                    _refuse_repeated(session, account, secret)
                until = date_words(secret.expires_at.astimezone(LONDON).date())
                made = {"plain_text": plain_text, "account": account.title, "until": until}
    except (Refused, Conflict, WrongUsage) as error:
        return _page(request, fault=describe_fault(error, FIELDS, "account"), fields=fields, status=error.status)
    return redirect_to_show(request, HERE, made) if made else RedirectResponse(HERE, 303)


def _own_secret(session: Session, principal: Principal, public: str) -> Secret:
    """A key of an account that the principal keeps; of others nothing is said."""
    try:
        secret = find_secret(session, public)
        account = find_live_account(session, secret.account)
    except (NotFound, Conflict) as error:
        raise missing() from error
    if not keeps(principal, account):
        raise missing()
    return secret


def _read_terms(session: Session, principal: Principal, fields: Mapping[str, str]) -> tuple[Account, SecretTerms]:
    """Whose the new key is, and what it is; of one that follows another, as that one was."""
    if fields["act"] == "rotate":
        old = _own_secret(session, principal, fields.get("public", ""))
        return find_live_account(session, old.account), SecretTerms(old.kind, DAYS, old.addresses)
    try:
        account = find_live_account(session, fields.get("account", ""))
    except NotFound as error:
        raise Refused("Choose whose key it is.", where="account") from error
    if not keeps(principal, account):
        raise missing()
    text = fields.get("days", "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Refused("For how many days it holds is not a number.", where="--days", mend=f"From 1 to {MOST_DAYS}.")
    networks = tuple(fields.get("networks", "").replace(",", " ").split())
    kind = "secret" if fields.get("kind") == "secret" else "key"
    return account, SecretTerms(kind, int(text), networks)  # type: ignore[arg-type]


def _refuse_repeated(session: Session, account: Account, secret: Secret) -> None:
    """Whoever goes back to the form and presses again wants no second one: it is undone.

    Raises:
        Conflict: names the first one.
    """
    for each in list_secrets(session, account):
        same = (each.kind, each.addresses) == (secret.kind, secret.addresses) and each.public != secret.public
        if same and each.live(secret.made_at) and secret.made_at - each.made_at < JUST_NOW:
            raise Conflict(
                f"{each.public} was made for {account.title} at {clock_words(each.made_at)}, just like this one.",
                where="account", mend="It is in the list above. If it was lost, revoke it, then make another.",
            )  # fmt: skip


def _page(
    request: Request, *, new_key: Mapping[str, str] | None = None, fault: FormFault | None = None,
    fields: Mapping[str, str] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    principal, context = check_administrator(request), app_state(request).context
    with reading(context.engine) as session:
        own = {account.name: account for account in list_accounts(session) if keeps(principal, account)}
        secrets = [secret for secret in list_secrets(session) if secret.account in own]
    titles = {name: account.title for name, account in own.items()}
    holders = [(name, account.title) for name, account in own.items() if account.ended_at is None]
    return render_page(
        request, "keys.html", title="Keys", section="administration", made=new_key, days=DAYS, most=MOST_DAYS,
        keys=secret_rows(secrets, titles, context.clock.now()), holders=holders, asked=request.query_params,
        own_keys=_own_keys(request) if manages_all(principal, context.ruleset) else None,
        entered=fields or {}, fault=fault, error=fault is not None, status=status,
    )  # fmt: skip


def _own_keys(request: Request) -> list[tuple[str, str, str]]:
    """What the service itself signs and seals with: only fingerprints, never a key."""
    context = app_state(request).context
    with reading(context.engine) as session:
        published = list_public_keys(session, context.objects)
    in_use = (find_fingerprint(context.engine, "signing") or "")[:SHOWN]
    rows = [
        ("Signing key, which proves what was published", key.id, "In use" if key.id == in_use else "Of before")
        for key in published
    ]
    place = find_key_place(context.settings, "master")
    return [*rows, ("Master key, which seals records", context.vault.fingerprint[:SHOWN], f"In use, from {place}")]
