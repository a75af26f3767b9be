"""Families of concepts that exclude one another, and how members of one family relate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from mappings.definitions.overlap_vocabulary import FamilyMember

#: Families that say whom a measure is of.
_WHOM = frozenset({"who", "role", "sex", "means", "need", "ethnic", "language", "income", "phase", "stage", "year"})
#: So many parts beside the whole are a list of what it is made of: "acquisitive crime (burglary, robbery, cars)".
_A_LIST = 3
#: Families, and ages, that say whom a measure is about.
POPULATION_FAMILIES = _WHOM | {"ages"}


@dataclass(frozen=True, eq=False)
class ConceptFamily:
    """One family: its rows by member."""

    code: str
    rows: Mapping[str, FamilyMember]

    @cached_property
    def broader(self) -> dict[str, frozenset[str]]:
        """By member, every member that is broader than it."""
        return {member: self._list_broader(member) for member in self.rows}

    def _list_broader(self, member: str) -> frozenset[str]:
        within = self.rows[member].within if member in self.rows else None
        return frozenset() if within is None else frozenset({within}) | self._list_broader(within)

    def drop_general(self, members: Iterable[str]) -> frozenset[str]:
        """Only the narrowest: looked-after children, and not also children."""
        names = frozenset(members)
        return names.difference(*(self.broader[name] for name in names))

    def choose_named(self, members: Iterable[str]) -> frozenset[str]:
        """The narrowest, or what they are all within where a title names it and lists what it is made of."""
        names = frozenset(members)
        for name in names:
            listed = {member for member in names if name in self.broader[member]}
            if len(listed) >= _A_LIST:
                names -= listed
        return self.drop_general(names)

    def drop_plain(self, members: frozenset[str]) -> frozenset[str]:
        """Only those that say something alone, if any do: social workers, and not also children."""
        particular = frozenset(member for member in members if self.rows[member].alone is not None)
        return particular if particular and self.code == "who" else members

    def describe(self, members: Iterable[str]) -> str:
        """The members in words."""
        return " and ".join(sorted(self.rows[member].says for member in members))

    def meanings(self, members: Iterable[str]) -> set[str | None]:
        """What each of the members means where only one of two measures names it."""
        return {self.rows[member].alone for member in members}

    def is_broader(self, small: Iterable[str], large: frozenset[str]) -> bool:
        """True where one of the large ones is broader than one of the small."""
        return any(large & self.broader[member] for member in small)

    def is_general_word(self, small: frozenset[str], large: frozenset[str]) -> bool:
        """Pupils are children: where no particular group is named, the general words stand for each other."""
        return self.code == "who" and self.is_broader(small, large) and not self.is_particular(small)

    def is_same_kind(self, small: frozenset[str], large: frozenset[str]) -> bool:
        """A particular group and a general word for people of the same kind: looked-after children, and pupils."""
        if self.code != "who" or any(self.meanings(large)):
            return False
        above = frozenset[str]().union(*(self.broader[member] for member in small))
        kinds = large.union(*(self.broader[member] for member in large))
        return self.is_particular(small) and bool(above & kinds)

    def is_particular(self, members: frozenset[str]) -> bool:
        """True unless every member means nothing where only one of two measures names it."""
        return self.meanings(members) != {None}

    def is_apart(self, members: frozenset[str], other: frozenset[str]) -> bool:
        """True where the other is a single member that is neither broader, narrower nor of the same kind."""
        related = self.is_broader(members, other) or self.is_broader(other, members)
        same_kind = self.is_same_kind(members, other) or self.is_same_kind(other, members)
        return len(other) == 1 and not (related or same_kind)


@dataclass(frozen=True, eq=False)
class ConceptFamilies:
    """All families by code, and the families of each concept."""

    by_code: Mapping[str, ConceptFamily]
    by_concept: Mapping[str, tuple[ConceptFamily, ...]]

    @cached_property
    def wholes(self) -> frozenset[str]:
        """Families of which some members together make a whole."""
        return frozenset(code for code, family in self.by_code.items() if "whole" in family.meanings(family.rows))

    @cached_property
    def population_concepts(self) -> frozenset[str]:
        """Concepts that say whom a measure is about or when they are counted, and not what is measured."""
        named = (family.rows for code, family in self.by_code.items() if code in _WHOM)
        return frozenset({"residents", "open"}).union(*named)

    @cached_property
    def general_words(self) -> frozenset[str]:
        """Words for people of no particular group: children, pupils, residents."""
        who = self.by_code["who"]
        return frozenset({"residents"} | {member for member in who.rows if who.rows[member].alone is None})

    def find_members(self, tokens: frozenset[str]) -> dict[str, frozenset[str]]:
        """Members by family, only the narrowest."""
        names: dict[str, set[str]] = {}
        for token in tokens:
            for family in self.by_concept.get(token, ()):
                names.setdefault(family.code, set()).add(token)
        return {code: self.by_code[code].choose_named(members) for code, members in names.items()}

    def add_broader(self, tokens: frozenset[str]) -> frozenset[str]:
        """Add broader members: higher education is also about education, employment and training."""
        broader = (family.broader[token] for token in tokens for family in self.by_concept.get(token, ()))
        return tokens.union(*broader)


def group_families(rows: Iterable[FamilyMember]) -> ConceptFamilies:
    """Families of rows of ``families.tsv``."""
    members: dict[str, dict[str, FamilyMember]] = {}
    for row in rows:
        members.setdefault(row.family, {})[row.member] = row
    by_code = {code: ConceptFamily(code, its_members) for code, its_members in members.items()}
    concepts = dict.fromkeys(member for family in by_code.values() for member in family.rows)
    by_concept = {each: tuple(family for family in by_code.values() if each in family.rows) for each in concepts}
    return ConceptFamilies(by_code, by_concept)
