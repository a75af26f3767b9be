"""Whether the service can do its work, and on what."""

from __future__ import annotations

import sqlite3
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.dependencies import EngineDep, RulesetDep
from returnonce.db import wal_is_safe

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
