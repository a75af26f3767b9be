"""Acts killed at single system calls, on both databases: the ground they start from, and what must hold afterwards."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import Engine, text
from sqlmodel import select

from returnonce.audit import AuditRow
from returnonce.clock import FixedClock
from returnonce.db import make_engine, open_store, reading
from returnonce.errors import ReturnOnceError
from returnonce.settings import Settings
from tests.collectors.figures.small_ruleset import AGENCY, table
from tests.contexts import make_context
from tests.repository import ROOT
from tests.stores import OTHERS, PostgresServer
from tests.upkeep import claimed_acts
from tests.upkeep.tampering import proofs
from tests.upkeep.test_backup import make, rows
from tests.upkeep.test_crashes import rows_of_backup
from tests.upkeep.world import RULES, at, grow
from tests.uploads import send_figures
from upkeep.restore import restore

ACTS = ("collect", "publish", "jobs", "work", "restore")
#: Calls to the disk; and to a database elsewhere: a question sent, and an answer that is waited for.
DISK = ("pwrite64", "fdatasync", "fsync", "rename", "unlink", "link")
WIRE = ("sendto", "recvfrom", "fsync", "rename", "link")
ROW = "share,E09000023,FY2009-10,,,55,100,,,,"
SECONDS = 300


@dataclass(frozen=True)
class Ground:
    """A store in which something of every kind happened, which each act gets a copy of."""

    folder: Path
    backup: Path
    clock: FixedClock
    server: PostgresServer | None

    @property
    def calls(self) -> tuple[str, ...]:
        """The system calls that are killed at."""
        return WIRE if self.server else DISK

    @property
    def upload(self) -> Path:
        return self.folder / "up.csv"

    def settings(self, home: Path, database: str) -> Settings:
        """Of a store under a home, or in a database of our own on the server."""
        url = self.server and f"{self.server.url}_{database}"
        return Settings(home=home, database_url=url, least_room=0)

    def lay_out(self, act: str, run: Path) -> Settings:
        """A fresh copy for one act; nothing, where it restores."""
        shutil.rmtree(run, ignore_errors=True)
        run.mkdir(parents=True)
        if act != "restore":
            shutil.copytree(self.folder / "var", run / "var")
        if self.server:
            _make_database(self.server, "run", "template0" if act == "restore" else f"{self.server.name}_ground")
        return self.settings(run / "var", "run")

    def file(self, act: str) -> Path:
        """The file that an act works on."""
        return self.backup if act == "restore" else self.upload


@contextmanager
def made_ground(folder: Path, server: PostgresServer | None) -> Iterator[Ground]:
    """The ground, on SQLite, or on a server until it is no longer needed."""
    bare = Ground(folder, folder / "all.backup", FixedClock(claimed_acts.START), server)
    if server:
        _make_database(server, "ground", "template0")
    settings = bare.settings(folder / "var", "ground")
    engine = open_store(settings)
    clock = grow(engine, settings)
    claimed_acts.queue_tasks(engine)
    make(settings, bare.backup)
    bare.upload.write_text(table(ROW), encoding="utf-8")
    engine.dispose()
    yield Ground(folder, bare.backup, clock, server)
    for name in ("run", "ground") if server else ():
        _drop_database(server, name)


def _make_database(server: PostgresServer, name: str, template: str) -> None:
    _drop_database(server, name)
    # A database can be copied while nobody is in it.
    server.admin.execute(OTHERS, [template])
    server.admin.execute(f"CREATE DATABASE {server.name}_{name} TEMPLATE {template}")


def _drop_database(server: PostgresServer | None, name: str) -> None:
    if server:
        server.admin.execute(f"DROP DATABASE IF EXISTS {server.name}_{name} WITH (FORCE)")


def run_act(act: str, settings: Settings, file: Path, *strace: str) -> subprocess.CompletedProcess[str]:
    """The act in a process of its own, watched by strace; ``done`` on its output is its acknowledgement."""
    urls = [settings.database_url] if settings.database_url else []
    ours = [sys.executable, "-m", "tests.upkeep.acts", act, str(settings.home), str(file), *urls]
    here = {"PYTHONDONTWRITEBYTECODE": "1", "POLARS_MAX_THREADS": "1", "PYTHONPATH": str(ROOT)}
    command = ["strace", "-f", "-qq", *strace, *ours] if strace else ours
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | here, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def find_points(ground: Ground, act: str, run: Path) -> list[tuple[str, int]]:
    """Every call of an act that runs to its end, in order: its name, and the how many of that name in its thread."""
    log = run.with_suffix(".log")
    settings = ground.lay_out(act, run)
    done = run_act(act, settings, ground.file(act), "-o", str(log), "-e", f"trace={','.join(ground.calls)}")
    assert done.stdout == "done\n", done.stderr[-2000:]
    seen: Counter[tuple[str, str]] = Counter()
    points: dict[tuple[str, int], None] = {}
    for thread, call in re.findall(rf"^(\d+) +({'|'.join(ground.calls)})\(", log.read_text(), re.MULTILINE):
        seen[thread, call] += 1
        points[call, seen[thread, call]] = None
    return list(points)


def choose_points(points: list[tuple[str, int]], count: int, seed: int) -> list[tuple[str, int]]:
    """So many of them, spread over the whole act, in an order in which any number of the first are spread too."""
    rng, step = Random(seed), max(1.0, len(points) / count)
    start = rng.random() * step
    chosen = [points[int(start + number * step)] for number in range(count) if start + number * step < len(points)]
    rng.shuffle(chosen)
    return chosen


def kill_at(ground: Ground, act: str, settings: Settings, point: tuple[str, int]) -> subprocess.CompletedProcess[str]:
    """The act, killed when it enters that call."""
    call, number = point
    done = run_act(act, settings, ground.file(act), "-o", "/dev/null", "-e", f"trace={call}", "-e",
                   f"inject={call}:signal=KILL:when={number}")  # fmt: skip
    if ground.server:
        _wait_for_silence(ground.server)
    return done


def _wait_for_silence(server: PostgresServer) -> None:
    """The server's side of a killed process ends by itself, once it notices."""
    query, until = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", time.monotonic() + 30
    while server.admin.execute(query, [f"{server.name}_run"]).fetchone() != (0,):
        assert time.monotonic() < until
        time.sleep(0.05)


