"""Hides cells of one return from one audience: those that the rule hides, then those that would reveal them.

The finished table is attacked as any reader could. Where a hidden figure is found, nothing leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from exports.disclosure.audience_knowledge import Knowledge, withheld_figures
from exports.disclosure.earlier_secrets import RELEASED, as_then
from exports.disclosure.primary_suppression import Barred, barred
from exports.disclosure.redaction import as_shown, without
from exports.disclosure.statements import FIGURE, Figure, Kind, Place, Rounding, Telling, kind_of, tellings
from indicators.disclosure.argus_proposals import propose_all
from indicators.disclosure.attack import Attack, Exposure
from indicators.disclosure.suppression import CannotProtect, suppress
from indicators.disclosure.table import DisclosureTable, SecretCell, split_components
from indicators.evaluation.context import EvaluationContext
from mappings.definitions.disclosure_rules import Rule, RuleOfLevel

SECONDARY = "what is hidden elsewhere could be worked out from it"
MOST_EXPLAINED = 60


@dataclass(frozen=True)
class Hidden:
    """A position that is not shown, why, and the secrets that showing it would reveal."""

    place: Place
    why: str
    protects: tuple[str, ...] = ()


def controlled(
    cells: pl.DataFrame, world: EvaluationContext, rule: Rule, level: RuleOfLevel, history: Sequence[pl.DataFrame]
) -> tuple[pl.DataFrame, list[Hidden]]:
    """The cells as the audience may see them, and the positions that are hidden.

    Raises:
        CannotProtect: a hidden figure could still be found; names its cells.
    """
    told_before = _released(history, world, rule, level)
    primary = _still_barred(barred(cells, world.catalogue, rule, level), cells, history)
    shown = as_shown(cells, world.catalogue, rule, level)
    bare = without(shown, [each.place for each in primary if each.figure is None])
    given = withheld_figures(cells, world, rule)
    judge = _Judge(world, rule, level, _truth(cells, world, rule), told_before, primary, given)
    table = judge.table(bare)
    added = _secondary(table, judge.values(), level)
    names = {place.name: place for place in _places(bare, judge)}
    hidden = [names[name] for name in added if name in names]
    gone = without(bare, [*(each.place for each in primary), *hidden])
    judge.refuse(gone)
    reasons = _reasons(table, added)
    return gone, [
        *(Hidden(each.place, each.why) for each in primary),
        *(Hidden(place, SECONDARY, reasons.get(place.name, ())) for place in hidden),
    ]


class _Judge:
    """What the audience knows besides this table, so that each form of the table can be attacked."""

    def __init__(
        self,
        world: EvaluationContext,
        rule: Rule,
        level: RuleOfLevel,
        truth: Mapping[Figure, int],
        told_before: list[tuple[list[Telling], list[Figure]]],
        primary: Sequence[Barred],
        given: Sequence[Figure],
    ) -> None:
        self.world, self.rule, self.level = world, rule, level
        self.truth, self.told_before, self.primary, self.given = truth, told_before, primary, given
        self._then: dict[str, SecretCell] = {}

    def _knowledge(self) -> Knowledge:
        known = Knowledge(self.world, self.rule, self.level, self.truth)
        known.release(self.told_before)
        known.keep(self.primary)
        known.keep_withheld(self.given)
        return known

    def read(self, cells: pl.DataFrame) -> list[Telling]:
        """The statements of one form of the table."""
        return _read(cells, self.world, self.rule, self.level)

    def table(self, cells: pl.DataFrame) -> DisclosureTable:
        """All that is known as one table, in which the rule's positions are hidden and others may be."""
        known = self._knowledge()
        told = self.read(cells)
        known.show(told, public=_noughts(told, self.level))
        if self.level.base > 1:
            known.keep(_rounded_secrets(told, known))
        self._values = known.values
        table = known.table(frozenset(each.place.name for each in self.primary) & known.items.keys())
        self._then = as_then(
            table, known.untold - {each.figure.name for each in self.primary if each.figure}, self.level
        )
        return replace(table, secrets=tuple(self._then.get(secret.cell, secret) for secret in table.secrets))

    def values(self) -> dict[str, int]:
        """True values by cell."""
        return self._values

    def refuse(self, cells: pl.DataFrame) -> None:
        """Attack the finished table, in which all that is left is shown.

        Raises:
            CannotProtect: a hidden figure can be found.
        """
        known = self._knowledge()
        known.show(self.read(cells), fixed=True)
        known.secrets |= {cell: secret for cell, secret in self._then.items() if cell in known.secrets}
        found = _found(known.table(), ())
        if found:
            raise CannotProtect(found)


