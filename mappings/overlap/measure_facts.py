"""What is known of a measure besides its words: unit, ages, thresholds, and its member of each family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from mappings.overlap.quantities import Quantity, quantities
from mappings.overlap.title_analysis import Wording
from mappings.overlap.vocabulary import Member, read_families

#: The ages that a stage of schooling stands for, where the other measure names ages alone.
STAGE_AGES = {
    "eyfs": (3, 5), "reception": (4, 5), "ks1": (5, 7), "ks2": (7, 11), "ks3": (11, 14), "ks4": (14, 16),
    "ks5": (16, 19), "year-6": (10, 11), "primary-school": (4, 11), "secondary-school": (11, 19),
    "two-year-olds": (2, 2), "infants": (0, 1),
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """``families``: by family, the members that a title names. ``implied``: ages that a stage stands for."""

    unit: str | None = None
    per: int | None = None
    ages: int = 0
    implied: int = 0
    thresholds: tuple[Quantity, ...] = ()
    #: Thresholds that only the numerator or denominator names; ages that the title itself names.
    thresholds_behind: tuple[Quantity, ...] = ()
    ages_named: bool = False
    families: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: Members that only the numerator or denominator names.
    behind: Mapping[str, frozenset[str]] = field(default_factory=dict)
    denied: frozenset[str] = frozenset()
    affirmed: frozenset[str] = frozenset()
    polarity: str | None = None


@cache
def members() -> dict[str, tuple[Member, ...]]:
    """Rows of ``families.tsv`` by concept."""
    found: dict[str, list[Member]] = {}
    for row in read_families():
        found.setdefault(row.member, []).append(row)
    return {member: tuple(rows) for member, rows in found.items()}


@cache
def member_of(family: str, member: str) -> Member:
    """One row of ``families.tsv``."""
    return next(row for row in read_families() if (row.family, row.member) == (family, member))


@cache
def all_of(family: str) -> frozenset[str]:
    """Every member of a family."""
    return frozenset(row.member for row in read_families() if row.family == family)


@cache
def whole_families() -> frozenset[str]:
    """Families of which some members together make a whole."""
    return frozenset(row.family for row in read_families() if row.alone == "whole")


@cache
def holders(family: str, member: str) -> frozenset[str]:
    """Every member of the family that holds this one, however far up."""
    above = member_of(family, member).within
    return frozenset() if above is None else frozenset({above}) | _holders_of(family, above)


def _holders_of(family: str, member: str) -> frozenset[str]:
    known = any((row.family, row.member) == (family, member) for row in read_families())
    return holders(family, member) if known else frozenset()


def families_of(tokens: frozenset[str]) -> dict[str, frozenset[str]]:
    """Members by family, the most particular only: looked-after children, and not also children."""
    found: dict[str, set[str]] = {}
    for token in tokens:
        for row in members().get(token, ()):
            found.setdefault(row.family, set()).add(token)
    return {family: _particular(family, names) for family, names in found.items()}


def _particular(family: str, names: set[str]) -> frozenset[str]:
    general = frozenset().union(*(holders(family, name) for name in names))
    return frozenset(names - general)


def stage_ages(tokens: frozenset[str]) -> int:
    """Ages, as bits, of the stages of schooling that are named."""
    ages = 0
    for token in tokens & STAGE_AGES.keys():
        first, last = STAGE_AGES[token]
        ages |= ((1 << (last - first + 1)) - 1) << first
    return ages


def facts_of(
    title: Wording,
    *,
    supporting: Wording | None = None,
    unit: str | None,
    per: int | None = None,
    polarity: str | None = None,
) -> Facts:
    """Facts of a title; where it is silent, of the numerator and denominator in words."""
    named, behind = quantities(title.text), quantities(supporting.text) if supporting else None
    families = families_of(title.tokens)
    silent = families_of(supporting.tokens) if supporting else {}
    return Facts(
        unit=unit,
        per=per or named.per,
        ages=named.ages or (behind.ages if behind else 0),
        implied=stage_ages(title.tokens),
        thresholds=named.thresholds,
        thresholds_behind=behind.thresholds if behind else (),
        ages_named=bool(named.ages),
        families=families,
        behind={family: found for family, found in silent.items() if family not in families},
        denied=title.denied - title.affirmed,
        affirmed=title.affirmed - title.denied,
        polarity=polarity,
    )
