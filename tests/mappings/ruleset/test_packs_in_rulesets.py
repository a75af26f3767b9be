"""Packs in the store: kept with the ruleset, found unchanged by the disk, and as they were at a past instant."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from mappings.ruleset.archive import read_archived_ruleset
from mappings.ruleset.as_of import ruleset_as_of
from mappings.ruleset.loading import find_ruleset, load_ruleset
from mappings.ruleset.ruleset_use import record_ruleset_use
from returnonce.blobs import FolderObjects
from returnonce.clock import FixedClock
from returnonce.errors import Refused
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.mappings.packs.pack_folders import change, write_pack

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
EXAMPLE = "indicators/catalogue/kent-roads/kent-roads-example.yaml"


def test_a_past_day_is_answered_by_the_packs_of_then(sqlite_engine: Engine, tmp_path: Path) -> None:
    pack, objects = write_pack(tmp_path), FolderObjects(tmp_path)
    then = load_ruleset(packs=[pack])
    record_ruleset_use(sqlite_engine, objects, FixedClock(NOON), then)
    kept = read_archived_ruleset(objects, then.hash)
    assert kept[f"packs/kent-roads/{EXAMPLE}"] == (pack / EXAMPLE).read_bytes()
    change(pack / EXAMPLE, "five working days (the", "three working days (the")
    now = load_ruleset(packs=[pack])
    record_ruleset_use(sqlite_engine, objects, FixedClock(NOON + timedelta(hours=2)), now)
    # The folder itself may be gone.
    shutil.rmtree(pack)
    older, rules = ruleset_as_of(make_context(sqlite_engine, tmp_path, now), NOON + timedelta(hours=1))
    assert (older.hash, rules.older) == (then.hash, True)
    assert "five working days" in older.catalogue["kent-roads-example"].title
    assert "three working days" in now.catalogue["kent-roads-example"].title


def test_a_changed_pack_is_seen_by_a_home_that_knew_it(tmp_path: Path) -> None:
    pack, home = write_pack(tmp_path), tmp_path / "home"
    home.mkdir()
    first = load_ruleset(packs=[pack], home=home)
    find_ruleset.cache_clear()
    again = load_ruleset(packs=[pack], home=home)
    assert (again.hash, again.catalogue["kent-roads-example"]) == (first.hash, first.catalogue["kent-roads-example"])
    assert again.packs["kent-roads"] == first.packs["kent-roads"]
    change(pack / EXAMPLE, "decimals: 1", "decimals: 2")
    assert load_ruleset(packs=[pack], home=home).catalogue["kent-roads-example"].decimals == 2
    (pack / "stray.yml").write_text("")
    with pytest.raises(Refused, match=r"stray\.yml"):
        load_ruleset(packs=[pack], home=home)


def test_the_setting_names_several_folders(tmp_path: Path) -> None:
    one, two = write_pack(tmp_path), write_pack(tmp_path, "other")
    settings = Settings(home=tmp_path, definitions=f"{one}:{two}:")
    assert settings.pack_folders == (one, two)
    assert settings.place_folders == (one / "mappings" / "places", two / "mappings" / "places")
    ruleset = make_context(settings=settings).load_current_ruleset()
    assert {"kent-roads-example", "other-example"} <= {*ruleset.catalogue}
    assert Settings().pack_folders == ()
