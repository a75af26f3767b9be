"""Random returns and their restatements pass the production gate, and a reader of what was published attacks them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, cast

import polars as pl
import pytest

from exports.disclosure.released_table import ReleasedTable
from exports.editions.snapshots.released_tables import ReleasedTables
from exports.editions.snapshots.snapshot import take_snapshot
from exports.editions.storage.cell_serialization import cells_from_bytes
from tests.exports.builders import cell
from tests.exports.disclosure.public_attacker import MICRO, Attacker, Number, Terms
from tests.exports.disclosure.random_returns import COUNTY, DISTRICTS, MadeReturn, draw_return, made_up_ruleset
from tests.exports.disclosure.returns import make_return

pytestmark = pytest.mark.long

RULESET = made_up_ruleset()
#: The rule that is attacked: counts of 1 to 5 are hidden, and keep three possible values.
RULE, THRESHOLD, WIDTH = "dfe-children", 5, 2


class Released(list[ReleasedTable]):
    """The public's tables so far, as the store would give them."""

    key = "made up"


@dataclass
class Campaign:
    """What was attacked and with what result."""

    figures: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def run(self, seed: int, editions: int) -> None:
        """Publishes a return, and restatements of it, and attacks all of it together."""
        rng, made = Random(seed), draw_return(seed)
        versions, tables = [], Released()
        for _ in range(editions):
            published = self._publish(made, tables)
            if published is not None:
                tables.append(published)
                versions.append(made)
            made = made.restate(rng)
        self.figures["returns"] += bool(tables)
        self._attack(seed, versions, tables)

    def _publish(self, made: MadeReturn, tables: Released) -> ReleasedTable | None:
        started = time.process_time()
        filled = make_return(made.rows, RULE)
        snapshot = take_snapshot(filled, "public", ruleset=RULESET, history=cast("ReleasedTables", tables), files=False)
        self.figures["gate ms"] += int(1000 * (time.process_time() - started))
        self.figures["editions"] += 1
        if snapshot.cells is None:
            assert snapshot.refusal is not None
            self.figures["refused" if tables else "refused at first"] += 1
            return None
        return ReleasedTable(cells_from_bytes(snapshot.cells), filled.cells)

    def _attack(self, seed: int, versions: Sequence[MadeReturn], tables: Released) -> None:
        truth = Truth([table.true_cells for table in tables])
        wholes = [whole for made in versions[:1] for whole in made.wholes]
        attacker = Attacker(truth.version, wholes, districts={COUNTY: DISTRICTS})
        for edition, table in enumerate(tables):
            attacker.read(edition, table.cells.to_dicts())
            for row in table.true_cells.filter(unit="rate").to_dicts():
                attacker.know_population(edition, row)
            self.figures["cells"] += table.cells.height
            self.figures["hidden"] += table.cells.filter(pl.col("symbol") == "confidential").height
        secrets = dict(truth.find_secrets(tables))
        guesses = {terms[0][0]: (1, THRESHOLD) for terms in secrets if len(terms) == 1}
        for terms, value in secrets.items():
            self._attack_secret(f"{seed} {terms} = {value}", attacker, terms, guesses)
        for terms, value in truth.find_steps():
            least, most = attacker.find_range(terms)
            self.figures["steps"] += 1
            self.figures["steps found"] += least == most
            if least == most:
                self.broken.append(f"step: {seed} {terms} = {value}")

    def _attack_secret(
        self, name: str, attacker: Attacker, terms: Terms, guesses: Mapping[Number, tuple[int, int]]
    ) -> None:
        least, most = attacker.find_range(terms)
        guessed = attacker.find_range(terms, guesses)
        self.figures["secrets"] += 1
        for what, wrong in (
            ("exact", least == most), ("narrow", least < most < least + WIDTH),
            ("exact by a guess", guessed[0] == guessed[1] and least < most),
        ):  # fmt: skip
            self.figures[what] += wrong
            if wrong:
                self.broken.append(f"{what}: {name}, from {least} to {most}, with a guess {guessed}")

    def __str__(self) -> str:
        return ", ".join(f"{name} {count:,}" for name, count in sorted(self.figures.items()))


