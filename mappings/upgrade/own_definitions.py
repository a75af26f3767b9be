"""Which definitions of one's own a difference touches: files of packs, overrides and places that name what differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from mappings.ruleset.definition_differences import DefinitionDifference
from returnonce.definition_files.file_tree import OWN_PLACES
from returnonce.definition_files.pack_folders import PACKS

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset


@dataclass(frozen=True)
class TouchedDefinition:
    """A line (from 1) of a file of one's own that names a thing that differs."""

    file: str
    line: int
    thing: str

    def describe(self) -> str:
        """One line for people."""
        return f"{self.file}:{self.line} names {self.thing}"

    def as_json(self) -> dict[str, str | int]:
        """Every field by its name."""
        return asdict(self)


def list_touched_definitions(ruleset: Ruleset, differences: Iterable[DefinitionDifference]) -> list[TouchedDefinition]:
    """Lines of the ruleset's own files that name an indicator, line or return that differs; each thing once a file."""
    names = _list_names(differences)
    own = {
        path: data for path, data in ruleset.files.content.items() if path.startswith((f"{PACKS}/", f"{OWN_PLACES}/"))
    }
    return [each for path in sorted(own) for each in _search(path, own[path], names)] if names else []


def _list_names(differences: Iterable[DefinitionDifference]) -> Mapping[str, str]:
    """What a file would write, to what differs in words."""
    names: dict[str, str] = {}
    for each in differences:
        match each.kind:
            case "indicator":
                code = each.before if each.change == "renamed" else each.thing
                names[code] = f"indicator {code}, which {_verb(each)}"
            case "line":
                code, _, line = each.thing.partition(" as ")[0].partition(" ")
                names.setdefault(line, f"line {line} of {code}, which {_verb(each)}")
            case "edition" | "due date":
                code = each.thing.partition(" ")[0]
                names.setdefault(code, f"return {code}, whose {each.kind} {_verb(each)}")
            case "published source" | "return of records":
                names.setdefault(each.thing, f"{each.kind} {each.thing}, which {_verb(each)}")
    return names


def _verb(each: DefinitionDifference) -> str:
    return f"is renamed {each.after}" if each.change == "renamed" else each.change


def _search(path: str, data: bytes, names: Mapping[str, str]) -> Iterator[TouchedDefinition]:
    text = data.decode("utf-8-sig", errors="replace")
    pattern = re.compile("|".join(rf"(?<![\w-]){re.escape(name)}(?![\w-])" for name in sorted(names, key=len)[::-1]))
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        for match in pattern.finditer(line):
            if match[0] not in seen:
                seen.add(match[0])
                yield TouchedDefinition(path, number, names[match[0]])
