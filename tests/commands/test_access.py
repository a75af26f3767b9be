"""``returnonce user``, ``key`` and ``client``, as a person types them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.command_line import run
from tests.stores import copied

CLIENT = "pct-system"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Path) -> Path:
    copied(made, tmp_path / "var")
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "var"))
    monkeypatch.delenv("RETURNONCE_DATABASE_URL", raising=False)
    return tmp_path / "var"


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    code, out, _ = run(capsys, *arguments, "--json")
    assert code == 0, out
    return json.loads(out)


def test_from_a_fresh_store_to_an_officer_with_a_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "user", "add", "root", "--title", "Keeps accounts")
    assert run(capsys, "user", "grant", "root", "administrator", "--everywhere")[0] == 0
    run(capsys, "user", "add", "amira", "--place", "lewisham", "--by", "root")
    given = told(capsys, "user", "grant", "amira", "officer", "--place", "lewisham", "--by", "root")
    assert given == {"account": "amira", "grant": 2, "given": "officer, place lewisham"}
    told(capsys, "user", "grant", "amira", "--office", "caldicott-guardian", "--place", "lewisham", "--by", "root")
    monkeypatch.setattr("sys.stdin", io.StringIO("three random words\n"))
    assert told(capsys, "user", "password", "amira")["password"] == "set"
    [amira, root] = told(capsys, "user", "list")["accounts"]
    assert (amira["offices"], root["grants"][0]["reach"]) == (["caldicott-guardian@lewisham"], "everything")
    told(capsys, "user", "end", "amira", "--grant", "2", "--office", "caldicott-guardian", "--by", "root")
    told(capsys, "user", "end", "amira")
    assert told(capsys, "user", "list")["accounts"][0]["ended_at"]


def test_a_key_is_shown_once_and_rotated(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    run(capsys, "client", "add", CLIENT, "--place", "lewisham")
    run(capsys, "user", "grant", CLIENT, "agency", "--agency", "lewisham-pct")
    assert (
        told(capsys, "client", "list")["accounts"][0]["grants"][0]["reach"] == "place lewisham; agencies lewisham-pct"
    )
    _, first, _ = run(capsys, "key", "add", CLIENT, "--address", "192.0.2.0/24")
    public = first.split("_")[1]
    second = told(capsys, "key", "rotate", public)
    secret = told(capsys, "client", "secret", CLIENT, "--days", "30")["secret"]
    assert run(capsys, "key", "revoke", public)[0] == 0
    kept = told(capsys, "key", "list", CLIENT)["keys"]
    assert [(each["kind"], each["live"], each["addresses"]) for each in kept] == [
        ("key", False, ["192.0.2.0/24"]), ("key", True, ["192.0.2.0/24"]), ("secret", True, []),
    ]  # fmt: skip
    everything = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    for shown in (first.strip(), second["key"], secret):
        assert shown.split("_")[2].encode() not in everything
    run(capsys, "client", "end", CLIENT)
    assert run(capsys, "key", "add", CLIENT)[0] == 1


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("user", "add", "A B"), 2, "no name"),
        (("user", "add", "operator"), 2, "no name"),
        (("user", "add", "amira", "--place", "atlantis"), 1, "There is no place 'atlantis'"),
        (("user", "add", "amira", "--by", "nobody"), 1, "no account of that name"),
        (("user", "grant", "nobody", "officer", "--everywhere"), 1, "no account of that name"),
        (("user", "grant", "x"), 2, "Name a role"),
        (("key", "list", "nobody"), 1, "no account of that name"),
        (("key", "revoke", "abc"), 1, "no key or secret"),
    ],
)
def test_what_cannot_be_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, says: str
) -> None:
    ended, _, talk = run(capsys, *arguments)
    assert (ended, says in talk) == (code, True)


def test_administrators_give_roles_at_their_place_and_never_to_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("amira", "keeper", "stranger"):
        run(capsys, "user", "add", name, "--place", "lewisham")
    run(capsys, "user", "grant", "keeper", "administrator", "--place", "lewisham")
    for name, place, by, says in (
        ("amira", "nottinghamshire", "keeper", "keeper may not keep accounts"),
        ("amira", "lewisham", "stranger", "stranger may not keep accounts"),
        ("keeper", "lewisham", "keeper", "to themselves"),
    ):
        code, _, talk = run(capsys, "user", "grant", name, "officer", "--place", place, "--by", by)
        assert (code, says in talk) == (1, True)


def test_an_unsafe_password_is_refused_and_not_repeated(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "user", "add", "amira", "--place", "lewisham")
    password = "amira amira amira"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    code, _, talk = run(capsys, "user", "password", "amira")
    assert (code, "no safe password" in talk) == (2, True)
    assert password not in talk


def test_who_is_somebody_at_the_provider(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "user", "add", "amira", "--place", "lewisham")
    run(capsys, "client", "add", CLIENT)
    issuer = ("--issuer", "https://id.example.org", "--subject", "abc")
    assert run(capsys, "user", "link", "amira", *issuer)[0] == 0
    assert "linked already" in run(capsys, "user", "link", "amira", *issuer)[2]
    assert "Only people" in run(capsys, "user", "link", CLIENT, *issuer)[2]
