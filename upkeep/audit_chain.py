"""Proves the audit trail from the stored rows alone, whatever the schema's revision."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.engine import Connection

from returnonce.audit import GENESIS
from returnonce.row_text import parse_line, read_lines, read_shape, split_lines


@dataclass(frozen=True)
class AuditLink:
    """One audit row as it is stored."""

    id: int
    at: str
    act: str
    subject: str
    details: str
    previous: str
    hash: str

    @property
    def is_sound(self) -> bool:
        """Whether its hash is that of what it says."""
        parts = (self.previous, self.instant.isoformat(), self.act, self.subject, self.details)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest() == self.hash

    @property
    def instant(self) -> datetime:
        """When it was written."""
        return datetime.fromisoformat(self.at).replace(tzinfo=UTC)


def read_links(connection: Connection) -> Iterator[AuditLink]:
    """Every row of the trail, in order."""
    shape = read_shape(connection, "audit")
    for line in split_lines(read_lines(connection, shape)):
        values = dict(zip(shape.columns, parse_line(line), strict=True))
        yield AuditLink(
            int(values["id"] or 0),
            *(values[name] or "" for name in ("at", "act", "subject", "details", "previous", "hash")),
        )


def find_break(connection: Connection) -> int | None:
    """The id of the first row that does not follow from the one before it, or None."""
    previous = GENESIS
    for link in read_links(connection):
        if link.previous != previous or not link.is_sound:
            return link.id
        previous = link.hash
    return None
