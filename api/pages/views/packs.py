"""Packs as the administrator's pages show them: which there are, where each is switched on, and what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.pages.rendering import page_path
from mappings.packs.pack_definitions import Pack
from mappings.packs.pack_summary import describe_pack
from mappings.ruleset.ruleset import Ruleset
from returnonce.count_text import format_count
from upkeep.workspace.suggestions import OfferedPack


@dataclass(frozen=True)
class PackRow:
    """One pack. ``used_by``: the places at which it is switched on."""

    href: str
    name: str
    title: str
    version: str
    origin: str
    note: str
    holds: str
    used_by: str


@dataclass(frozen=True)
class PackPlace:
    """One place and a pack. ``is_own``: its files can be changed here."""

    name: str
    title: str
    is_on: bool
    is_own: bool


def pack_rows(ruleset: Ruleset, offered: Mapping[str, OfferedPack], places: Mapping[str, str]) -> list[PackRow]:
    """Every pack, those that are switched on somewhere first."""
    rows = [_row(ruleset, pack, offered.get(pack.name), places) for pack in ruleset.packs.values()]
    return sorted(rows, key=lambda row: (not row.used_by, row.title.casefold()))


def _row(ruleset: Ruleset, pack: Pack, offer: OfferedPack | None, places: Mapping[str, str]) -> PackRow:
    used = [title for name, title in places.items() if pack.name in ruleset.packs_of(ruleset.places[name])]
    note = offer.note if offer else ""
    return PackRow(
        page_path("administration", "packs", pack.name), pack.name, pack.manifest.title, pack.manifest.version,
        _origin(pack), f"{note[0].upper()}{note[1:]}" if note else "", _holds(pack), ", ".join(used),
    )  # fmt: skip


def _origin(pack: Pack) -> str:
    if not pack.ships:
        return "Your own"
    return "Ships, as a sample" if pack.manifest.sample_of else "Ships"


def _holds(pack: Pack) -> str:
    about = describe_pack(pack)
    counts = (
        (about["indicators"], "measure"), (len(about["returns"]), "return"), (len(about["record_sets"]), "record set"),
    )  # fmt: skip
    return ", ".join(format_count(many, word) for many, word in counts if many)


def pack_facts(ruleset: Ruleset, pack: Pack) -> list[tuple[str, str]]:
    """What a pack says of itself."""
    manifest, about = pack.manifest, describe_pack(pack)
    titles = [ruleset.returns[code].title for code in about["returns"] if code in ruleset.returns]
    facts = [
        ("Version", manifest.version), ("Where it comes from", _origin(pack)), ("Holds", _holds(pack)),
        ("Returns", "; ".join(titles)), ("Needs", ", ".join(" ".join(pair) for pair in manifest.needs.items())),
        ("Licence", manifest.licence), ("Sources", "; ".join(manifest.sources)), ("Note", manifest.notes or ""),
        ("Changes to other packs", " ".join(about["overrides"])), ("Fingerprint", pack.hash),
    ]  # fmt: skip
    return [(name, str(text)) for name, text in facts if text]
