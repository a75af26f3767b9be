"""A folder is gone on leaving; one whose process was killed is gone when the next one starts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from returnonce.scratch import PREFIX, scratch, sweep

STAYS = """
import sys, time
from returnonce.scratch import scratch
with scratch() as folder:
    (folder / "upload").write_text("ZQNAME")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_a_folder_is_this_users_alone_and_gone_on_leaving(own_folder: Path) -> None:
    with scratch() as folder:
        (folder / "within").mkdir()
        assert folder.stat().st_mode & 0o777 == 0o700
    with pytest.raises(KeyError), scratch() as other:
        raise KeyError
    assert (folder.exists(), other.exists(), list(own_folder.iterdir())) == (False, False, [])


def test_folders_in_use_stay_and_those_of_killed_processes_go(own_folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", STAYS], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        theirs = Path(other.stdout.readline().strip())
        with scratch() as mine, scratch():
            sweep()
            assert ((theirs / "upload").exists(), mine.exists()) == (True, True)
        os.kill(other.pid, signal.SIGKILL)
    assert (theirs / "upload").exists()
    with scratch():
        assert not theirs.exists()


def test_a_link_and_a_file_are_left_alone(own_folder: Path) -> None:
    aim = own_folder / "aim"
    aim.mkdir()
    (aim / "kept").touch()
    (own_folder / f"{PREFIX}link").symlink_to(aim)
    (own_folder / f"{PREFIX}file").touch()
    sweep()
    assert (aim / "kept").exists()
    assert (own_folder / f"{PREFIX}file").exists()
