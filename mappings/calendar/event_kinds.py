"""Kinds of events that begin an obligation, from ``event_kinds.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mappings.calendar.due_rules import EventKind
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import define, read_yaml
from returnonce.errors import NotFound, Refused

EventKinds = Mapping[str, EventKind]
#: For rules that are counted from no event.
NO_EVENT_KINDS: EventKinds = MappingProxyType({})


def load_event_kinds(path: FilePath) -> dict[str, EventKind]:
    """Every kind by its code.

    Raises:
        Refused: the file is wrong, or gives a code twice.
    """
    kinds: dict[str, EventKind] = {}
    for number, content in enumerate(read_yaml(path), start=1):
        kind = define(EventKind, content, where=f"{path.name} entry {number}")
        if kind.code in kinds:
            raise Refused(f"{kind.code} is given twice.", where=path.name, mend="Keep one of them.")
        kinds[kind.code] = kind
    return kinds


def find_event_kind(kinds: EventKinds, code: str) -> EventKind:
    """The kind of that code. Raises ``NotFound``, which names the known kinds."""
    if code in kinds:
        return kinds[code]
    raise NotFound(f"There is no kind of event {code!r}.", mend=f"Kinds are: {', '.join(kinds)}.")


def describe_event(kinds: EventKinds, code: str | None) -> str:
    """Words for the event in a due date: ``the notice of inspection``; ``the event`` where the kind is unknown."""
    return find_event_kind(kinds, code).words if code else "the event"
