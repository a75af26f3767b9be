"""The master key is rotated without reading a record; stopped anywhere, it is run again; the old key opens nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine

from mappings.ruleset.app_context import AppContext
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, NotFound, Unavailable, WrongUsage
from returnonce.keys.rotation import replace_lost_key, rotate_master_key
from returnonce.settings import Settings
from returnonce.vault import KEY_FILE, MASTER_KEY, NEXT_KEY_FILE, NEXT_MASTER_KEY, SEALED, Case, Vault, open_vault
from returnonce.webhooks.endpoints import NewEndpoint, add_endpoint, find_endpoint, rotate_secret, signing_secrets
from tests.conftest import NOON
from upkeep.doctor.row_hashes import find_misfits

CLOCK = FixedClock(NOON)
NAMES = [f"{n:02x}" * 32 for n in range(4)]


@pytest.fixture
def application(engine: Engine, settings: Settings) -> AppContext:
    """A store with sealed cases and a webhook with two secrets."""
    application = AppContext(settings, CLOCK, engine=engine)
    for name in NAMES:
        application.vault.seal(Case(name, "refused", date(2099, 1, 1)), {"received": name.encode()})
    with transaction(engine) as session:
        endpoint, _ = add_endpoint(
            session, CLOCK, application.vault, NewEndpoint("hub", "https://returns.example.org/hook"), by="test"
        )
    with transaction(engine) as session:
        rotate_secret(session, CLOCK, application.vault, endpoint.name, by="test")
    return application


def secrets(application: AppContext, vault: Vault) -> list[bytes]:
    with reading(application.engine) as session:
        name = session.connection().exec_driver_sql("SELECT name FROM webhook").scalar_one()
        return signing_secrets(session, CLOCK, vault, find_endpoint(session, str(name)))


def fresh(application: AppContext) -> AppContext:
    return AppContext(application.settings, CLOCK, engine=application.engine)


def assert_only_the_new_key_opens(application: AppContext, old: Vault, known: list[bytes]) -> None:
    new = fresh(application).vault
    assert new.fingerprint != old.fingerprint
    assert [new.read(name, "received") for name in NAMES] == [name.encode() for name in NAMES]
    assert secrets(application, new) == known
    for name in NAMES:
        with pytest.raises(Unavailable):
            old.read(name, "received")
    with pytest.raises(Unavailable):
        secrets(application, old)
    home = application.home
    assert [*home.rglob(NEXT_KEY_FILE), *home.rglob("*.next")] == []
    with reading(application.engine) as session:
        assert list(find_misfits(session.connection())) == []


def test_after_a_rotation_the_old_key_opens_nothing_and_no_record_was_touched(application: AppContext) -> None:
    old, known = application.vault, secrets(application, application.vault)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in application.home.rglob(f"*{SEALED}")}
    rotation = rotate_master_key(application.engine, application.settings, CLOCK)
    assert (rotation.cases, rotation.secrets, rotation.resumed) == (len(NAMES), 2, False)
    assert before == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before}
    assert_only_the_new_key_opens(application, old, known)


class Stopped(Exception):
    """As if the process had been killed there."""


#: Files written in all, by where sealed records lie: while it is prepared, in the transaction, while it is tidied.
WRITES = {"sqlite": 10, "postgresql": 2}


def stops() -> Iterator[object]:
    """A store, and the write at which it is stopped; the last that there is not is the whole rotation."""
    for store, writes in WRITES.items():
        marks = [pytest.mark.postgres] if store == "postgresql" else []
        yield from (pytest.param(store, at, marks=marks) for at in range(1, writes + 2))


@pytest.mark.parametrize(("settings", "at"), list(stops()), indirect=["settings"])
def test_stopped_anywhere_it_is_run_again(
    application: AppContext, settings: Settings, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    import os

    old, known, count, replace = application.vault, secrets(application, application.vault), 0, os.replace

    def stop(source: object, target: object) -> None:
        nonlocal count
        count += 1
        if count == at:
            raise Stopped
        replace(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "replace", stop)
    try:
        rotate_master_key(application.engine, application.settings, CLOCK)
    except Stopped:
        # Whatever was reached, one key opens everything.
        vault = fresh(application).vault
        assert [vault.read(name, "received") for name in NAMES] == [name.encode() for name in NAMES]
        assert secrets(application, vault) == known
        monkeypatch.setattr(os, "replace", replace)
        rotate_master_key(application.engine, application.settings, CLOCK)
    assert count == min(at, WRITES[application.engine.dialect.name])
    assert_only_the_new_key_opens(application, old, known)


def test_a_key_from_outside_is_rotated_into_a_file(application: AppContext, tmp_path: Path) -> None:
    given = SecretStr((application.home / MASTER_KEY).read_text())
    (application.home / MASTER_KEY).unlink()
    settings = application.settings.model_copy(update={"master_key": given})
    with pytest.raises(WrongUsage, match="from outside"):
        rotate_master_key(application.engine, settings, CLOCK)
    new = tmp_path / "new.key"
    rotate_master_key(application.engine, settings, CLOCK, new_file=new)
    assert new.stat().st_mode & 0o777 == 0o600
    # Run again before the setting was changed, it says that it is done.
    assert rotate_master_key(application.engine, settings, CLOCK, new_file=new).resumed
    changed = settings.model_copy(update={"master_key": None, "master_key_file": new})
    vault = AppContext(changed, CLOCK, engine=application.engine).vault
    assert vault.read(NAMES[0], "received") == NAMES[0].encode()
    with pytest.raises(Unavailable):
        AppContext(settings, CLOCK, engine=application.engine).check_keys()


def test_what_is_destroyed_while_it_is_rotated_does_not_come_back(application: AppContext) -> None:
    old, new = application.vault, open_vault(application.home, "A" * 43 + "=")
    folder = application.home / "records" / NAMES[0][:2] / NAMES[0]
    assert old.prepare_key(NAMES[0], new)
    assert not old.prepare_key(NAMES[0], new)
    old.destroy(NAMES[0])
    assert not folder.exists()
    with pytest.raises(NotFound):
        old.prepare_key(NAMES[0], new)
    assert not folder.exists()


def test_where_the_key_is_lost_another_takes_its_place(application: AppContext) -> None:
    with pytest.raises(Conflict, match="not lost"):
        replace_lost_key(application.engine, application.settings, CLOCK)
    (application.home / MASTER_KEY).unlink()
    replace_lost_key(application.engine, application.settings, CLOCK)
    vault = fresh(application).vault
    with pytest.raises(Unavailable):
        vault.read(NAMES[0], "received")
    vault.seal(Case("ff" * 32, "refused", date(2099, 1, 1)), {"received": b"new"})
    assert vault.read("ff" * 32, "received") == b"new"
    assert application.objects.find(f"records/{NAMES[0][:2]}/{NAMES[0]}/{KEY_FILE}") is not None
    assert not (application.home / NEXT_MASTER_KEY).exists()
