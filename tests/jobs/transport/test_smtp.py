from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import settings as settings_for_examples
from hypothesis import strategies as st
from pydantic import SecretStr

from jobs.transport.mail_sender import DeliveryFailure, Mail, MailServerUnusable, RecipientRefused
from jobs.transport.smtp import MailServer, build_message, open_smtp, read_mail_server
from returnonce.errors import WrongUsage
from returnonce.settings import Settings
from tests.examples import at_most
from tests.jobs.smtp_server import free_port, post_office

MAIL = Mail(
    "abc123",
    "desk@example.org",
    "Due tomorrow: é",
    "Soon.\n.\nFrom here\n" + "x" * 2000,
    datetime(2026, 11, 20, tzinfo=UTC),
)


def settings(tmp_path: Path, **given: Any) -> Settings:
    return Settings(home=tmp_path, mail_from="Return Once <returns@example.org>", **given)


def server(port: int, **changed: Any) -> MailServer:
    about = {
        "host": "127.0.0.1", "port": port, "user": None, "password": None, "sender": "returns@example.org",
        "implicit": False, "patience": 1,
    }  # fmt: skip
    return MailServer(**(about | changed))


def sent(to: MailServer, mail: Mail = MAIL, *, times: int = 1) -> None:
    with open_smtp(to) as way:
        for _ in range(times):
            way.send(mail, repeated=False)


def test_a_message_arrives_whole_and_a_repeat_has_the_same_name() -> None:
    with post_office() as office:
        sent(server(office.port), times=2)
    first, second = office.taken
    assert first["Message-ID"] == second["Message-ID"] == "<abc123@example.org>"
    assert (first["From"], first["To"]) == ("returns@example.org", "desk@example.org")
    assert first["Subject"] == "Due tomorrow: é"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Date"].datetime == MAIL.made_at
    assert first.get_content().replace("\r\n", "\n") == f"{MAIL.body}\n"


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_signs_in_where_it_must() -> None:
    with post_office(auth=True) as office:
        sent(server(office.port, user="us", password="right"))
        with pytest.raises(MailServerUnusable, match="535"):
            sent(server(office.port, user="us", password="wrong"))
        with pytest.raises(MailServerUnusable, match="530"):
            sent(server(office.port))
    assert len(office.taken) == 1


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("451 later", DeliveryFailure),
        ("452 full", DeliveryFailure),
        ("550 no", RecipientRefused),
        ("554 spam", RecipientRefused),
    ],
)
def test_a_message_refused_for_now_or_for_good(answer: str, fault: type[DeliveryFailure]) -> None:
    with post_office(answers=[answer]) as office, open_smtp(server(office.port)) as way:
        with pytest.raises(DeliveryFailure, match=answer[:3]) as error:
            way.send(MAIL, repeated=False)
        assert type(error.value) is fault
        way.send(MAIL, repeated=True)
    assert len(office.taken) == 1


@pytest.mark.parametrize(
    ("answer", "fault"),
    [("450 4.2.0 greylisted, come again", DeliveryFailure), ("550 no such mailbox", RecipientRefused)],
)
def test_an_address_refused_for_now_or_for_good(answer: str, fault: type[DeliveryFailure]) -> None:
    refusing = post_office(to_recipient={"desk@example.org": answer}, once=True)
    with refusing as office, open_smtp(server(office.port)) as way:
        with pytest.raises(DeliveryFailure, match=answer[:3]) as error:
            way.send(MAIL, repeated=False)
        assert type(error.value) is fault
        way.send(MAIL, repeated=True)
    assert len(office.taken) == 1


@pytest.mark.parametrize("answer", ["hang up", "sleep"])
def test_a_line_that_breaks_in_the_middle_is_made_anew(answer: str) -> None:
    with post_office(answers=[answer]) as office, open_smtp(server(office.port, patience=0.3)) as way:
        with pytest.raises(DeliveryFailure) as error:
            way.send(MAIL, repeated=False)
        assert type(error.value) is DeliveryFailure
        way.send(MAIL, repeated=True)
    assert [each["Message-ID"] for each in office.seen] == ["<abc123@example.org>"] * 2


def test_a_server_that_is_not_there_is_nobodys_fault() -> None:
    with pytest.raises(MailServerUnusable, match="ConnectionRefusedError"):
        sent(server(free_port()))


