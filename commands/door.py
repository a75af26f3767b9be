"""What every verb starts from: the environment once, the clock, and how it speaks."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from sqlalchemy import Engine

from collectors.records.postcodes import read_postcodes
from mappings.ruleset import Ruleset, load_ruleset
from returnonce.clock import Clock, SystemClock
from returnonce.db import open_store
from returnonce.logs import configure
from returnonce.settings import Settings, read_settings
from returnonce.talk import Talk
from returnonce.vault import Vault, open_vault

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
AgencyOption = Annotated[str, typer.Option("--agency", help="Code of the agency, such as lewisham-pct.")]
PeriodOption = Annotated[str, typer.Option("--period", help="Period code, such as FY2009-10.")]
AreaOption = Annotated[str, typer.Option("--area", help="Area code or name, such as E09000023 or Lewisham.")]


@dataclass
class Door:
    """Settings, clock and voice; the ruleset, the store and the vault are opened when first needed."""

    settings: Settings
    clock: Clock
    talk: Talk

    @cached_property
    def ruleset(self) -> Ruleset:
        return load_ruleset(self.settings.places)

    @cached_property
    def engine(self) -> Engine:
        return open_store(self.settings)

    @cached_property
    def vault(self) -> Vault:
        key = self.settings.master_key
        return open_vault(self.settings.home, key.get_secret_value() if key else None)

    @cached_property
    def postcodes(self) -> pl.DataFrame | None:
        return read_postcodes(self.settings.postcodes) if self.settings.postcodes else None

    @property
    def store_exists(self) -> bool:
        """False where nothing was ever collected, so that an offline check makes no store."""
        return self.settings.database_url is not None or (self.settings.home / "store.sqlite3").exists()


def enter(as_json: bool, *, home: Path | None = None) -> Door:
    """Read the environment and be ready."""
    settings = read_settings(os.environ)
    if home is not None:
        settings = settings.model_copy(update={"home": home, "database_url": None})
    configure(settings)
    return Door(settings, SystemClock(), Talk(as_json))
