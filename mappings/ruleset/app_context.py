"""The application's context, which a command, server or worker builds once: settings, clock, store, ruleset, vault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import Clock
from returnonce.settings import Settings

# What opens a part is imported when the part is: a command that reads waits for neither ORM nor cryptography.
if TYPE_CHECKING:
    import polars as pl
    from sqlalchemy import Engine

    from returnonce.blobs import BlobStore
    from returnonce.read_connection import ReadConnection
    from returnonce.vault import Vault


class AppContext:
    """Settings and clock; the store, the ruleset and the vault are opened when first needed.

    A function that changes the store takes the context; one that only computes takes the ruleset, a session or a
    day of it. What is given to the constructor is used as it is: a test's own store, or the ruleset of another day.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        *,
        engine: Engine | None = None,
        ruleset: Ruleset | None = None,
        vault: Vault | None = None,
    ) -> None:
        self.settings, self.clock, self._has_own_ruleset = settings, clock, ruleset is not None
        parts = {"engine": engine, "ruleset": ruleset, "vault": vault}
        vars(self).update({name: part for name, part in parts.items() if part is not None})

    @cached_property
    def engine(self) -> Engine:
        """The store, its tables up to date."""
        from mappings.ruleset.ruleset_use import record_ruleset_use
        from returnonce.db import open_store

        engine = open_store(self.settings)
        if "ruleset" in vars(self):
            record_ruleset_use(engine, self.home, self.clock, self.ruleset)
        return engine

    @cached_property
    def ruleset(self) -> Ruleset:
        """The definitions as they were when first asked for."""
        return self.load_current_ruleset()

    @cached_property
    def vault(self) -> Vault:
        """Sealed records; its key is the setting's, or the home folder's own."""
        from returnonce.vault import open_vault

        key = self.settings.master_key
        return open_vault(self.home, key.get_secret_value() if key else None)

    @cached_property
    def blobs(self) -> BlobStore:
        """Received files, and the cells and files of editions, by their hashes."""
        from returnonce.blobs import BlobStore

        return BlobStore(self.home)

    @cached_property
    def postcodes(self) -> pl.DataFrame | None:
        """Grid references (postcode, easting, northing) of the operator's file; None where there is none."""
        from indicators.records.postcodes import read_postcodes

        return read_postcodes(self.settings.postcodes) if self.settings.postcodes else None

    @property
    def home(self) -> Path:
        """The folder of everything that is kept."""
        return self.settings.home

    @property
    def store_exists(self) -> bool:
        """False where nothing was ever collected, so that an offline check makes no store."""
        return self.settings.database_url is not None or (self.home / "store.sqlite3").exists()

    @contextmanager
    def reading(self) -> Iterator[ReadConnection]:
        """One unchanging view of the store, for reading only.

        Raises:
            Unavailable: the store cannot be reached.
        """
        from returnonce.sqlite_reading import open_current_sqlite

        # First, since to note another one is to write.
        ruleset = self.ruleset
        if "engine" not in vars(self):
            with open_current_sqlite(self.settings) as connection:
                if connection is not None and self._is_noted(connection, ruleset.hash):
                    yield connection
                    return
        # The way that makes a store, brings it up to date, or notes another ruleset.
        from returnonce.db import reading
        from returnonce.read_connection import ReadConnection

        with reading(self.engine) as session:
            yield ReadConnection.of(session)

    def _is_noted(self, connection: ReadConnection, name: str) -> bool:
        """Whether the store says already that work is done by the ruleset of that hash, and has its files."""
        from mappings.ruleset.archive import archive_path
        from mappings.ruleset.ruleset_history import find_newest_hash

        return find_newest_hash(connection) == name and archive_path(self.home, name).exists()

    def open(self) -> Self:
        """The same context with its store, ruleset and vault open, so that what is wrong is said at once."""
        for part in ("engine", "ruleset", "vault"):
            getattr(self, part)
        self.ruleset.load_parts()
        return self

    def load_current_ruleset(self) -> Ruleset:
        """The definitions of now, for a process that outlives a change of them."""
        ruleset = load_ruleset(self.settings.places, home=self.home)
        # Whoever works on a store by a ruleset must record it, so that the day can be rebuilt.
        if "engine" in vars(self):
            from mappings.ruleset.ruleset_use import record_ruleset_use

            record_ruleset_use(self.engine, self.home, self.clock, ruleset)
        return ruleset

    def replace(self, *, clock: Clock | None = None, ruleset: Ruleset | None = None) -> Self:
        """The same context with another clock or another ruleset."""
        other = object.__new__(type(self))
        vars(other).update(vars(self))
        changed = {"clock": clock, "ruleset": ruleset, "_has_own_ruleset": True if ruleset else None}
        vars(other).update({name: value for name, value in changed.items() if value is not None})
        return other

    def renew(self) -> Self:
        """The same context, whose ruleset is loaded anew when next needed; one that was given stays."""
        other = self.replace()
        if not self._has_own_ruleset:
            vars(other).pop("ruleset", None)
        return other
