"""Drafts as they were known at an instant, by the rules of then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from exports.filled_returns.render import FORMATS, file_name, file_stem, render
from exports.filled_returns.write import write_filled
from mappings.fill.cells import FilledReturn, FillRequest
from mappings.fill.fill import fill
from mappings.fill.restricted_figures import hide_restricted_figures, list_restricted_indicators
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.as_of import AsOf, as_of_instant
from mappings.ruleset.ruleset_history import RulesOfInstant


@dataclass(frozen=True)
class DraftRequest:
    """A return for an area and a period, as known at an instant; none: as it is known now."""

    return_code: str
    area: str
    period: str
    as_of: datetime | None = None
    #: A place's approvals up to that day count; without it, those up to ``as_of``.
    today: date | None = None


@dataclass(frozen=True)
class DraftFile:
    """One file of a draft, and by which rules it was filled."""

    name: str
    data: bytes
    rules: RulesOfInstant


def write_draft_as_of(
    context: AppContext, requested: DraftRequest, folder: Path, formats: Sequence[str]
) -> tuple[dict[str, Any], RulesOfInstant]:
    """Write a draft as files into a folder; returns a summary of it, and the rules that filled it.

    The summary has edition, area, counts of cells, and the files with their hashes.

    Raises:
        NotFound, Refused: as :func:`mappings.fill.fill.fill`, by the rules of then.
        Unavailable: the rules of then are not kept, or cannot be read by this release.
    """
    with as_of_instant(context, requested.as_of) as then:
        filled = _fill(then, requested)
        files = write_filled(filled, folder, formats)
    written = {
        "return": filled.return_code, "edition": filled.edition.edition, "area": filled.area.code,
        "period": filled.period.code, "ruleset": filled.ruleset, "cells": count_cells(filled.cells),
        "files": [{"path": str(file.path), "sha256": file.sha256} for file in files],
    }  # fmt: skip
    return written, then.rules


def render_draft_as_of(
    context: AppContext, requested: DraftRequest, form: str, *, all_figures: bool = True
) -> DraftFile:
    """The bytes of a draft in one format. Without ``all_figures``: those of restricted indicators are left out,
    whether they were restricted then or are today.

    Raises:
        NotFound, Refused, Unavailable: as :func:`write_draft_as_of`.
    """
    with as_of_instant(context, requested.as_of) as then:
        filled = _fill(then, requested)
        if not all_figures:
            today = sorted(list_restricted_indicators(context.ruleset))
            filled = hide_restricted_figures(then.ruleset, filled, further_codes=today)
        return DraftFile(*_render(filled, form), then.rules)


def count_cells(cells: pl.DataFrame) -> dict[str, int]:
    """How many cells there are, how many are filled, and how many have a symbol instead."""
    empty = cells["value"].is_null() | cells["withheld"]
    return {
        "all": cells.height,
        "filled": int((~empty).sum()),
        "with a symbol": int(empty.sum()),
        "of these held back": int(cells["withheld"].sum()),
    }


def _render(filled: FilledReturn, form: str) -> tuple[str, bytes]:
    """Name and bytes in one format."""
    if form in FORMATS:
        return file_name(filled, form), render(filled, form)
    # Their libraries take a while to load, and most drafts are in the formats above.
    from exports.filled_returns.machine_files import ENDINGS, render_machine_format

    return file_stem(filled) + ENDINGS.get(form, f".{form}"), render_machine_format(filled, form)[1]


def _fill(then: AsOf, requested: DraftRequest) -> FilledReturn:
    request = FillRequest(requested.return_code, requested.area, requested.period)
    return fill(then.ruleset, then.store, request, as_of=requested.as_of, today=requested.today)
