"""Messages between the fork server and its owner: small JSON objects, each with the descriptors that it hands over."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Sequence
from typing import Any

#: Longer messages are a mistake of ours.
MESSAGE_BYTES = 1 << 17
MOST_DESCRIPTORS = 4


def make_pair() -> tuple[socket.socket, socket.socket]:
    """Two ends that keep messages apart; whoever holds one sees when the other is closed."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def send_message(end: socket.socket, content: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send one object.

    Raises:
        OSError: nobody holds the other end any more.
    """
    socket.send_fds(end, [json.dumps(content).encode()], list(descriptors))


def receive_message(end: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    """The next object and its descriptors; None once the other end is closed."""
    data, descriptors, _, _ = socket.recv_fds(end, MESSAGE_BYTES, MOST_DESCRIPTORS)
    content: dict[str, Any] | None = json.loads(data) if data else None
    return content, descriptors
