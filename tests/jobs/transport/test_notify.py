from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from jobs.deliver_messages import choose_sender
from jobs.transport.mail_sender import DeliveryFailure, Mail, MailServerUnusable, RecipientRefused
from jobs.transport.notify import open_notify
from returnonce.errors import WrongUsage
from returnonce.settings import Settings
from tests.jobs.smtp_server import free_port
from tests.shipped import load_delivery_policy

MAIL = Mail("abc123", "desk@example.org", "Due tomorrow", "Soon.", datetime(2026, 11, 20, tzinfo=UTC))
KEY = "service-" + "11111111-1111-4111-8111-111111111111-" + "22222222-2222-4222-8222-222222222222"
TEMPLATE = "33333333-3333-4333-8333-333333333333"


class Notify(BaseHTTPRequestHandler):
    """Plays the two calls of Notify that are used; ``answers`` come before success, in turn."""

    answers: list[tuple[int, dict[str, Any]]] = []  # noqa: RUF012 (set anew for each server)
    taken: list[dict[str, Any]] = []  # noqa: RUF012

    def do_POST(self) -> None:
        document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, body = self.answers.pop(0) if self.answers else (201, {"id": "1", "reference": document["reference"]})
        if status == 201 or body.get("taken"):
            self.taken.append(document | {"path": self.path, "bearer": self.headers["Authorization"][:7]})
        self._say(status, body)

    def do_GET(self) -> None:
        wanted = parse_qs(urlsplit(self.path).query).get("reference", [""])[0]
        found = [{"reference": each["reference"]} for each in self.taken if each["reference"] == wanted]
        self._say(200, {"notifications": found, "links": {}})

    def _say(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def notify() -> Iterator[tuple[type[Notify], str]]:
    """The server's state, and its address."""
    state = type("State", (Notify,), {"answers": [], "taken": []})
    server = HTTPServer(("127.0.0.1", 0), state)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield state, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def told(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, notify_key=SecretStr(KEY), notify_template=TEMPLATE)


def fault(name: str, message: str, status: int) -> tuple[int, dict[str, Any]]:
    return status, {"errors": [{"error": name, "message": message}], "status_code": status}


def sent(settings: Settings, address: str, *, repeated: bool = False) -> None:
    with open_notify(settings, patience=2, base_url=address) as way:
        way.send(MAIL, repeated=repeated)


def test_a_message_goes_with_its_name_as_reference(notify: tuple[type[Notify], str], told: Settings) -> None:
    state, address = notify
    sent(told, address)
    assert state.taken == [
        {
            "email_address": "desk@example.org", "template_id": TEMPLATE, "reference": "abc123",
            "personalisation": {"subject": "Due tomorrow", "body": "Soon."}, "path": "/v2/notifications/email",
            "bearer": "Bearer ",
        }
    ]  # fmt: skip


def test_what_notify_has_already_is_not_sent_again(notify: tuple[type[Notify], str], told: Settings) -> None:
    state, address = notify
    state.answers.append((500, {"taken": True}))
    with pytest.raises(DeliveryFailure, match="500"):
        sent(told, address)
    sent(told, address, repeated=True)
    assert len(state.taken) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (fault("ValidationError", "email_address Not a valid email address", 400), RecipientRefused),
        (fault("ValidationError", "template_id is not a valid UUID", 400), MailServerUnusable),
        (fault("BadRequestError", "Can't send to this recipient using a team-only API key", 400), MailServerUnusable),
        (fault("AuthError", "Invalid token: API key not found", 403), MailServerUnusable),
        (fault("TooManyRequestsError", "Exceeded send limits (50) for today", 429), MailServerUnusable),
        (fault("Exception", "Internal server error", 500), DeliveryFailure),
        (fault("Exception", "Unavailable", 503), DeliveryFailure),
    ],
)
def test_what_each_refusal_means(
    notify: tuple[type[Notify], str], told: Settings, answer: tuple[int, dict[str, Any]], kind: type[DeliveryFailure],
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    state, address = notify
    state.answers.append(answer)
    with caplog.at_level(logging.DEBUG), pytest.raises(DeliveryFailure, match=str(answer[0])) as failed:
        sent(told, address)
    assert type(failed.value) is kind
    assert "desk@example.org" not in caplog.text + capfd.readouterr().err


def test_notify_that_does_not_answer_is_nobodys_fault(told: Settings) -> None:
    with pytest.raises(MailServerUnusable, match="no answer"):
        sent(told, f"http://127.0.0.1:{free_port()}")


def test_a_key_needs_a_template(told: Settings) -> None:
    bare = told.model_copy(update={"notify_template": None})
    with pytest.raises(WrongUsage, match="RETURNONCE_NOTIFY_TEMPLATE"):
        sent(bare, "http://127.0.0.1")


def test_notify_goes_before_the_mail_server(told: Settings) -> None:
    both = told.model_copy(update={"mail_server": "smtp://127.0.0.1", "mail_from": "a@example.org"})
    sender = choose_sender(both, load_delivery_policy())
    assert sender is not None
    with sender as way:
        assert type(way).__name__ == "NotifySender"
