"""The context of every check: definitions, the clock, postcodes; and, with a session, the store and the vault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indicators.records.view_context import ViewContext
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import Clock

if TYPE_CHECKING:
    from sqlmodel import Session

    from returnonce.read_connection import ReadConnection, ReadSource
    from returnonce.vault import Vault


@dataclass(frozen=True)
class CheckContext:
    """What a check needs besides the file. Without a session it works offline; it stores nothing either way.

    Figures are checked with a plain connection too; records need the session. ``reads_briefly``: between two questions
    the session lets go of the store.
    """

    app: AppContext
    session: Session | None = None
    connection: ReadConnection | None = None
    reads_briefly: bool = False

    @property
    def store(self) -> ReadSource | None:
        """Where stored figures are read; None offline."""
        return self.session if self.connection is None else self.connection

    def release_store(self) -> None:
        """Let go of the store, where this check is to hold nothing while it works; rows that were read stay."""
        if self.session is not None and self.reads_briefly:
            self.session.expunge_all()
            self.session.rollback()

    @property
    def ruleset(self) -> Ruleset:
        return self.app.ruleset

    @property
    def clock(self) -> Clock:
        return self.app.clock

    @property
    def vault(self) -> Vault | None:
        """The sealed records of periods before; None offline."""
        return None if self.session is None else self.app.vault

    @property
    def view_context(self) -> ViewContext:
        """What the views of records need."""
        return ViewContext(frozenset(self.ruleset.calendar.days), self.app.postcodes)
