"""The tables that each audience had: what the gate must reckon with."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import Session

from exports.editions import cells_file
from exports.editions.editions import AUDIENCES, editions
from exports.editions.frozen import REGULATOR, Released
from exports.editions.kept import read_bytes


def released(session: Session, home: Path) -> dict[str, list[Released]]:
    """By audience, every table that was ever published to it; withdrawn ones too, since they were seen.

    The recipient's true figures are not gated, so nothing is read for it.
    """
    published = editions(session)
    return {
        audience: [
            Released(one.cells[audience], cells_file.from_bytes(read_bytes(home, one.cells[audience])))
            for one in published
            if audience in one.cells
        ]
        for audience in AUDIENCES
        if audience != REGULATOR
    }
