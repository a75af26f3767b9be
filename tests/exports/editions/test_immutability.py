"""Whatever comes after, every edition that was ever published is the same, byte for byte."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from exports.editions.proposals.read_proposals import OPEN, Proposal, read_proposals
from exports.editions.published_editions import PublishedEdition, read_editions
from exports.editions.storage.edition_blobs import read_edition_file
from returnonce import audit
from returnonce.db import make_engine, reading
from returnonce.errors import Conflict
from returnonce.settings import Settings
from tests.exports.editions.worlds import OFFICER, World

pytestmark = pytest.mark.long

#: The home that each life begins with a copy of.
EMPTY: list[Path] = []
NUMBERS = st.sampled_from([0, 10, 20, 30])


class Life(RuleBasedStateMachine):
    """Acts in any order, on one return."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(EMPTY[0], self.folder, dirs_exist_ok=True)
        self.world = World(make_engine(Settings(home=self.folder).url), self.folder)
        self.seen: dict[str, Any] = {}
        self.live: list[str] = []
        self.gone: set[int] = set()

    def teardown(self) -> None:
        self.world.engine.dispose()
        shutil.rmtree(self.folder)

    @initialize(number=NUMBERS)
    def begin(self, number: int) -> None:
        self.live.append(self.world.value(number))

    @rule(number=NUMBERS, of=st.sampled_from(["cla", "other"]))
    def upload(self, number: int, of: str) -> None:
        self.live.append(self.world.value(number, of=of))

    @precondition(lambda self: self.live)
    @rule()
    def take_back(self) -> None:
        self.world.take_back(self.live.pop())

    @rule()
    def propose(self) -> None:
        standing = [one for one in self.published() if one.withdrawn_at is None]
        try:
            one = self.world.propose(reason="correction")
        except Conflict:
            assert standing
            return
        assert all(one.content != each.content for each in standing[-1:])

    @precondition(lambda self: self.open())
    @rule()
    def approve(self) -> None:
        self.world.approve(self.open()[0])

    @precondition(lambda self: self.open())
    @rule(although=st.booleans())
    def publish(self, although: bool) -> None:
        one = self.open()[0]
        try:
            done = self.world.publish(one, OFFICER, although_moved=although)
        except Conflict:
            return
        assert (done.content, done.number) == (one.content, len(self.seen) + 1)

    @precondition(lambda self: len(self.gone) < len(self.seen))
    @rule()
    def withdraw(self) -> None:
        one = [each for each in self.published() if each.id not in self.gone][-1]
        self.gone.add(self.world.withdraw(one).id)

    @invariant()
    def every_edition_is_as_it_was(self) -> None:
        now = self.published()
        assert [one.number for one in now] == list(range(1, len(now) + 1))
        for one in now:
            stored_bytes = self.bytes_of(one)
            assert self.seen.setdefault(one.name, stored_bytes) == stored_bytes
        assert len(self.seen) == len(now)
        with reading(self.world.engine) as session:
            assert audit.find_first_break(session) is None
            heads = set(session.execute(text("SELECT hash FROM audit")).scalars())
        assert {one.head for one in now} <= heads

    def published(self) -> list[PublishedEdition]:
        with reading(self.world.engine) as session:
            return read_editions(session)

    def open(self) -> list[Proposal]:
        with reading(self.world.engine) as session:
            proposals = [one for one in read_proposals(session) if one.state in OPEN]
        assert len(proposals) <= 1
        return proposals

    def bytes_of(self, one: PublishedEdition) -> tuple[Any, ...]:
        files = [(f.name, read_edition_file(self.world.blobs, one, f.audience, f.name)) for f in one.files]
        cells = {name: self.world.blobs.read("editions", sha) for name, sha in one.cells.items()}
        return (files, cells, one.content, one.head, one.published_at, one.as_of, one.ruleset, one.reason)


def test_lives(empty_store: Path) -> None:
    EMPTY[:] = [empty_store]
    run_state_machine_as_test(Life, settings=settings(max_examples=3, stateful_step_count=12, deadline=None))


@pytest.mark.soak
def test_long_lives(empty_store: Path) -> None:
    EMPTY[:] = [empty_store]
    run_state_machine_as_test(Life, settings=settings(max_examples=100, stateful_step_count=40, deadline=None))
