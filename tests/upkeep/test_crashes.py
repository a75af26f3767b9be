"""Killed at any call to the disk, or told that it is full: nothing acknowledged is lost, nothing is half there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from returnonce.clock import FixedClock
from returnonce.db import make_engine, open_store, reading
from returnonce.errors import Unavailable
from returnonce.settings import Settings
from returnonce.sqlite_reading import RESTORING
from tests.collectors.figures.small_ruleset import table
from tests.repository import ROOT
from tests.upkeep.releases import build
from tests.upkeep.tampering import proofs
from tests.upkeep.test_backup import make, rows
from tests.upkeep.world import RULES, grow
from upkeep.backup_archive import prove_archive
from upkeep.restore import restore

pytestmark = pytest.mark.long

CALLS = ("pwrite64", "fdatasync", "fsync", "rename", "unlink", "link")
ACTS = ("collect", "backup", "restore", "migrate", "publish")
IN_SUITE = ("collect", "publish", "restore")
FEW, MANY = 1, 30


@dataclass(frozen=True)
class Ground:
    """What each act starts from."""

    home: Path
    backup: Path
    old: Path
    upload: Path
    clock: FixedClock


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    if shutil.which("strace") is None:
        pytest.skip("strace is not here; crashes at system calls are not tried")
    folder = tmp_path_factory.mktemp("crashes")
    settings = Settings(home=folder / "var")
    engine = open_store(settings)
    clock = grow(engine, settings)
    made = make(settings, folder / "all.backup").path
    build(make_engine(Settings(home=folder / "old").url), "0007", folder / "old")
    upload = folder / "up.csv"
    upload.write_text(table("share,E09000023,FY2009-10,,,55,100,,,,"))
    return Ground(settings.home, made, folder / "old", upload, clock)


def lay_out(ground: Ground, act: str, folder: Path) -> tuple[Path, Path]:
    """A fresh copy of what the act works on: its home and its file."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    source = {"restore": None, "migrate": ground.old}.get(act, ground.home)
    if source is not None:
        shutil.copytree(source, folder / "var")
    file = {"backup": folder / "new.backup", "restore": ground.backup}.get(act, ground.upload)
    return folder / "var", file


def run(act: str, home: Path, file: Path, *strace: str) -> subprocess.CompletedProcess[str]:
    command = ["strace", "-f", "-qq", *strace, sys.executable, "-m", "tests.upkeep.acts", act, str(home), str(file)]
    here = {"PYTHONDONTWRITEBYTECODE": "1", "POLARS_MAX_THREADS": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=os.environ | here, capture_output=True, text=True, timeout=300)


def points(ground: Ground, act: str, folder: Path, count: int) -> Iterator[tuple[str, int]]:
    """Calls to be killed at: of each kind the first, the last and some between."""
    home, file = lay_out(ground, act, folder)
    log = folder / "strace.log"
    done = run(act, home, file, "-o", str(log), "-e", f"trace={','.join(CALLS)}")
    assert done.stdout == "done\n", done.stderr[-2000:]
    for call in CALLS:
        total = len(re.findall(rf"\b{call}\(", log.read_text()))
        step = max(1, -(-total // count))
        yield from ((call, number) for number in range(1 + (total - 1) % step, total + 1, step))


def is_whole(ground: Ground, act: str, home: Path, file: Path, acknowledged: bool) -> None:
    """All or nothing; all, where it was acknowledged; and the act, tried again, succeeds."""
    settings = Settings(home=home)
    if act == "restore":
        if (home / RESTORING).exists():
            with pytest.raises(Unavailable):
                open_store(settings)
        if not (home / "store.sqlite3").exists() or (home / RESTORING).exists():
            assert not acknowledged
            restore(settings, file)
        restored = rows(make_engine(settings.url))
        # A view of the segments, which a backup has no table of.
        del restored["figure"]
        assert restored == rows_of_backup(file)
        return
    engine = open_store(settings)
    if act == "migrate":
        return
    assert proofs(home, ground.clock, RULES) == []
    if act == "backup":
        if file.exists():
            prove_archive(file)
        assert file.exists() or not acknowledged
        assert [path for path in file.parent.iterdir() if path.name.startswith(".part")] == []
        make(settings, file.with_name("again.backup"))
    if act == "collect":
        with reading(engine) as session:
            assert not acknowledged or session.execute(text("SELECT count(*) FROM submission")).scalar() == 4
    engine.dispose()


def rows_of_backup(path: Path) -> dict[str, str]:
    import json
    import zipfile

    with zipfile.ZipFile(path) as packed:
        parts = json.loads(packed.read("manifest.json"))["parts"]
    held = {part["name"]: part["sha256"] for part in parts}
    return {name[7:-4]: sha for name, sha in held.items() if name.startswith("tables/")}


@pytest.mark.parametrize("count", [1, pytest.param(MANY, marks=pytest.mark.soak)], ids=["few", "many"])
@pytest.mark.parametrize("act", [a if a in IN_SUITE else pytest.param(a, marks=pytest.mark.soak) for a in ACTS])
def test_killed_anywhere_it_is_whole_or_not_there(ground: Ground, tmp_path: Path, act: str, count: int) -> None:
    killed = tried = 0
    chosen = list(points(ground, act, tmp_path / "run", count))
    for call, number in chosen if count > 1 else [chosen[len(chosen) // 2]]:
        home, file = lay_out(ground, act, tmp_path / "run")
        done = run(act, home, file, "-o", "/dev/null", "-e", f"trace={call}", "-e",
                   f"inject={call}:signal=KILL:when={number}")  # fmt: skip
        tried += 1
        killed += done.returncode in {-9, 137}
        is_whole(ground, act, home, file, "done" in done.stdout)
    assert tried >= FEW
    assert killed >= 0.8 * tried


@pytest.mark.parametrize(
    ("act", "call", "error"),
    [
        ("collect", "pwrite64", "ENOSPC"),
        pytest.param("collect", "fsync", "EIO", marks=pytest.mark.soak),
        pytest.param("backup", "fsync", "EIO", marks=pytest.mark.soak),
        pytest.param("restore", "fsync", "ENOSPC", marks=pytest.mark.soak),
    ],
)  # fmt: skip
def test_a_full_or_failing_disk_is_told_and_nothing_is_half_there(
    ground: Ground, tmp_path: Path, act: str, call: str, error: str
) -> None:
    home, file = lay_out(ground, act, tmp_path / "run")
    done = run(act, home, file, "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when=1+")
    assert (done.returncode, done.stdout) in {(1, "NoRoom\n"), (1, "Unavailable\n")}, done.stderr[-2000:]
    assert (done.stdout == "NoRoom\n") is (error == "ENOSPC")
    is_whole(ground, act, home, file, acknowledged=False)
