"""Cached editions and 304s beside a bare uvicorn route that returns the same bytes: requests each second, and the
server's processor time for each."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from bench.edition_server import KEPT, make
from bench.processes import ROOT, Result
from bench.stages import read_peak

FORMS = ("cells.json", "cells.csv", "cells.sdmx.csv")
WAIT_SECONDS = 60
#: What the server adds by itself.
ADDED = ("date", "server", "connection")
#: A form of the edition, and a status.
Case = tuple[str, int]


class Turn(NamedTuple):
    """Requests answered, in how many seconds and processor seconds of the server."""

    requests: int
    seconds: float
    cpu: float


def serving(home: Path, *, rounds: int, seconds: float) -> list[Result]:
    """Both servers at once, and the load on one after the other in short turns, so that a machine that others use
    slows both alike. One row for each form and status."""
    shutil.rmtree(home, ignore_errors=True)
    edition = make(home)
    with server(home, "ours") as ours:
        _keep(home, edition, ours.port)
        with server(home, "bare") as bare:
            cases = [(form, status) for form in FORMS for status in (200, 304)]
            turns: dict[Case, dict[str, list[Turn]]] = {case: {"ours": [], "bare": []} for case in cases}
            for _ in range(rounds + 1):
                for case in cases:
                    for one in (ours, bare):
                        turns[case][one.kind].append(_turn(home, edition, one, case, seconds))
    # The first turn only warms both up.
    return [_row(home, case, turns[case]["ours"][1:], turns[case]["bare"][1:]) for case in cases]


class ServerProcess:
    """A process that serves, and how much it has worked."""

    def __init__(self, process: subprocess.Popen[bytes], kind: str, port: int) -> None:
        self.process, self.kind, self.port = process, kind, port

    def cpu(self) -> float:
        """Processor seconds of all its threads, to the nanosecond; ``stat`` counts in hundredths of a second."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(path.read_text(encoding="ascii").split()[0]) for path in threads) / 1e9

    def cpu_of_all(self) -> float:
        """Processor seconds of it, of its children, and of theirs, those that have ended too; in hundredths."""
        return sum(map(_cpu_with_ended, _list_tree(self.process.pid)))

    def peak_mebi(self) -> float:
        """The most memory that it has held, in MiB."""
        return read_peak(Path(f"/proc/{self.process.pid}/status"))


@contextmanager
def server(home: Path, kind: str) -> Iterator[ServerProcess]:
    """A server of one of the kinds of :mod:`bench.edition_server`, once it answers."""
    port = find_free_port()
    with started(["bench.edition_server", str(home), str(port), kind], kind, port) as process:
        yield process


@contextmanager
def product_server(home: Path) -> Iterator[ServerProcess]:
    """``returnonce serve`` as it is, with its limited processes; it answers as many requests as come."""
    port = find_free_port()
    settings = {"RETURNONCE_HOME": str(home), "RETURNONCE_REQUESTS_PER_MINUTE": "1000000"}
    with started(["cli", "serve", "--port", str(port)], "product", port, settings) as process:
        yield process


def find_free_port() -> int:
    """One on which nothing listens now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def started(module: Sequence[str], kind: str, port: int, settings: Mapping[str, str] | None = None
            ) -> Iterator[ServerProcess]:  # fmt: skip
    """``python -m`` a module that serves, from when it answers."""
    environment = dict(os.environ) | dict(settings or {})
    process = subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, env=environment)
    try:
        _await(port)
        yield ServerProcess(process, kind, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(WAIT_SECONDS)


def _list_tree(pid: int) -> Iterator[int]:
    yield pid
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in path.read_text(encoding="ascii").split():
            yield from _list_tree(int(child))


def _cpu_with_ended(pid: int) -> float:
    """Of a process, and of its children that have ended."""
    # The program's name, in brackets, may hold blanks; the times are the 14th to the 17th field.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _await(port: int) -> None:
    for _ in range(WAIT_SECONDS * 10):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server does not answer")


def _keep(home: Path, edition: dict[str, Any], port: int) -> None:
    """What the product answers, for the bare route to give again: headers, body and tag."""
    result: dict[str, Any] = {}
    for form in FORMS:
        headers, body = _get(edition, port, form, {})
        tag = dict(headers)["etag"]
        same, _ = _get(edition, port, form, {"If-None-Match": tag})
        (home / form).write_bytes(body)
        result[f"{edition['edition']}/{form}"] = {"headers": headers, "same": same, "body": form, "tag": tag}
    (home / KEPT).write_text(json.dumps({"answers": result}), encoding="utf-8")


def _get(edition: dict[str, Any], port: int, form: str, more: dict[str, str]) -> tuple[list[list[str]], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request(
        "GET", f"{edition['edition']}/{form}", headers={"Authorization": f"Bearer {edition['key']}"} | more
    )
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return [[name.lower(), value] for name, value in answer.getheaders() if name.lower() not in ADDED], body


def _turn(home: Path, edition: dict[str, Any], one: ServerProcess, case: Case, seconds: float) -> Turn:
    form, status = case
    path, headers = f"{edition['edition']}/{form}", {"Authorization": f"Bearer {edition['key']}"}
    if status == 304:
        headers["If-None-Match"] = json.loads((home / KEPT).read_text(encoding="utf-8"))["answers"][path]["tag"]
    request = {"port": one.port, "path": path, "headers": headers, "seconds": seconds}
    before = one.cpu()
    command = [sys.executable, "-m", "bench.load_generator"]
    process = subprocess.run(command, input=json.dumps(request), capture_output=True, text=True, check=True)
    result = json.loads(process.stdout)
    assert set(result["statuses"]) == {str(status)}, result["statuses"]
    return Turn(result["requests"], result["seconds"], one.cpu() - before)


def _row(home: Path, case: Case, ours: list[Turn], bare: list[Turn]) -> Result:
    """Rates are of all turns; processor times are of the turn in the middle."""
    rates = {name: sum(one.requests for one in turns) / sum(one.seconds for one in turns)
             for name, turns in (("ours", ours), ("bare", bare))}  # fmt: skip
    micro = {f"{name}_cpu": 1e6 * median(one.cpu / one.requests for one in turns)
             for name, turns in (("ours", ours), ("bare", bare))}  # fmt: skip
    return (
        {"form": case[0], "status": case[1], "bytes": (home / case[0]).stat().st_size if case[1] == 200 else 0}
        | rates | {"times": rates["bare"] / rates["ours"]}
        | micro | {"cpu_times": micro["ours_cpu"] / micro["bare_cpu"]}
    )  # fmt: skip
