"""The tests' stores, for campaigns too."""

from __future__ import annotations

from tests.conftest import engine, made, postgres, settings

__all__ = ["engine", "made", "postgres", "settings"]
