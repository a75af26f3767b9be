"""Which addresses a webhook may call: none inside our own network, whatever its name resolves to.

A name is resolved once, every address that it has must be on the open internet, and the connection is then made to
that very address. A name that resolves differently a moment later gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from returnonce.errors import Refused

LONGEST = 500
PORTS = (443, 8443)
WHERE = "url"
INSIDE = "It leads into a network that is not the open internet."
#: Ranges that carry an address of the older kind within, which may be one of our own network.
EMBEDDING = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))
Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True)
class CallTarget:
    """An address as it may be called now: ``address`` is what is connected to, ``host`` what is asked for there."""

    url: str
    host: str
    port: int
    address: str


def read_allowed_inside(setting: str | None) -> frozenset[str]:
    """``host:port`` of what may be called inside our own network, as ``RETURNONCE_WEBHOOK_INSIDE`` has it."""
    return frozenset((setting or "").split(",")) - {""}


def parse_address(url: str, *, inner: frozenset[str] = frozenset()) -> SplitResult:
    """The parts of an address that may be told of things.

    ``inner``: ``host:port`` of services of our own that an administrator allows, with http as well.

    Raises:
        Refused: it is not such an address; says what is wrong with it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _refused("It is not an address.") from error
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise _refused(f"An address is plain ASCII of at most {LONGEST} characters.")
    if parts.username is not None or parts.fragment or not parts.hostname:
        raise _refused("It needs a host, and neither a user nor a fragment.")
    if f"{parts.hostname}:{port}" in inner and parts.scheme in {"http", "https"}:
        return parts
    if parts.scheme != "https" or (port or 443) not in PORTS:
        raise _refused("Only https on port 443 or 8443 is called.")
    if _is_literal(parts.hostname) and not is_public_address(parts.hostname):
        raise _refused(INSIDE)
    return parts


def resolve_target(url: str, *, inner: frozenset[str] = frozenset(), resolve: Resolver | None = None) -> CallTarget:
    """Where to connect to, checked now.

    Raises:
        Refused: the name has no address, or one that is not of the open internet.
    """
    parts = parse_address(url, inner=inner)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    ip_addresses = (resolve or _resolve)(host, port)
    if not ip_addresses:
        raise _refused("Its name has no address.")
    if f"{host}:{parts.port}" not in inner and not all(is_public_address(address) for address in ip_addresses):
        raise _refused(INSIDE)
    return CallTarget(url, host, port, ip_addresses[0])


def is_public_address(address: str) -> bool:
    """True for an address of the open internet; false for our own machine, private networks and the like."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public_address(str(ip.ipv4_mapped))
        if any(ip in network for network in EMBEDDING):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.rstrip(".") == "localhost"
    return True


def _resolve(host: str, port: int) -> list[str]:
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(info[4][0]) for info in infos))


def _refused(what: str) -> Refused:
    return Refused(what, where=WHERE, mend="Give an address such as https://returns.example.org/hook.")
