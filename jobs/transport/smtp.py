"""Sends by SMTP, encrypted unless the server is this machine."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from jobs.transport.mail_sender import DeliveryFailure, Mail, MailServerUnusable, RecipientRefused
from mappings.place.contacts import ADDRESS_PATTERN
from returnonce.errors import WrongUsage
from returnonce.http.addresses import is_loopback
from returnonce.settings import Settings

PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """Where and as whom. ``implicit``: encrypted from the first byte (smtps)."""

    host: str
    port: int
    user: str | None
    password: str | None
    sender: str
    implicit: bool
    patience: float

    @property
    def is_here(self) -> bool:
        """True of this machine, to which nothing needs to be encrypted."""
        return is_loopback(self.host)

    @property
    def domain(self) -> str:
        """Of the address that messages come from."""
        return parseaddr(self.sender)[1].rpartition("@")[2]


def read_mail_server(settings: Settings, *, patience: float) -> MailServer | None:
    """The mail server that is set; None where none is.

    Raises:
        WrongUsage: a setting is malformed or missing; its content is not repeated.
    """
    if settings.mail_server is None:
        return None
    parts = urlsplit(settings.mail_server)
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise _wrong("RETURNONCE_MAIL_SERVER", "Write it like smtp://user@host:587 or smtps://user@host.")
    if parts.password is not None:
        raise _wrong("RETURNONCE_MAIL_SERVER", "Put the password into RETURNONCE_MAIL_PASSWORD.")
    sender = settings.mail_from or ""
    if not ADDRESS_PATTERN.fullmatch(parseaddr(sender)[1]) or not sender.isprintable():
        raise _wrong("RETURNONCE_MAIL_FROM", "Write an address, such as returns@council.example.org.")
    secret = settings.mail_password
    return MailServer(
        parts.hostname, _port(parts.netloc) or PORTS[parts.scheme], unquote(parts.username) if parts.username else None,
        secret.get_secret_value() if secret else None, sender, parts.scheme == "smtps", patience,
    )  # fmt: skip


class SmtpSender:
    """One connection, made anew after it broke."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.line: smtplib.SMTP | None = None

    def send(self, mail: Mail, *, repeated: bool) -> None:  # noqa: ARG002 (the Message-ID tells a repeat)
        line = self.line or self.connect()
        try:
            # Not send_message, which writes ">From" where a line begins with that word.
            line.sendmail(parseaddr(self.server.sender)[1], [mail.address], build_message(self.server, mail).as_bytes())
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise _by_code(code) from None
        except smtplib.SMTPSenderRefused as error:
            self.close()
            raise (DeliveryFailure if _passes(error.smtp_code) else MailServerUnusable)(str(error.smtp_code)) from None
        except smtplib.SMTPResponseException as error:
            self.close()
            raise _by_code(error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            # The connection broke in the middle: nobody knows whether it was taken.
            self.close()
            raise DeliveryFailure(type(error).__name__) from None

    def connect(self) -> smtplib.SMTP:
        """An open line, encrypted and signed in where that is wanted.

        Raises:
            NotOurs: the server is not there, refuses us, or offers no encryption.
        """
        try:
            self.line = _open(self.server)
        except smtplib.SMTPResponseException as error:
            raise MailServerUnusable(str(error.smtp_code)) from None
        except (smtplib.SMTPException, OSError) as error:
            raise MailServerUnusable(type(error).__name__) from None
        return self.line

    def close(self) -> None:
        """Say goodbye, if anybody still listens."""
        line, self.line = self.line, None
        if line is not None:
            line.close()


@contextmanager
def open_smtp(server: MailServer) -> Iterator[SmtpSender]:
    """A sender that is connected."""
    sender = SmtpSender(server)
    sender.connect()
    try:
        yield sender
    finally:
        sender.close()


def build_message(server: MailServer, mail: Mail) -> EmailMessage:
    """The message as it goes over the wire; the same bytes however often it is sent."""
    message = EmailMessage(policy=SMTP)
    message["From"] = server.sender
    message["To"] = mail.address
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.made_at)
    message["Message-ID"] = f"<{mail.name}@{server.domain}>"
    # So that no absence notice or list robot answers.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.body, cte="quoted-printable")
    return message


def _open(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    # Without a name of our own, the library would ask the network for one.
    name = server.domain
    if server.implicit:
        line: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=name, timeout=server.patience, context=context
        )
    else:
        line = smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=server.patience)
    try:
        _introduce(line, server, context)
    except BaseException:
        line.close()
        raise
    return line


def _introduce(line: smtplib.SMTP, server: MailServer, context: ssl.SSLContext) -> None:
    line.ehlo_or_helo_if_needed()
    if not server.implicit and not server.is_here:
        line.starttls(context=context)
        line.ehlo()
    if server.user:
        line.login(server.user, server.password or "")


def _by_code(code: int) -> DeliveryFailure:
    return DeliveryFailure(str(code)) if _passes(code) else RecipientRefused(str(code))


def _passes(code: int) -> bool:
    """4xx passes; 421 and 450 are how greylisting asks to come again."""
    return 400 <= code < 500


def _port(netloc: str) -> int | None:
    try:
        return urlsplit(f"//{netloc}").port
    except ValueError:
        raise _wrong("RETURNONCE_MAIL_SERVER", "The port is a number up to 65535.") from None


def _wrong(name: str, mend: str) -> WrongUsage:
    return WrongUsage("The setting is not understood.", where=name, mend=mend)
