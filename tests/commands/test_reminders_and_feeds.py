"""``returnonce reminders`` and ``returnonce feed``, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import vobject

from tests.commands.command_line import run
from tests.jobs.smtp_server import post_office
from tests.stores import copied

AGENCY = "lewisham-childrens-services"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Path) -> Path:
    copied(made, tmp_path / "var")
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "var"))
    for name in ("DATABASE_URL", "MAIL_SERVER", "NOTIFY_KEY", "BASE_URL"):
        monkeypatch.delenv(f"RETURNONCE_{name}", raising=False)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    code, out, _ = run(capsys, *arguments, "--json")
    assert code == 0, out
    return json.loads(out)


def test_another_day_is_looked_at_by_contact_and_without_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "reminders", "--on", "2026-06-15", "--text")
    assert code == 0
    assert f"To: lewisham/{AGENCY}-returns\nSubject: Due tomorrow: Children in need census" in out
    assert "example.org" not in out
    assert "would be written." in out
    assert told(capsys, "reminders", "--outbox") == {"waiting": [], "undelivered": []}


def test_a_day_on_which_nobody_works_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "reminders", "--on", "2026-06-20")["messages"] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--on", "tomorrow"), "Write it like 2010-03-31"),
        (("--send", "--dry-run"), "Leave out"),
        (("--send", "--on", "2026-06-15"), "Leave out"),
    ],
)
def test_what_cannot_be_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    code, _, talk = run(capsys, "reminders", *arguments)
    assert code == 2
    assert says in talk


def test_messages_wait_until_a_server_is_set(capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    """Whatever the day is on which this runs: what is written waits, and what waits is listed."""
    written = told(capsys, "reminders")["messages"]
    waiting = told(capsys, "reminders", "--outbox")["waiting"]
    assert {each["recipient"] for each in waiting} == {each["recipient"] for each in written}
    with post_office() as office:
        monkeypatch.setenv("RETURNONCE_MAIL_SERVER", f"smtp://127.0.0.1:{office.port}")
        monkeypatch.setenv("RETURNONCE_MAIL_FROM", "returns@example.org")
        assert told(capsys, "reminders", "--send")["messages"] == []


def test_a_calendar_is_written_to_a_file(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    path = home / "lewisham.ics"
    done = told(capsys, "feed", "write", "--place", "lewisham", "--out", str(path))
    events = vobject.readOne(path.read_text(encoding="utf-8")).contents["vevent"]
    assert len(events) == done["dates"] > 10


def test_an_address_is_shown_once_and_taken_back(capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    monkeypatch.setenv("RETURNONCE_BASE_URL", "https://returns.example.org/")
    made = told(capsys, "feed", "add", "--agency", AGENCY)
    assert made["address"].startswith("https://returns.example.org/calendars/")
    token = made["address"].split("/")[-1].removesuffix(".ics")
    _, out, talk = run(capsys, "feed", "list")
    assert AGENCY in out
    assert token not in out + talk
    assert run(capsys, "feed", "revoke", str(made["feed"]))[0] == 0
    assert told(capsys, "feed", "list")["feeds"][0]["revoked_at"]
    code, _, talk = run(capsys, "feed", "revoke", str(made["feed"]))
    assert (code, "taken back before" in talk) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((), 2, "Give one of --agency"),
        (("--agency", AGENCY, "--place", "lewisham"), 2, "Give one of --agency"),
        (("--agency", "nobody"), 1, "has no agency 'nobody'"),
        (("--return", "nothing"), 1, "nothing"),
        (("--place", "nowhere"), 1, "Places are"),
    ],
)
def test_a_feed_is_of_one_thing_that_there_is(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, says: str
) -> None:
    found, _, talk = run(capsys, "feed", "add", *arguments)
    assert found == code
    assert says in talk


def test_a_calendar_follows_an_extension_at_once(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    path = home / "calendar.ics"
    run(capsys, "feed", "write", "--agency", AGENCY, "--out", str(path))
    before = path.read_text(encoding="utf-8")
    code, _, talk = run(
        capsys, "extend", "national-indicators", "--place", "lewisham", "--period", "FY2026-27", "--agency", AGENCY,
        "--until", "2027-06-24", "--by", "Ms Canary", "--reason", "ill",
    )  # fmt: skip
    assert code == 0, talk
    run(capsys, "feed", "write", "--agency", AGENCY, "--out", str(path))
    after = path.read_text(encoding="utf-8")
    assert "SEQUENCE:1" in after
    assert "SEQUENCE:1" not in before
    assert "20270624T170000" in after
    assert "Canary" not in after
