"""Impact: what an upload, or its withdrawal, would change in published editions, before anyone confirms it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from sqlmodel import Session

from exports.editions.changes.cell_changes import CHANGE_SCHEMA, KEY, compare_cells
from exports.editions.published_editions import PublishedEdition, read_editions
from exports.editions.return_key import ReturnKey
from exports.editions.storage.edition_blobs import read_edition_cells
from indicators.catalogue.former_codes import FormerCodes
from indicators.figures.store import read_batch_figures
from indicators.figures.what_if import WhatIf, suppose_submission
from mappings.fill.cells import FillRequest
from mappings.fill.figure_scope import add_formula_terms, list_areas_to_read
from mappings.fill.fill import fill
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.db import reading

#: ``CHANGE_SCHEMA``, old as the edition says it and new as it would be; ``difference``: new less old, in micros.
IMPACT_SCHEMA: dict[str, type[pl.DataType]] = CHANGE_SCHEMA | {"difference": pl.Int64}


@dataclass(frozen=True)
class Impact:
    """An edition that would change; ``cells``: ``IMPACT_SCHEMA``."""

    edition: PublishedEdition
    cells: pl.DataFrame


def find_impacts(
    context: AppContext, figures: pl.DataFrame, *, agency: str, file: str = "", file_name: str = ""
) -> list[Impact]:
    """Every standing edition that figures (``FIGURE_SCHEMA``, of an accepted verdict) of an agency would change.

    Nothing is stored. Raises ``Unavailable`` where an edition's bytes are gone or altered.
    """
    scenario = suppose_submission(figures, agency=agency, file=file, file_name=file_name)
    with reading(context.engine) as session:
        return list(_impacts(session, context, scenario, touched=figures))


def find_withdrawal_impacts(context: AppContext, submission: str) -> list[Impact]:
    """Every standing edition that taking back a submission (its whole name) would change; nothing is stored."""
    scenario = WhatIf(withdrawn_batches=frozenset({submission}))
    with reading(context.engine) as session:
        touched = read_batch_figures(session, [submission], former=context.ruleset.former_codes)
        return list(_impacts(session, context, scenario, touched=touched))


def _impacts(session: Session, context: AppContext, scenario: WhatIf, *, touched: pl.DataFrame) -> Iterator[Impact]:
    ruleset = context.ruleset
    for edition in _read_current_editions(session):
        published = read_edition_cells(context.blobs, edition, "regulator")
        if not _may_touch(ruleset, ruleset.former_codes.rename(published), touched):
            continue
        now, after = (_fill_with_change(session, ruleset, edition, each) for each in (WhatIf(), scenario))
        if (cells := _against(published, now, after, ruleset.former_codes)).height:
            yield Impact(edition, cells)


def _read_current_editions(session: Session) -> list[PublishedEdition]:
    """The newest edition of each return, area and period that is not withdrawn."""
    newest: dict[ReturnKey, PublishedEdition] = {}
    for edition in read_editions(session):
        if edition.withdrawn_at is None:
            newest[edition.key] = edition
    return list(newest.values())


def _may_touch(ruleset: Ruleset, cells: pl.DataFrame, figures: pl.DataFrame) -> bool:
    """True where these cells could read any of the figures; only filling is certain."""
    codes = add_formula_terms(ruleset, cells["indicator"].drop_nulls().unique())
    areas = list_areas_to_read(ruleset, cells["area"].unique().to_list(), context=True)
    near = set(figures["area"].unique()) if areas is None else set(figures["area"].unique()) & set(areas)
    return bool(near) and not codes.isdisjoint(figures["indicator"].unique())


def _fill_with_change(session: Session, ruleset: Ruleset, edition: PublishedEdition, scenario: WhatIf) -> pl.DataFrame:
    request = FillRequest(edition.return_code, edition.area, edition.period)
    return fill(ruleset, session, request, read=scenario.read).cells


def _against(published: pl.DataFrame, now: pl.DataFrame, after: pl.DataFrame, former: FormerCodes) -> pl.DataFrame:
    """The cells that would change, as published and as they would be. A cell that had changed before is not this
    file's doing; one that changes back to the published value changes nothing."""
    changed_now = compare_cells(now, after)
    changed_cells = compare_cells(published, after, former).join(
        changed_now.select(KEY).unique(), on=KEY, how="semi", nulls_equal=True
    )
    return changed_cells.with_columns(difference=pl.col("new_value") - pl.col("old_value")).select(list(IMPACT_SCHEMA))
