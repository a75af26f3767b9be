"""Editions as API schemas: only what the audience may know, and no hash that gives a hidden figure away."""

from __future__ import annotations

from urllib.parse import quote

from api.editions.visibility import Audience, VisibleEdition
from api.schemas.editions import EditionFileShown, EditionListed, EditionShown
from exports.editions.published_editions import PublishedEdition

BASE = "/v1/editions"


def edition_path(edition: PublishedEdition, *more: str) -> str:
    """The API path of an edition, or of a part of it."""
    return "/".join((BASE, *(quote(part, safe="") for part in (*edition.key, str(edition.number), *more))))


def edition_summary(edition: PublishedEdition, audiences: list[Audience]) -> EditionListed:
    """A row of a list, for a caller who may read as those audiences."""
    return EditionListed(
        return_code=edition.return_code, form=edition.form, area=edition.area, period=edition.period,
        number=edition.number,
        published_at=edition.published_at, reason=edition.reason, withdrawn_at=edition.withdrawn_at,
        withdrawn_why=edition.withdrawn_why, audiences=list(audiences), href=edition_path(edition),
    )  # fmt: skip


def edition_details(visible: VisibleEdition, audiences: list[Audience]) -> EditionShown:
    """The whole edition. Neither the hash of the true cells nor the audit head, which covers it, is for the public:
    from such a hash a small figure that was hidden can be found by trying."""
    one, name = visible.edition, visible.audience
    rule, version = one.rules[name]
    files = [
        EditionFileShown(
            name=file.name, media_type=file.media_type, sha256=file.sha256, size=file.size,
            href=_with_audience(edition_path(one, "files", file.name), name, audiences),
        )
        for file in one.files
        if file.audience == name
    ]  # fmt: skip
    return EditionShown(
        **edition_summary(one, audiences).model_dump(), audience=name, status=visible.status,
        latest=visible.latest, as_of=one.as_of, ruleset=one.ruleset, rule=rule, rule_version=version,
        cells=one.cells[name],
        head=None if name == "public" else one.head, files=files,
    )  # fmt: skip


def _with_audience(address: str, name: str, audiences: list[Audience]) -> str:
    """Adds the audience where the default would be another."""
    return address if audiences[0] == name else f"{address}?audience={name}"
