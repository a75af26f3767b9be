"""The context of every check: definitions, the day, postcodes; and, where there is a store, a session and the vault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import polars as pl
from sqlmodel import Session

from indicators.records.view_context import ViewContext
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import Clock
from returnonce.vault import Vault


@dataclass(frozen=True)
class CheckContext:
    """What a check needs besides the file. Without session and vault it works offline."""

    ruleset: Ruleset
    clock: Clock
    postcodes: pl.DataFrame | None = None
    session: Session | None = None
    vault: Vault | None = None

    @classmethod
    def of(cls, context: AppContext, session: Session | None = None) -> Self:
        """The application's context for one check; offline without a session."""
        vault = None if session is None else context.vault
        return cls(context.ruleset, context.clock, context.postcodes, session, vault)

    @property
    def view_context(self) -> ViewContext:
        """What the views of records need."""
        return ViewContext(frozenset(self.ruleset.calendar.days), self.postcodes)
