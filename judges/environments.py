"""An environment of its own for each judge, made once, and anew when its needs change. Standard library only."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
#: The judges' packages are built for this Python and none after it.
PYTHON = "python3.11"
JUDGES = ("ssda903", "cin")


def environment(home: Path, judge: str) -> Path:
    """The interpreter of a judge's environment, which is made if it is not there.

    Raises:
        SystemExit: there is no Python of the version that its packages need, or they could not be installed.
    """
    needs, folder = HERE / f"{judge}.txt", home / judge
    python, stamp = folder / "bin" / "python", folder / "needs.sha256"
    hash_of_needs = hashlib.sha256(needs.read_bytes()).hexdigest()
    if not (stamp.exists() and stamp.read_text(encoding="utf-8") == hash_of_needs and python.exists()):
        print(f"Making the environment of the judge {judge} (once) ...", flush=True)
        _run([_interpreter(), "-m", "venv", "--clear", str(folder)])
        _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(needs)])
        stamp.write_text(hash_of_needs, encoding="utf-8")
    return python


def _interpreter() -> str:
    if sys.version_info[:2] == (3, 11):
        return sys.executable
    found = shutil.which(PYTHON)
    if found is None:
        raise SystemExit(f"The judges need {PYTHON}, which is not on the path: pandas 1.5.3 is built for none later.")
    return found


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
