"""The one gate before every exit: what of a filled return an audience may see.

The recipient entitled to true figures (audience ``regulator``) gets them. For everyone else the return
must name a rule; where it names none, nothing leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from mappings.cells import Filled
from returnonce.errors import Refused

if TYPE_CHECKING:
    from mappings.ruleset import Ruleset

TRUE_FIGURES = "true-figures"
#: What was hidden or changed: ``why`` is a rule, ``protects`` the cells that would be found without it.
HIDDEN_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "line": pl.String,
    "area": pl.String,
    "period": pl.String,
    "breakdown": pl.String,
    "what": pl.String,
    "why": pl.String,
    "protects": pl.String,
    "audience": pl.String,
}


@dataclass(frozen=True)
class Gated:
    """A return as one audience may see it; what was hidden, and the rule and its version that hid it."""

    filled: Filled
    hidden: pl.DataFrame
    rule: str
    version: str


def gated(filled: Filled, audience: str, *, ruleset: Ruleset, history: Sequence[pl.DataFrame] = ()) -> Gated:
    """A return as ``audience`` may see it. ``history``: every table already released to that audience.

    Raises:
        Refused: no rule is established for that audience, or a hidden cell could still be worked out.
    """
    if audience == "regulator":
        return Gated(filled, pl.DataFrame(schema=HIDDEN_SCHEMA), TRUE_FIGURES, "1")
    raise Refused(
        f"No disclosure rule is established for the audience {audience!r}, so nothing leaves.",
        where=f"{filled.return_code} {filled.edition.edition}",
        mend="Name a rule for it under disclosure: in the return's edition file.",
    )
