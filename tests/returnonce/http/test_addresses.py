"""Which network addresses are of the open internet, and which are this machine's own."""

from __future__ import annotations

import pytest

from returnonce.http.addresses import is_public_address

CLOSED = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "::127.0.0.1", "2001:db8::1", "localhost", "",
)  # fmt: skip


@pytest.mark.parametrize("address", CLOSED)
def test_what_is_not_of_the_open_internet_is_closed(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "51.140.1.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_the_open_internet_is_open(address: str) -> None:
    assert is_public_address(address)
