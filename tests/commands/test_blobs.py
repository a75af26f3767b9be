"""Where files are kept, and moving them, at the console."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli import main
from tests.returnonce.blobs.buckets import BUCKET, empty_bucket, s3_client, s3_server

__all__ = ["s3_server"]
PLACE = f"s3://{BUCKET}/moved"


@pytest.fixture
def home(s3_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from returnonce.settings import Settings

    empty_bucket(s3_server, Settings())
    given = {"HOME": str(tmp_path / "var"), "BUCKET_ENDPOINT": s3_server, "BUCKET_REGION": "x", "BUCKET_KEY_ID": "us",
             "BUCKET_SECRET": "s"}  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(f"RETURNONCE_{name}", value)
    monkeypatch.delenv("RETURNONCE_DATABASE_URL", raising=False)
    return tmp_path / "var"


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert main([*arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_files_are_shown_moved_and_found_by_every_command(
    home: Path, s3_server: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told(capsys, "init")
    before = told(capsys, "blobs", "show")
    assert (before["place"], before["files"]) == ("folder", 1)
    moved = told(capsys, "blobs", "move", PLACE)
    assert moved == {"from": "folder", "to": PLACE, "files": 1}
    assert told(capsys, "blobs", "show") == before | {"place": PLACE}
    assert [path for path in (home / "files").rglob("*") if path.is_file()] == []
    [held] = s3_client(s3_server).list_objects_v2(Bucket=BUCKET)["Contents"]
    assert held["Key"].startswith("moved/files/rulesets/")
    assert told(capsys, "signing-key", "show")[0]["state"] == "in use"
    told(capsys, "backup", str(home.parent / "all.backup"))
    monkeypatch.setenv("RETURNONCE_BLOBS", "folder")
    assert main(["blobs", "show"]) == 2
    assert f"Set it to {PLACE}" in capsys.readouterr().err
    monkeypatch.setenv("RETURNONCE_BLOBS", PLACE)
    assert main(["blobs", "move", PLACE]) == 1
    assert "already" in capsys.readouterr().err
    assert main(["blobs", "move", "elsewhere"]) == 2
