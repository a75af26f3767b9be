"""Areas and groups of areas as a request names them: E10000016, Kent, region:E12000007, type:county,
neighbours:E10000016, all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, partial
from typing import get_args

from indicators.areas.area_book import AreaBook
from indicators.areas.area_files import AreaKind
from returnonce.errors import NotFound
from returnonce.near_matches import find_near_matches

EVERY = "all"
#: Whether an area belongs to it, by the area's code and a day.
AreaTest = Callable[[str, date], bool]


def select_areas(book: AreaBook, names: Sequence[str]) -> AreaTest:
    """The test for areas that any of the names means; without a name, for all.

    Raises:
        NotFound: there is no such area or group; names similar ones.
        Refused: a name could be several areas.
    """
    tests = [_read_name(book, name) for name in names if name != EVERY]
    if EVERY in names or not tests:
        return _is_any
    return cache(lambda code, on: any(test(code, on) for test in tests))


def _read_name(book: AreaBook, name: str) -> AreaTest:
    group, colon, what = name.partition(":")
    if not colon or book.recognises(name):
        book.find(name)
        return partial(_is_named, book, name)
    if group not in _GROUPS:
        near = find_near_matches(group, _GROUPS, n=1) or [*_GROUPS]
        raise NotFound(f"There is no group {name!r}.", where="area", mend=f"Write {':… or '.join(near)}:…")
    return _GROUPS[group](book, what)


def _is_any(_code: str, _on: date) -> bool:
    return True


def _is_named(book: AreaBook, name: str, code: str, on: date) -> bool:
    """As the address of an edition is read: a name means the area that had it then."""
    return code == name or code == book.find(name, on=on).code


def _is_one_of(book: AreaBook, codes: frozenset[str], code: str, on: date) -> bool:
    """By the codes of then, of areas that got nothing but another code."""
    return code in codes or code in {book.history.recoded(each, on) for each in codes}


def _region(book: AreaBook, what: str) -> AreaTest:
    region = book.find(what)
    if region.kind != "region":
        regions = ", ".join(f"{each.code} ({each.name})" for each in book.all("region"))
        raise NotFound(f"{region.name} is no region.", where="area", mend=f"Regions are: {regions}.")
    return partial(_lies_in, book, region.code)


def _lies_in(book: AreaBook, region: str, code: str, on: date) -> bool:
    """Regions lie in regions, as Inner London does in London."""
    within = book.region(code, on) if code in book else None
    return within is not None and (within.code == region or _lies_in(book, region, within.code, on))


def _kind(book: AreaBook, what: str) -> AreaTest:
    if what not in get_args(AreaKind):
        near = find_near_matches(what, get_args(AreaKind), n=1) or get_args(AreaKind)
        raise NotFound(f"There is no type of area {what!r}.", where="area", mend=f"Write {' or '.join(near)}.")
    return partial(_is_one_of, book, frozenset(each.code for each in book.all() if each.kind == what))


def _neighbours(book: AreaBook, what: str) -> AreaTest:
    area = book.find(what)
    codes = frozenset(book.neighbours(area.code))
    if not codes:
        raise NotFound(f"{area.name} has no statistical neighbours here.", where="area", mend="Name the areas.")
    return partial(_is_one_of, book, codes)


_GROUPS: Mapping[str, Callable[[AreaBook, str], AreaTest]] = {
    "region": _region, "type": _kind, "neighbours": _neighbours,
}  # fmt: skip
