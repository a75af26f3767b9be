"""Network addresses: which are of the open internet, which are this machine's own, and which a name has."""

from __future__ import annotations

import ipaddress
import re
import socket

#: Ranges that carry an address of the older kind within, which may be one of our own network.
EMBEDDING = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))
#: Ranges that Python calls global and that are none: site-local (RFC 3879), documentation (RFC 9637), relays to the
#: older kind (RFC 7526), and the address at which a cloud answers its own machines.
CLOSED = tuple(map(ipaddress.ip_network, ("fec0::/10", "3fff::/20", "192.88.99.0/24", "168.63.129.16/32")))


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
    if any(ip in network for network in CLOSED):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def is_number(host: str) -> bool:
    """True for a host that resolvers and browsers read as an IPv4 address, though it is not written as one, such as
    ``2130706433``, ``0x7f.1`` or ``0177.0.0.1``: its last part is a number (WHATWG URL Standard, 3.5)."""
    name = host.rstrip(".")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return re.fullmatch(r"\d+|0x[0-9a-f]*", name.rpartition(".")[2], re.ASCII | re.IGNORECASE) is not None
    return False


def is_loopback(host: str) -> bool:
    """True for a name or address that only this machine can reach."""
    name = host.strip().strip("[]").casefold().rstrip(".")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def resolve_host(host: str, port: int) -> list[str]:
    """Every address that a name has now; none where nobody knows it."""
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(each[4][0]) for each in infos))
