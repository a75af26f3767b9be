"""Rulesets to compare with, by folder, hash, day and the words now and next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from mappings.ruleset.app_context import AppContext
from mappings.upgrade.ruleset_versions import find_version
from returnonce.errors import NotFound, Refused
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.mappings.packs.pack_folders import change, write_pack
from tests.mappings.packs.test_overrides import ROLE, write_overrides
from tests.mappings.ruleset.changed_definitions import changed
from tests.mappings.ruleset.definition_folders import write_definition_files
from tests.mappings.ruleset.test_as_of import keep
from tests.shipped import definition_files, load_ruleset

DAY = datetime(2026, 4, 1, 9, tzinfo=UTC)
EXAMPLE = "indicators/catalogue/looked-after-children/cla-three-or-more-placements.yaml"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release in which a role was changed that the override of a pack expects."""
    folder = tmp_path_factory.mktemp("release")
    write_definition_files(definition_files(), folder)
    change(folder / EXAMPLE, "agency_of_record: children-services", "agency_of_record: adult-services")
    return folder


def test_a_kept_ruleset_is_found_by_its_hash_and_by_days(sqlite_engine: Engine, tmp_path: Path) -> None:
    files, today = definition_files(), load_ruleset()
    older = keep(sqlite_engine, tmp_path, changed(files), DAY)
    current = keep(sqlite_engine, tmp_path, files, DAY + timedelta(days=30))
    context = make_context(sqlite_engine, tmp_path, today, settings=Settings(home=tmp_path))
    (tmp_path / "store.sqlite3").touch()
    for name in (older[:8], older, "2026-04-01", "2026-04-20"):
        assert find_version(context, name).ruleset.hash == older
    for name in ("now", current[:12], "2026-05-01", "2026-11-20"):
        assert find_version(context, name).ruleset is today
    for name in ("2026-03-31", "0000000", "abc", "2026-02-31", "next", "nowhere"):
        with pytest.raises(NotFound, match="no ruleset that is known here"):
            find_version(context, name)


def test_a_folder_is_read_with_ones_own_packs_and_says_what_does_not_fit(tmp_path: Path, release: Path) -> None:
    own = write_overrides(tmp_path, ROLE)
    context = AppContext(Settings(home=tmp_path / "var", definitions=str(own), next_definitions=release), None)  # type: ignore[arg-type]
    context = context.replace(ruleset=load_ruleset())
    version = find_version(context, str(release))
    (words,) = version.misfits
    assert "pack kent-roads, overrides/" in words
    assert "expects: agency_of_record children-services" in words
    assert version.ruleset.catalogue["cla-three-or-more-placements"].agency_of_record == "adult-services"
    assert version.ruleset.packs["kent-roads"].overrides == ()
    assert find_version(context, "next").ruleset.files == version.ruleset.files
    with pytest.raises(NotFound):
        find_version(context, str(release), folders=False)


def test_another_version_of_a_pack_takes_its_place_and_must_be_sound(tmp_path: Path) -> None:
    own, other = write_pack(tmp_path / "own"), write_pack(tmp_path / "other")
    change(other / "pack.yaml", "version: 0.1.0", "version: 0.2.0")
    context = AppContext(Settings(home=tmp_path / "var", definitions=str(own)), None)  # type: ignore[arg-type]
    context = context.replace(ruleset=load_ruleset())
    version = find_version(context, str(other))
    assert version.ruleset.packs["kent-roads"].manifest.version == "0.2.0"
    assert version.misfits == ()
    change(other / "indicators/catalogue/kent-roads/kent-roads-example.yaml", "per: 100", "per: 7")
    with pytest.raises(Refused, match="pack kent-roads"):
        find_version(context, str(other))
