"""Signing keys and bundles at the console, and what each verb leaves for later: the rules that it worked by."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from cli import main
from mappings.ruleset.ruleset_history import NOT_KEPT
from returnonce.blobs import FolderObjects
from returnonce.definition_files.file_tree import RELEASE
from returnonce.signing_keys import read_public_keys
from tests.shipped import load_ruleset
from tests.stores import copied

FUTURE = "2100-01-01T00:00:00Z"
SPAN = ("--place", "lewisham", "--from", "2009-04-01", "--to", "2009-09-30")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Path) -> Path:
    copied(made, tmp_path / "var")
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "var"))
    monkeypatch.delenv("RETURNONCE_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "var"


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert main([*arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def rules(home: Path) -> list[str]:
    with sqlite3.connect(home / "store.sqlite3") as store:
        return [name for (name,) in store.execute("SELECT hash FROM ruleset ORDER BY id")]


def test_whoever_works_on_a_store_leaves_the_rules(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = load_ruleset()
    told(capsys, "init")
    told(capsys, "progress")
    assert rules(home) == [shipped.hash]
    shutil.copytree(RELEASE / "mappings" / "places" / "lewisham", home.parent / "own" / "lewisham")
    place = home.parent / "own" / "lewisham" / "place.yaml"
    place.write_text(place.read_text().replace("title: London", "title: The London"))
    monkeypatch.setenv("RETURNONCE_PLACES", str(home.parent / "own"))
    told(capsys, "plan", *SPAN)
    assert {path.stem for path in (home / "files" / "rulesets").iterdir()} == {*rules(home)}
    assert len(rules(home)) == 2


def test_without_a_store_nothing_older_is_known_and_no_store_is_made(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(home)
    assert main(["mapping", "show", "crc", "--as-of", FUTURE]) == 0
    assert NOT_KEPT in " ".join(capsys.readouterr().err.split())
    assert not home.exists()
    assert main(["mapping", "show", "crc", "--as-of", "yesterday"]) == 2


def test_as_of_now_is_what_it_is_now(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "init")
    for number, more in enumerate(((), ("--as-of", FUTURE))):
        told(capsys, "plan", *SPAN, "--out", f"{number}.json", *more)
    one, two = (json.loads(Path(f"{n}.json").read_text()) for n in (0, 1))
    assert (one | {"made_on": None}, one["ruleset"]) == (two | {"made_on": None}, rules(home)[0])
    for verb in (("catalogue", "show", "annex-a-care-leavers-in-touch"), ("mapping", "show", "crc")):
        assert told(capsys, *verb) == told(capsys, *verb, "--as-of", FUTURE)
    told(capsys, "feed", "write", "--place", "lewisham", "--out", "now.ics")
    told(capsys, "feed", "write", "--place", "lewisham", "--out", "then.ics", "--as-of", FUTURE)
    assert Path("now.ics").read_bytes() == Path("then.ics").read_bytes()


def test_the_signing_key_is_shown_without_its_secret_and_rotated(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [first] = told(capsys, "signing-key", "show", "--pem", "key.pem")
    assert first["state"] == "in use"
    assert Path("key.pem").read_text().startswith("-----BEGIN PUBLIC KEY-----")
    second = told(capsys, "signing-key", "rotate")
    assert second["before"] == first["key"] != second["key"]
    assert {row["key"]: row["state"] for row in told(capsys, "signing-key", "show")} == {
        first["key"]: "before", second["key"]: "in use"
    }  # fmt: skip
    with sqlite3.connect(home / "store.sqlite3") as store:
        assert store.execute("SELECT subject FROM audit WHERE act = 'rotate-signing-key'").fetchall() == [
            (second["key"],)
        ]
    secret = (home / "keys" / "signing.key").read_text().strip()
    assert main(["signing-key", "show"]) == 0
    assert secret not in capsys.readouterr().out
    monkeypatch.setenv("RETURNONCE_SIGNING_KEY", secret)
    assert main(["signing-key", "rotate"]) == 2


def test_a_bundle_of_what_is_not_published_is_not_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bundle", "crc", "--area", "Lewisham", "--period", "FY2010-11"]) == 1
    assert "No edition of crc" in " ".join(capsys.readouterr().err.split())


def test_public_keys_are_in_every_backup_and_are_served_where_the_private_one_is_not(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [key] = told(capsys, "signing-key", "show")
    told(capsys, "init")
    told(capsys, "backup", "kept.backup")
    monkeypatch.setenv("RETURNONCE_HOME", str(home.parent / "restored"))
    told(capsys, "restore", "kept.backup")
    assert [each.id for each in read_public_keys(FolderObjects(home.parent / "restored"))] == [key["key"]]
    assert main(["signing-key", "show"]) == 1
    assert "signing key is" in " ".join(capsys.readouterr().err.split())
    assert told(capsys, "signing-key", "rotate")["before"] is None
