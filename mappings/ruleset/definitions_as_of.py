"""Definitions as they were at an instant, as JSON: indicators, lines, returns.

A describer is a function from a ruleset to what JSON can hold, such as :func:`describe_lines`. The answers of older
rules never change, so a few are cached.
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
from mappings.ruleset.as_of import AsOfContext, Request, answer_as_of, load_question
from mappings.ruleset.ruleset_history import RulesOfInstant, find_rules_at
from returnonce.db import reading

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

ANSWER_FILE = "told.json"
REMEMBERED = 64
Describer = Callable[..., dict[str, Any]]


def describe_as_of(
    context: AsOfContext, as_of: datetime | None, describe: Describer, **arguments: Any
) -> tuple[dict[str, Any], RulesOfInstant]:
    """What ``describe(ruleset, **arguments)`` returns by the rules of an instant, and those rules.

    Raises:
        NotFound: by those rules there is no such thing.
        Unavailable: the rules of then are not kept, or cannot be read by this release.
    """
    with reading(context.engine) as session:
        rules = find_rules_at(session, context.ruleset, as_of)
    if not rules.older or as_of is None:
        return describe(context.ruleset, **arguments), rules
    request = json.dumps(
        {"said": f"{describe.__module__}:{describe.__qualname__}", "arguments": arguments}, sort_keys=True
    )
    return json.loads(_cached_answer(_OlderRules(context, rules.hash, as_of), request)), rules


class _OlderRules:
    """Whom to ask; alike where the rules are."""

    def __init__(self, asking: AsOfContext, name: str, instant: datetime) -> None:
        self.asking, self.name, self.instant = asking, (str(asking.home), name), instant

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _OlderRules) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


@lru_cache(maxsize=REMEMBERED)
def _cached_answer(older: _OlderRules, request: str) -> str:
    with answer_as_of(
        older.asking, older.instant, "mappings.ruleset.definitions_as_of:say", json.loads(request)
    ) as answer:
        return (answer.folder / ANSWER_FILE).read_text(encoding="utf-8")


def write_description(ruleset: Ruleset, session: Session, request: Request, out: Path) -> None:  # noqa: ARG001
    """The question: what a function says of a ruleset."""
    describe: Any = load_question(request["said"])
    (out / ANSWER_FILE).write_text(
        json.dumps(describe(ruleset, **request["arguments"]), ensure_ascii=False), encoding="utf-8"
    )


def describe_lines(ruleset: Ruleset, return_code: str) -> dict[str, Any]:
    """Every row of a return's lines, as its file says it. Raises ``NotFound``."""
    definition = find_return(ruleset.returns, return_code)
    return {"return": definition.code, "lines": [line.model_dump(mode="json") for line in definition.lines]}


def describe_indicator(ruleset: Ruleset, code: str) -> dict[str, Any]:
    """All that an indicator's file says. Raises ``NotFound``."""
    return find_indicator(ruleset.catalogue, code).model_dump(mode="json", by_alias=True)


def describe_indicator_use(ruleset: Ruleset, code: str) -> dict[str, Any]:
    """As :func:`describe_indicator`, with its theme, and the lines that use it. Raises ``NotFound``."""
    indicator = find_indicator(ruleset.catalogue, code)
    uses = [
        (name, line.subject_id, line.predicate_id, line.transform)
        for name, each in ruleset.returns.items()
        for line in each.lines
        if line.object_id == indicator.code
    ]
    return {"theme": find_theme(indicator.code)} | describe_indicator(ruleset, code) | {"lines": uses}


def describe_catalogue(ruleset: Ruleset, fields: list[str] | None = None) -> dict[str, Any]:
    """Every indicator: the fields named, or all that its file says."""
    only = set(fields) if fields else None
    return {"indicators": [each.model_dump(mode="json", include=only) for each in ruleset.catalogue.values()]}


def describe_returns(ruleset: Ruleset) -> dict[str, Any]:
    """Every return with its editions."""
    rows = [
        {
            "return": code,
            "title": each.title,
            "editions": [edition.model_dump(mode="json", by_alias=True) for edition in each.editions],
        }
        for code, each in ruleset.returns.items()
    ]
    return {"returns": rows}
