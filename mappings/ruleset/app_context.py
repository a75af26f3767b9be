"""The application's context, which a command, server or worker builds once: settings, clock, store, ruleset, vault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from mappings.ruleset.loading import describe_own_files, load_ruleset, read_files
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import Clock
from returnonce.errors import Refused
from returnonce.logs import get_logger
from returnonce.settings import Settings

# What opens a part is imported when the part is: a command that reads waits for neither ORM nor cryptography.
if TYPE_CHECKING:
    import polars as pl
    from sqlalchemy import Engine
    from sqlmodel import Session

    from returnonce.blobs import BlobStore, ObjectStore
    from returnonce.definition_files.file_tree import DefinitionFiles
    from returnonce.read_connection import ReadConnection
    from returnonce.signing_keys import Signer
    from returnonce.vault import Vault

log = get_logger()


@dataclass
class CurrentDefinitions:
    """What a process works by, shared by every copy of its context: the newest ruleset that could be read, and why what
    lies in the files now cannot be, if so."""

    ruleset: Ruleset | None = None
    fault: str | None = None

    def describe(self) -> str | None:
        """What somebody should mend, without a word of what stands in the files; None where there is nothing."""
        if self.fault:
            return "The definitions changed and cannot be read, so those of before go on: returnonce doctor says why."
        left_out = [*self.ruleset.left_out, *self.ruleset.unread] if self.ruleset else []
        if not left_out:
            return None
        return f"Left out or not read: {len(left_out)}. See: returnonce places check, returnonce packs check."


class AppContext:
    """Settings and clock; the store, the ruleset and the vault are opened when first needed.

    A function that changes the store takes the context; one that only computes takes the ruleset, a session or a
    day of it. What is given to the constructor is used as it is: a test's own store, or the ruleset of another day.
    """

    #: Whether the store is made where there is none; a command that looks at one or adds to it makes none.
    makes_store = True
    #: Whether the process answers for long, and so keeps connections to the store.
    lives_long = False

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
        self.current = CurrentDefinitions()
        parts = {"engine": engine, "ruleset": ruleset, "vault": vault}
        vars(self).update({name: part for name, part in parts.items() if part is not None})

    @cached_property
    def engine(self) -> Engine:
        """The store, its tables up to date.

        Raises:
            NotFound: there is none, and none is to be made here.
        """
        from mappings.ruleset.ruleset_use import record_ruleset_use
        from returnonce.blobs.opening import settle_place
        from returnonce.db import open_store

        engine = open_store(self.settings, may_make=self.makes_store, lives_long=self.lives_long)
        settle_place(self.settings)
        if "ruleset" in vars(self):
            record_ruleset_use(engine, self.objects, self.clock, self.ruleset)
        return engine

    @cached_property
    def ruleset(self) -> Ruleset:
        """The definitions as they were when first asked for.

        Those of before, in a process that had some, where what lies in the files now cannot be read.
        """
        try:
            ruleset = self.load_current_ruleset()
        except Refused as refused:
            if self.current.ruleset is None:
                raise
            self.current.fault = str(refused)
            log.warning("definitions cannot be read, so those of before go on", action="definitions_refused",
                        why=self.current.fault)  # fmt: skip
            return self.current.ruleset
        self.current.ruleset, self.current.fault = ruleset, None
        return ruleset

    @cached_property
    def vault(self) -> Vault:
        """Sealed records, under the store's own master key.

        Raises:
            Unavailable: the key here is another one, or there is none; says what to copy.
        """
        from returnonce.keys.store_keys import open_store_vault

        return open_store_vault(self.engine, self.settings, self.clock)

    def confirm_vault(self, session: Session) -> Vault:
        """The vault to seal something with, in the transaction that names what is sealed; open :attr:`vault` before
        that transaction, since a store may have to adopt its key, which no store does for a second writer.

        Raises:
            Unavailable: the master key was rotated since this process began.
        """
        from returnonce.keys.store_keys import confirm_master_key

        confirm_master_key(session, self.vault)
        return self.vault

    def open_signer(self) -> Signer:
        """The key that signs, which is the store's own; made and published at first use.

        Raises:
            Unavailable: the key here is another one, or there is none; says what to copy.
        """
        from returnonce.keys.signing import open_store_signer
        from returnonce.keys.store_keys import find_fingerprint

        signer: Signer | None = vars(self).get("_signer")
        # Asked anew: the key may be rotated while this process runs.
        if signer is None or signer.public.fingerprint != find_fingerprint(self.engine, "signing"):
            signer = vars(self)["_signer"] = open_store_signer(self.engine, self.settings, self.clock)
        return signer

    def check_keys(self) -> None:
        """Refuse to work on a store with other keys than its own, or without one that it has.

        Raises:
            Unavailable: says what to copy.
        """
        from returnonce.keys.signing import expects_signing_key

        _ = self.vault
        if expects_signing_key(self.engine, self.settings):
            self.open_signer()

    @cached_property
    def objects(self) -> ObjectStore:
        """Every kept file by its name: received and published, sealed records, rulesets, signatures, drafts."""
        from returnonce.blobs.current import CurrentObjects

        return CurrentObjects(self.settings)

    @cached_property
    def blobs(self) -> BlobStore:
        """Received files, and the cells and files of editions, by their hashes."""
        from returnonce.blobs import BlobStore

        return BlobStore(self.objects)

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
        from mappings.ruleset.archive import has_archive
        from mappings.ruleset.ruleset_history import find_newest_hash

        return find_newest_hash(connection) == name and has_archive(self.objects, name)

    def open(self) -> Self:
        """The same context with its store, ruleset and keys open, so that what is wrong is said at once."""
        for part in ("engine", "ruleset"):
            getattr(self, part)
        self.check_keys()
        self.ruleset.load_parts()
        return self

    def close(self) -> None:
        """Let go of the store's connections; whoever asks again gets new ones."""
        if "engine" in vars(self):
            self.engine.dispose()

    def load_current_ruleset(self) -> Ruleset:
        """The definitions of now, for a process that outlives a change of them."""
        own = self.settings
        ruleset = load_ruleset(own.places, packs=own.pack_folders, home=self.home, samples=own.samples)
        # Whoever works on a store by a ruleset must record it, so that the day can be rebuilt.
        if "engine" in vars(self):
            from mappings.ruleset.ruleset_use import record_ruleset_use

            record_ruleset_use(self.engine, self.objects, self.clock, ruleset)
        return ruleset

    def describe_own_files(self) -> str:
        """A text that differs after any change to the files of places and packs in folders of one's own; it costs a
        question to the disk for each of these, and none for what ships.
        """
        return describe_own_files(self.settings.places, self.settings.pack_folders)

    def read_definition_files(self, further_packs: Sequence[Path] = ()) -> DefinitionFiles:
        """All definition files as they are now, with further packs, for whoever checks or compares them.

        Raises:
            Refused: a folder is none, or is no pack.
        """
        settled = {folder.resolve(): folder for folder in (*self.settings.pack_folders, *further_packs)}
        return read_files(self.settings.places, tuple(settled.values()), samples=self.settings.samples)

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
