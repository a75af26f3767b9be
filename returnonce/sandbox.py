"""Runs one function on one untrusted file in a child process with hard limits.

A crafted workbook can abort a reading library or exhaust memory, and no ``except`` catches
that. In the child it costs one refused file.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from returnonce import errors
from returnonce.errors import Refused, ReturnOnceError
from returnonce.scratch import scratch

ERROR_FILE = "refused.json"


@dataclass(frozen=True)
class SandboxLimits:
    """Memory in bytes of address space, seconds of processor and of wall time, bytes written."""

    memory: int = 1 << 30
    cpu_seconds: int = 20
    wall_seconds: int = 30
    file_bytes: int = 1 << 30


DEFAULT_LIMITS = SandboxLimits()


@contextmanager
def run(target: str, source: Path, *, limits: SandboxLimits = DEFAULT_LIMITS) -> Iterator[Path]:
    """Call ``module:function(source, out)`` in a child; yields the folder ``out`` it wrote into.

    Raises:
        Refused: the function refused the file, or died or overran a limit.
    """
    with scratch() as out:
        _run_child([target, str(source.resolve()), str(out), json.dumps(vars(limits))], limits=limits, out=out)
        yield out


def _run_child(arguments: list[str], *, limits: SandboxLimits, out: Path) -> None:
    command = [sys.executable, "-m", "returnonce.sandbox", *arguments]
    try:
        process = subprocess.run(
            command, env=child_environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=limits.wall_seconds
        )
    except subprocess.TimeoutExpired as error:
        raise _overran("took too long") from error
    refused = out / ERROR_FILE
    if refused.exists():
        raise rebuild_error(json.loads(refused.read_text(encoding="utf-8")))
    if process.returncode:
        raise _overran("needs more memory or time than any figure file should, or is damaged")


def child_environment() -> dict[str, str]:
    """What a child is given of our environment: where programs and modules are, and no setting of ours."""
    # Many threads and a limit on address space do not go together.
    pinned = dict.fromkeys(("POLARS_MAX_THREADS", "RAYON_NUM_THREADS", "OMP_NUM_THREADS"), "1")
    variables = {k: v for k, v in os.environ.items() if k in {"PATH", "LANG", "LC_ALL", "PYTHONPATH", "HOME", "TMPDIR"}}
    return variables | pinned | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _overran(why: str) -> Refused:
    return Refused(
        f"This file could not be read safely: it {why}.",
        mend="Save the figures as a new, plain workbook or as CSV, and send that.",
    )


def write_error(error: ReturnOnceError, out: Path) -> None:
    """Leave an error in the folder, for the process that waits for it."""
    content = {"kind": type(error).__name__, "what": error.what, "where": error.where, "mend": error.mend}
    (out / ERROR_FILE).write_text(json.dumps(content), encoding="utf-8")


def rebuild_error(content: dict[str, str | None]) -> ReturnOnceError:
    """The error that :func:`write_error` left."""
    kind = getattr(errors, str(content["kind"]), Refused)
    error: ReturnOnceError = kind(str(content["what"]), where=content["where"], mend=content["mend"])
    return error


def _restrict(limits: SandboxLimits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: list[str]) -> int:
    """The child's side: ``module:function source out limits``."""
    target, source, out, limits = arguments
    module, function = target.split(":")
    _restrict(SandboxLimits(**json.loads(limits)))
    try:
        getattr(importlib.import_module(module), function)(Path(source), Path(out))
    except ReturnOnceError as error:
        write_error(error, Path(out))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
