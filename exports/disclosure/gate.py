"""The gate that every return passes before it leaves: what an audience may see of it.

The recipient entitled to true figures (audience ``regulator``) gets them. For everyone else the return
must name a rule; where it names none, nothing leaves. The result depends on the return, the rule and the
tables released to that audience before, and on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import polars as pl

from exports.disclosure.applied_rule import AppliedRule
from exports.disclosure.primary_suppression import find_restricted_rows
from exports.disclosure.protection import HiddenPosition, protect_cells
from exports.disclosure.redaction import hide_positions, remove_texts
from exports.disclosure.released_table import ReleasedTable
from indicators.disclosure.secondary_suppression import CannotProtect
from mappings.definitions.disclosure_rules import LEVELS, DisclosureRule, LevelRule
from mappings.definitions.return_definitions import ENTITLED, Audience
from mappings.fill.cells import FilledReturn
from returnonce.errors import Refused

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

TRUE_FIGURES = "true-figures"
#: What was hidden: ``what`` is the column, ``why`` the rule, ``protects`` the secrets that it would reveal.
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
class GatedReturn:
    """A return as one audience may see it, what was hidden (``HIDDEN_SCHEMA``), and the rule that hid it."""

    filled: FilledReturn
    hidden: pl.DataFrame
    rule: str
    version: str


def apply_gate(
    filled: FilledReturn, audience: str, *, ruleset: Ruleset, history: Sequence[ReleasedTable] = ()
) -> GatedReturn:
    """The return as an audience may see it. ``history``: every table released to that audience, oldest first.

    Raises:
        Refused: no rule is established for that audience, or something hidden could still be worked out.
    """
    if audience == ENTITLED:
        return GatedReturn(filled, pl.DataFrame(schema=HIDDEN_SCHEMA), TRUE_FIGURES, "1")
    rule = find_rule(filled, audience, ruleset)
    if rule.true_figures:
        suppressions = find_restricted_rows(filled.cells, ruleset.catalogue)
        cells = hide_positions(filled.cells, [suppression.position for suppression in suppressions])
        hidden = [HiddenPosition(suppression.position, suppression.why) for suppression in suppressions]
    else:
        applied = AppliedRule(rule, _level(filled, rule), ruleset.evaluation_context())
        cells, hidden = _protect(filled, applied, history)
    visible = remove_texts(filled, cells, rule)
    return GatedReturn(visible, _frame(filled.cells, hidden, audience), rule.code, str(rule.version))


def find_rule(filled: FilledReturn, audience: str, ruleset: Ruleset) -> DisclosureRule:
    """The rule that the return's form names for an audience.

    Raises:
        Refused: it names none, or none that is known and made for that audience.
    """
    named = filled.edition.disclosure.get(cast("Audience", audience))
    where = f"{filled.return_code} {filled.edition.edition}"
    if named is None or named.rule is None or named.version is None:
        raise Refused(
            f"No disclosure rule is established for the audience {audience!r}, so nothing leaves.",
            where=where,
            mend=f"Name a rule and its version under disclosure: {audience}: in the return's form.",
        )
    rule = ruleset.disclosure.get((named.rule, named.version))
    if rule is None or audience not in rule.audience:
        what = "is not known" if rule is None else f"is not made for the audience {audience!r}"
        raise Refused(
            f"The disclosure rule {named.rule}, version {named.version}, {what}, so nothing leaves.",
            where=where,
            mend="Add it under mappings/disclosure/rules/, or name another.",
        )
    return rule


def _level(filled: FilledReturn, rule: DisclosureRule) -> LevelRule:
    level = LEVELS.get(filled.area.kind, "local")
    if level not in rule.levels:
        raise Refused(
            f"The disclosure rule {rule.code}, version {rule.version}, does not say what holds at {level} level, "
            "so nothing leaves.",
            where=f"{filled.return_code} {filled.area.code}",
            mend="Add that level to a new version of the rule.",
        )
    return rule.levels[level]


def _protect(
    filled: FilledReturn, applied: AppliedRule, history: Sequence[ReleasedTable]
) -> tuple[pl.DataFrame, list[HiddenPosition]]:
    try:
        return protect_cells(filled.cells, applied, history)
    except CannotProtect as error:
        raise Refused(
            f"Hidden figures could be worked out from what this audience has: {', '.join(error.cells)}.",
            where=f"{filled.return_code} {filled.area.code} {filled.period.code}",
            mend="Nothing leaves. Leave out the lines concerned, or release less beside them.",
        ) from error


def _frame(cells: pl.DataFrame, hidden: Iterable[HiddenPosition], audience: str) -> pl.DataFrame:
    keys = cells.select("line", "area", "period", "breakdown").rows()
    rows = [
        (
            *keys[hidden_position.position.row],
            hidden_position.position.column,
            hidden_position.why,
            ", ".join(hidden_position.protects) or None,
            audience,
        )
        for hidden_position in hidden
    ]
    return pl.DataFrame(rows, schema=HIDDEN_SCHEMA, orient="row").unique(
        ["line", "area", "period", "breakdown", "what"], keep="first", maintain_order=True
    )
