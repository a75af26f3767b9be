"""The application's context around a store that a test has open already."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import Clock, FixedClock
from returnonce.settings import Settings
from returnonce.vault import Vault

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def make_context(
    engine: Engine | None = None,
    home: Path | None = None,
    ruleset: Ruleset | None = None,
    *,
    clock: Clock | None = None,
    vault: Vault | None = None,
    settings: Settings | None = None,
) -> AppContext:
    """A context with these parts; what is left out is opened under ``home`` when first needed."""
    settings = settings or (Settings() if home is None else Settings(home=home))
    return AppContext(settings, clock or FixedClock(NOON), engine=engine, ruleset=ruleset, vault=vault)
