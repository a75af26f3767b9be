"""FastAPI dependencies that routes share: context, session, caller and parts of the context."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Request
from sqlmodel import Session

from api.app_state import app_state
from api.auth.authentication import authenticate
from api.schemas.instants import Instant
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import check_signed_in, missing
from returnonce.access.principals import Principal
from returnonce.clock import Clock
from returnonce.db import reading
from returnonce.errors import NotFound
from returnonce.signing_keys import Signer


# What only looks something up is async, since FastAPI runs anything else in a thread of its own.
async def _context(request: Request) -> AppContext:
    return app_state(request).context


ContextDep = Annotated[AppContext, Depends(_context)]


def _context_with_vault(context: ContextDep) -> AppContext:
    _ = context.vault
    return context


#: The context with its vault open, for routes that seal in a transaction: the first time, a row says whose key it is.
VaultContextDep = Annotated[AppContext, Depends(_context_with_vault)]


def _signer(context: ContextDep) -> Signer:
    return context.open_signer()


#: The key that signs, opened before the store is read: the first time, a row says that it is the store's.
SignerDep = Annotated[Signer, Depends(_signer)]


async def _ruleset(context: ContextDep) -> Ruleset:
    return context.ruleset


async def _clock(context: ContextDep) -> Clock:
    return context.clock


def _session(context: ContextDep) -> Iterator[Session]:
    with reading(context.engine) as session:
        yield session


async def _as_of(
    as_of: Annotated[
        Instant | None, Query(description="An instant, such as 2026-04-01T00:00:00Z: the state then.")
    ] = None,
) -> datetime | None:
    return as_of


def _require_sign_in(principal: Annotated[Principal, Depends(authenticate)]) -> Principal:
    check_signed_in(principal)
    return principal


@contextmanager
def conceal_not_found() -> Iterator[None]:
    """Answer what is not found exactly as what the caller may not know of."""
    try:
        yield
    except NotFound as error:
        raise missing() from error


OfPlaceParam = Annotated[str | None, Query(description="Only those of the packs that this place uses.")]
SearchParam = Annotated[
    str | None, Query(max_length=200, description="Only what has all of these words in its code, title or texts.")
]
RulesetDep = Annotated[Ruleset, Depends(_ruleset)]
ClockDep = Annotated[Clock, Depends(_clock)]
SessionDep = Annotated[Session, Depends(_session)]
AsOfDep = Annotated[datetime | None, Depends(_as_of)]
#: The caller, who may be anonymous; and the caller where nobody may be.
CallerDep = Annotated[Principal, Depends(authenticate)]
SignedInDep = Annotated[Principal, Depends(_require_sign_in)]
