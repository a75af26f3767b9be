"""A large file is kept, sealed and read in a few megabytes, in every place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from returnonce.blobs.place import parse_place
from returnonce.settings import Settings
from tests.repository import ROOT
from tests.returnonce.blobs.buckets import BUCKET, empty_bucket

pytestmark = pytest.mark.long

FILE_MB, MOST_MB = 100, 40
#: In a process of its own, so that nothing else is measured. What is loaded late is loaded by small files first.
PROGRAM = """
import json, os, resource, sys
from datetime import date
from pathlib import Path
from returnonce.blobs import BlobStore
from returnonce.blobs.opening import open_place
from returnonce.blobs.place import parse_place
from returnonce.settings import Settings
from returnonce.vault import Case, open_vault
settings, place, file = Settings.model_validate(json.loads(sys.argv[1])), parse_place(sys.argv[2]), Path(sys.argv[3])
objects = open_place(settings, place)
blobs, vault = BlobStore(objects), open_vault(settings.home, objects=objects)
def both(name, data):
    digest = blobs.keep("received", data)
    vault.seal(Case(name, "records", date(2099, 1, 1)), {"received": data})
    for pieces in (blobs.pieces("received", digest), vault.pieces(name, "received")):
        yield sum(map(len, pieces))
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
list(both("aa", os.urandom(6 << 20)))
before = peak()
print(json.dumps([*both("bb", file), peak() - before]))
"""


@pytest.mark.parametrize("place", ["folder", pytest.param("database", marks=pytest.mark.postgres), f"s3://{BUCKET}/m"])
def test_a_large_file_is_never_held_whole(request: pytest.FixtureRequest, tmp_path: Path, place: str) -> None:
    settings = Settings(home=tmp_path / "home")
    if parse_place(place).kind == "database":
        server = request.getfixturevalue("postgres")
        server.migrated()
        settings = settings.model_copy(update={"database_url": server.url})
    if parse_place(place).kind == "s3":
        settings = empty_bucket(request.getfixturevalue("s3_server"), settings)
    with (tmp_path / "large").open("wb") as file:
        for _ in range(FILE_MB):
            file.write(os.urandom(1 << 20))
    given = settings.model_dump(mode="json", exclude_none=True) | (
        {"bucket_secret": "s"} if settings.bucket_secret else {}
    )
    command = [sys.executable, "-c", PROGRAM, json.dumps(given), place, str(tmp_path / "large")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kept, sealed, grown = json.loads(done.stdout)
    assert (kept, sealed) == (FILE_MB << 20, FILE_MB << 20)
    assert grown < MOST_MB
