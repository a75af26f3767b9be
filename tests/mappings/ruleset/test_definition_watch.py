"""A process that answers for long works by definitions that change meanwhile, and by those of before while they are
broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.ruleset.app_context import AppContext
from mappings.ruleset.definition_watch import DefinitionWatch
from returnonce.clock import SystemClock
from returnonce.errors import Refused
from returnonce.settings import Settings
from tests.mappings.packs.pack_folders import change, write_pack
from tests.mappings.ruleset.test_packs_left_out import write_place


class Service:
    """Takes each context over, as a server does."""

    def __init__(self, settings: Settings) -> None:
        self.context = AppContext(settings, SystemClock())
        self.watch = DefinitionWatch(self.context, self.take)

    def take(self, context: AppContext) -> None:
        self.context = context

    def looks(self) -> list[bool]:
        """Two looks see the same before anything is believed."""
        return [self.watch.look(), self.watch.look()]


@pytest.fixture
def places(tmp_path: Path) -> Path:
    write_place(tmp_path / "places", "kent", "E10000016", None)
    return tmp_path / "places"


@pytest.fixture
def service(tmp_path: Path, places: Path) -> Service:
    pack = write_pack(tmp_path)
    return Service(Settings(home=tmp_path / "var", places=places, definitions=str(pack)))


def test_a_change_is_taken_over_once_it_rests(service: Service, places: Path) -> None:
    first = service.context
    assert service.looks() == [False, False]
    change(places / "kent" / "place.yaml", "title: kent", "title: Kent")
    assert service.looks() == [False, True]
    assert service.context.ruleset.places["kent"].title == "Kent"
    # A request that is under way keeps what it began with.
    assert first.ruleset.places["kent"].title == "kent"
    assert service.looks() == [False, False]


@pytest.mark.long
def test_a_broken_change_leaves_what_was_before(service: Service, places: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "kent-roads" / "pack.yaml"
    before, sound = service.context.ruleset, manifest.read_text()
    manifest.write_text("name: [")
    assert service.looks() == [False, False]
    assert service.context.ruleset is before
    assert "pack kent-roads, pack.yaml" in (service.context.current.fault or "")
    assert "cannot be read, so those of before go on" in (service.context.current.describe() or "")
    # A worker's next task goes on by them too; a process that begins now has none.
    assert service.context.renew().ruleset is before
    with pytest.raises(Refused):
        _ = AppContext(service.context.settings, SystemClock()).ruleset
    manifest.write_text(sound)
    service.looks()
    assert service.context.current.describe() is None
    write_place(places, "surrey", "E10000030", None)
    assert service.looks() == [False, True]
    assert "surrey" in service.context.ruleset.places


def test_a_broken_place_is_left_out_and_counted(service: Service, places: Path) -> None:
    write_place(places, "surrey", "E1", None)
    assert service.looks() == [False, True]
    assert "kent" in service.context.ruleset.places
    assert (service.context.current.describe() or "").startswith("Left out or not read: 1.")


def test_folders_that_are_away_leave_what_was_before(service: Service, places: Path) -> None:
    before = service.context.ruleset
    places.rename(places.with_name("elsewhere"))
    assert service.looks() == [False, False]
    assert service.context.ruleset is before
    assert "There is no folder of places" in (service.context.current.fault or "")
