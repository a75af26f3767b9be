"""Roles, reach and acts of grants in words, for refusals and for the account's page."""

from __future__ import annotations

from collections.abc import Iterable

from returnonce.access.acts import Act, load_acts
from returnonce.access.principals import Grant, PolicySubject


def describe_needed_role(act: Act, about: PolicySubject) -> str:
    """Which role, reaching what, the act takes."""
    if act.roles == "everybody":
        return "Everybody may."
    if act.roles == "any":
        return "It takes a grant of any role."
    if not act.roles:
        return "It takes a statutory office."
    where = _join(_about(about), ", ")
    return f"It takes the role {_join(act.roles, ' or ')}{f', for {where}' if where else ''}."


def _about(about: PolicySubject) -> list[str]:
    parts = (
        ("place", about.place), ("agency", about.agency), ("area", about.area), ("return", about.return_code),
    )  # fmt: skip
    return [f"{kind} {code}" for kind, code in parts if code]


def describe_reach(grant: Grant) -> str:
    """How far a grant reaches: ``place lewisham; returns national-indicators``, or ``everything``."""
    sides = (
        ("place", None if grant.place is None else {grant.place}),
        ("agencies", grant.agencies),
        ("areas", grant.areas),
        ("returns", grant.returns),
    )
    sides_in_words = [f"{name} {', '.join(sorted(codes))}" for name, codes in sides if codes is not None]
    return "; ".join(sides_in_words) or "everything"


def acts_of(grant: Grant) -> list[Act]:
    """What the grant allows, within its reach."""
    return [
        act
        for act in load_acts().values()
        if (act.roles in {"any", "everybody"} or grant.role in act.roles)
        and (grant.acts is None or act.name in grant.acts)
    ]


def _join(parts: Iterable[str], by: str) -> str:
    return by.join(parts)
