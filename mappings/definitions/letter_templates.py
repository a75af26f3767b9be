"""Templates of the messages that jobs write, from ``letter_templates.yaml``."""

from __future__ import annotations

import string
from typing import Any

from pydantic import model_validator

from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import read_definition

#: The parts that each wording may have; none is a figure or a person.
PARTS: dict[str, frozenset[str]] = {
    "opened_subject_one": frozenset({"title", "period"}),
    "opened_subject_many": frozenset({"count"}),
    "opened": frozenset({"name"}),
    "opened_entry": frozenset({"title", "period", "due", "why"}),
    "opened_assumed": frozenset(),
    "opened_closing": frozenset(),
    "year_subject": frozenset({"day"}),
    "year": frozenset({"name", "since", "day"}),
    "year_closing": frozenset(),
    "edition_begins": frozenset({"title", "day", "recipient"}),
    "edition_ends": frozenset({"title", "day", "recipient"}),
    "agency_begins": frozenset({"title", "day"}),
    "agency_ends": frozenset({"title", "day", "successors"}),
    "nobody": frozenset(),
}


class LetterTemplates(Definition):
    """One wording for each of :data:`PARTS`."""

    opened_subject_one: Text
    opened_subject_many: Text
    opened: Text
    opened_entry: Text
    opened_assumed: str
    opened_closing: Text
    year_subject: Text
    year: Text
    year_closing: Text
    edition_begins: Text
    edition_ends: Text
    agency_begins: Text
    agency_ends: Text
    nobody: Text

    @model_validator(mode="after")
    def _parts_exist(self) -> LetterTemplates:
        for name, parts in PARTS.items():
            named = {part for _, part, _, _ in string.Formatter().parse(getattr(self, name)) if part is not None}
            if named - parts:
                raise ValueError(f"{name}: there is no part {sorted(named - parts)[0]!r}")
        return self

    def say(self, wording: str, /, **parts: Any) -> str:
        """A wording with its parts."""
        return str(getattr(self, wording)).format(**parts)


def load_letter_templates(path: FilePath) -> LetterTemplates:
    """The wordings.

    Raises:
        Refused: one is missing, or names a part that there is not.
    """
    return read_definition(LetterTemplates, path)
