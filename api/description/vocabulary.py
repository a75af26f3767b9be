"""Words, patterns and examples for properties and parameters, by their names: a name means the same everywhere.

What a schema or a parameter says itself goes before ``words.tsv``, and that before the columns of the data files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

from api.schemas.period_codes import PERIOD_PATTERN
from api.schemas.text_types import AREA_PATTERN, CODE_PATTERN
from exports.formats.data_dictionary import load_columns
from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.tsv_files import read_table

FILE = Path(__file__).with_name("words.tsv")
PATTERNS = {
    "code": CODE_PATTERN,
    "area": AREA_PATTERN,
    "hash": "^[0-9a-f]{64}$",
    "period": PERIOD_PATTERN,
}
#: The hash of ``test``.
EXAMPLE_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#: Of what is neither told by its type nor by its name.
EXAMPLES = {"integer": 1, "number": 12.5, "boolean": False, "date": "2026-04-01", "date-time": "2026-05-04T09:30:00Z"}


class Word(Definition):
    """What a name means. ``of``: only in this schema or operation. ``example``: JSON, or text as it is."""

    name: Text
    of: Text | None = None
    pattern: Literal["code", "area", "hash", "period"] | None = None
    example: Text | None = None
    says: Text


@cache
def load_words() -> dict[tuple[str, str], Word]:
    """By name and owner; the owner is empty where the word is everybody's."""
    words = {(word.name, word.of or ""): word for word in read_table(FILE, Word, tuple(Word.model_fields))}
    columns = (Word(name=column.name, says=column.says) for column in load_columns())
    return {(word.name, ""): word for word in columns} | words


def find_word(name: str, owner: str) -> Word | None:
    """The word of a property of a schema, or of a parameter of an operation; None where nobody said anything."""
    return load_words().get((name, owner)) or load_words().get((name, ""))


def describe_property(name: str, owner: str, schema: dict[str, Any]) -> None:
    """Add description, pattern and example to a property, as far as it says nothing itself."""
    word = find_word(name, owner)
    if word is not None:
        schema.setdefault("description", word.says)
        _add_pattern(word, schema)
    if "examples" not in schema:
        examples = list(_examples(word, schema))
        if examples:
            schema["examples"] = examples


def _add_pattern(word: Word, schema: dict[str, Any]) -> None:
    if word.pattern is None:
        return
    for text in _texts(schema):
        text.setdefault("pattern", PATTERNS[word.pattern])


def _texts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schema and its alternatives and items, where they are free text."""
    for one in (schema, *schema.get("anyOf", ())):
        inner = one.get("items", one) if one.get("type") == "array" else one
        if inner.get("type") == "string" and not {"format", "enum", "const"} & inner.keys():
            yield inner


def _examples(word: Word | None, schema: dict[str, Any]) -> Iterator[Any]:
    """One example that fits the type: of the word, or of the type itself."""
    kinds = [one for one in (schema, *schema.get("anyOf", ())) if one.get("type") != "null"]
    kind: dict[str, Any] = next((one for one in kinds if "type" in one or "enum" in one or "const" in one), {})
    if "const" in kind or "enum" in kind:
        yield kind.get("const", *kind.get("enum", ())[:1])
    elif kind.get("type") == "array":
        yield from ([example] for example in _examples(word, kind.get("items", {})))
    elif kind.get("format") in EXAMPLES or kind.get("type") in EXAMPLES:
        yield _typed(word, kind) if word and word.example else EXAMPLES[kind.get("format", kind["type"])]
    elif kind.get("pattern") == PATTERNS["hash"]:
        yield EXAMPLE_HASH
    elif kind.get("type") == "object" and "$ref" in str(kind.get("additionalProperties")):
        return
    elif word is not None and word.example is not None and kind.get("type") in ("string", "object"):
        yield json.loads(word.example) if kind["type"] == "object" else word.example


def _typed(word: Word, kind: dict[str, Any]) -> Any:
    """The word's example as the kind has it; the kind's own where it is of another."""
    if kind.get("format") in EXAMPLES:
        return (
            word.example if len(str(word.example)) == len(str(EXAMPLES[kind["format"]])) else EXAMPLES[kind["format"]]
        )
    try:
        value = json.loads(str(word.example))
    except ValueError:
        value = None
    default = EXAMPLES[kind["type"]]
    return value if type(value) is type(default) else default
