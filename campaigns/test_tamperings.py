"""A thousand tamperings past the program, of rows and of kept files: the doctor finds each, and names the place."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from campaigns.figures import Campaign, campaign, size
from campaigns.killed_acts import Ground, made_ground
from returnonce.settings import Settings
from tests.upkeep.tampering import (
    delete,
    flip_bit,
    insert,
    proofs,
    remove_file,
    rewrite_tail,
    swap_audit,
    update,
)  # fmt: skip
from tests.upkeep.world import RULES

pytestmark = pytest.mark.soak
#: What was done, and the words of which one must be in what the doctor says.
Harmed = tuple[str, set[str]]
ROW_HARMS = (update, update, update, delete, insert, swap_audit, rewrite_tail)
#: A view of what another table holds is what is bound.
BOUND_AS = {"segment": "figure"}
#: Files that are proved by what they sign, and not by a name of their own.
CASE_LETTERS = 12
OF_RULES = "files/rulesets/"
OF_SIGNING = ("signatures", "signing-keys")


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with made_ground(tmp_path_factory.mktemp("ground"), None) as ground:
        yield ground


@pytest.fixture(scope="module")
def database_ground(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Ground]:
    with made_ground(tmp_path_factory.mktemp("ground"), request.getfixturevalue("postgres")) as ground:
        yield ground


def harm_row(rng: random.Random, settings: Settings) -> Harmed:
    told = rng.choice(ROW_HARMS)(rng, settings.home)
    if told.startswith("the trail"):
        # A chain that holds in itself is told from the head that was sent out with an edition or a proposal.
        return told, {"edition", "proposal", "audit"}
    if told.startswith("audit") or told.split()[1] == "audit":
        return told, {"audit"}
    table = re.findall(r"^\w+ (\w+)", told)[0]
    return told, {BOUND_AS.get(table, table)}


def harm_file(rng: random.Random, settings: Settings) -> Harmed:
    told = rng.choice((flip_bit, flip_bit, remove_file))(rng, settings.home)
    return told, names_of(told.removeprefix("bit of ").removesuffix(" removed").split(" at ")[0])


def names_of(path: str) -> set[str]:
    """A file goes by its own name or by the first letters of the case it belongs to; a signature by what it signs."""
    *_, folder, name = path.split("/")
    return {"sign"} if folder in OF_SIGNING else {name, folder[:CASE_LETTERS] if len(folder) > 2 else name}


def harm_database_file(rng: random.Random, settings: Settings) -> Harmed:
    """A piece with another bit, cut short or gone; or a name that is gone."""
    with psycopg.connect(str(settings.database_url)) as connection:
        files = "SELECT name, content FROM object_file WHERE name NOT LIKE '%/sign%' ORDER BY name"
        name, content = rng.choice(connection.execute(files).fetchall())
        told, statement = rng.choice([
            ("bit", "UPDATE object_piece SET data = set_byte(data, 0, get_byte(data, 0) # 4) WHERE content = %s"),
            ("cut", "UPDATE object_piece SET data = substr(data, 2) WHERE content = %s"),
            ("gone", "DELETE FROM object_piece WHERE content = %s"),
            ("no name", "DELETE FROM object_file WHERE content = %s"),
        ])  # fmt: skip
        connection.execute(statement, [content])
    return f"{told}: {name}", names_of(name)


KINDS: dict[str, tuple[Callable[[random.Random, Settings], Harmed], float]] = {
    "rows": (harm_row, 0.6), "files": (harm_file, 0.2), "files-in-database": (harm_database_file, 0.2),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_tampering_is_found_and_named(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    harm, part = KINDS[kind]
    ground: Ground = request.getfixturevalue("database_ground" if kind == "files-in-database" else "ground")
    with campaign("tamperings", kind, round(size("tamperings") * part), share=part) as run:
        missed = list(tamper(ground, harm, tmp_path / "run", run))
        run.figures["missed"] = len(missed)
        assert not missed, missed[:20]


def tamper(
    ground: Ground, harm: Callable[[random.Random, Settings], Harmed], folder: Path, run: Campaign
) -> Iterator[str]:
    """Each harm on a copy of its own; those that were not found, or not named."""
    run.figures |= {"found": 0, "named": 0, "harmless": 0}
    assert proofs(ground.lay_out("look", folder), ground.clock, RULES) == []
    for number in run.each(range(run.wanted)):
        settings = ground.lay_out("look", folder)
        told, names = harm(random.Random(f"{size('seed')}/{number}"), settings)
        faults = proofs(settings, ground.clock, RULES)
        named = any(name in fault for fault in faults for name in names)
        run.figures["found"] += bool(faults)
        run.figures["named"] += named
        if not faults and OF_RULES in told:
            # A bit of the zip around the definitions, which themselves were proved by their hash.
            run.figures["harmless"] += 1
        elif not named:
            yield f"{number}: {told}: {faults[:3]}"
        shutil.rmtree(folder)
