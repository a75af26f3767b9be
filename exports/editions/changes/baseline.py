"""The baseline: the earlier edition that another is compared with, the last that its reader had."""

from __future__ import annotations

from sqlmodel import Session

from exports.editions.published_editions import PublishedEdition, read_editions_of
from exports.editions.recipients.acknowledgements import read_last_acknowledged


def find_baseline(
    session: Session, edition: PublishedEdition, audience: str, *, reader: str | None = None
) -> PublishedEdition | None:
    """The newest earlier edition that the reader acknowledged; else the one before that the audience had and that
    still stood when this one came out."""
    earlier = [one for one in read_editions_of(session, edition.key) if one.number < edition.number]
    acknowledged = read_last_acknowledged(session, edition, reader) if reader else None
    if acknowledged is not None:
        return next(one for one in earlier if one.number == acknowledged)
    return find_last_released(earlier, audience, by=edition)


def find_last_released(
    earlier: list[PublishedEdition], audience: str, *, by: PublishedEdition | None = None
) -> PublishedEdition | None:
    """The newest of some editions that the audience had and that stood; ``by`` which edition's publication."""

    def stood(edition: PublishedEdition) -> bool:
        return edition.withdrawn_at is None or (by is not None and edition.withdrawn_at > by.published_at)

    return next((one for one in reversed(earlier) if audience in one.cells and stood(one)), None)
