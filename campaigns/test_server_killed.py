"""A PostgreSQL server of our own is killed while agencies send: what was acknowledged is stored, once."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine, text

from campaigns.figures import campaign, size
from returnonce.db import open_store, reading
from returnonce.errors import Unavailable
from returnonce.settings import Settings
from tests.upkeep.world import send
from upkeep.audit_chain import find_break
from upkeep.doctor.row_hashes import find_misfits

SENDERS, UP_SECONDS, TRIES = 3, 3, 60
#: From the kill to the next upload that is acknowledged.
MOST_SECONDS = 10
PATIENCE = 300
#: Numbers are stored in millionths.
MICRO = 1_000_000


@dataclass
class KilledServer:
    """A cluster in a folder; as root it belongs to the user postgres, since it refuses to run as root."""

    programs: Path
    folder: Path
    port: int

    def run(self, program: str, *arguments: str) -> None:
        owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        command = [*owner, str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        subprocess.run(
            command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120
        )

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "-l", str(self.folder / "log"), "-w", "-t", "60", "-o", options, "start")

    def start_again(self) -> None:
        """Once its old children are gone, before which it does not start."""
        for _ in range(TRIES):
            time.sleep(0.2)
            try:
                return self.start()
            except subprocess.CalledProcessError:
                continue
        raise AssertionError("the server does not start again")

    def kill(self) -> None:
        """The postmaster at once; its children go by themselves when they notice."""
        os.kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KilledServer]:
    paths = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not paths:
        pytest.skip("PostgreSQL's programs are not here")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(subprocess.run(["mktemp", "-d"], check=True, capture_output=True, text=True).stdout.strip())
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    server = KilledServer(paths[-1].parent, folder, port)
    try:
        server.run("initdb", "-A", "trust", "-U", "postgres")
        server.start()
        yield server
        server.run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep_sending(engine: Engine, home: Path, sender: int, over: Event) -> list[tuple[str, float]]:
    """One upload after another, each again until it is acknowledged; the names of those that were, and when."""
    names: list[tuple[str, float]] = []
    number, end = sender * 100_000, time.monotonic() + PATIENCE
    waits = False
    while waits or not over.is_set():
        number, waits = number + (not waits), False
        try:
            send(engine, home, (f"share,E09000023,FY2009-10,,,{number},900000,,,,",), number)
        except Unavailable:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
            waits = True
            continue
        names.append((f"{number}", time.monotonic()))
    return names


def seconds_to_recover(kills: list[float], acknowledged: list[float]) -> list[float]:
    """From each kill to the next acknowledgement that came a moment after it, and not from before."""
    return [round(min(at for at in acknowledged if at > kill + 0.1) - kill, 1) for kill in kills]


@pytest.mark.soak
def test_what_was_acknowledged_before_the_server_died_is_stored_once(server: KilledServer, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "var", database_url=f"postgresql://postgres@127.0.0.1:{server.port}/postgres")
    engine = open_store(settings)
    over, kills = Event(), []
    with campaign("postgresql", "killed", size("kills")) as run:
        with ThreadPoolExecutor(SENDERS) as pool:
            sent = [pool.submit(keep_sending, engine, settings.home, n, over) for n in range(1, SENDERS + 1)]
            try:
                for _ in run.each(range(run.wanted)):
                    time.sleep(UP_SECONDS)
                    server.kill()
                    kills.append(time.monotonic())
                    server.start_again()
                time.sleep(UP_SECONDS)
            finally:
                over.set()
        acknowledged = [one for each in sent for one in each.result()]
        seconds = seconds_to_recover(kills, [at for _, at in acknowledged])
        run.figures |= {"acknowledged": len(acknowledged), "recovered in": seconds, "longest": max(seconds)}
        is_stored_once(engine, [int(number) for number, _ in acknowledged])
        assert len(acknowledged) > run.done * SENDERS
        assert max(seconds) <= MOST_SECONDS
    engine.dispose()


def is_stored_once(engine: Engine, acknowledged: list[int]) -> None:
    with reading(engine) as session:
        stored = session.execute(text("SELECT numerator FROM figure ORDER BY 1")).scalars().all()
        submissions = session.execute(text("SELECT count(*), count(DISTINCT file) FROM submission")).one()
    assert sorted(acknowledged) == sorted(int(each) // MICRO for each in stored)
    assert submissions == (len(acknowledged), len(acknowledged))
    with engine.connect() as connection:
        assert find_break(connection) is None
        assert list(find_misfits(connection)) == []
