"""Which addresses a webhook may call: none inside our own network, whatever its name resolves to.

A name is resolved once, every address that it has must be on the open internet, and the connection is then made to
that very address. A name that resolves differently a moment later gains nothing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from returnonce.errors import Refused
from returnonce.http.addresses import is_number, is_public_address, resolve_host

LONGEST = 500
PORTS = (443, 8443)
WHERE = "url"
INSIDE = "It leads into a network that is not the open internet."
Resolver = Callable[[str, int], Sequence[str]]

#: What the standard of addresses allows in a host, and the names of hosts do not.
NEVER_IN_HOSTS = frozenset("!$&'()*+,;=%_~\"<>\\^`{|} ")


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
        raise _refuse("It is not an address.") from error
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise _refuse(f"An address is plain ASCII of at most {LONGEST} characters.")
    if parts.username is not None or parts.fragment or not parts.hostname:
        raise _refuse("It needs a host, and neither a user nor a fragment.")
    if f"{parts.hostname}:{port}" in inner and parts.scheme in {"http", "https"}:
        return parts
    if parts.scheme != "https" or (port or 443) not in PORTS:
        raise _refuse("Only https on port 443 or 8443 is called.")
    if set(parts.hostname) & NEVER_IN_HOSTS:
        raise _refuse("Its host holds a character that no host has.")
    if is_number(parts.hostname):
        raise _refuse("Its host is a number.")
    if _is_literal(parts.hostname) and not is_public_address(parts.hostname):
        raise _refuse(INSIDE)
    return parts


def resolve_target(url: str, *, inner: frozenset[str] = frozenset(), resolve: Resolver | None = None) -> CallTarget:
    """Where to connect to, checked now.

    Raises:
        Refused: the name has no address, or one that is not of the open internet.
    """
    parts = parse_address(url, inner=inner)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    ip_addresses = (resolve or resolve_host)(host, port)
    if not ip_addresses:
        raise _refuse("Its name has no address.")
    if f"{host}:{parts.port}" not in inner and not all(is_public_address(address) for address in ip_addresses):
        raise _refuse(INSIDE)
    return CallTarget(url, host, port, ip_addresses[0])


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.rstrip("."))
    except ValueError:
        return host.rstrip(".") == "localhost" or host.rstrip(".").endswith(".localhost")
    return True


def _refuse(message: str) -> Refused:
    return Refused(message, where=WHERE, mend="Give an address such as https://returns.example.org/hook.")
