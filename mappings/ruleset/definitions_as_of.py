"""Definitions as they were at an instant: the catalogue, mappings, returns, calendars.

What is asked is a function from a ruleset to what JSON can hold, such as :func:`lines_said`. What older rules said
never changes, so a little of it is remembered.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from indicators.catalogue.catalogue_files import find_indicator, find_theme
from mappings.definitions.returns import find_return
from mappings.ruleset.as_of import Asking, Request, answer, function
from mappings.ruleset.ruleset_history import Rules, rules_at
from returnonce.db import reading

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

TOLD = "told.json"
REMEMBERED = 64
Said = Callable[..., dict[str, Any]]


def known(asking: Asking, as_of: datetime | None, said: Said, **arguments: Any) -> tuple[dict[str, Any], Rules]:
    """What ``said(ruleset, **arguments)`` says by the rules of an instant; by which rules.

    Raises:
        NotFound: by those rules there is no such thing.
        Unavailable: the rules of then are not kept, or cannot be read by this release.
    """
    with reading(asking.engine) as session:
        rules = rules_at(session, asking.ruleset, as_of)
    if not rules.older or as_of is None:
        return said(asking.ruleset, **arguments), rules
    named = json.dumps({"said": f"{said.__module__}:{said.__qualname__}", "arguments": arguments}, sort_keys=True)
    return json.loads(_remembered(_Older(asking, rules.hash, as_of), named)), rules


class _Older:
    """Whom to ask; alike where the rules are."""

    def __init__(self, asking: Asking, name: str, instant: datetime) -> None:
        self.asking, self.name, self.instant = asking, (str(asking.home), name), instant

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Older) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


@lru_cache(maxsize=REMEMBERED)
def _remembered(older: _Older, request: str) -> str:
    with answer(older.asking, older.instant, "mappings.ruleset.definitions_as_of:say", json.loads(request)) as found:
        return (found.folder / TOLD).read_text(encoding="utf-8")


def say(ruleset: Ruleset, session: Session, request: Request, out: Path) -> None:  # noqa: ARG001
    """The question: what a function says of a ruleset."""
    said: Any = function(request["said"])
    (out / TOLD).write_text(json.dumps(said(ruleset, **request["arguments"]), ensure_ascii=False), encoding="utf-8")


def lines_said(ruleset: Ruleset, return_code: str) -> dict[str, Any]:
    """Every row of a return's lines, as its file says it. Raises ``NotFound``."""
    found = find_return(ruleset.returns, return_code)
    return {"return": found.code, "lines": [line.model_dump(mode="json") for line in found.lines]}


def indicator_said(ruleset: Ruleset, code: str) -> dict[str, Any]:
    """All that an indicator's file says. Raises ``NotFound``."""
    return find_indicator(ruleset.catalogue, code).model_dump(mode="json", by_alias=True)


def indicator_used(ruleset: Ruleset, code: str) -> dict[str, Any]:
    """As :func:`indicator_said`, with its theme, and the lines that use it. Raises ``NotFound``."""
    found = find_indicator(ruleset.catalogue, code)
    used = [
        (name, line.subject_id, line.predicate_id, line.transform)
        for name, each in ruleset.returns.items()
        for line in each.lines
        if line.object_id == found.code
    ]
    return {"theme": find_theme(found.code)} | indicator_said(ruleset, code) | {"lines": used}


def catalogue_said(ruleset: Ruleset, fields: list[str] | None = None) -> dict[str, Any]:
    """Every indicator: the fields named, or all that its file says."""
    only = set(fields) if fields else None
    return {"indicators": [each.model_dump(mode="json", include=only) for each in ruleset.catalogue.values()]}


def returns_said(ruleset: Ruleset) -> dict[str, Any]:
    """Every return with its editions."""
    told = [
        {
            "return": code,
            "title": each.title,
            "editions": [edition.model_dump(mode="json", by_alias=True) for edition in each.editions],
        }
        for code, each in ruleset.returns.items()
    ]
    return {"returns": told}