class Truth:
    """The true values of all editions: which are the same, and which are small enough to be secret."""

    def __init__(self, tables: Iterable[pl.DataFrame]) -> None:
        self._values: list[dict[tuple[str, ...], int]] = [dict(_numbers(table)) for table in tables]
        self._versions: dict[tuple[str, ...], list[int]] = {}

    def version(self, edition: int, *key: str) -> int:
        """Which of a figure's values an edition has; a value that comes back is the same one.

        Of a figure that no table states nobody knows that it stayed.
        """
        value = self._values[edition].get(key)
        versions = self._versions.setdefault(key, [])
        if value is None:
            return -1 - edition
        if value not in versions:
            versions.append(value)
        return versions.index(value)

    def find_secrets(self, tables: Iterable[ReleasedTable]) -> Iterator[tuple[Terms, int]]:
        """The small counts, denominators and complements that the tables hide, and their true values."""
        for edition, table in enumerate(tables):
            for row in table.true_cells.to_dicts():
                found = [(key[1], value, self._number(edition, key)) for key, value in _numbers_of_row(row)]
                secrets: list[tuple[Terms, int]] = [(((number, 1),), value) for _, value, number in found]
                numbers = {part: (value, number) for part, value, number in found}
                if "d" in numbers:
                    (top, numerator), (bottom, denominator) = numbers["n"], numbers["d"]
                    secrets.append((((denominator, 1), (numerator, -1)), bottom - top))
                yield from ((terms, value) for terms, value in secrets if 0 < value <= THRESHOLD)

    def find_steps(self) -> Iterator[tuple[Terms, int]]:
        """How far each figure of the last edition moved since an earlier one, where that is about few."""
        last = len(self._values) - 1
        for edition in range(last):
            for key in sorted(self._values[edition].keys() & self._values[last].keys()):
                by = self._values[last][key] - self._values[edition][key]
                if 0 < abs(by) <= THRESHOLD:
                    yield ((self._number(last, key), 1), (self._number(edition, key), -1)), by

    def _number(self, edition: int, key: tuple[str, ...]) -> Number:
        return cast("Number", (*key, self.version(edition, *key)))


def _numbers(table: pl.DataFrame) -> Iterable[tuple[tuple[str, ...], int]]:
    for row in table.to_dicts():
        yield from _numbers_of_row(row)


def _numbers_of_row(row: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], int]]:
    columns = {"v": "value"} if row["unit"] == "count" else {"n": "numerator", "d": "denominator"}
    for part, column in columns.items():
        yield (row["indicator"], part, row["breakdown"], row["area"], row["period"]), row[column] // MICRO
    if row["previous"] is not None:
        yield (row["indicator"], "v", row["breakdown"], row["area"], row["previous_period"]), row["previous"] // MICRO


def run_campaign(seeds: Iterable[int], editions: int) -> Campaign:
    campaign = Campaign()
    for seed in seeds:
        campaign.run(seed, editions)
    print(f"\n{seeds}, {editions} editions each: {campaign}", *campaign.broken[:20], sep="\n")
    return campaign


def test_nothing_hidden_is_found_in_returns() -> None:
    assert not run_campaign(range(40), 1).broken


@pytest.mark.parametrize("editions", [2, 3])
def test_nothing_hidden_is_found_in_editions_in_a_row(editions: int) -> None:
    assert not run_campaign(range(1000, 1008), editions).broken


@pytest.mark.parametrize("counts", [(2, 6, 9, 12, 6), (1, 1, 9, 12, 6)])
def test_the_attacker_finds_what_a_gate_leaves_open(counts: tuple[int, ...]) -> None:
    """One hidden band of five follows from the others; of two together only their sum does."""
    bands = RULESET.wholes["plans-open-by-duration"].parts
    rows = [
        cell(f"L{n}", code, indicator=code, numerator=str(count), denominator=str(sum(counts)),
             value=f"{100 * count / sum(counts):.1f}")
        for n, (code, count) in enumerate(zip(bands, counts, strict=True))
    ]  # fmt: skip
    hidden = {"symbol": "confidential", "value": None, "numerator": None, "denominator": None}
    attacker = Attacker(lambda *_: 0)
    attacker.read(0, [row | hidden if row["numerator"] <= THRESHOLD * MICRO else row for row in rows])
    least, most = attacker.find_range((((bands[0], "n", "total", "E10000024", "FY2009-10", 0), 1),))
    assert (least, most) == ((2, 2) if counts[0] == 2 else (0, 2))


def test_the_attacker_finds_the_one_district_that_is_hidden_by_the_rate_of_the_county() -> None:
    """The county's count is not shown; its rate's numerator is that count, and the districts add up to it."""
    about = {"indicator": "cla-started", "unit": "count", "per": 1, "decimals": 0}
    districts = [cell(f"L{n}", "x", area=area, value="20", **about) for n, area in enumerate(DISTRICTS[1:])]
    hidden = cell("L7", "x", area=DISTRICTS[0], **about) | {"symbol": "confidential"}
    rate = cell("L8", "x", indicator="cla-started-rate", unit="rate", per=10_000, decimals=0, numerator="124",
                denominator="100000", value="12")  # fmt: skip
    attacker = Attacker(lambda *_: 0, districts={COUNTY: DISTRICTS})
    attacker.read(0, [*districts, hidden, rate])
    assert attacker.find_range(((("cla-started", "v", "total", DISTRICTS[0], "FY2009-10", 0), 1),)) == (4, 4)
