"""Environments apart from the project's own: made once, and anew when their needs change. Standard library only."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
#: The packages of judges and of the bench's peers are built for this Python and none after it.
PYTHON = "python3.11"
JUDGES = ("ssda903", "cin")
STAMP = "needs.sha256"


def environment(home: Path, judge: str) -> Path:
    """The interpreter of a judge's environment, which is made if it is not there.

    Raises:
        SystemExit: as :func:`make_environment` does.
    """
    return make_environment(home / judge, HERE / f"{judge}.txt")


def make_environment(folder: Path, needs: Path) -> Path:
    """The interpreter of the environment in a folder, made if it has not what a file of requirements names.

    Raises:
        SystemExit: there is no Python of the version that the packages need, or they could not be installed.
    """
    python = folder / "bin" / "python"
    if not has_environment(folder, needs):
        print(f"Making the environment of {needs.stem} (once) ...", flush=True)
        _run([_interpreter(), "-m", "venv", "--clear", str(folder)])
        _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(needs)])
        (folder / STAMP).write_text(_hash(needs), encoding="utf-8")
    return python


def has_environment(folder: Path, needs: Path) -> bool:
    """True when the environment is there and has what the requirements name."""
    stamp = folder / STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8") == _hash(needs) and (folder / "bin" / "python").exists()


def _hash(needs: Path) -> str:
    return hashlib.sha256(needs.read_bytes()).hexdigest()


def _interpreter() -> str:
    if sys.version_info[:2] == (3, 11):
        return sys.executable
    found = shutil.which(PYTHON)
    if found is None:
        raise SystemExit(f"These packages need {PYTHON}, which is not on the path: some are built for none later.")
    return found


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
