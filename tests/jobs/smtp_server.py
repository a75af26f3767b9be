"""A real SMTP server on this machine, which takes, refuses, delays or hangs up as a test wants."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

OK = "250 OK"


@dataclass
class PostOffice:
    """``answers``: what the server says to each message in turn, and then 250; ``hang up`` closes the line.

    ``to_recipient``: what it says to an address, once or always, before any message is taken.
    """

    answers: list[str] = field(default_factory=list)
    to_recipient: dict[str, str] = field(default_factory=dict)
    once: bool = False
    taken: list[EmailMessage] = field(default_factory=list)
    seen: list[EmailMessage] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 (the server's own name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.to_recipient.pop(address, OK) if self.once else self.to_recipient.get(address, OK)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.original_content or b""
        message = BytesParser(_class=EmailMessage, policy=default).parsebytes(raw)
        assert isinstance(message, EmailMessage)
        self.seen.append(message)
        answer = self.answers.pop(0) if self.answers else OK
        if answer == "hang up":
            assert server.transport is not None
            server.transport.abort()
            return OK
        if answer == "sleep":
            await asyncio.sleep(5)
        if answer == OK:
            self.taken.append(message)
        return answer

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _kind: str, told: Any) -> AuthResult:
        """Takes the one right password."""
        assert isinstance(told, LoginPassword)
        self.users.append(told.login.decode())
        return AuthResult(success=told.password == b"right", handled=False)


@contextmanager
def post_office(
    *, auth: bool = False, starttls: SSLContext | None = None, tls: SSLContext | None = None, **about: Any
) -> Iterator[PostOffice]:
    """A server that listens on a port of its own; ``tls``: encrypted from the first byte."""
    office = PostOffice(**about)
    options: dict[str, Any] = (
        {"authenticator": office.authenticate, "auth_required": True, "auth_require_tls": False} if auth else {}
    )
    if starttls:
        options |= {"tls_context": starttls, "require_starttls": True}
    controller = Controller(office, hostname="127.0.0.1", port=free_port(), ssl_context=tls, **options)
    controller.start()
    office.port = controller.port
    try:
        yield office
    finally:
        controller.stop()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port
