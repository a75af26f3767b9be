"""Where a figure is shown: lines of returns, and cells of published editions."""

from __future__ import annotations

from sqlmodel import Session

from api.editions.serializers import edition_path
from api.editions.visibility import edition_subject
from api.schemas.figures import FigureEdition, FigureUse
from exports.editions.published_editions import PublishedEdition, read_editions
from exports.editions.resting_lines import list_resting_lines
from mappings.definitions.return_definitions import ENTITLED
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_edition
from returnonce.access.principals import Principal
from returnonce.blobs import BlobStore


def lines_using(ruleset: Ruleset, indicator: str) -> list[FigureUse]:
    """The lines that are mapped to an indicator, however near."""
    return [
        FigureUse(return_code=code, line=line.subject_id, match=line.predicate_id.removeprefix("skos:"),
                  transform=line.transform)
        for code, definition in ruleset.returns.items()
        for line in definition.lines
        if line.object_id == indicator
    ]  # fmt: skip


def editions_showing(
    session: Session, ruleset: Ruleset, blobs: BlobStore, principal: Principal, figure: tuple[str, str, str]
) -> list[FigureEdition]:
    """Cells of editions, which the caller may read as their recipient does, that rest on a figure (indicator, area,
    period)."""
    readable = (
        edition
        for edition in read_editions(session)
        if ENTITLED in edition.cells and _may_read(ruleset, principal, edition)
    )
    return [
        FigureEdition(
            return_code=one.return_code, area=one.area, period=one.period, number=one.number, line=line,
            withdrawn=one.withdrawn_at is not None, href=edition_path(one),
        )
        for one in readable
        for line in list_resting_lines(blobs, one, figure, ruleset.former_codes)
    ]  # fmt: skip


def _may_read(ruleset: Ruleset, principal: Principal, edition: PublishedEdition) -> bool:
    return can_read_edition(principal, edition_subject(ruleset, edition))
