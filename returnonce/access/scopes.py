"""Scopes: the part of a client's grants that an access token carries, never more than the grants at that moment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from returnonce.access.acts import load_acts
from returnonce.access.principals import Grant
from returnonce.definition_files.base import Definition
from returnonce.definition_files.yaml_files import define, read_yaml

FILE = Path(__file__).with_name("scopes.yaml")
SHAPE = re.compile(r"([a-z]+):(\*|[a-z0-9]+(?:-[a-z0-9]+)*):([a-z]+)")
#: Everything that the grants hold; what a token carries when no scope is asked for.
ALL = "all"


class ScopeResource(Definition):
    """What can be narrowed to, and the acts that each verb leaves."""

    side: Literal["returns", "agencies", "place", "none"]
    read: frozenset[str] = frozenset()
    write: frozenset[str] = frozenset()
    acknowledge: frozenset[str] = frozenset()

    def acts(self, verb: str) -> frozenset[str]:
        """Of a verb; none where the resource does not have it."""
        return {"read": self.read, "acknowledge": self.acknowledge, "write": self.write and self.read | self.write}.get(
            verb, frozenset()
        )


@lru_cache(maxsize=1)
def load_scopes() -> dict[str, ScopeResource]:
    """Every resource by name, in the order of the file."""
    return {name: define(ScopeResource, fields, where=FILE.name) for name, fields in read_yaml(FILE).items()}


def narrow_grants(grants: Iterable[Grant], scope: str) -> tuple[Grant, ...]:
    """The grants as several scopes, parted by spaces, leave them; none where a scope is none or reaches nothing."""
    all_grants = tuple(grants)
    if scope == ALL:
        return all_grants
    parts = [_narrow(all_grants, part) for part in scope.split()]
    return tuple(grant for part in parts for grant in part) if all(parts) else ()


def _narrow(grants: tuple[Grant, ...], scope: str) -> list[Grant]:
    fits = SHAPE.fullmatch(scope)
    resource = load_scopes().get(fits[1]) if fits else None
    if fits is None or resource is None or (resource.side == "none" and fits[2] != "*"):
        return []
    acts = resource.acts(fits[3])
    narrowed = (_with_acts(grant, acts) for grant in grants)
    reaching = (_on_side(grant, resource.side, fits[2]) for grant in narrowed if grant is not None)
    return [grant for grant in reaching if grant is not None]


def _with_acts(grant: Grant, acts: frozenset[str]) -> Grant | None:
    """The grant with only those acts; None where its role has none of them that not everybody has."""
    acts_left = acts if grant.acts is None else acts & grant.acts
    own = {
        name
        for name in acts_left
        if isinstance(load_acts()[name].roles, tuple) and grant.role in load_acts()[name].roles
    }
    return replace(grant, acts=acts_left) if own else None


def _on_side(grant: Grant, side: str, code: str) -> Grant | None:
    if code == "*" or side == "none":
        return grant
    if side == "place":
        return replace(grant, place=code) if grant.place in {None, code} else None
    codes: frozenset[str] | None = grant.returns if side == "returns" else grant.agencies
    if codes is not None and code not in codes:
        return None
    narrowed = frozenset({code})
    return replace(grant, returns=narrowed) if side == "returns" else replace(grant, agencies=narrowed)
