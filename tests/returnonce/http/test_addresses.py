"""Which network addresses are of the open internet, and which are this machine's own."""

from __future__ import annotations

import pytest

from returnonce.http.addresses import is_number, is_public_address

CLOSED = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "::127.0.0.1", "2001:db8::1", "fec0::1", "feff::1", "3fff::1", "3fff:fff::1", "192.88.99.1", "168.63.129.16",
    "::ffff:168.63.129.16", "localhost", "",
)  # fmt: skip


@pytest.mark.parametrize("address", CLOSED)
def test_what_is_not_of_the_open_internet_is_closed(address: str) -> None:
    assert not is_public_address(address)


OPEN = ("8.8.8.8", "51.140.1.1", "2606:4700::1111", "168.63.129.17", "192.88.98.1", "::ffff:8.8.8.8")


@pytest.mark.parametrize("address", OPEN)
def test_the_open_internet_is_open(address: str) -> None:
    assert is_public_address(address)


@pytest.mark.parametrize(
    ("host", "number"),
    [("2130706433", True), ("0x7f000001", True), ("0177.0.0.1", True), ("127.1", True), ("1.0x7F", True), ("0x", True),
     ("127.0.0.1", False), ("127.0.0.1.", False), ("returns.example.org", False), ("7.example", False), ("::1", False),
     ("0xg", False), ("4you", False)],
)  # fmt: skip
def test_a_host_that_is_a_number_is_told_from_a_name_and_an_address(host: str, number: bool) -> None:
    assert is_number(host) is number
