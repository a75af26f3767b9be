"""Downloads a file from an https address: limited in size and time, from the named host and no other.

An address inside the council's own network is refused, so that nobody who may write a place's file can look round
there. Only the machine itself may be named outright, as a mirror or a test is.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx2

from returnonce.errors import Refused, TooLarge, Unavailable
from returnonce.http.addresses import is_loopback, is_public_address, resolve_host
from returnonce.http.client import BodyTooLarge, DeadlinePassed, HttpLimits, open_client

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 3
PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class DownloadLimits:
    """``size`` in bytes, ``seconds`` for all of it."""

    size: int
    seconds: float = 120


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
    schemes = {"https", "http"} if is_loopback(host) else {"https"}
    if not host or parts.scheme not in schemes or parts.username is not None or parts.password is not None:
        raise Refused("This address is not fetched.", where="pulls.tsv", mend="Write https://host/path, and no user.")
    return parts


def _get(target: SplitResult, limits: DownloadLimits) -> bytes | str:
    """The body, or the address that it leads to."""
    bounds = HttpLimits(limits.seconds, limits.seconds, limits.size)
    try:
        with (
            open_client(bounds, find_address=_find_address) as client,
            client.stream("GET", target.geturl()) as response,
        ):
            if response.status_code in REDIRECTS and (leads := response.headers.get("Location")):
                return leads
            return _read_body(response)
    except DeadlinePassed as error:
        raise Unavailable("The publisher took too long.", mend="It is tried again.") from error
    except BodyTooLarge as error:
        raise TooLarge(f"The file is larger than {limits.size >> 20} MB.", mend="Cut it into several files.") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise Unavailable(
            f"{target.hostname} gives no file ({type(error).__name__}).", mend="It is tried again."
        ) from error


def _read_body(response: httpx2.Response) -> bytes:
    if response.status_code != httpx2.codes.OK:
        raise Unavailable(f"The publisher answers {response.status_code}.", mend="Check the address in pulls.tsv.")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Unavailable("The publisher sends the file compressed.", mend="Write the address of the plain file.")
    if not {"content-length", "transfer-encoding"} & response.headers.keys():
        # Then a file that broke off would look like a whole one.
        raise Unavailable("The publisher does not say how long the file is.", mend="Drop the file by hand.")
    try:
        return b"".join(response.iter_raw())
    except httpx2.RemoteProtocolError as error:
        raise Unavailable("The file breaks off.", mend="It is tried again.") from error


def _find_address(url: httpx2.URL) -> str:
    """One network address of a host, all of whose addresses may be reached: an older one, where there is one."""
    ip_addresses = resolve_host(url.host, url.port or PORTS[url.scheme])
    if not ip_addresses:
        raise Unavailable(f"{url.host} is not known.", mend="It is tried again.")
    may_reach = is_loopback if is_loopback(url.host) else is_public_address
    if not all(map(may_reach, ip_addresses)):
        raise Refused("The address leads into a private network.", where="pulls.tsv", mend="Write a public one.")
    return min(ip_addresses, key=lambda address: (":" in address, address))


def _port(target: SplitResult) -> int:
    return target.port or PORTS[target.scheme]
