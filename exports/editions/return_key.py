"""The key of what is proposed and published: one return, of an area, for a period."""

from __future__ import annotations

from typing import NamedTuple


class ReturnKey(NamedTuple):
    """A return's code, an area and a period; editions of one key are numbered from 1."""

    return_code: str
    area: str
    period: str
