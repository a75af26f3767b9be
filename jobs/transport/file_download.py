"""Downloads a file from an https address: limited in size and time, from the named host and no other.

An address inside the council's own network is refused, so that nobody who may write a place's file can look round
there. Only the machine itself may be named outright, as a mirror or a test is.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from returnonce.errors import Refused, TooLarge, Unavailable

LOOPBACK_NAME = "localhost"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 3
PIECE = 1 << 16
PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class DownloadLimits:
    """``size`` in bytes, ``seconds`` for all of it."""

    size: int
    seconds: int = 120


def download(address: str, limits: DownloadLimits) -> bytes:
    """What the address gives.

    Raises:
        Refused: it is not https, leads to another host, or into a private network.
        TooLarge: more than the limit.
        Unavailable: nobody answers, not in time, or not with a file.
    """
    first = check_address(address)
    target = first
    for _ in range(MOST_REDIRECTS + 1):
        result = _get(target, limits)
        if isinstance(result, bytes):
            return result
        target = check_address(urljoin(target.geturl(), result))
        if (target.scheme, target.hostname, _port(target)) != (first.scheme, first.hostname, _port(first)):
            raise Refused("The address leads to another host.", where="pulls.tsv", mend="Write the last address.")
    raise Unavailable("The address leads round in a circle.", mend="Write the last address.")


def check_address(address: str) -> SplitResult:
    """The parts of an address that may be fetched.

    Raises:
        Refused: it is not https, or holds a user's name; http will do for this machine.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    schemes = {"https", "http"} if _is_named_loopback(host) else {"https"}
    if not host or parts.scheme not in schemes or parts.username is not None or parts.password is not None:
        raise Refused("This address is not fetched.", where="pulls.tsv", mend="Write https://host/path, and no user.")
    return parts


def _get(target: SplitResult, limits: DownloadLimits) -> bytes | str:
    """The body, or the address that it leads to."""
    host = target.hostname or ""
    connection = _connection(target, _resolve(host, _port(target)), limits.seconds)
    try:
        connection.connect()
        with _hang_up_after(limits.seconds, connection.sock):
            path = target._replace(scheme="", netloc="", fragment="").geturl() or "/"
            connection.request("GET", path, headers={"Accept-Encoding": "identity", "User-Agent": "returnonce"})
            response = connection.getresponse()
            if response.status in REDIRECTS and (leads := response.getheader("Location")):
                return leads
            return _body(response, limits.size)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unavailable(f"{host} gives no file ({type(error).__name__}).", mend="It is tried again.") from error
    finally:
        connection.close()


@contextmanager
def _hang_up_after(seconds: float, sock: socket.socket) -> Iterator[None]:
    """End a talk that takes too long; a server that sends a byte now and then would otherwise keep us for ever.

    Raises:
        Unavailable: it took too long, whatever came of it.
    """
    late = threading.Event()

    def hang_up() -> None:
        late.set()
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(seconds, hang_up)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
        if late.is_set():
            raise Unavailable("The publisher took too long.", mend="It is tried again.")


def _body(response: http.client.HTTPResponse, most: int) -> bytes:
    if response.status != http.client.OK:
        raise Unavailable(f"The publisher answers {response.status}.", mend="Check the address in pulls.tsv.")
    if response.getheader("Content-Encoding", "identity").lower() != "identity":
        raise Unavailable("The publisher sends the file compressed.", mend="Write the address of the plain file.")
    if response.length is None and not response.chunked:
        # Then a file that broke off would look like a whole one.
        raise Unavailable("The publisher does not say how long the file is.", mend="Drop the file by hand.")
    pieces, size = [], 0
    while piece := response.read(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise TooLarge(f"The file is larger than {most >> 20} MB.", mend="Cut it into several files.")
    if response.length:
        raise Unavailable("The file breaks off.", mend="It is tried again.")
    return b"".join(pieces)


def _resolve(host: str, port: int) -> str:
    """One network address of a host, all of whose addresses may be reached.

    Connecting to this very one, and not to the name again, leaves a second answer no chance.
    """
    try:
        ip_addresses = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise Unavailable(f"{host} is not known.", mend="It is tried again.") from error
    own = _is_named_loopback(host)
    for each in ip_addresses:
        if not (_is_loopback(each) if own else _is_public(each)):
            raise Refused("The address leads into a private network.", where="pulls.tsv", mend="Write a public one.")
    return min(ip_addresses, key=lambda each: (":" in each, each))


def _is_named_loopback(host: str) -> bool:
    return host == LOOPBACK_NAME or _is_loopback(host)


def _is_loopback(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


def _is_public(text: str) -> bool:
    ip = ipaddress.ip_address(text.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (inner is None or inner.is_global)


def _port(target: SplitResult) -> int:
    return target.port or PORTS[target.scheme]


class _PinnedHttps(http.client.HTTPSConnection):
    """Speaks to one network address in the name of a host, whose certificate is checked."""

    pinned = ""

    def connect(self) -> None:
        plain = socket.create_connection((self.pinned, self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _connection(target: SplitResult, pinned: str, seconds: int) -> http.client.HTTPConnection:
    if target.scheme == "http":
        return http.client.HTTPConnection(pinned, _port(target), timeout=seconds)
    connection = _PinnedHttps(target.hostname or "", _port(target), timeout=seconds)
    connection.pinned = pinned
    return connection
