"""The context of a command: settings, clock and console; ruleset, store and vault when first needed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from sqlalchemy import Engine

from collectors.records.postcodes import read_postcodes
from mappings.ruleset.as_of import AsOfContext
from mappings.ruleset.ruleset import Ruleset, load_ruleset
from mappings.ruleset.ruleset_history import NOT_KEPT, RulesOfInstant, record_ruleset_use
from returnonce.clock import Clock, SystemClock, parse_instant
from returnonce.console import Console
from returnonce.db import open_store
from returnonce.logs import configure
from returnonce.settings import Settings, read_settings
from returnonce.vault import Vault, open_vault

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
AgencyOption = Annotated[str, typer.Option("--agency", help="Code of the agency, such as lewisham-pct.")]
PeriodOption = Annotated[str, typer.Option("--period", help="Period code, such as FY2009-10.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="As it was known then, by the rules of then: 2026-04-01T00:00:00Z.")
]
AreaOption = Annotated[str, typer.Option("--area", help="Area code or name, such as E09000023 or Lewisham.")]


@dataclass
class AppContext:
    """Settings, clock and voice; the ruleset, the store and the vault are opened when first needed."""

    settings: Settings
    clock: Clock
    console: Console

    @cached_property
    def ruleset(self) -> Ruleset:
        ruleset = load_ruleset(self.settings.places, home=self.settings.home)
        if "engine" in vars(self):
            record_ruleset_use(self.engine, self.settings.home, self.clock, ruleset)
        return ruleset

    @cached_property
    def engine(self) -> Engine:
        opened = open_store(self.settings)
        # Whoever works on a store by a ruleset must have left it there, so that the day can be rebuilt.
        if "ruleset" in vars(self):
            record_ruleset_use(opened, self.settings.home, self.clock, self.ruleset)
        return opened

    @property
    def as_of_store(self) -> AsOfContext:
        """Whom to ask what was known at an instant."""
        return AsOfContext(self.engine, self.settings.home, self.ruleset)

    @cached_property
    def vault(self) -> Vault:
        key = self.settings.master_key
        return open_vault(self.settings.home, key.get_secret_value() if key else None)

    @cached_property
    def postcodes(self) -> pl.DataFrame | None:
        return read_postcodes(self.settings.postcodes) if self.settings.postcodes else None

    def as_of_question(self, as_of: str | None) -> tuple[AsOfContext, datetime] | None:
        """Whom to ask about an instant that was typed, and the instant; None where today's rules answer.

        Raises:
            WrongUsage: it is no instant.
        """
        if as_of is None:
            return None
        instant = parse_instant(as_of, where="--as-of")
        if self.store_exists:
            return self.as_of_store, instant
        self.console.say(NOT_KEPT)
        return None

    @property
    def store_exists(self) -> bool:
        """False where nothing was ever collected, so that an offline check makes no store."""
        return self.settings.database_url is not None or (self.settings.home / "store.sqlite3").exists()


def say_rules(context: AppContext, rules: RulesOfInstant) -> None:
    """Say by which rules it was answered, where they are not today's or none of then are kept."""
    if rules.note:
        context.console.say(rules.note)
    elif rules.older:
        context.console.say(f"This is by the rules in use then ({rules.hash[:12]}), and not by those of today.")


def open_context(as_json: bool, *, home: Path | None = None) -> AppContext:
    """Read the environment and be ready."""
    settings = read_settings(os.environ)
    if home is not None:
        settings = settings.model_copy(update={"home": home, "database_url": None})
    configure(settings)
    return AppContext(settings, SystemClock(), Console(as_json))
