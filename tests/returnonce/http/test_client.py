"""What the one HTTP client does not do: follow, wait for ever, read without end, or go where it was not sent."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

import httpx2
import pytest

from returnonce.http.client import BodyTooLarge, DeadlinePassed, HttpLimits, open_client
from tests.jobs.file_server import drip, give, serving

LIMITS = HttpLimits(step_seconds=5, seconds=5, size=1000)


def test_the_connection_goes_to_the_address_that_was_found_and_asks_for_the_name() -> None:
    hosts: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        hosts.append(handler.headers["Host"])
        give(handler, b"here")

    with serving(answer) as address:
        name = address.replace("127.0.0.1", "returns.example.org")
        with open_client(LIMITS, find_address=lambda _url: "127.0.0.1") as client:
            assert client.get(name).content == b"here"
    assert hosts == [name.removeprefix("http://")]


def test_the_certificate_must_be_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[httpx2.Request] = []

    def note(_self: object, request: httpx2.Request) -> None:
        sent.append(request)
        raise httpx2.ConnectError("not today")

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", note)
    with open_client(LIMITS, find_address=lambda _url: "51.140.1.1") as client, pytest.raises(httpx2.ConnectError):
        client.get("https://returns.example.org:8443/a?b=c")
    assert str(sent[0].url) == "https://51.140.1.1:8443/a?b=c"
    assert sent[0].extensions["sni_hostname"] == "returns.example.org"
    assert sent[0].headers["Host"] == "returns.example.org:8443"


def test_no_redirection_is_followed() -> None:
    with serving(lambda handler: give(handler, b"", 302, Location="/end")) as address, open_client(LIMITS) as client:
        assert client.get(address).status_code == 302


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with serving(b"direct") as address, open_client(LIMITS) as client:
        assert client.get(address).content == b"direct"


@pytest.mark.parametrize(("size", "taken"), [(1000, True), (1001, False)])
def test_a_body_is_read_up_to_its_limit(size: int, taken: bool) -> None:
    with serving(b"x" * size) as address, open_client(LIMITS) as client:
        if taken:
            assert len(client.get(address).content) == size
        else:
            with pytest.raises(BodyTooLarge):
                client.get(address)


def test_a_body_that_is_not_read_may_be_of_any_size() -> None:
    with (
        serving(b"x" * 5000) as address,
        open_client(HttpLimits(5, 5, 0)) as client,
        client.stream("GET", address) as response,
    ):
        assert response.status_code == 200


def test_a_call_has_a_deadline_although_each_step_is_quick() -> None:
    with serving(drip) as address, open_client(HttpLimits(5, 0.3, 1000)) as client, pytest.raises(DeadlinePassed):
        client.get(address)
