"""Which packs are switched on at a place: one switched on, or off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import yaml

from indicators.period.arithmetic import Period
from mappings.packs.pack_definitions import BASE
from mappings.packs.pack_files import list_needs
from mappings.packs.pack_summary import describe_pack
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import Conflict, NotFound
from upkeep.workspace.councils import make_council
from upkeep.workspace.place_changes import PlaceChange, read_own_place_texts
from upkeep.workspace.returns_made import RECORD_RETURNS, list_place_returns, list_place_schedules
from upkeep.workspace.yaml_blocks import set_block

PLACE_FILE = "place.yaml"


def switch_pack_on(context: AppContext, place: str, pack: str, first_year: Period) -> PlaceChange:
    """A place with one more pack, and the returns of it that its kind of council makes from a year on.

    Raises:
        NotFound: there is no such pack.
        Conflict: it is switched on already, or the place's file cannot be changed here.
        Refused: the place is no council's.
    """
    ruleset = context.ruleset
    _check_pack(ruleset, pack)
    text = read_own_place_texts(context, place)[PLACE_FILE]
    content: dict[str, Any] = yaml.safe_load(text)
    council = make_council(ruleset.areas, ruleset.areas.get(content["areas"][0]))
    returns = _list_new(content.get("returns"), list_place_returns(ruleset, council, first_year, [pack]))
    schedules = _list_new(content.get("schedules"), list_place_schedules(ruleset, council, first_year, [pack]))
    packs: list[str] | None = content.get("packs")
    is_named = packs is None or pack in packs
    if is_named and not returns and not schedules:
        raise Conflict("This pack is switched on here already.", mend="Nothing needs to be done.")
    if not is_named:
        text = set_block(text, "packs", [*(packs or ()), pack])
    for key, entries in (("returns", returns), ("schedules", schedules)):
        if entries:
            text = set_block(text, key, [*(content.get(key) or []), *entries])
    what = f"Switch the pack {pack} on from {first_year.code}"
    return PlaceChange(place, what, {PLACE_FILE: text}, ruleset.hash)


def _list_new(
    present: Sequence[Mapping[str, Any]] | None, entries: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The entries whose return or pack is not named yet."""
    names = {(entry.get("return"), entry.get("pack"), bool(entry.get("records"))) for entry in present or ()}
    return [
        dict(entry)
        for entry in entries
        if (entry.get("return"), entry.get("pack"), bool(entry.get("records"))) not in names
    ]


def switch_pack_off(context: AppContext, place: str, pack: str) -> PlaceChange:
    """A place without a pack, and without the returns of it that it made.

    Raises:
        NotFound: there is no such pack.
        Conflict: it is not switched on, another that is rests on it, or the place's file cannot be changed here.
    """
    ruleset = context.ruleset
    _check_pack(ruleset, pack)
    text = read_own_place_texts(context, place)[PLACE_FILE]
    content: dict[str, Any] = yaml.safe_load(text)
    kept = _list_kept(ruleset, place, pack)
    known = ruleset.places[place]
    gone = sorted({pack} | (ruleset.packs_of(known) - ruleset.packs_of(replace(known, packs=tuple(kept)))))
    if content.get("packs") is None or pack in content["packs"]:
        text = set_block(text, "packs", kept)
    returns, schedules = content.get("returns") or [], content.get("schedules") or []
    left = [entry for entry in returns if not any(_is_of(ruleset, name, entry) for name in gone)]
    still = [entry for entry in schedules if entry.get("pack") not in gone]
    for key, before, after in (("returns", returns, left), ("schedules", schedules, still)):
        if after != before:
            text = set_block(text, key, after)
    others = ", ".join(name for name in gone if name != pack)
    what = f"Switch the pack {pack} off{', and with it ' if others else ''}{others}"
    return PlaceChange(place, what, {PLACE_FILE: text}, ruleset.hash)


def _check_pack(ruleset: Ruleset, pack: str) -> None:
    if pack not in ruleset.packs:
        raise NotFound("There is no such pack.", mend="Choose one of the list.")


def _list_kept(ruleset: Ruleset, place: str, pack: str) -> list[str]:
    """The packs that stay switched on by their names; all others, of a place that names none.

    Raises:
        Conflict: the pack is not switched on or always is, or one that is to stay rests on it.
    """
    known = ruleset.places[place]
    if pack == BASE:
        raise Conflict("Every place has this pack.", mend="It holds what all others rest on.")
    if pack not in ruleset.packs_of(known):
        raise Conflict("This pack is not switched on here.", mend="Nothing needs to be done.")
    if known.packs is None:
        return sorted(name for name in ruleset.packs if pack not in list_needs(ruleset.packs[name], ruleset.packs))
    kept = [name for name in known.packs if name != pack]
    there = [ruleset.packs[name] for name in kept if name in ruleset.packs]
    resting = [each for each in there if pack in list_needs(each, ruleset.packs)]
    if resting:
        titles = ", ".join(each.manifest.title for each in resting)
        raise Conflict(f"{titles} is switched on, and rests on this pack.", mend="Switch that off first.")
    return kept


def _is_of(ruleset: Ruleset, pack: str, entry: Mapping[str, Any]) -> bool:
    """Whether an entry of a place's returns is of a pack's."""
    code, about = entry.get("return"), describe_pack(ruleset.packs[pack])
    if entry.get("records") or code not in ruleset.returns:
        return f"{RECORD_RETURNS}{code}.yaml" in about["files"]
    return code in about["returns"]
