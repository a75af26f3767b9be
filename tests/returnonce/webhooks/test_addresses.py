"""No address that leads into our own network is ever called, however it is written and however its name resolves."""

from __future__ import annotations

import pytest

from returnonce.errors import Refused
from returnonce.webhooks.addresses import parse_address, resolve_target
from tests.returnonce.http.test_addresses import CLOSED

REFUSED = (
    "http://returns.example.org/hook", "https://returns.example.org:22/", "https://ada:secret@returns.example.org/",
    "ftp://returns.example.org/", "file:///etc/passwd", "https://", "https:///hook", "https://returns.example.org/#a",
    "https://returns.example.org\\@127.0.0.1/", "https://returns.example.org/a b", "https://returns.example.org/\n",
    "https://returns.example.org:99999/", "https://[::1/", "https://exämple.org/", "returns.example.org", "",
    "https://returns.example.org/" + "a" * 500, "gopher://127.0.0.1:25/", "https://127.0.0.1/", "https://[::1]/",
    "https://10.1.2.3/hook", "https://localhost/", "https://[::ffff:127.0.0.1]/",
    "https://2130706433/", "https://0x7f000001/hook", "https://0177.0.0.1/", "https://127.1/", "https://51.9240577/",
    "https://[fec0::1]/", "https://[3fff::1]/", "https://192.88.99.1/", "https://168.63.129.16/", "https://127.0.0.1./",
    "https://api.localhost/",
)  # fmt: skip


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_no_plain_https_address_is_refused(url: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_address(url)
    assert refused.value.mend


@pytest.mark.parametrize("address", CLOSED[:-1])
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="open internet"):
        resolve_target("https://returns.example.org/hook", resolve=lambda _host, _port: [address])


def test_one_address_inside_among_many_is_enough() -> None:
    with pytest.raises(Refused):
        resolve_target("https://returns.example.org/hook", resolve=lambda _host, _port: ["51.140.1.1", "10.0.0.7"])


def test_what_is_connected_to_is_what_was_looked_at() -> None:
    target = resolve_target("https://returns.example.org:8443/hook", resolve=lambda _host, _port: ["51.140.1.1"])
    assert (target.address, target.host, target.port) == ("51.140.1.1", "returns.example.org", 8443)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000/hook", "https://127.0.0.1:9000/hook"])
def test_a_service_inside_is_called_where_an_administrator_allows_it(url: str) -> None:
    inner = frozenset({"127.0.0.1:9000"})
    assert resolve_target(url, inner=inner).address == "127.0.0.1"
    with pytest.raises(Refused):
        resolve_target(url.replace("9000", "9001"), inner=inner)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "localhost."])
def test_other_spellings_of_this_machine_lead_inside_too(host: str) -> None:
    with pytest.raises(Refused):
        resolve_target(f"https://{host}/hook")


def test_a_name_without_an_address_is_refused() -> None:
    with pytest.raises(Refused, match="no address"):
        resolve_target("https://returns.example.org/", resolve=lambda _host, _port: [])