def _secondary(table: DisclosureTable, truth: dict[str, int], level: RuleOfLevel) -> frozenset[str]:
    """Positions to hide besides the rule's; the suppression library is called only where the attack succeeds."""
    found = _found(table, table.barred)
    if not found:
        return frozenset()
    if level.secondary == "none":
        raise CannotProtect(found)
    pieces = _pieces(table)
    offers = propose_all([(piece, truth) for piece in pieces])
    done = [suppress(piece, offer) for piece, offer in zip(pieces, offers, strict=True)]
    return frozenset().union(*(one.added for one in done))


def _found(table: DisclosureTable, hidden: Iterable[str]) -> list[Exposure]:
    gone = frozenset(hidden)
    return [found for piece in _pieces(table) for found in Attack(piece).find_exposures(gone)]


def _pieces(table: DisclosureTable) -> list[DisclosureTable]:
    """The components that this table says anything about; it cannot change the others."""
    return [piece for piece in split_components(table) if not all(name.startswith(RELEASED) for name in piece.items)]


def _reasons(table: DisclosureTable, added: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """By added position, the secrets that showing it would reveal."""
    told: dict[str, tuple[str, ...]] = {}
    hidden = table.barred | added
    for piece in split_components(table):
        attack = Attack(piece)
        for name in sorted(added & piece.items.keys())[:MOST_EXPLAINED]:
            told[name] = tuple(dict.fromkeys(found.cell for found in attack.find_exposures(hidden - {name})))
    return told


def _read(
    cells: pl.DataFrame, world: EvaluationContext, rule: Rule, level: RuleOfLevel, *, released: bool = False
) -> list[Telling]:
    shown = Rounding(level.base, level.threshold)
    return list(tellings(cells, world.catalogue, exempt=rule.exempt, shown=shown, released=released))


def _released(
    history: Sequence[pl.DataFrame], world: EvaluationContext, rule: Rule, level: RuleOfLevel
) -> list[tuple[list[Telling], list[Figure]]]:
    return [
        (_read(table, world, rule, level, released=True), withheld_figures(table, world, rule)) for table in history
    ]


def _truth(cells: pl.DataFrame, world: EvaluationContext, rule: Rule) -> dict[Figure, int]:
    """The true values of all figures that the table could state."""
    truth: dict[Figure, int] = {}
    for one in tellings(cells, world.catalogue, exempt=rule.exempt, shown=Rounding()):
        truth |= {about: low for about, low, high in one.bounds if low == high}
    for about in [about for about in truth if about.part == "n"]:
        bottom = about._replace(part="d")
        kind: Kind = kind_of(world.catalogue.get(about.indicator), rule.exempt)
        if kind == "share" and bottom in truth:
            truth[about._replace(part="c")] = truth[bottom] - truth[about]
    return truth


def _noughts(told: Iterable[Telling], level: RuleOfLevel) -> frozenset[str]:
    """Positions of counts of zero, which the rule always shows."""
    if level.zeros == "hidden" or level.threshold == 0:
        return frozenset()
    nought = (one for one in told if one.bounds and all(a.part == "v" and high == 0 for a, _, high in one.bounds))
    return frozenset(one.place.name for one in nought)


def _rounded_secrets(told: Iterable[Telling], known: Knowledge) -> list[Barred]:
    """The exact counts behind rounded ones, which are secrets."""
    found = [(one.place, about) for one in told for about, low, high in one.bounds if low < high]
    return [Barred(place, "rounded", about) for place, about in found if about.name not in known.secrets]


def _still_barred(found: Sequence[Barred], cells: pl.DataFrame, history: Sequence[pl.DataFrame]) -> list[Barred]:
    """Suppressions less the earlier shares that were released to this audience with that same value."""
    out = {key for table in history for key in _shown_shares(table)}
    rows = cells.to_dicts() if out else []
    return [each for each in found if each.figure is not None or not _was_shown(each.place, rows, out)]


def _shown_shares(table: pl.DataFrame) -> Iterable[tuple[object, ...]]:
    told = table.filter(pl.col("symbol").is_null(), ~pl.col("withheld").fill_null(value=False))
    return told.select("indicator", "area", "breakdown", "period", "value").drop_nulls("value").iter_rows()


def _was_shown(place: Place, rows: Sequence[dict[str, object]], out: set[tuple[object, ...]]) -> bool:
    if place.column == FIGURE or not rows:
        return False
    cell = rows[place.row]
    period, value = _earlier_of(place, cell)
    return (cell["indicator"], cell["area"], cell["breakdown"], period, value) in out


def _earlier_of(place: Place, cell: dict[str, object]) -> tuple[object, object]:
    if place.column == "previous":
        return cell["previous_period"], cell["previous"]
    period = place.column.removeprefix("history ")
    points = cell["history"]
    values = [point["value"] for point in points if point["period"] == period] if isinstance(points, list) else []
    return period, values[0] if values else None


def _places(cells: pl.DataFrame, judge: _Judge) -> list[Place]:
    return [one.place for one in judge.read(cells)]
