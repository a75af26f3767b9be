"""Whether the service can do its work, and on what."""

from __future__ import annotations

import sqlite3
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.dependencies import EngineDep, RulesetDep
from duties.definitions import load_duties
from returnonce import firings
from returnonce.db import reading, wal_is_safe

router = APIRouter(tags=["health"])


@router.get("/health")
def get_health(engine: EngineDep, ruleset: RulesetDep) -> JSONResponse:
    """200 when the store answers, 503 when it does not."""
    answers = _store_answers(engine)
    body: dict[str, Any] = {
        "status": "ok" if answers else "unavailable",
        "store": engine.dialect.name,
        "ruleset": ruleset.hash,
        "indicators": len(ruleset.catalogue),
    }
    if answers:
        body["clock"] = _last_tick(engine)
    if engine.dialect.name == "sqlite":
        body["sqlite"] = {"version": sqlite3.sqlite_version, "journal": "wal" if wal_is_safe() else "truncate"}
    return JSONResponse(body, status_code=200 if answers else 503)


def _store_answers(engine: EngineDep) -> bool:
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT count(*) FROM batch"))
    except SQLAlchemyError:
        return False
    return True


def _last_tick(engine: EngineDep) -> str | None:
    """When the most frequent duty was last taken up; None where nobody has kept the clock yet."""
    frequent = min((duty for duty in load_duties() if duty.every), key=lambda duty: duty.every or 0)
    with reading(engine) as session:
        last = firings.last_claim(session, frequent.code)
    return last.isoformat() if last else None
