"""Which ruleset was in use when, as the store tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from mappings.ruleset.ruleset import Ruleset
from returnonce.read_connection import ReadConnection, ReadSource

NOT_KEPT = "No older rules are kept of that time, so this is by the rules of today."


@dataclass(frozen=True)
class RulesOfInstant:
    """By which rules a question about an instant is answered. ``note``: what must be said of that, if anything."""

    hash: str
    older: bool
    note: str | None = None


def find_newest_hash(source: ReadSource) -> str | None:
    """Hash of the ruleset that work was last done by; None where none was noted."""
    return _find_first(source, "SELECT hash FROM ruleset ORDER BY id DESC LIMIT 1")


def find_hash_at(source: ReadSource, instant: datetime) -> str | None:
    """Hash of the ruleset in use at an instant; None where none had been noted by then."""
    query = "SELECT hash FROM ruleset WHERE since <= ? ORDER BY since DESC, id DESC LIMIT 1"
    return _find_first(source, query, instant)


def list_kept_rulesets(source: ReadSource) -> pl.DataFrame:
    """``hash``, ``since`` and ``release`` of every ruleset that came into use, the newest first."""
    # Only now: a small command asks for one hash, and no frame.
    from returnonce.column_types import INSTANT

    schema: dict[str, pl.DataType | type[pl.DataType]] = {"hash": pl.String, "since": INSTANT, "release": pl.String}
    return ReadConnection.of(source).fetch("SELECT hash, since, release FROM ruleset ORDER BY id DESC", schema)


def find_rules_at(source: ReadSource, ruleset: Ruleset, instant: datetime | None) -> RulesOfInstant:
    """The rules that a question about an instant is answered by; without one, today's."""
    name = find_hash_at(source, instant) if instant else ruleset.hash
    if name is None:
        return RulesOfInstant(ruleset.hash, older=False, note=NOT_KEPT)
    return RulesOfInstant(name, older=name != ruleset.hash)


def _find_first(source: ReadSource, query: str, *parameters: datetime) -> str | None:
    row = next(iter(ReadConnection.of(source).fetch_rows(query, parameters)), None)
    return row[0] if row else None
