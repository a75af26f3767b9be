"""Each address hears of each event once, signed, over real HTTP; nothing is said to who may not know."""

from __future__ import annotations

import ipaddress
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import Engine
from standardwebhooks import Webhook

from jobs.deliver_webhooks import MayKnow, deliver_webhooks_now, may_account_know
from jobs.transport.mail_sender import DeliveryFailure
from jobs.transport.webhook_client import WebhookClient
from mappings.ruleset.app_context import AppContext
from returnonce.access.accounts import NewAccount, add_account
from returnonce.access.grants import end_grant, grant_role
from returnonce.access.principals import OPERATOR, Grant
from returnonce.clock import Clock, FixedClock, SystemClock
from returnonce.db import reading, transaction
from returnonce.settings import Settings
from returnonce.vault import open_vault
from returnonce.webhooks.delivery_attempts import read_deliveries
from returnonce.webhooks.endpoints import NewEndpoint, add_endpoint, find_endpoint, rotate_secret
from returnonce.webhooks.events import NewEvent, add_event
from tests.contexts import make_context
from tests.shipped import load_delivery_policy, load_ruleset


@dataclass
class Receiver:
    """Keeps what it was sent, and answers with the next of its statuses, then with 204."""

    url: str
    statuses: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def told(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.got]


@contextmanager
def receiving(*statuses: int, context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    receiver = Receiver("", list(statuses))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            status = receiver.statuses.pop(0) if receiver.statuses else 204
            self.send_response(status)
            if status == 307:
                self.send_header("Location", receiver.url + "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_given: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Hooked:
    """A store with one address in it."""

    context: AppContext
    client: WebhookClient
    may_know: MayKnow
    name: str
    secret: str

    def deliver(self, clock: Clock | None = None) -> str:
        return deliver_webhooks_now(self.context.replace(clock=clock), self.client, self.may_know)

    def happens(self, number: int = 1) -> None:
        with transaction(self.context.engine) as session:
            event = NewEvent("return.published", "lewisham", "vital-signs", "5LF", "FY2009-10", number=number)
            add_event(session, self.context.clock, event)

    def outcomes(self) -> list[tuple[str, int]]:
        with reading(self.context.engine) as session:
            deliveries = read_deliveries(session, find_endpoint(session, self.name))
        return [(each.outcome, each.attempts) for each in deliveries]


def hooked(engine: Engine, settings: Settings, receiver: Receiver, *, knows: bool = True, clock: Clock) -> Hooked:
    inner = frozenset({receiver.url.removeprefix("http://")})
    vault = open_vault(settings.home)
    with transaction(engine) as session:
        one, secret = add_endpoint(session, clock, vault, NewEndpoint("hub", receiver.url), inner=inner, by="ada")
    context = make_context(engine, ruleset=load_ruleset(), clock=clock, vault=vault)
    return Hooked(context, WebhookClient(inner, 5), lambda *_asked: knows, one.name, secret)


def test_an_event_is_told_once_and_signed(engine: Engine, settings: Settings) -> None:
    clock = SystemClock()
    with receiving() as receiver:
        house = hooked(engine, settings, receiver, clock=clock)
        house.happens()
        assert house.deliver() == "1 delivered"
        assert house.deliver() == "nothing to tell"
    ((headers, body),) = receiver.got
    message = Webhook(house.secret).verify(body, headers)
    link = "/v1/editions/vital-signs/5LF/FY2009-10/1"
    assert message["data"] == {
        "return": "vital-signs", "area": "5LF", "period": "FY2009-10", "edition": 1, "link": link
    }  # fmt: skip
    assert headers["webhook-id"].startswith("msg_")


def test_while_a_secret_is_changed_over_either_one_proves_it(engine: Engine, settings: Settings) -> None:
    clock = SystemClock()
    with receiving() as receiver:
        house = hooked(engine, settings, receiver, clock=clock)
        with transaction(engine) as session:
            new = rotate_secret(session, clock, house.context.vault, house.name, by="ada")
        house.happens()
        house.deliver()
    ((headers, body),) = receiver.got
    for secret in (house.secret, new):
        Webhook(secret).verify(body, headers)


def test_who_may_not_know_is_told_nothing(engine: Engine, settings: Settings, clock: FixedClock) -> None:
    with receiving() as receiver:
        house = hooked(engine, settings, receiver, knows=False, clock=clock)
        house.happens()
        assert house.deliver() == "nothing to tell"
    assert receiver.got == []


@pytest.mark.parametrize("status", [500, 404, 301, 307, 429])
def test_what_was_not_taken_is_told_again_later_under_the_same_id(
    status: int, sqlite_engine: Engine, sqlite_settings: Settings, clock: FixedClock
) -> None:
    with receiving(status) as receiver:
        house = hooked(sqlite_engine, sqlite_settings, receiver, clock=clock)
        house.happens(1)
        house.happens(2)
        # The second waits for the next round: who does not answer holds nobody up.
        assert house.deliver() == "1 to be tried again"
        assert house.deliver() == "1 delivered"
        assert house.deliver(FixedClock(clock.instant + timedelta(minutes=6))) == "1 delivered"
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert ids[0] == ids[2] != ids[1]
    assert "/elsewhere" not in str(receiver.got)


def test_after_days_of_silence_it_is_given_up(
    sqlite_engine: Engine, sqlite_settings: Settings, clock: FixedClock
) -> None:
    with receiving(*[503] * 20) as receiver:
        house = hooked(sqlite_engine, sqlite_settings, receiver, clock=clock)
        house.happens()
        told = [house.deliver(FixedClock(clock.instant + timedelta(hours=12 * step))) for step in range(15)]
    pauses = len(load_delivery_policy().retry_policy.pauses)
    assert told.count("1 to be tried again") == pauses
    assert told.count("1 given up") == 1
    assert house.outcomes() == [("given up", pauses + 1)]


def test_410_ends_it(engine: Engine, settings: Settings, clock: FixedClock) -> None:
    with receiving(410) as receiver:
        house = hooked(engine, settings, receiver, clock=clock)
        house.happens()
        assert house.deliver() == "1 gone"
        house.happens(2)
        assert house.deliver() == "nothing to tell"
    with reading(engine) as session:
        assert find_endpoint(session, house.name).ended == "it answered 410 Gone"


def test_who_died_while_telling_is_followed_by_another(engine: Engine, settings: Settings, clock: FixedClock) -> None:
    class Killed(BaseException):
        pass

    class Dying(WebhookClient):
        def post(self, *_given: object) -> int:
            raise Killed

    with receiving() as receiver:
        house = hooked(engine, settings, receiver, clock=clock)
        house.happens()
        with pytest.raises(Killed):
            replace(house, client=Dying(frozenset(), 1)).deliver()
        assert house.deliver() == "nothing to tell"
        lease = timedelta(minutes=load_delivery_policy().lease)
        assert house.deliver(FixedClock(clock.instant + lease)) == "1 delivered"
    assert house.outcomes() == [("delivered", 2)]


def test_an_account_hears_of_what_it_may_read_now(engine: Engine, settings: Settings, clock: FixedClock) -> None:
    with transaction(engine) as session:
        hub = add_account(session, clock, NewAccount("hub", kind="client"), by=OPERATOR)
        given = grant_role(session, clock, hub, Grant("regulator", returns=frozenset({"vital-signs"})), by=OPERATOR)
    with receiving() as receiver:
        house = hooked(engine, settings, receiver, clock=clock)
        house.may_know = may_account_know
        house.happens(1)
        with transaction(engine) as session:
            add_event(session, clock, NewEvent("return.published", "lewisham", "crc", "E", "FY2010-11"))
        assert house.deliver() == "1 delivered"
        house.happens(2)
        with transaction(engine) as session:
            end_grant(session, clock, hub, given, by=OPERATOR)
        assert house.deliver() == "nothing to tell"
    assert len(receiver.got) == 1


def test_what_happened_before_an_address_was_added_is_not_told(
    sqlite_engine: Engine, sqlite_settings: Settings, clock: FixedClock
) -> None:
    earlier = FixedClock(clock.instant - timedelta(minutes=1))
    with transaction(sqlite_engine) as session:
        add_event(session, earlier, NewEvent("return.published", None, "crc", "E", "FY2010-11"))
    with receiving() as receiver:
        house = hooked(sqlite_engine, sqlite_settings, receiver, clock=clock)
        assert house.deliver() == "nothing to tell"


def test_a_name_that_leads_inside_by_now_is_not_called() -> None:
    with receiving() as receiver:
        port = int(receiver.url.rpartition(":")[2])
        caller = WebhookClient(frozenset(), 5, resolve=lambda _host, _port: ["127.0.0.1"])
        with pytest.raises(DeliveryFailure):
            caller.post(f"https://returns.example.org:{port}/", b"{}", {})
        with pytest.raises(DeliveryFailure):
            caller.post("https://returns.example.org/", b"{}", {})
    assert receiver.got == []


@pytest.mark.parametrize(("name", "taken"), [("returns.example.org", True), ("another.example.org", False)])
def test_the_certificate_must_bear_the_name_and_not_the_address(name: str, taken: bool, tmp_path: Path) -> None:
    ours, theirs = certified(name, tmp_path)
    with receiving(context=theirs) as receiver:
        port = receiver.url.rpartition(":")[2]
        inner = frozenset({f"returns.example.org:{port}"})
        caller = WebhookClient(inner, 5, resolve=lambda _host, _port: ["127.0.0.1"], trust=ours)
        if taken:
            assert caller.post(f"https://returns.example.org:{port}/hook", b"{}", {}) == 204
            assert receiver.got[0][0]["host"] == f"returns.example.org:{port}"
        else:
            with pytest.raises(DeliveryFailure):
                caller.post(f"https://returns.example.org:{port}/hook", b"{}", {})


def certified(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A client that trusts one certificate, and the server that has it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    alternative = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.2"))])
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1)).add_extension(alternative, critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "both.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(file)
    return ssl.create_default_context(cafile=str(file)), theirs
