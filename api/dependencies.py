"""What routes are given, each named once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Query, Request
from sqlalchemy import Engine
from sqlmodel import Session

from mappings.ruleset import Ruleset
from returnonce.clock import Clock
from returnonce.db import reading
from returnonce.errors import Refused


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
    if as_of is None:
        return None
    try:
        instant = datetime.fromisoformat(as_of)
    except ValueError as error:
        raise Refused("This is not an instant.", where="as_of", mend="Write it like 2026-04-01T00:00:00Z.") from error
    if instant.tzinfo is None:
        raise Refused("The instant has no zone.", where="as_of", mend="End it with Z for UTC, or with +01:00.")
    return instant.astimezone(UTC)


EngineDep = Annotated[Engine, Depends(_engine)]
RulesetDep = Annotated[Ruleset, Depends(_ruleset)]
ClockDep = Annotated[Clock, Depends(_clock)]
SessionDep = Annotated[Session, Depends(_session)]
AsOfDep = Annotated[datetime | None, Depends(_as_of)]
