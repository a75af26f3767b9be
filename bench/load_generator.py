"""A load of requests on one address from a process of its own: eight connections, one request after the other on each.

Standard library only, so that it costs as little as it can. Run as ``python -m bench.load_generator`` with JSON on its
standard input: port, path, headers, seconds.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from typing import Any

CONNECTIONS = 8


class Connection:
    """One socket that sends the same request for ever, and reads each answer to its end."""

    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request, self.head, self.left = request, b"", -1
        self.statuses: dict[str, int] = {}

    def send(self) -> None:
        self.head, self.left = b"", -1
        self.socket.sendall(self.request)

    def read(self) -> bool:
        """Take what has come; true at the end of an answer."""
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionError("the server hung up")
        if self.left >= 0:
            self.left -= len(data)
            return self.left <= 0
        self.head += data
        head, separator, body = self.head.partition(b"\r\n\r\n")
        if not separator:
            return False
        self.left = _length(head) - len(body)
        status = head[9:12].decode()
        self.statuses[status] = self.statuses.get(status, 0) + 1
        return self.left <= 0


def _length(head: bytes) -> int:
    if head[9:12] == b"304":
        return 0
    lines = head.lower().split(b"\r\n")
    return next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)


def hammer(port: int, path: str, headers: dict[str, str], seconds: float) -> dict[str, Any]:
    """Requests answered, in how many seconds, by status. At least one is answered, however slow the machine is."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    connections = [Connection(port, request) for _ in range(CONNECTIONS)]
    waiting, answered = selectors.DefaultSelector(), 0
    for each in connections:
        waiting.register(each.socket, selectors.EVENT_READ, each)
        each.send()
    start = time.perf_counter()
    while not answered or time.perf_counter() - start < seconds:
        for key, _ in waiting.select(1):
            if key.data.read():
                answered += 1
                key.data.send()
    took = time.perf_counter() - start
    for each in connections:
        each.socket.close()
    statuses = {
        code: sum(each.statuses.get(code, 0) for each in connections) for each in connections for code in each.statuses
    }
    return {"requests": answered, "seconds": took, "statuses": statuses}


if __name__ == "__main__":
    json.dump(hammer(**json.load(sys.stdin)), sys.stdout)