def check_whole(ground: Ground, act: str, settings: Settings, acknowledged: bool) -> None:
    """All or nothing; all, where it was acknowledged; and what was begun can be done to its end."""
    if act == "restore":
        return _check_restored(ground, settings, acknowledged)
    engine = open_store(settings)
    assert proofs(settings, ground.clock, RULES) == []
    {"collect": _check_collected, "publish": _check_published, "jobs": _check_jobs, "work": _check_work}[act](
        engine, settings, acknowledged, ground
    )
    assert proofs(settings, ground.clock, RULES) == []
    engine.dispose()
    return None


def _check_collected(engine: Engine, settings: Settings, acknowledged: bool, ground: Ground) -> None:
    stored = _count(engine, "submission")
    assert stored in ({4} if acknowledged else {3, 4})
    context = make_context(engine, ruleset=RULES, clock=at(900_001), settings=settings)
    again = send_figures(context, ground.upload, AGENCY)
    assert again.accepted
    assert (again.repeated, _count(engine, "submission")) == (stored == 4, 4)


def _check_published(engine: Engine, settings: Settings, acknowledged: bool, ground: Ground) -> None:
    assert _count(engine, "edition") in ({3} if acknowledged else {2, 3})


def _check_jobs(engine: Engine, settings: Settings, acknowledged: bool, ground: Ground) -> None:
    # From the first tick again: it may have been killed before it began any duty.
    claimed_acts.keep_clock(engine, settings, [*claimed_acts.TICKS, *claimed_acts.LATER])
    assert _effects(engine) == sorted(slot.isoformat() for slot in claimed_acts.list_wanted_slots())


def _check_work(engine: Engine, settings: Settings, acknowledged: bool, ground: Ground) -> None:
    assert not acknowledged or _effects(engine) == sorted(claimed_acts.TASKS)
    for now in claimed_acts.LATER:
        claimed_acts.do_tasks(engine, settings, now, by_queue=False)
    assert _effects(engine) == sorted(claimed_acts.TASKS)


def _check_restored(ground: Ground, settings: Settings, acknowledged: bool) -> None:
    if not acknowledged:
        try:
            store = open_store(settings)
            whole = _count(store, "audit") > 0
            store.dispose()
        except ReturnOnceError:
            whole = False
        if not whole:
            _empty_again(ground, settings)
            restore(settings, ground.backup)
    engine = make_engine(settings.url)
    restored = rows(engine)
    engine.dispose()
    # A view of the segments, which a backup has no table of.
    del restored["figure"]
    assert restored == rows_of_backup(ground.backup)


def _empty_again(ground: Ground, settings: Settings) -> None:
    """A store that our own look made where there was none goes again; what a restore began stays."""
    begun = (settings.home / ".restoring").exists()
    if not begun and ground.server:
        _make_database(ground.server, "run", "template0")
    if not begun:
        shutil.rmtree(settings.home, ignore_errors=True)


def _count(engine: Engine, name: str) -> int:
    with reading(engine) as session:
        return int(session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one())


def _effects(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return sorted(session.exec(select(AuditRow.subject).where(AuditRow.act == "effect")))
