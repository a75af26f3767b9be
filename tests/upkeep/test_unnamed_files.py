"""What never came to be is swept: blobs that no row names, and files that are half-written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from exports.editions.publication import publish as publishing
from returnonce.blobs import FolderObjects, sha256
from returnonce.blobs.blob_store import blob_name
from returnonce.clock import FixedClock
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.exports.editions.worlds import World
from upkeep.unnamed_files import sweep_files

pytestmark = pytest.mark.long


@pytest.fixture
def small(sqlite_engine: Engine, sqlite_settings: Settings) -> World:
    world = World(sqlite_engine, sqlite_settings.home)
    world.value(33, 260)
    return world


def kept(home: Path) -> set[str]:
    return {path.name for path in (home / "files" / "editions").glob("??/*")}


def sweep(world: World) -> int:
    """As it is done some hours later."""
    for path in (world.home / "files").rglob("*"):
        os.utime(path, (world.now.timestamp(),) * 2)
    clock = FixedClock(world.now + timedelta(hours=2))
    return sweep_files(make_context(world.engine, world.home, world.ruleset, clock=clock))


def test_leftovers_of_what_was_cut_off_are_swept(small: World, monkeypatch: pytest.MonkeyPatch) -> None:
    one = small.approve(small.propose())
    before = kept(small.home)

    def cut_off(*_: object, **__: object) -> Iterator[None]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(publishing, "_write", cut_off)
        with pytest.raises(KeyboardInterrupt):
            small.publish(one)
    assert kept(small.home) > before
    done = small.publish(one)
    names = {file.sha256 for file in done.files} | set(done.cells.values())
    left = {small.blobs.keep("editions", b"left"), small.blobs.keep("received", b"left")}
    unnamed = kept(small.home) - names
    assert sweep(small) == len(unnamed) + 1
    assert kept(small.home) == names
    assert not any(path.name in left for path in (small.home / "files").rglob("*"))
    assert sweep(small) == 0


def test_an_act_that_is_swept_under_keeps_its_bytes_again(small: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep of another comes between what an act keeps and its transaction."""
    one, write = small.approve(small.propose()), publishing._write
    gone = []

    def write_after_a_sweep(
        session: object, context: object, request: object, prepared: publishing._Prepared
    ) -> object:
        for data in prepared.bytes:
            FolderObjects(small.home).remove(blob_name("editions", sha256(data)))
            gone.append(sha256(data))
        return write(session, context, request, prepared)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "_write", write_after_a_sweep)
    done = small.publish(one)
    assert gone
    assert {file.sha256 for file in done.files} <= kept(small.home)
