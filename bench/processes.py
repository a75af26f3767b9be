"""Each contender as a process of its own, the plain one in an environment of its own. Little is imported.

What starts them stays small, because Linux hands a parent's memory figures down to its children.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from judges.environments import has_environment, make_environment
from returnonce.allocator import return_memory_soon

ROOT = Path(__file__).parents[1]
PLAIN, REQUIREMENTS = "plain-environment", Path(__file__).parent / "plain" / "requirements.txt"
Result = dict[str, Any]


def run(module: str, *arguments: object, python: Path | None = None) -> float:
    """Wall seconds of ``python -m module arguments``, from start to exit.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    environment = dict(os.environ)
    if python is None:
        # As our program sets it for itself; others start as they are.
        return_memory_soon(environment)
    command = [str(python or sys.executable), "-m", module, *map(str, arguments)]
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return time.perf_counter() - start


def contend(module: str, folder: Path, out: Path, *more: object, python: Path | None = None) -> Result:
    """What a contender told of itself in ``result.json``, and the wall seconds of its whole process."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    whole = run(module, folder, out, *more, python=python)
    return read_result(out / "result.json") | {"whole": whole}


def read_result(path: Path) -> Result:
    """A contender's own words."""
    result: Result = json.loads(path.read_text(encoding="utf-8"))
    return result


def plain_python(home: Path) -> Path:
    """The interpreter of the plain version's environment, which is made if it is not there."""
    return make_environment(home / PLAIN, REQUIREMENTS)


def has_plain(home: Path) -> bool:
    """True when that environment is there and has what the requirements name."""
    return has_environment(home / PLAIN, REQUIREMENTS)