@pytest.fixture
def silent() -> Iterator[int]:
    """A server that takes the call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_server_that_says_nothing_is_given_up_in_time(silent: int) -> None:
    with pytest.raises(MailServerUnusable, match="SMTPServerDisconnected"):
        sent(server(silent, patience=0.2))


def test_to_another_machine_nothing_goes_unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MailServer, "is_here", property(lambda _: False))
    with post_office() as office, pytest.raises(MailServerUnusable, match="SMTPNotSupportedError"):
        sent(server(office.port, user="us", password="right"))
    assert office.seen == []
    assert office.users == []


@pytest.mark.parametrize("implicit", [False, True])
def test_to_another_machine_it_goes_encrypted_to_a_server_that_is_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, implicit: bool
) -> None:
    monkeypatch.setattr(MailServer, "is_here", property(lambda _: False))
    context = certified(tmp_path)
    with post_office(**{"tls" if implicit else "starttls": context}) as office:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        sent(server(office.port, implicit=implicit, patience=5))
        monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
        with pytest.raises(MailServerUnusable, match="SSLCertVerificationError"):
            sent(server(office.port, implicit=implicit, patience=5))
    assert len(office.taken) == 1


def certified(folder: Path) -> ssl.SSLContext:
    """A server's side of TLS, with a certificate of its own making for this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    made = made.not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = made.add_extension(here, critical=False).sign(key, hashes.SHA256())
    (folder / "certificate.pem").write_bytes(signed.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("mail.example.org", False),
     ("10.0.0.1", False), ("127.0.0.1.example.org", False)],
)  # fmt: skip
def test_which_servers_are_this_machine(host: str, here: bool) -> None:
    assert server(25, host=host).is_here is here


@pytest.mark.parametrize(
    ("given", "host", "port", "user", "implicit"),
    [
        ("smtp://mail.example.org", "mail.example.org", 587, None, False),
        ("smtp://us%40example.org@mail.example.org:25", "mail.example.org", 25, "us@example.org", False),
        ("smtps://us@mail.example.org", "mail.example.org", 465, "us", True),
        ("smtp://[::1]:2525", "::1", 2525, None, False),
    ],
)
def test_settings_name_a_server(
    tmp_path: Path, given: str, host: str, port: int, user: str | None, implicit: bool
) -> None:
    actual_server = read_mail_server(settings(tmp_path, mail_server=given, mail_password=SecretStr("s")), patience=30)
    assert actual_server is not None
    assert (
        actual_server.host,
        actual_server.port,
        actual_server.user,
        actual_server.implicit,
        actual_server.password,
    ) == (host, port, user, implicit, "s")
    assert actual_server.domain == "example.org"


def test_without_a_setting_there_is_no_server(tmp_path: Path) -> None:
    assert read_mail_server(Settings(home=tmp_path), patience=30) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"mail_server": "http://mail.example.org"},
        {"mail_server": "mail.example.org"},
        {"mail_server": "smtp://us:secret@mail.example.org"},
        {"mail_server": "smtp://mail.example.org:99999"},
        {"mail_server": "smtp://mail.example.org/path"},
        {"mail_from": "nobody"},
        {"mail_from": None},
        {"mail_from": "returns@example.org\r\nBcc: all@example.org"},
    ],
)
def test_settings_that_are_wrong_are_named_and_not_repeated(tmp_path: Path, changed: dict[str, Any]) -> None:
    told = {"mail_server": "smtp://mail.example.org", "mail_from": "returns@example.org"} | changed
    with pytest.raises(WrongUsage, match="RETURNONCE_MAIL_") as wrong:
        read_mail_server(Settings(home=tmp_path, **told), patience=30)
    assert "secret" not in str(wrong.value)
    assert "Bcc" not in str(wrong.value)


@settings_for_examples(max_examples=at_most(40))
@given(st.text(max_size=200), st.text(max_size=500))
def test_whatever_is_written_is_one_message_to_one_address(subject: str, body: str) -> None:
    """Headers come from the outbox in one line; the body may hold anything that is text."""
    line = " ".join("".join(c if c.isprintable() else " " for c in subject).split())
    made = build_message(server(25), Mail("abc", "desk@example.org", line, body, MAIL.made_at))
    flat = made.as_bytes()
    assert flat.count(b"\r\nTo: ") == 1
    assert b"\r\nBcc:" not in flat.partition(b"\r\n\r\n")[0]
    assert max(map(len, flat.split(b"\r\n"))) <= 998


def test_the_bytes_are_the_same_however_often() -> None:
    assert build_message(server(25), MAIL).as_bytes() == build_message(server(25), MAIL).as_bytes()


def test_many_lines_at_once() -> None:
    with post_office() as office:
        threads = [threading.Thread(target=sent, args=(server(office.port),), kwargs={"times": 3}) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(office.taken) == 9
