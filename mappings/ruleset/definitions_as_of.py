"""Definitions as they were at an instant, as JSON: indicators, lines, returns.

A describer is a function from a ruleset to what JSON can hold, such as :func:`describe_lines`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from indicators.catalogue.catalogue_files import find_indicator
from mappings.definitions.returns import find_return
from mappings.definitions.word_search import has_words, split_words
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.as_of import as_of_instant
from mappings.ruleset.ruleset_history import RulesOfInstant

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

Describer = Callable[..., dict[str, Any]]


def describe_as_of(
    context: AppContext, as_of: datetime | None, describe: Describer, **arguments: Any
) -> tuple[dict[str, Any], RulesOfInstant]:
    """What ``describe(ruleset, **arguments)`` returns by the rules of an instant, and those rules.

    Raises:
        NotFound: by those rules there is no such thing.
        Unavailable: the rules of then are not kept, or cannot be read by this release.
    """
    with as_of_instant(context, as_of) as past:
        return describe(past.ruleset, **arguments), past.rules


def describe_lines(ruleset: Ruleset, return_code: str) -> dict[str, Any]:
    """Every row of a return's lines, as its file says it, and what packs change in the return. Raises ``NotFound``."""
    definition = find_return(ruleset.returns, return_code)
    return {
        "return": definition.code,
        "changed_here": list(ruleset.changes_of_return(definition.code)),
        "sample": ruleset.describe_sample(definition.code),
        "lines": [line.model_dump(mode="json") for line in definition.lines],
    }


def describe_indicator(ruleset: Ruleset, code: str) -> dict[str, Any]:
    """All that an indicator's file says, and what packs change in it. Raises ``NotFound``."""
    about = find_indicator(ruleset.catalogue, code).model_dump(mode="json", by_alias=True)
    return about | {"changed_here": list(ruleset.changes_of_indicator(code))}


def describe_indicator_use(ruleset: Ruleset, code: str) -> dict[str, Any]:
    """As :func:`describe_indicator`, with its theme, and the lines that use it. Raises ``NotFound``."""
    indicator = find_indicator(ruleset.catalogue, code)
    uses = [
        (name, line.subject_id, line.predicate_id, line.transform)
        for name, each in ruleset.returns.items()
        for line in each.lines
        if line.object_id == indicator.code
    ]
    return {"theme": ruleset.themes[indicator.code]} | describe_indicator(ruleset, code) | {"lines": uses}


def describe_catalogue(
    ruleset: Ruleset, fields: list[str] | None = None, place: str | None = None, q: str | None = None
) -> dict[str, Any]:
    """Every indicator, or those of the packs that a place uses, with all words of ``q``: the fields named, or all that
    its file says.

    Raises ``NotFound``.
    """
    only, words = set(fields) if fields else None, split_words(q)
    chosen = (each for each in ruleset.catalogue.values() if place is None or ruleset.sees_indicator(place, each.code))
    return {
        "indicators": [
            each.model_dump(mode="json", include=only)
            for each in chosen
            if has_words(words, each.code, each.title, each.definition, ruleset.themes.get(each.code))
        ]
    }


def describe_returns(ruleset: Ruleset, place: str | None = None, q: str | None = None) -> dict[str, Any]:
    """Every return, or those of the packs that a place uses, with all words of ``q``, with its editions.

    Raises ``NotFound``.
    """
    words = split_words(q)
    rows = [
        {
            "return": code,
            "title": each.title,
            "changed_here": list(ruleset.changes_of_return(code)),
            "sample": ruleset.describe_sample(code),
            "editions": [edition.model_dump(mode="json", by_alias=True) for edition in each.editions],
        }
        for code, each in ruleset.returns.items()
        if (place is None or ruleset.sees_return(place, code))
        and has_words(words, code, *(text for one in each.editions for text in (one.title, one.recipient)))
    ]
    return {"returns": rows}
