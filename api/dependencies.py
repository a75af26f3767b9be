"""FastAPI dependencies that routes share: engine, ruleset, clock, session, caller, services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Request
from sqlalchemy import Engine
from sqlmodel import Session

from api.auth.authentication import authenticate
from api.services import RouteServices
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import check_signed_in, missing
from returnonce.access.principals import Principal
from returnonce.clock import Clock, parse_instant
from returnonce.db import reading
from returnonce.errors import NotFound, Unavailable


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def _ruleset(request: Request) -> Ruleset:
    ruleset: Ruleset = request.app.state.ruleset
    return ruleset


def _clock(request: Request) -> Clock:
    clock: Clock = request.app.state.clock
    return clock


def _session(engine: Annotated[Engine, Depends(_engine)]) -> Iterator[Session]:
    with reading(engine) as session:
        yield session


def _as_of(
    as_of: Annotated[str | None, Query(description="An instant, such as 2026-04-01T00:00:00Z: the state then.")] = None,
) -> datetime | None:
    return None if as_of is None else parse_instant(as_of, where="as_of")


def _services(request: Request) -> RouteServices:
    """Where files are kept; an application made without services can only read the store."""
    house: RouteServices | None = request.app.state.services
    if house is None:
        raise Unavailable("Nothing can be kept here.", mend="Ask whoever runs the service to give it a home folder.")
    return house


def _signed_in(principal: Annotated[Principal, Depends(authenticate)]) -> Principal:
    check_signed_in(principal)
    return principal


@contextmanager
def conceal_not_found() -> Iterator[None]:
    """Answer what is not found exactly as what the caller may not know of."""
    try:
        yield
    except NotFound as error:
        raise missing() from error


EngineDep = Annotated[Engine, Depends(_engine)]
RulesetDep = Annotated[Ruleset, Depends(_ruleset)]
ClockDep = Annotated[Clock, Depends(_clock)]
SessionDep = Annotated[Session, Depends(_session)]
AsOfDep = Annotated[datetime | None, Depends(_as_of)]
ServicesDep = Annotated[RouteServices, Depends(_services)]
#: The caller, who may be anonymous; and the caller where nobody may be.
CallerDep = Annotated[Principal, Depends(authenticate)]
SignedInDep = Annotated[Principal, Depends(_signed_in)]
