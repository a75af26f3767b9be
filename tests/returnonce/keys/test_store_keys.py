"""A store's keys are its own: the first that prove themselves are adopted, and no process with others works on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlmodel import col, select

from mappings.ruleset.app_context import AppContext
from returnonce.audit import AuditRow
from returnonce.blobs import FolderObjects
from returnonce.blobs.current import CurrentObjects
from returnonce.clock import FixedClock
from returnonce.db import open_store, reading, transaction
from returnonce.errors import Unavailable, WrongUsage
from returnonce.keys.sources import read_key_text
from returnonce.settings import Settings
from returnonce.signing_keys import SIGNING_KEY
from returnonce.vault import MASTER_KEY, Case, new_master_key, open_vault
from tests.conftest import NOON
from tests.stores import PostgresServer

CASE = Case("ab" * 32, "refused", date(2099, 1, 1))
ROOT = Path(__file__).parents[3]


def application(engine: Engine, settings: Settings, **changes: object) -> AppContext:
    return AppContext(settings.model_copy(update=changes), FixedClock(NOON), engine=engine)


def acts(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.exec(select(AuditRow.act).where(col(AuditRow.act).contains("key"))))


def test_a_fresh_store_adopts_the_first_keys_and_knows_them_again(engine: Engine, settings: Settings) -> None:
    first = application(engine, settings)
    vault, signer = first.vault, first.open_signer()
    again = application(engine, settings)
    again.check_keys()
    assert (again.vault.fingerprint, again.open_signer().public) == (vault.fingerprint, signer.public)
    assert acts(engine) == ["adopt-key", "adopt-key"]


@pytest.mark.parametrize("name", [MASTER_KEY, SIGNING_KEY])
def test_a_process_without_a_key_that_the_store_has_is_refused(engine: Engine, settings: Settings, name: str) -> None:
    first = application(engine, settings)
    first.vault, first.open_signer()
    (settings.home / name).unlink()
    with pytest.raises(Unavailable, match="there is none here") as refused:
        application(engine, settings).check_keys()
    assert "Copy keys/" in str(refused.value.mend)
    assert not (settings.home / name).exists()


def test_a_process_with_other_keys_is_refused(engine: Engine, settings: Settings) -> None:
    first = application(engine, settings)
    first.vault, first.open_signer()
    for other in ({"master_key": SecretStr(new_master_key())}, {"signing_key": SecretStr(new_master_key())}):
        with pytest.raises(Unavailable, match="the one here is"):
            application(engine, settings, **other).check_keys()


def test_of_machines_that_come_first_together_one_wins_and_the_others_keep_no_key(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    homes = [tmp_path / f"home{n}" for n in range(6)]

    def come(home: Path) -> str | None:
        home.mkdir()
        try:
            return application(engine, settings, home=home).vault.fingerprint
        except Unavailable:
            return None

    with ThreadPoolExecutor(6) as pool:
        fingerprints = list(pool.map(come, homes))
    winners = [home for home, fingerprint in zip(homes, fingerprints, strict=True) if fingerprint]
    assert len(winners) == 1
    assert [home for home in homes if (home / MASTER_KEY).exists()] == winners


def forget_keys(engine: Engine) -> None:
    """As a store of before: it knows no keys."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM store_key"))


def test_a_store_of_before_adopts_the_key_that_opens_what_is_sealed_and_no_other(
    engine: Engine, settings: Settings
) -> None:
    open_vault(settings.home, objects=CurrentObjects(settings)).seal(CASE, {"received": b"sealed before"})
    own = (settings.home / MASTER_KEY).read_text()
    with pytest.raises(Unavailable, match="does not open what is sealed"):
        application(engine, settings, master_key=SecretStr(new_master_key())).check_keys()
    (settings.home / MASTER_KEY).unlink()
    with pytest.raises(Unavailable, match="master key is gone"):
        application(engine, settings).check_keys()
    vault = application(engine, settings, master_key=SecretStr(own)).vault
    assert vault.read(CASE.name, "received") == b"sealed before"
    assert acts(engine) == ["adopt-key"]


def test_a_store_of_before_adopts_the_key_whose_public_part_is_published(engine: Engine, settings: Settings) -> None:
    own = application(engine, settings).open_signer().public
    forget_keys(engine)
    with pytest.raises(Unavailable, match="what was published is verified by"):
        application(engine, settings, signing_key=SecretStr(new_master_key())).open_signer()
    assert application(engine, settings).open_signer().public == own


def test_a_second_machine_says_by_which_keys_all_bundles_are_verified(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    from returnonce.keys.signing import list_public_keys, rotate_store_signer

    first = application(engine, settings)
    before = first.open_signer().public
    _, now = rotate_store_signer(engine, settings, FixedClock(NOON))
    assert first.open_signer().public == now
    with reading(engine) as session:
        assert {key.id for key in list_public_keys(session, FolderObjects(tmp_path / "another"))} == {before.id, now.id}


def test_keys_come_from_a_file_or_a_program(sqlite_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("the key\n")
    command = f"{sys.executable} -c \"print('the ' + 'key')\""
    for way in ({"master_key_file": tmp_path / "key"}, {"master_key_command": command}):
        given = read_key_text(sqlite_settings.model_copy(update=way), "master")
        assert given is not None
        assert (given.text, given.where) == ("the key", f"RETURNONCE_{next(iter(way)).upper()}")
        assert "the key" not in repr(given)


@pytest.mark.parametrize(
    "way",
    [{"master_key_file": Path("/nowhere")}, {"master_key_command": "false"}, {"master_key_command": "no-such-program"},
     {"master_key_command": '"'}, {"master_key_command": " "}],
)  # fmt: skip
def test_a_key_that_cannot_be_had_is_refused_in_words(sqlite_settings: Settings, way: dict[str, object]) -> None:
    with pytest.raises(Unavailable):
        read_key_text(sqlite_settings.model_copy(update=way), "master")


def test_a_key_given_in_two_ways_is_refused(sqlite_settings: Settings) -> None:
    given = {"master_key": SecretStr(new_master_key()), "master_key_command": "true"}
    with pytest.raises(WrongUsage, match="more than one way"):
        read_key_text(sqlite_settings.model_copy(update=given), "master")


def run(home: Path, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RETURNONCE_HOME": str(home), "RETURNONCE_DATABASE_URL": url}
    command = [sys.executable, "-m", "cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


@pytest.mark.long
@pytest.mark.postgres
def test_a_second_machine_starts_once_it_has_the_firsts_keys(postgres: PostgresServer, tmp_path: Path) -> None:
    postgres.migrated()
    one, two = (Settings(home=tmp_path / name, database_url=postgres.url) for name in ("one", "two"))
    engine = open_store(one)
    application(engine, one).check_keys()
    refused = run(two.home, postgres.url, "serve", "--port", "0")
    assert refused.returncode == 1
    assert "master key is" in " ".join(refused.stderr.split())
    assert "Copy keys/master.key" in " ".join(refused.stderr.split())
    (two.home / "keys").mkdir(parents=True, exist_ok=True)
    shutil.copy(one.home / MASTER_KEY, two.home / MASTER_KEY)
    application(engine, two).check_keys()
    engine.dispose()


def test_nothing_is_sealed_by_a_process_whose_key_was_rotated(engine: Engine, settings: Settings) -> None:
    from returnonce.keys.rotation import rotate_master_key

    running = application(engine, settings)
    assert running.vault.fingerprint
    rotate_master_key(engine, settings, FixedClock(NOON))
    with pytest.raises(Unavailable, match="this process"), transaction(engine) as session:
        running.confirm_vault(session)
