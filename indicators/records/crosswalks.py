"""Crosswalks: a concept such as sex, and how each record set spells its codes."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from returnonce.definition_files.base import Code, Confidence, Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.tsv_files import read_table

COLUMNS = ("code", "title", "broader", "record_set", "code_list", "spelling", "confidence", "source")


class Spelling(Definition):
    """How one record set spells one code of a concept."""

    code: Code
    title: Text
    broader: Code | None = None
    record_set: Code
    code_list: Text | None = None
    spelling: Text
    confidence: Confidence
    source: Text


@dataclass(frozen=True)
class Concept:
    """``codes``: spelling, compared as :func:`fold_spelling`, to code, by record set; ``spellings``: the other way.

    ``rows``: as the file has them.
    """

    name: str
    rows: tuple[Spelling, ...]
    codes: dict[str, dict[str, str]]
    spellings: dict[str, dict[str, str]]
    broader: dict[str, str]

    def to_concept_code(self, record_set: str, spelling: pl.Expr) -> pl.Expr:
        """A record set's spelling as the concept's code; null where it is not known."""
        return fold_spelling(spelling).replace_strict(
            self.codes.get(record_set, {}), default=None, return_dtype=pl.String
        )

    def to_spelling(self, record_set: str, code: pl.Expr) -> pl.Expr:
        """The concept's code as a record set spells it, by a broader code where it has none for the narrow one."""
        spellings = self.spellings.get(record_set, {})
        every = {*self.broader, *(code for by_code in self.spellings.values() for code in by_code)}
        climbed = {code: spelling for code in every if (spelling := _climb(self, spellings, code)) is not None}
        return code.replace_strict(climbed, default=None, return_dtype=pl.String)


def load_concepts(folder: FilePath) -> dict[str, Concept]:
    """Every crosswalk by the name of its concept. Raises ``Refused`` where a file is wrong."""
    return {path.stem: _concept(path) for path in sorted(folder.glob("*.tsv"))}


def _concept(path: FilePath) -> Concept:
    rows = read_table(path, Spelling, COLUMNS)
    codes: dict[str, dict[str, str]] = {}
    spellings: dict[str, dict[str, str]] = {}
    for row in rows:
        codes.setdefault(row.record_set, {}).setdefault(_fold(row.spelling), row.code)
        spellings.setdefault(row.record_set, {}).setdefault(row.code, row.spelling)
    return Concept(path.stem, rows, codes, spellings, {row.code: row.broader for row in rows if row.broader})


def fold_spelling(spelling: pl.Expr) -> pl.Expr:
    """A spelling without letter case and without spaces at the ends or doubled; no code differs in these alone."""
    return spelling.str.replace_all(r"[\s\u00a0]+", " ").str.strip_chars().str.to_lowercase()


def _fold(spelling: str) -> str:
    return " ".join(spelling.split()).lower()


def _climb(concept: Concept, spellings: dict[str, str], code: str) -> str | None:
    visited = set()
    step: str | None = code
    while step is not None and step not in visited:
        if step in spellings:
            return spellings[step]
        visited.add(step)
        step = concept.broader.get(step)
    return None
