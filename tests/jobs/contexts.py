"""Work on a store of a test's own: the project's definitions with mailboxes that are nobody's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from jobs.runner.job_function import Finish
from mappings.place.contacts import Contact
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.audit import AuditRow
from returnonce.claims.background_tasks import BackgroundTaskRow
from returnonce.claims.outbox import OutboxRow
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.shipped import load_ruleset


def contact(code: str, kind: str, whom: str) -> Contact:
    return Contact.model_validate({"code": code, "kind": kind, "for": whom, "address": f"{code}@example.org"})


def with_mailboxes() -> Ruleset:
    """The project's rules; Lewisham's PCT and officers can be written to."""
    rules = load_ruleset()
    boxes = (contact("returns", "agency", "lewisham-pct"), contact("officers", "officer", "lewisham"))
    bare = {name: replace(place, contacts=()) for name, place in rules.places.items()}
    places = bare | {"lewisham": replace(bare["lewisham"], contacts=boxes)}
    return replace(rules, places=places)


def work(engine: Engine, home: Path, now: str, rules: Ruleset | None = None, **settings: Any) -> AppContext:
    clock = FixedClock(datetime.fromisoformat(now).replace(tzinfo=UTC))
    settled = Settings(home=home, **settings)
    return make_context(engine, ruleset=rules or load_ruleset(), clock=clock, settings=settled)


def finished(work: AppContext, made: str | Finish) -> str:
    """What came of a task, with its effects."""
    if isinstance(made, str):
        return made
    with transaction(work.engine) as session:
        return made(session)


def acts(engine: Engine, act: str) -> list[str]:
    with reading(engine) as session:
        return list(session.exec(select(AuditRow.subject).where(AuditRow.act == act).order_by("id")))


def letters(engine: Engine) -> list[OutboxRow]:
    with reading(engine) as session:
        return _all(session, OutboxRow)


def queued(engine: Engine) -> list[BackgroundTaskRow]:
    with reading(engine) as session:
        return _all(session, BackgroundTaskRow)


def _all(session: Session, kind: Any) -> list[Any]:
    return list(session.exec(select(kind).order_by("id")))
