from __future__ import annotations

import socket
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from jobs.transport.file_download import DownloadLimits, download
from returnonce.errors import Refused, TooLarge, Unavailable
from tests.jobs.file_server import Answer, drip, give, serving

SMALL = DownloadLimits(1000, 5)


def test_a_file_is_fetched_whole() -> None:
    with serving(b"a,b\n") as address:
        assert download(f"{address}/x.csv?y=1", SMALL) == b"a,b\n"
        assert download(address.replace("127.0.0.1", "localhost"), SMALL) == b"a,b\n"


def redirect(to: str, *, status: int = 302) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/end":
            give(handler, b"end")
        else:
            give(handler, b"", status, Location=to)

    return answer


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_an_address_that_leads_on_at_the_same_host_is_followed(status: int) -> None:
    with serving(redirect("/end", status=status)) as address:
        assert download(f"{address}/start", SMALL) == b"end"


@pytest.mark.parametrize(
    ("to", "error"),
    [
        ("http://127.0.0.1:1/end", Refused), ("http://localhost/end", Refused), ("https://example.org/end", Refused),
        ("file:///etc/passwd", Refused), ("http://169.254.169.254/", Refused), ("/start", Unavailable),
    ],
)  # fmt: skip
def test_an_address_that_leads_elsewhere_or_in_a_circle_is_not_followed(to: str, error: type[Exception]) -> None:
    with serving(redirect(to)) as address, pytest.raises(error):
        download(f"{address}/start", SMALL)


def chunked(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for _ in range(3):
        handler.wfile.write(b"1f4\r\n" + b"x" * 500 + b"\r\n")
    handler.wfile.write(b"0\r\n\r\n")


def broken_off(handler: BaseHTTPRequestHandler) -> None:
    give(handler, b"half", Content_Length="8")
    handler.close_connection = True


def without_end(handler: BaseHTTPRequestHandler) -> None:
    give(handler, b"who knows whether this is all", Content_Length="")
    handler.close_connection = True


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"x" * 1001, TooLarge), (chunked, TooLarge), (broken_off, Unavailable), (without_end, Unavailable),
        (lambda h: give(h, b"", 404), Unavailable), (lambda h: give(h, b"", 500), Unavailable),
        (lambda h: give(h, b"", 302), Unavailable), (lambda h: give(h, b"x", Content_Encoding="gzip"), Unavailable),
        (lambda h: h.wfile.write(b"no http\r\n"), Unavailable),
    ],
)  # fmt: skip
def test_what_is_no_whole_file_is_not_taken(answer: Any, error: type[Exception]) -> None:
    with serving(answer) as address, pytest.raises(error):
        download(address, SMALL)


def dripping(within: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if within == "body":
            handler.send_response(200)
            handler.send_header("Content-Length", "100")
            handler.end_headers()
        drip(handler)

    return answer


@pytest.mark.parametrize("within", ["head", "body"])
def test_a_server_that_drips_is_left(within: str) -> None:
    with serving(dripping(within)) as address, pytest.raises(Unavailable, match="too long"):
        download(address, DownloadLimits(1000, 0.3))


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/x.csv", "ftp://example.org/x.csv", "example.org/x.csv", "", "https://", "https:///x",
        "https://me@example.org/", "https://example.org:port/", "https://[::1/", "http://0.0.0.0/", "http://10.0.0.1/",
    ],
)  # fmt: skip
def test_what_is_no_https_address_is_refused(address: str) -> None:
    with pytest.raises(Refused, match=r"pulls\.tsv"):
        download(address, SMALL)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "192.168.1.1", "172.16.0.1", "127.0.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "::1", "::", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "2002:0a00:0001::", "ff02::1",
    ],
)  # fmt: skip
def test_a_public_name_that_leads_into_a_private_network_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One public address beside it does not help: which of the two is taken would be chance.
    answers = [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_named: answers)
    with pytest.raises(Refused, match="private network"):
        download("https://publisher.example.org/x.csv", SMALL)


def test_a_name_for_this_machine_that_leads_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_named: [(0, 0, 0, "", ("93.184.216.34", 80))])
    with pytest.raises(Refused, match="private network"):
        download("http://localhost/x.csv", SMALL)


def test_the_address_that_was_looked_at_is_the_one_that_is_spoken_to(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], *_given: object, **_named: object) -> None:
        spoken.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_named: [(0, 0, 0, "", ("93.184.216.34", 443))])
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Unavailable, match=r"publisher\.example\.org gives no file"):
        download("https://publisher.example.org/x.csv", SMALL)
    assert spoken == [("93.184.216.34", 443)]


def test_a_name_that_nobody_knows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_given: object, **_named: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unavailable, match="not known"):
        download("https://publisher.example.org/x.csv", SMALL)
