"""Makes every check, each on its own: one that cannot be made does not keep the others from being made."""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import psycopg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mappings.ruleset.app_context import AppContext
from returnonce.db import lacks_store
from returnonce.errors import ReturnOnceError
from returnonce.keys.rotation import open_given_vault
from returnonce.keys.sources import gives_key
from returnonce.progress import track
from returnonce.row_text import read_shapes
from returnonce.settings import Settings
from returnonce.vault import MASTER_KEY, Vault
from upkeep.doctor.check_definitions import Check, load_checks
from upkeep.doctor.health_context import HealthContext, open_store_to_read

#: Faults of one check that are told; the rest are counted.
SHOWN = 20
OPENS = "store-opens"
Look = Callable[[HealthContext], Iterable[str]]


@dataclass(frozen=True)
class CheckResult:
    """What a check said: ``sound``, ``fault`` with the places, or ``not-made`` with the reason."""

    check: Check
    state: str
    faults: tuple[str, ...] = ()
    count: int = 0

    @property
    def is_bad(self) -> bool:
        """Whether something must be done."""
        return self.state == "fault" and self.check.severity == "error"


def examine(application: AppContext, *, only: str | None = None) -> list[CheckResult]:
    """Make every check that can be made, or one; nothing is written anywhere."""
    checks = [check for check in load_checks() if only in {None, check.code}]
    try:
        with open_store_to_read(application.settings) as connection:
            tables = frozenset(shape.name for shape in read_shapes(connection))
            context = HealthContext(application, connection, tables, _vault(application.settings))
            return [_make(context, check) for check in track("Looking at the store", checks)]
    except (DBAPIError, sqlite3.Error, psycopg.Error) as error:
        fault = "the store: " + ("its file is not there" if lacks_store(application.settings) else _kind(error))
        return [
            CheckResult(check, "fault", (fault,), 1)
            if check.code == OPENS
            else CheckResult(check, "not-made", (fault,))
            for check in load_checks()
            if check.code == OPENS or check in checks
        ]


def _make(context: HealthContext, check: Check) -> CheckResult:
    lacking = sorted(set(check.needs) - context.tables)
    if lacking:
        return CheckResult(check, "not-made", (f"there is no table {lacking[0]}",))
    # On PostgreSQL a query that fails would spoil the view for all that come after.
    is_postgres = context.connection.dialect.name == "postgresql"
    if is_postgres:
        context.connection.exec_driver_sql("SAVEPOINT look")
    try:
        faults = list(_look(context, check))
    except (DBAPIError, sqlite3.Error, psycopg.Error, ValueError, OSError, ReturnOnceError) as error:
        faults = [f"it cannot be looked at: {_kind(error)}"]
    finally:
        if is_postgres:
            context.connection.exec_driver_sql("ROLLBACK TO SAVEPOINT look")
    return CheckResult(check, "fault" if faults else "sound", tuple(faults[:SHOWN]), len(faults))


def _look(context: HealthContext, check: Check) -> Iterator[str]:
    if check.sql is not None:
        for row in context.connection.execute(text(check.sql)):
            yield " ".join(str(value) for value in row)
        return
    module, function = str(check.by).rsplit(".", 1)
    look: Look = getattr(importlib.import_module(f"upkeep.doctor.{module}"), function)
    yield from look(context)


def _vault(settings: Settings) -> Vault | None:
    if not gives_key(settings, "master") and not (settings.home / MASTER_KEY).exists():
        return None
    try:
        return open_given_vault(settings)
    except ReturnOnceError:
        return None


def _kind(error: Exception) -> str:
    if isinstance(error, ReturnOnceError):
        return str(error)
    return f"{type(getattr(error, 'orig', error)).__name__}"
