"""How long a claim is held without a sign of life, and how long work rests after each failure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Self


@dataclass(frozen=True)
class RetryPolicy:
    """``pauses``: the rest after each failure in turn; after as many failures, and one more, the work is given up."""

    lease: timedelta
    pauses: tuple[timedelta, ...] = ()

    @classmethod
    def of_minutes(cls, lease: int, pauses: tuple[int, ...]) -> Self:
        """As definition files write them."""
        return cls(timedelta(minutes=lease), tuple(timedelta(minutes=pause) for pause in pauses))
