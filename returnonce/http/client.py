"""The HTTP client for all that we call: limits of time and size, and a connection to the very address that was checked.

No redirection is followed, and nothing is taken from the environment: a proxy would look a name up anew, and a netrc
has passwords. A caller that wants either says so.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from socket import SHUT_RDWR
from typing import Any

import httpx2

#: Finds the network address to connect to for a URL, or raises what the caller has to say.
FindAddress = Callable[[httpx2.URL], str]


@dataclass(frozen=True)
class HttpLimits:
    """``step_seconds`` for connecting and for each read and write, ``seconds`` for all; ``size``: bytes of the body."""

    step_seconds: float
    seconds: float
    size: int


class DeadlinePassed(httpx2.TimeoutException):
    """The whole call took longer than it may."""


class BodyTooLarge(httpx2.TransportError):
    """The body of the answer is larger than it may be."""


def open_client(
    limits: HttpLimits, *, find_address: FindAddress | None = None, trust: ssl.SSLContext | None = None
) -> httpx2.Client:
    """A client for a call or two. Without ``find_address`` the name is trusted and resolved as usual."""
    return httpx2.Client(
        transport=GuardedTransport(limits, find_address=find_address, trust=trust),
        headers={"Accept-Encoding": "identity", "User-Agent": "returnonce"},
        timeout=limits.step_seconds, trust_env=False, follow_redirects=False,
    )  # fmt: skip


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """The certificates that the machine trusts: read once, since that is slow."""
    return httpx2.create_ssl_context()


class GuardedTransport(httpx2.BaseTransport):
    """Connects as checked, and ends a call that takes too long or sends too much. ``proxy``: one that was asked for."""

    def __init__(
        self,
        limits: HttpLimits,
        *,
        find_address: FindAddress | None = None,
        trust: ssl.SSLContext | None = None,
        proxy: str | None = None,
    ) -> None:
        self.limits = limits
        self.find_address = find_address
        self.inner = httpx2.HTTPTransport(verify=trust or tls_context(), trust_env=False, proxy=proxy)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer, whose body is still to be read."""
        sent = _pin(request, self.find_address(request.url)) if self.find_address else request
        deadline = _Deadline(self.limits.seconds)
        sent.extensions = {**sent.extensions, "trace": deadline.watch}
        try:
            with deadline.enforced():
                response = self.inner.handle_request(sent)
        except BaseException:
            deadline.cancel()
            raise
        assert isinstance(response.stream, httpx2.SyncByteStream)
        stream = _GuardedStream(response.stream, self.limits.size, deadline)
        return httpx2.Response(
            response.status_code, headers=response.headers, stream=stream, extensions=response.extensions
        )

    def close(self) -> None:
        """Close its connections."""
        self.inner.close()


def _pin(request: httpx2.Request, address: str) -> httpx2.Request:
    """The same request to one network address: ``Host``, and the name that the certificate must have, stay."""
    extensions = {**request.extensions, "sni_hostname": request.url.raw_host.decode("ascii")}
    pinned = request.url.copy_with(host=address)
    return httpx2.Request(request.method, pinned, headers=request.headers, stream=request.stream, extensions=extensions)


class _GuardedStream(httpx2.SyncByteStream):
    def __init__(self, inner: httpx2.SyncByteStream, size: int, deadline: _Deadline) -> None:
        self.inner, self.size, self.deadline = inner, size, deadline

    def __iter__(self) -> Iterator[bytes]:
        left = self.size
        with self.deadline.enforced():
            for piece in self.inner:
                left -= len(piece)
                if left < 0:
                    raise BodyTooLarge("The body is too large.")
                yield piece

    def close(self) -> None:
        self.deadline.cancel()
        self.inner.close()


class _Deadline:
    """Hangs up on a call that takes too long: a server that sends a byte now and then would keep us for ever."""

    def __init__(self, seconds: float) -> None:
        self._passed = threading.Event()
        self._connection: Any = None
        self._timer = threading.Timer(seconds, self._hang_up)
        self._timer.daemon = True
        self._timer.start()

    def watch(self, event: str, about: dict[str, Any]) -> None:
        """Notes the newest connection, of those that the call opens on its way."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._connection = about["return_value"]
            if self._passed.is_set():
                self._hang_up()

    @contextmanager
    def enforced(self) -> Iterator[None]:
        """What goes wrong after the deadline is its doing."""
        try:
            yield
        except httpx2.TransportError as error:
            if self._passed.is_set():
                raise DeadlinePassed("The call took too long.") from error
            raise
        if self._passed.is_set():
            raise DeadlinePassed("The call took too long.")

    def cancel(self) -> None:
        self._timer.cancel()

    def _hang_up(self) -> None:
        self._passed.set()
        if self._connection is not None:
            with suppress(OSError):
                self._connection.get_extra_info("socket").shutdown(SHUT_RDWR)
