"""The baseline: the earlier edition that another is compared with, the last that its reader had."""

from __future__ import annotations

from sqlmodel import Session

from exports.editions.published_editions import Edition, editions
from exports.editions.recipients.acknowledgements import last_acknowledged


def before(session: Session, edition: Edition, audience: str, *, reader: str | None = None) -> Edition | None:
    """The newest earlier edition that the reader acknowledged; else the one before that the audience had and that
    still stood when this one came out."""
    of_return = {"return_code": edition.return_code, "area": edition.area, "period": edition.period}
    earlier = [one for one in editions(session, **of_return) if one.number < edition.number]
    had = last_acknowledged(session, edition, reader) if reader else None
    if had is not None:
        return next(one for one in earlier if one.number == had)
    return last_had(earlier, audience, by=edition)


def last_had(earlier: list[Edition], audience: str, *, by: Edition | None = None) -> Edition | None:
    """The newest of some editions that the audience had and that stood; ``by`` which edition's publication."""

    def stood(one: Edition) -> bool:
        return one.withdrawn_at is None or (by is not None and one.withdrawn_at > by.published_at)

    return next((one for one in reversed(earlier) if audience in one.cells and stood(one)), None)
