"""The rules of an instant: today's ruleset, or an older one as it was kept, read in this process like today's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from mappings.ruleset.app_context import AppContext
from mappings.ruleset.archive import read_archived_ruleset
from mappings.ruleset.loading import ruleset_of
from mappings.ruleset.older_layouts import complete_files
from mappings.ruleset.ruleset import Ruleset
from mappings.ruleset.ruleset_history import RulesOfInstant, find_rules_at
from returnonce.blobs import ObjectStore
from returnonce.definition_files.file_tree import read_definition_files
from returnonce.errors import ReturnOnceError, Unavailable
from returnonce.logs import get_logger
from returnonce.read_connection import ReadConnection

log = get_logger()
#: Older rulesets that a process holds at once.
MOST_HELD = 4


@dataclass(frozen=True)
class AsOf:
    """What a question about an instant is answered with: its ruleset, and the store."""

    ruleset: Ruleset
    store: ReadConnection
    rules: RulesOfInstant


@contextmanager
def as_of_instant(context: AppContext, instant: datetime | None) -> Iterator[AsOf]:
    """The ruleset in use at an instant (none: today's), and a view of the store.

    Raises:
        Unavailable: the rules of then are not kept, cannot be read by this release, or make it fail.
    """
    ruleset, rules = ruleset_as_of(context, instant)
    try:
        with context.reading() as store:
            yield AsOf(ruleset, store, rules)
    except ReturnOnceError:
        raise
    except Exception as error:
        if not rules.older:
            raise
        log.exception("older rules cannot be worked with", action="older_rules_failed", ruleset=rules.hash)
        raise _make_failure(rules.hash) from error


def ruleset_as_of(context: AppContext, instant: datetime | None) -> tuple[Ruleset, RulesOfInstant]:
    """The ruleset in use at an instant. Raises ``Unavailable`` where it is not kept or cannot be read."""
    if instant is None:
        return context.ruleset, RulesOfInstant(context.ruleset.hash, older=False)
    with context.reading() as store:
        rules = find_rules_at(store, context.ruleset, instant)
    return read_kept_ruleset(context, rules.hash), rules


def read_kept_ruleset(context: AppContext, name: str) -> Ruleset:
    """The ruleset of that hash, as it was kept. Raises ``Unavailable`` where it is not kept or cannot be read."""
    return context.ruleset if name == context.ruleset.hash else _older(context.objects, context.home, name)


def load_kept_ruleset(context: AppContext, name: str) -> Ruleset:
    """The ruleset of that hash as it was kept. Raises ``Unavailable`` where it is not kept or cannot be read."""
    return _older(context.objects, context.home, name)


@lru_cache(maxsize=MOST_HELD)
def _older(objects: ObjectStore, home: Path, name: str) -> Ruleset:
    files = complete_files(read_archived_ruleset(objects, name), read_definition_files().content)
    try:
        return ruleset_of(files, home)
    except ReturnOnceError as error:
        raise _unreadable(name, str(error)) from error


def _unreadable(name: str, why: str) -> Unavailable:
    return Unavailable(
        f"This release cannot read the rules {name[:12]}, which an earlier one kept: {why}",
        mend="Use that release, or ask for the edition that was published, whose bytes are kept.",
    )


def _make_failure(name: str) -> Unavailable:
    return Unavailable(
        f"It could not be worked out by the rules {name[:12]}.",
        mend="Try again; if it stays so, ask for the edition that was published, whose bytes are kept.",
    )
