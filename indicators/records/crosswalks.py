"""Crosswalks: a concept such as sex, and how each record set spells its codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from returnonce.definition_files.base import Code, Confidence, Definition, Text
from returnonce.definition_files.root import definition_path
from returnonce.definition_files.tsv_files import read_table
from returnonce.errors import NotFound

CONCEPTS_FOLDER = definition_path("indicators", "records", "concepts")
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
    """``codes``: spelling, compared as :func:`folded`, to code, by record set; ``spellings``: the other way."""

    name: str
    codes: dict[str, dict[str, str]]
    spellings: dict[str, dict[str, str]]
    broader: dict[str, str]


def list_concepts(root: Path = CONCEPTS_FOLDER) -> tuple[str, ...]:
    """Names of all concepts."""
    return tuple(sorted(path.stem for path in root.glob("*.tsv")))


@cache
def load_concept(name: str, root: Path = CONCEPTS_FOLDER) -> Concept:
    """One concept's crosswalk.

    Raises:
        NotFound: no such concept.
        Refused: its file is wrong.
    """
    path = root / f"{name}.tsv"
    if not path.exists():
        raise NotFound(f"There is no concept {name!r}.", mend=f"Concepts are: {', '.join(list_concepts(root))}.")
    rows = read_table(path, Spelling, COLUMNS)
    codes: dict[str, dict[str, str]] = {}
    spellings: dict[str, dict[str, str]] = {}
    for row in rows:
        codes.setdefault(row.record_set, {}).setdefault(_fold(row.spelling), row.code)
        spellings.setdefault(row.record_set, {}).setdefault(row.code, row.spelling)
    return Concept(name, codes, spellings, {row.code: row.broader for row in rows if row.broader})


def to_concept_code(concept: str, record_set: str, spelling: pl.Expr) -> pl.Expr:
    """A record set's spelling as the concept's code; null where it is not known."""
    codes = load_concept(concept).codes.get(record_set, {})
    return fold_spelling(spelling).replace_strict(codes, default=None, return_dtype=pl.String)


def to_spelling(concept: str, record_set: str, code: pl.Expr) -> pl.Expr:
    """A concept's code as a record set spells it, or the nearest broader code that it has."""
    definition = load_concept(concept)
    spellings = definition.spellings.get(record_set, {})
    resolved = {
        one: spelling
        for one in {*definition.broader, *(c for by_code in definition.spellings.values() for c in by_code)}
        if (spelling := _find_nearest_broader(definition, spellings, one)) is not None
    }
    return code.replace_strict(resolved, default=None, return_dtype=pl.String)


def fold_spelling(spelling: pl.Expr) -> pl.Expr:
    """A spelling without letter case and without spaces at the ends or doubled; no code differs in these alone."""
    return spelling.str.replace_all(r"[\s\u00a0]+", " ").str.strip_chars().str.to_lowercase()


def _fold(spelling: str) -> str:
    return " ".join(spelling.split()).lower()


def _find_nearest_broader(definition: Concept, spellings: dict[str, str], code: str) -> str | None:
    visited = set()
    step: str | None = code
    while step is not None and step not in visited:
        if step in spellings:
            return spellings[step]
        visited.add(step)
        step = definition.broader.get(step)
    return None
