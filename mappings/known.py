"""The catalogue and the mappings as they were at an instant: questions for :mod:`mappings.earlier`."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from indicators.catalogue import find_indicator, theme_of
from mappings.earlier import Asking, Request, answer
from mappings.editions import Return, find_return
from mappings.rulesets import Rules

if TYPE_CHECKING:
    from mappings.ruleset import Ruleset

TOLD = "told.json"


def known(
    asking: Asking, as_of: datetime | None, question: str, request: Request | None = None
) -> tuple[dict[str, Any], Rules]:
    """The JSON that a question writes as ``told.json``, by the rules of an instant; by which rules.

    Raises:
        Unavailable: the rules of then are not kept, or cannot be read by this release.
    """
    with answer(asking, as_of, question, request or {}) as found:
        told: dict[str, Any] = json.loads((found.folder / TOLD).read_text(encoding="utf-8"))
        return told, found.rules


def lines(ruleset: Ruleset, session: Session, request: Request, out: Path) -> None:  # noqa: ARG001
    """The question of a return's lines."""
    tell(out, lines_said(ruleset, request["return"]))


def indicator(ruleset: Ruleset, session: Session, request: Request, out: Path) -> None:  # noqa: ARG001
    """The question of an indicator."""
    tell(out, indicator_said(ruleset, request["code"]))


def catalogue(ruleset: Ruleset, session: Session, request: Request, out: Path) -> None:  # noqa: ARG001
    """The question of the whole catalogue: every indicator as its file says it."""
    tell(out, {"indicators": [each.model_dump(mode="json", by_alias=True) for each in ruleset.catalogue.values()]})


def returns(ruleset: Ruleset, session: Session, request: Request, out: Path) -> None:  # noqa: ARG001
    """The question of the returns: each with its editions."""
    tell(out, {"returns": [_told(each) for each in ruleset.returns.values()]})


def lines_said(ruleset: Ruleset, return_code: str) -> dict[str, Any]:
    """Every row of a return's lines, as its file says it. Raises ``NotFound``."""
    found = find_return(ruleset.returns, return_code)
    return {"return": found.code, "lines": [line.model_dump(mode="json") for line in found.lines]}


def indicator_said(ruleset: Ruleset, code: str) -> dict[str, Any]:
    """An indicator's theme, all that its file says, and the lines that use it. Raises ``NotFound``."""
    found = find_indicator(ruleset.catalogue, code)
    said = {"theme": theme_of(found.code)} | found.model_dump(mode="json", by_alias=True)
    used = [
        (name, line.subject_id, line.predicate_id, line.transform)
        for name, each in ruleset.returns.items()
        for line in each.lines
        if line.object_id == found.code
    ]
    return {"indicator": said, "lines": used}


def tell(out: Path, told: dict[str, Any]) -> None:
    """Leave an answer where :func:`known` looks for it."""
    (out / TOLD).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _told(found: Return) -> dict[str, Any]:
    editions = [edition.model_dump(mode="json", by_alias=True) for edition in found.editions]
    return {"return": found.code, "title": found.title, "editions": editions}
