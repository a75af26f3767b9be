"""A ruleset to compare with: of a folder, of the store by its hash or a day, or that of now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from mappings.ruleset.app_context import AppContext
from mappings.ruleset.as_of import read_kept_ruleset
from mappings.ruleset.loading import load_supposed, read_folder
from mappings.ruleset.ruleset import Ruleset
from mappings.ruleset.ruleset_history import find_hash_at, list_kept_rulesets
from returnonce.clock import LONDON
from returnonce.errors import NotFound

NOW, NEXT = "now", "next"
_HASH = re.compile(r"[0-9a-f]{6,64}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class RulesetVersion:
    """``name``: as it was asked for. ``misfits``: what of one's own packs does not fit there, in words."""

    name: str
    ruleset: Ruleset
    misfits: tuple[str, ...] = ()


def find_version(context: AppContext, name: str, *, folders: bool = True) -> RulesetVersion:
    """``now``, ``next`` (the folder that the settings name), a folder where ``folders`` are allowed, the beginning of a
    hash, or a day (at its end).

    Raises:
        NotFound: it is none of these, or the store keeps no such ruleset.
        Refused: the folder is neither a pack nor a release, or cannot be read.
        Unavailable: the ruleset cannot be read by this release.
    """
    if name == NOW:
        return RulesetVersion(name, context.ruleset, context.ruleset.left_out)
    folder = context.settings.next_definitions if name == NEXT else None
    folder = folder or (Path(name) if folders else None)
    if folder is not None and folder.is_dir():
        return _load_folder(context, name, folder)
    kept = _find_kept(context, name)
    return RulesetVersion(name, read_kept_ruleset(context, kept))


def _load_folder(context: AppContext, name: str, folder: Path) -> RulesetVersion:
    settings = context.settings
    files = read_folder(folder, places=settings.places, packs=settings.pack_folders)

    def load() -> RulesetVersion:
        return RulesetVersion(name, *load_supposed(files, needed=folder.resolve().name))

    # A server reads them once while they say the same, since that takes seconds.
    return context.ruleset.derived(("supposed", files.key), load) if name == NEXT else load()


def _find_kept(context: AppContext, name: str) -> str:
    if not context.store_exists:
        raise _unknown(name, "There is no store yet, so that nothing is kept.")
    with context.reading() as store:
        hashes = list(dict.fromkeys(list_kept_rulesets(store)["hash"]))
        if (day := _parse_day(name)) is not None:
            at = find_hash_at(store, datetime.combine(day, time.max, LONDON))
            matches = [at] if at else []
        else:
            matches = [each for each in hashes if _HASH.fullmatch(name) and each.startswith(name)]
    if len(matches) == 1:
        return matches[0]
    known = ", ".join(each[:12] for each in hashes[:5])
    raise _unknown(name, f"The store keeps {known or 'none'}.")


def _parse_day(name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(name) if _DAY.fullmatch(name) else None
    except ValueError:
        return None


def _unknown(name: str, advice: str) -> NotFound:
    return NotFound(
        f"{name!r} is no ruleset that is known here.",
        mend=f"Name a folder, six or more signs of a hash, a day such as 2026-04-01, or {NOW}. {advice}",
    )
