"""How many examples a property is tried with: few while somebody waits, all of them in ``make long``."""

from __future__ import annotations

from hypothesis import settings

#: In ``make test``: enough for a slip that most examples show.
FEW = 10


def at_most(most: int) -> int:
    """So many in ``make long``, where the profile has no fewer; ``FEW`` in ``make test``."""
    return min(most, settings.default.max_examples if settings.default else FEW)
