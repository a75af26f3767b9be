"""Facts of a measure, read from its words: unit, ages, thresholds, and its members of each family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from mappings.overlap.quantities import Quantity, read_quantities
from mappings.overlap.title_analysis import TokenizedText
from mappings.overlap.vocabulary import FamilyMember, read_families

#: The ages that a stage of schooling stands for, where the other measure names ages alone.
STAGE_AGES = {
    "eyfs": (3, 5), "reception": (4, 5), "ks1": (5, 7), "ks2": (7, 11), "ks3": (11, 14), "ks4": (14, 16),
    "ks5": (16, 19), "year-6": (10, 11), "primary-school": (4, 11), "secondary-school": (11, 19),
    "two-year-olds": (2, 2), "infants": (0, 1),
}  # fmt: skip


@dataclass(frozen=True)
class MeasureFacts:
    """``families``: members that the title names, by family. ``stage_ages``: ages that a stage of schooling implies."""

    unit: str | None = None
    per: int | None = None
    ages: int = 0
    stage_ages: int = 0
    thresholds: tuple[Quantity, ...] = ()
    #: Thresholds that only the numerator or denominator names; ages that the title itself names.
    supporting_thresholds: tuple[Quantity, ...] = ()
    ages_named: bool = False
    families: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: Members that only the numerator or denominator names.
    supporting_families: Mapping[str, frozenset[str]] = field(default_factory=dict)
    denied: frozenset[str] = frozenset()
    affirmed: frozenset[str] = frozenset()
    polarity: str | None = None


@cache
def members_by_concept() -> dict[str, tuple[FamilyMember, ...]]:
    """Rows of ``families.tsv`` by concept."""
    rows_by_concept: dict[str, list[FamilyMember]] = {}
    for row in read_families():
        rows_by_concept.setdefault(row.member, []).append(row)
    return {member: tuple(rows) for member, rows in rows_by_concept.items()}


@cache
def find_member(family: str, member: str) -> FamilyMember:
    """One row of ``families.tsv``."""
    return next(row for row in read_families() if (row.family, row.member) == (family, member))


@cache
def list_members(family: str) -> frozenset[str]:
    """Every member of a family."""
    return frozenset(row.member for row in read_families() if row.family == family)


@cache
def list_whole_families() -> frozenset[str]:
    """Families of which some members together make a whole."""
    return frozenset(row.family for row in read_families() if row.alone == "whole")


@cache
def list_broader_members(family: str, member: str) -> frozenset[str]:
    """Every member of the family that is broader than this one."""
    above = find_member(family, member).within
    return frozenset() if above is None else frozenset({above}) | _list_broader_if_listed(family, above)


def _list_broader_if_listed(family: str, member: str) -> frozenset[str]:
    is_listed = any((row.family, row.member) == (family, member) for row in read_families())
    return list_broader_members(family, member) if is_listed else frozenset()


def find_members_by_family(tokens: frozenset[str]) -> dict[str, frozenset[str]]:
    """Members by family, only the narrowest: looked-after children, and not also children."""
    members_by_family: dict[str, set[str]] = {}
    for token in tokens:
        for row in members_by_concept().get(token, ()):
            members_by_family.setdefault(row.family, set()).add(token)
    return {family: _drop_general(family, names) for family, names in members_by_family.items()}


def _drop_general(family: str, names: set[str]) -> frozenset[str]:
    general = frozenset().union(*(list_broader_members(family, name) for name in names))
    return frozenset(names - general)


def find_stage_ages(tokens: frozenset[str]) -> int:
    """Ages, as bits, of the stages of schooling that are named."""
    ages = 0
    for token in tokens & STAGE_AGES.keys():
        first, last = STAGE_AGES[token]
        ages |= ((1 << (last - first + 1)) - 1) << first
    return ages


def read_facts(
    title: TokenizedText,
    *,
    supporting: TokenizedText | None = None,
    unit: str | None,
    per: int | None = None,
    polarity: str | None = None,
) -> MeasureFacts:
    """Read the facts of a title; where it is silent, those of numerator and denominator."""
    title_quantities, supporting_quantities = (
        read_quantities(title.text),
        read_quantities(supporting.text) if supporting else None,
    )
    families = find_members_by_family(title.tokens)
    supporting_families = find_members_by_family(supporting.tokens) if supporting else {}
    return MeasureFacts(
        unit=unit,
        per=per or title_quantities.per,
        ages=title_quantities.ages or (supporting_quantities.ages if supporting_quantities else 0),
        stage_ages=find_stage_ages(title.tokens),
        thresholds=title_quantities.thresholds,
        supporting_thresholds=supporting_quantities.thresholds if supporting_quantities else (),
        ages_named=bool(title_quantities.ages),
        families=families,
        supporting_families={
            family: members for family, members in supporting_families.items() if family not in families
        },
        denied=title.denied - title.affirmed,
        affirmed=title.affirmed - title.denied,
        polarity=polarity,
    )
