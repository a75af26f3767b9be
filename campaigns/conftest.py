"""The tests' stores, for campaigns too."""

from __future__ import annotations

from tests.conftest import engine, made, postgres, postgres_database, settings

__all__ = ["engine", "made", "postgres", "postgres_database", "settings"]
