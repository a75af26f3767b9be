"""Stores that past releases really wrote come to today's schema, and say what they said then.

``past_stores`` holds text dumps of stores on either database, written by the program of that time: two files of figures
were collected, the second a correction. ``test_releases.py`` makes up rows for the schemas between.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine

from returnonce import audit
from returnonce.db import make_engine, migrate, open_store, reading
from returnonce.errors import Conflict
from returnonce.settings import Settings
from tests.repository import ROOT
from tests.upkeep.table_hashes import hash_tables_of
from upkeep.doctor.row_hashes import find_misfits

FOLDER = Path(__file__).with_name("past_stores")
REVISIONS = sorted({path.name[:4] for path in FOLDER.glob("*.sql")})
#: Tables that the program writes to by being used; and those whose rows moved into the table of claims.
USED = {"audit", "firing", "ruleset", "alembic_version"}
FIGURE = ("figure", "NI 62", "--area", "Lewisham", "--period", "FY2009-10", "--json")


def load(settings: Settings, revision: str) -> None:
    """Make the store as its dump says."""
    settings.home.mkdir(parents=True, exist_ok=True)
    kind = "sqlite" if settings.database_url is None else "postgresql"
    text = (FOLDER / f"{revision}-{kind}.sql").read_text(encoding="utf-8")
    if settings.database_url is None:
        with closing(sqlite3.connect(settings.home / "store.sqlite3")) as store:
            store.executescript(text)
        return
    # Its files were in a folder then.
    (settings.home / "files").mkdir(parents=True)
    # What begins with a backslash is for psql.
    statements = "\n".join(line for line in text.splitlines() if not line.startswith("\\"))
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute(statements.encode())


def held(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {name: sha for name, sha in hash_tables_of(connection).items() if name not in USED}


def run(settings: Settings, *verb: str) -> subprocess.CompletedProcess[str]:
    """A command on the store, in a process of its own."""
    named = {"RETURNONCE_HOME": str(settings.home), "RETURNONCE_DATABASE_URL": settings.database_url or ""}
    return subprocess.run(
        [sys.executable, "-m", "cli", *verb], cwd=ROOT, env={**os.environ, **named}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def test_every_dump_is_there_for_both_databases() -> None:
    assert {path.name for path in FOLDER.glob("*.sql")} == {
        f"{revision}-{kind}.sql" for revision in REVISIONS for kind in ("sqlite", "postgresql")
    }
    assert len(REVISIONS) >= 4


@pytest.mark.long
@pytest.mark.parametrize("revision", REVISIONS)
def test_a_past_store_says_what_it_said(settings: Settings, revision: str) -> None:
    load(settings, revision)
    engine = make_engine(settings.url)
    before = held(engine)
    migrate(engine)
    after = held(engine)
    assert {name: sha for name, sha in before.items() if after.get(name) != sha} == {}
    with reading(engine) as session:
        assert audit.find_first_break(session) is None
        assert list(find_misfits(session.connection())) == []
    engine.dispose()
    done = run(settings, *FIGURE)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    assert (said["numerator"], said["denominator"], said["value"]) == ("54", "450", "12")
    assert [line["file_name"] for line in said["lineage"]] == ["b.csv"]
    assert {(one["numerator"], one["file_name"]) for one in said["versions"]} == {("45", "a.csv"), ("54", "b.csv")}


@pytest.mark.long
def test_a_store_of_a_newer_release_is_refused_in_words_and_left_alone(settings: Settings, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = held(engine)
    with pytest.raises(Conflict, match="schema 9999, which a newer release made"):
        open_store(settings)
    done = run(settings, "init")
    assert (done.returncode, "restore a backup" in done.stderr) == (1, True)
    assert held(engine) == before
