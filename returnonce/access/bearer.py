"""Authentication by ``Authorization: Bearer``: an API key or an access token, told apart by its prefix."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlmodel import Session

from returnonce.access import access_tokens, api_secrets
from returnonce.access.principals import Principal
from returnonce.clock import Clock
from returnonce.db import transaction
from returnonce.errors import Unavailable
from returnonce.logs import get_logger

log = get_logger()


def authenticate_bearer(
    session: Session, clock: Clock, credential: str, *, address: str | None
) -> tuple[Principal, int]:
    """Who holds it, and the number of the key whose use is to be noted; 0 for a token.

    Raises:
        Unauthenticated: it opens nothing.
    """
    if access_tokens.SHAPE.fullmatch(credential):
        return access_tokens.authenticate_token(session, clock, credential), 0
    return api_secrets.authenticate_key(session, clock, credential, address=address)


def note_key_use(engine: Engine, clock: Clock, key: int) -> None:
    """Write down that a key was used today. Whoever asks is answered even where nothing can be written."""
    try:
        with transaction(engine) as session:
            api_secrets.note_use(session, clock, key)
    except Unavailable:
        log.warning("the use of a key was not noted", action="key_use_not_noted")
