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
#: A child's words are no longer.
ERROR_BYTES = 1 << 16


@dataclass(frozen=True)
class SandboxLimits:
    """Memory in bytes of address space, seconds of processor and of wall time, bytes written."""

    memory: int = 1 << 30
    cpu_seconds: int = 20
    wall_seconds: int = 30
    file_bytes: int = 1 << 30


DEFAULT_LIMITS = SandboxLimits()


class Overran(Refused):
    """A file that needs more memory or time than it may take."""


class _Inside:
    """Whether this process is itself a limited child."""

    value = False


def enter() -> None:
    """Note that this process is a limited child."""
    _Inside.value = True


def is_inside() -> bool:
    """True in a process that has taken on limits for one file, and ends with it."""
    return _Inside.value


@contextmanager
def run(target: str, source: Path, *, limits: SandboxLimits = DEFAULT_LIMITS) -> Iterator[Path]:
    """Call ``module:function(source, out)`` in a child; yields the folder ``out`` it wrote into.

    Raises:
        Refused: the function refused the file, or died or overran a limit.
    """
    with scratch() as out:
        _run_child([target, str(source.resolve()), str(out), json.dumps(vars(limits))], limits=limits, out=out)
        yield out


@contextmanager
def run_here(target: str, source: Path) -> Iterator[Path]:
    """As :func:`run`, in this process, which has limits of its own."""
    module, function = target.split(":")
    with scratch() as out:
        getattr(importlib.import_module(module), function)(source.resolve(), out)
        yield out


def _run_child(arguments: list[str], *, limits: SandboxLimits, out: Path) -> None:
    command = [sys.executable, "-m", "returnonce.sandbox", *arguments]
    try:
        process = subprocess.run(
            command, env=child_environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=limits.wall_seconds
        )
    except subprocess.TimeoutExpired as error:
        raise overran("took too long") from error
    refused = out / ERROR_FILE
    if refused.exists():
        raise read_error(out)
    if process.returncode:
        raise overran("needs more memory or time than any figure file should, or is damaged")


def child_environment() -> dict[str, str]:
    """What a child is given of our environment: where programs and modules are, and no setting of ours."""
    # Many threads and a limit on address space do not go together.
    pinned = dict.fromkeys(("POLARS_MAX_THREADS", "RAYON_NUM_THREADS", "OMP_NUM_THREADS"), "1")
    variables = {k: v for k, v in os.environ.items() if k in {"PATH", "LANG", "LC_ALL", "PYTHONPATH", "HOME", "TMPDIR"}}
    return variables | pinned | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def overran(why: str) -> Overran:
    """The refusal of a file whose child did not end well, and ``why`` in words."""
    return Overran(
        f"This file could not be read safely: it {why}.",
        mend="Save the figures as a new, plain workbook or as CSV, and send that.",
    )


def write_error(error: ReturnOnceError, out: Path) -> None:
    """Leave an error in the folder, for the process that waits for it."""
    content = {"kind": type(error).__name__, "what": error.what, "where": error.where, "mend": error.mend}
    (out / ERROR_FILE).write_text(json.dumps(content), encoding="utf-8")


def read_error(out: Path) -> ReturnOnceError:
    """The error that :func:`write_error` left in the folder."""
    path = out / ERROR_FILE
    if path.stat().st_size > ERROR_BYTES:
        return overran("could not even be refused in a few words")
    return rebuild_error(json.loads(path.read_text(encoding="utf-8")))


def rebuild_error(content: dict[str, str | None]) -> ReturnOnceError:
    """An error of ours from its kind and its words; of a kind that is not known, a refusal."""
    kind = getattr(errors, str(content["kind"]), None)
    if not (isinstance(kind, type) and issubclass(kind, ReturnOnceError)):
        kind = Refused
    return kind(str(content["what"]), where=content["where"], mend=content["mend"])


def limit(which: int, amount: int, *, more: int = 0) -> None:
    """Limit this process and its children to an amount, and ``more`` before it is ended for good; never to more than
    it is limited to already."""
    _, hardest = resource.getrlimit(which)
    hard = amount + more if hardest == resource.RLIM_INFINITY else min(amount + more, hardest)
    resource.setrlimit(which, (min(amount, hard), hard))


def _restrict(limits: SandboxLimits) -> None:
    limit(resource.RLIMIT_AS, limits.memory)
    limit(resource.RLIMIT_CPU, limits.cpu_seconds, more=1)
    limit(resource.RLIMIT_FSIZE, limits.file_bytes)
    limit(resource.RLIMIT_CORE, 0)


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
