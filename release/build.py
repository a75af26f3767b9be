"""``python -m release.build [--draft]``: makes a release in ``dist/`` from a tree that is at the tag of its version."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from returnonce import VERSION

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
LOCKS = ROOT / "locks"
SUMS = "SHA256SUMS"


class NotReleasable(Exception):
    """The tree is not what its version's tag names."""


def main(argv: Sequence[str] | None = None) -> int:
    """0: the release lies in ``dist/``; 1: the tree may not be released."""
    parser = argparse.ArgumentParser(prog="python -m release.build", description=__doc__)
    parser.add_argument("--draft", action="store_true", help="whatever the tree is; not to be passed on")
    draft = parser.parse_args(argv).draft
    try:
        if not draft:
            check_tag()
    except NotReleasable as error:
        print(error, file=sys.stderr)
        return 1
    build()
    print((DIST / SUMS).read_text(encoding="ascii"), end="")
    return 0


def check_tag() -> None:
    """Refuse a tree that is altered, or not at the tag ``v`` and its version.

    Raises:
        NotReleasable: says why.
    """
    if _git("status", "--porcelain"):
        raise NotReleasable("Something is not committed.")
    if f"v{VERSION}" not in _git("tag", "--points-at", "HEAD").split():
        raise NotReleasable(f"The tree is not at the tag v{VERSION}: git tag v{VERSION}, or RELEASE=draft.")


def build() -> None:
    """Everything anew, the same bytes for the same commit as far as the tools allow."""
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        tools, service = Path(folder) / "tools", Path(folder) / "service"
        _make_environment(tools, "release.txt")
        _make_environment(service, "service.txt")
        _run(tools, "hatchling", "build", "-d", str(DIST))
        [wheel] = DIST.glob("*.whl")
        _run(service, "pip", "install", "--quiet", "--no-deps", str(wheel))
        parts = str(DIST / f"returnonce-{VERSION}.cdx.json")
        _run(
            tools, "cyclonedx_py", "environment", "--output-reproducible", "--pyproject", str(ROOT / "pyproject.toml"),
            "--output-format", "JSON", "--output-file", parts, str(service / "bin" / "python"),
        )  # fmt: skip
    for path in (*sorted(LOCKS.glob("*.txt")), ROOT / "LICENSE"):
        shutil.copy(path, DIST / (f"locks-{path.name}" if path.parent == LOCKS else path.name))
    _write_sums()


def _make_environment(folder: Path, lock: str) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    _run(folder, "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", str(LOCKS / lock))


def _run(environment: Path, *module: str) -> None:
    when = {"SOURCE_DATE_EPOCH": _git("log", "-1", "--format=%ct").strip()}
    command = [str(environment / "bin" / "python"), "-m", *module]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **when}, check=True, stdout=sys.stderr)


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _write_sums() -> None:
    """As ``sha256sum`` writes it."""
    files = sorted(path for path in DIST.iterdir() if path.name != SUMS)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (DIST / SUMS).write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    sys.exit(main())
