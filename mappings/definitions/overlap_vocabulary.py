"""The words by which measures are compared: concepts and their phrases, families of concepts, units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from returnonce.definition_files.base import Code, Confidence, Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.tsv_files import read_table


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


class Abbreviation(Definition):
    """One row of ``abbreviations.tsv``: short for ``full``. One with a capital letter counts as written alone."""

    short: Text
    full: Text


class LightWord(Definition):
    """One row of ``light_words.tsv``: a concept whose weight is reduced to so many hundredths."""

    concept: Code
    hundredths: int


class UnitWords(Definition):
    """One row of ``units.tsv``: the first row of which a word is found names the unit."""

    unit: Text
    words: Text
    says: Text


class StageAges(Definition):
    """One row of ``stage_ages.tsv``: the ages, both included, that a concept stands for where none are named."""

    concept: Code
    first: int
    last: int


class TopicPopulation(Definition):
    """One row of ``topic_populations.tsv``: people to whom a topic of that name limits every measure under it."""

    concept: Code


class OtherName(Definition):
    """One row of ``other_names.tsv``: what a publication calls an indicator. ``publication`` says which.

    ``confidence``: ``high`` where the words were read in the publication; ``medium`` recalled with assurance; ``low``
    recalled, and the publication may count otherwise.
    """

    indicator: Code
    name: Text
    publication: Text
    confidence: Confidence = "medium"


class HeadingRole(Definition):
    """One row of ``list_headings.tsv``: a role of a list's column and the headings for it, the surest first."""

    role: Code
    headings: Text


@dataclass(frozen=True)
class OverlapVocabulary:
    """The tables of ``mappings/overlap``, each in its file's order; ``light_words`` are hundredths by concept."""

    concepts: tuple[ConceptPhrases, ...]
    families: tuple[FamilyMember, ...]
    light_words: Mapping[str, int]
    plain_words: frozenset[str]
    abbreviations: tuple[Abbreviation, ...]
    units: tuple[UnitWords, ...]
    list_headings: tuple[HeadingRole, ...]
    #: First and last age by concept.
    stage_ages: Mapping[str, tuple[int, int]]
    other_names: tuple[OtherName, ...]
    topic_populations: frozenset[str]


def load_overlap_vocabulary(folder: FilePath) -> OverlapVocabulary:
    """The tables of a folder.

    Raises:
        Refused: a table is wrong; names the row and field.
    """
    light_words = read_table(folder / "light_words.tsv", LightWord, tuple(LightWord.model_fields))
    stage_ages = read_table(folder / "stage_ages.tsv", StageAges, tuple(StageAges.model_fields))
    populations = read_table(folder / "topic_populations.tsv", TopicPopulation, tuple(TopicPopulation.model_fields))
    plain_words = read_table(folder / "plain_words.tsv", PlainWords, tuple(PlainWords.model_fields))
    return OverlapVocabulary(
        concepts=read_table(folder / "words.tsv", ConceptPhrases, tuple(ConceptPhrases.model_fields)),
        families=read_table(folder / "families.tsv", FamilyMember, tuple(FamilyMember.model_fields)),
        light_words={row.concept: row.hundredths for row in light_words},
        plain_words=frozenset(word for row in plain_words for word in row.words.split()),
        abbreviations=read_table(folder / "abbreviations.tsv", Abbreviation, tuple(Abbreviation.model_fields)),
        units=read_table(folder / "units.tsv", UnitWords, tuple(UnitWords.model_fields)),
        list_headings=read_table(folder / "list_headings.tsv", HeadingRole, tuple(HeadingRole.model_fields)),
        stage_ages={row.concept: (row.first, row.last) for row in stage_ages},
        topic_populations=frozenset(row.concept for row in populations),
        other_names=_read_other_names(folder / "other_names.tsv"),
    )


def _read_other_names(path: FilePath) -> tuple[OtherName, ...]:
    """Definitions that were kept before November 2026 say no confidence."""
    columns = tuple(OtherName.model_fields)
    heading = path.read_text(encoding="utf-8-sig").partition("\n")[0]
    return read_table(path, OtherName, columns if "confidence" in heading else columns[:-1])
