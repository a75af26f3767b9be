"""Real processes: a machine is killed while a part of a large file comes, and the other takes the rest."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import httpx2
import pytest

from tests.api.services import AGENCY, HEAD
from tests.test_topology import make_account
from tests.topology import Topology, wait_for

pytestmark = [pytest.mark.long, pytest.mark.postgres]
TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}
SIZE, PIECE = 200 << 20, 1 << 20
#: Bytes that a server may need for it.
MOST_MEMORY = 40 << 20


@pytest.fixture
def topology(tmp_path: Path, postgres_database: str) -> Iterator[Topology]:
    topology = Topology(tmp_path, postgres_database)
    yield topology
    topology.stop()


def test_a_machine_is_killed_and_the_other_takes_the_rest(topology: Topology, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURNONCE_UPLOAD_LIMIT", "200")
    topology.run("one", "init")
    for machine in ("one", "two"):
        topology.serve(machine)
    sender = make_account(topology, "case-system", "agency", "--agency", AGENCY)
    with topology.direct("one") as one, topology.direct("two") as two:
        for client in (one, two):
            wait_for(lambda client=client: client.get("/health").status_code == 200, "health")  # type: ignore[misc]
        begun = one.post(
            "/v1/uploads", params={"agency": AGENCY, "check_only": "true"},
            headers={**sender, **TUS, "Upload-Length": str(SIZE)},
        )  # fmt: skip
        assert begun.status_code == 201, begun.text
        where = begun.headers["location"]
        killer = threading.Thread(target=_kill_when_half_is_here, args=(topology, two, where, sender))
        killer.start()
        with suppress(httpx2.TransportError):
            one.patch(where, content=_pieces(0, pause=0.02), headers={**sender, **PART, "Upload-Offset": "0"})
        killer.join()
        here = _offset(two, where, sender)
        assert SIZE // 4 <= here < SIZE
        server = topology.processes["two serve"].pid
        before, most = _memory(server), [0]
        watch = threading.Thread(target=_watch, args=(server, most), daemon=True)
        watch.start()
        last = two.patch(
            where, content=_pieces(here), headers={**sender, **PART, "Upload-Offset": str(here)}, timeout=120
        )
        assert last.status_code == 204, last.text
        print(f"{here >> 20} MB came before the kill; the other machine needed {(most[0] - before) >> 20} MB more")
        assert most[0] - before < MOST_MEMORY
        assert two.get(where, headers=sender).json()["sha256"] == hashlib.sha256(_data()).hexdigest()


@cache
def _data() -> bytes:
    return (HEAD + b",,,,,,,,,,\n" * (SIZE // 11 + 1))[:SIZE]


def _pieces(start: int, *, pause: float = 0) -> Iterator[bytes]:
    for at in range(start, SIZE, PIECE):
        time.sleep(pause)
        yield _data()[at : at + PIECE]


def _offset(client: httpx2.Client, where: str, sender: dict[str, str]) -> int:
    return int(client.head(where, headers={**sender, **TUS}).headers["upload-offset"])


def _kill_when_half_is_here(topology: Topology, other: httpx2.Client, where: str, sender: dict[str, str]) -> None:
    wait_for(lambda: _offset(other, where, sender) >= SIZE // 4, "a quarter of the file")
    topology.kill("one serve")


def _memory(process: int) -> int:
    """Resident bytes."""
    pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _watch(process: int, most: list[int]) -> None:
    with suppress(OSError):
        while True:
            most[0] = max(most[0], _memory(process))
            time.sleep(0.05)
