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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.edition_server import KEPT, make
from bench.processes import Result

FORMS = ("cells.json", "cells.csv", "cells.sdmx.csv")
WAIT_SECONDS = 60
TICKS = os.sysconf("SC_CLK_TCK")
#: What the server adds by itself.
ADDED = ("date", "server", "connection")


def serving(home: Path, *, rounds: int, seconds: float) -> list[Result]:
    """Both servers at once, and the load on one after the other in short turns, so that a machine that others use
    slows both alike. One row for each form and status."""
    shutil.rmtree(home, ignore_errors=True)
    edition = make(home)
    with server(home, "ours") as ours:
        _keep(home, edition, ours.port)
        with server(home, "bare") as bare:
            cases = [(form, status) for form in FORMS for status in (200, 304)]
            counted = {case: {"ours": [0, 0.0, 0.0], "bare": [0, 0.0, 0.0]} for case in cases}
            for turn in range(rounds + 1):
                for case in cases:
                    for one in (ours, bare):
                        result = _turn(home, edition, one, case, seconds if turn else seconds / 2)
                        # The first turn only warms both up.
                        sums = counted[case][one.kind]
                        counted[case][one.kind] = [a + b for a, b in zip(sums, result, strict=True)] if turn else sums
    return [_row(home, edition, case, counted[case]) for case in cases]


class ServerProcess:
    """A process that serves, and how much it has worked."""

    def __init__(self, process: subprocess.Popen[bytes], kind: str, port: int) -> None:
        self.process, self.kind, self.port = process, kind, port

    def cpu(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def server(home: Path, kind: str) -> Iterator[ServerProcess]:
    """A server of either kind, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "bench.edition_server", str(home), str(port), kind])
    try:
        _await(port)
        yield ServerProcess(process, kind, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(WAIT_SECONDS)


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


def _turn(
    home: Path, edition: dict[str, Any], one: ServerProcess, case: tuple[str, int], seconds: float
) -> list[float]:
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
    # Processor time is counted in ticks: a turn so short that none went by took less than one.
    return [result["requests"], result["seconds"], max(one.cpu() - before, 1 / TICKS)]


def _row(home: Path, edition: dict[str, Any], case: tuple[str, int], counted: dict[str, list[float]]) -> Result:
    (ours, ours_s, ours_cpu), (bare, bare_s, bare_cpu) = counted["ours"], counted["bare"]
    result = {"form": case[0], "status": case[1], "bytes": (home / case[0]).stat().st_size if case[1] == 200 else 0}
    result |= {"ours": ours / ours_s, "bare": bare / bare_s, "times": (bare / bare_s) / (ours / ours_s)}
    micro = {"ours_cpu": 1e6 * ours_cpu / ours, "bare_cpu": 1e6 * bare_cpu / bare}
    return result | micro | {"cpu_times": micro["ours_cpu"] / micro["bare_cpu"]}
