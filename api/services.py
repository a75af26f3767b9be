"""Settings, vault and postcodes for the routes of the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from returnonce.blobs import BlobStore
from returnonce.settings import Settings
from returnonce.vault import Vault

MEBI = 1 << 20


@dataclass
class RouteServices:
    """Settings, and the vault and postcodes; both are opened when first needed."""

    settings: Settings
    vault: Callable[[], Vault]
    postcodes: Callable[[], pl.DataFrame | None] = lambda: None

    @property
    def home(self) -> Path:
        """The home folder."""
        return self.settings.home

    @property
    def blobs(self) -> BlobStore:
        """Received files, and the cells and files of editions."""
        return BlobStore(self.home)

    @property
    def upload_bytes(self) -> int:
        """The largest file that is accepted, in bytes."""
        return self.settings.upload_limit * MEBI
