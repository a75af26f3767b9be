"""The files of the vocabulary: phrases for each concept, and families whose members exclude one another."""

from __future__ import annotations

from functools import cache
from typing import Literal

from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.file_tree import RELEASE
from returnonce.definition_files.tsv_files import read_table

FOLDER = RELEASE / "mappings" / "overlap"


class ConceptPhrases(Definition):
    """One row of ``words.tsv``: a concept and its phrases, separated by semicolons."""

    concept: Code
    phrases: Text


class FamilyMember(Definition):
    """One row of ``families.tsv``: a concept that excludes the others of its family.

    ``within``: the broader member. ``alone``: what it means where only one of two measures names it:
    ``part`` one is of a part of the other's people or cases, ``piece`` one is a component of the other,
    ``whole`` the members together make a whole, ``gap`` one is a difference and the other a level;
    empty where it means nothing.
    """

    family: Code
    member: Code
    within: Code | None = None
    alone: Literal["part", "piece", "whole", "gap"] | None = None
    says: Text


class PlainWords(Definition):
    """One row of ``plain_words.tsv``: words that say nothing about what is measured."""

    words: Text


@cache
def read_words() -> tuple[ConceptPhrases, ...]:
    """``words.tsv``, in the file's order."""
    return read_table(FOLDER / "words.tsv", ConceptPhrases, tuple(ConceptPhrases.model_fields))


@cache
def read_families() -> tuple[FamilyMember, ...]:
    """``families.tsv``, in the file's order."""
    return read_table(FOLDER / "families.tsv", FamilyMember, tuple(FamilyMember.model_fields))


class LightWord(Definition):
    """One row of ``light_words.tsv``: a concept whose weight is reduced to so many hundredths."""

    concept: Code
    hundredths: int


@cache
def read_light_words() -> dict[str, int]:
    """Hundredths by concept."""
    rows = read_table(FOLDER / "light_words.tsv", LightWord, tuple(LightWord.model_fields))
    return {row.concept: row.hundredths for row in rows}


@cache
def read_plain_words() -> frozenset[str]:
    """Every word of ``plain_words.tsv``."""
    rows = read_table(FOLDER / "plain_words.tsv", PlainWords, tuple(PlainWords.model_fields))
    return frozenset(word for row in rows for word in row.words.split())
