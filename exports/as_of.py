"""Drafts and calendars as they were known at an instant: questions for :mod:`mappings.ruleset.as_of`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from exports.feeds import FeedAudience, render_feed, scope_title
from exports.filled_returns.render import FORMATS, file_name, file_stem, render
from exports.filled_returns.write import write_filled
from indicators.period.codes import parse_period
from mappings.fill.cells import FilledReturn
from mappings.fill.fill import fill
from mappings.fill.restricted_figures import hide_restricted_figures, list_restricted_indicators
from mappings.ruleset.as_of import AsOfContext, Request, answer_as_of
from mappings.ruleset.ruleset_history import RulesOfInstant

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

ANSWER_FILE, CONTENT_FILE = "told.json", "body"


@dataclass(frozen=True)
class DraftRequest:
    """A return for an area and a period, as known at an instant; without one, as known now."""

    return_code: str
    area: str
    period: str
    as_of: datetime | None = None
    #: A place's approvals up to that day count; without it, those up to ``as_of``.
    today: date | None = None

    def to_request(self) -> dict[str, Any]:
        """The request as JSON holds it."""
        as_of, today = self.as_of, self.today
        instants = {"as_of": as_of.isoformat() if as_of else None, "today": today.isoformat() if today else None}
        return {"return": self.return_code, "area": self.area, "period": self.period} | instants


@dataclass(frozen=True)
class DraftFile:
    """One file of a draft, and the rules that filled it."""

    name: str
    data: bytes
    rules: RulesOfInstant


def write_draft_as_of(
    asking: AsOfContext, requested: DraftRequest, folder: Path, formats: Sequence[str]
) -> tuple[dict[str, Any], RulesOfInstant]:
    """Write a draft as files into a folder. Gives back the summary of :func:`write`, and the rules that filled it.

    Raises:
        NotFound, Refused: as :func:`mappings.fill.fill.fill`, by the rules in use then.
        Unavailable: the rules of then are not kept, or cannot be read by this release.
    """
    request = requested.to_request() | {"folder": str(folder), "formats": list(formats)}
    with answer_as_of(asking, requested.as_of, "exports.as_of:write", request) as answered:
        summary: dict[str, Any] = json.loads((answered.folder / ANSWER_FILE).read_text(encoding="utf-8"))
        return summary, answered.rules


def render_draft_as_of(
    asking: AsOfContext, requested: DraftRequest, form: str, *, all_figures: bool = True
) -> DraftFile:
    """The bytes of a draft in one format. Without ``all_figures``, restricted indicators are left out, whether they
    were restricted then or are today.

    Raises:
        NotFound, Refused, Unavailable: as :func:`write_draft_as_of`.
    """
    hidden_indicators = None if all_figures else sorted(list_restricted_indicators(asking.ruleset))
    request = requested.to_request() | {"format": form, "hidden": hidden_indicators}
    with answer_as_of(asking, requested.as_of, "exports.as_of:draft", request) as answered:
        name = json.loads((answered.folder / ANSWER_FILE).read_text(encoding="utf-8"))["file_name"]
        return DraftFile(name, (answered.folder / CONTENT_FILE).read_bytes(), answered.rules)


def write(ruleset: Ruleset, session: Session, request: Request, out: Path) -> None:
    """A question: writes files, and a summary of edition, area, counts of cells and the files' hashes."""
    filled = _filled(ruleset, session, request)
    files = write_filled(filled, Path(request["folder"]), request["formats"])
    summary = {
        "return": filled.return_code, "edition": filled.edition.edition, "area": filled.area.code,
        "period": filled.period.code, "ruleset": filled.ruleset, "cells": count_cells(filled),
        "files": [{"path": str(each.path), "sha256": each.sha256} for each in files],
    }  # fmt: skip
    (out / ANSWER_FILE).write_text(json.dumps(summary), encoding="utf-8")


def draft(ruleset: Ruleset, session: Session, request: Request, out: Path) -> None:
    """A question: writes the bytes of one format."""
    filled = _filled(ruleset, session, request)
    if request["hidden"] is not None:
        filled = hide_restricted_figures(ruleset, filled, further_codes=request["hidden"])
    name, data = _rendered(filled, request["format"])
    (out / CONTENT_FILE).write_bytes(data)
    (out / ANSWER_FILE).write_text(json.dumps({"file_name": name}), encoding="utf-8")


def count_cells(filled: FilledReturn) -> dict[str, int]:
    """How many cells there are, how many are filled, and how many have a symbol instead."""
    cells = filled.cells
    empty = cells["value"].is_null() | cells["withheld"]
    return {
        "all": cells.height,
        "filled": int((~empty).sum()),
        "with a symbol": int(empty.sum()),
        "of these held back": int(cells["withheld"].sum()),
    }


def _rendered(filled: FilledReturn, form: str) -> tuple[str, bytes]:
    """Name and bytes in one format."""
    if form in FORMATS:
        return file_name(filled, form), render(filled, form)
    # Their libraries take a while to load, and most drafts are in the formats above.
    from exports.filled_returns.machine_files import ENDINGS, render_machine_format

    return file_stem(filled) + ENDINGS.get(form, f".{form}"), render_machine_format(filled, form)[1]


def _filled(ruleset: Ruleset, session: Session, request: Request) -> FilledReturn:
    at = datetime.fromisoformat(request["as_of"]) if request["as_of"] else None
    on = date.fromisoformat(request["today"]) if request["today"] else None
    period = parse_period(request["period"])
    return fill(
        ruleset, session, return_code=request["return"], area=request["area"], period=period, as_of=at, today=on
    )


def render_calendar_as_of(
    asking: AsOfContext, audience: FeedAudience, scope: str, as_of: datetime, base_url: str | None = None
) -> tuple[bytes, RulesOfInstant]:
    """The iCalendar file of an audience as it was at an instant, and the rules in use then.

    Raises:
        NotFound: there was no such agency, place or return.
        Unavailable: as :func:`write_draft_as_of`.
    """
    request = {"audience": audience, "scope": scope, "as_of": as_of.isoformat(), "base_url": base_url}
    with answer_as_of(asking, as_of, "exports.as_of:calendar", request) as answered:
        return (answered.folder / CONTENT_FILE).read_bytes(), answered.rules


def calendar(ruleset: Ruleset, session: Session, request: Request, out: Path) -> None:
    """A question: writes a calendar."""
    audience, scope = request["audience"], request["scope"]
    scope_title(ruleset, audience, scope)
    at = datetime.fromisoformat(request["as_of"])
    data = render_feed(session, ruleset, audience=audience, scope=scope, base_url=request["base_url"], as_of=at)
    (out / CONTENT_FILE).write_bytes(data)
