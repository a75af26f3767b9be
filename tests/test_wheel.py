"""The built wheel works by itself: installed apart from the tree, run from elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

from returnonce import VERSION
from tests.repository import ROOT, git, shipped

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True,
        capture_output=True,
    )  # fmt: skip
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel holds and nothing else of ours."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", str(folder), str(wheel)],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


def run(installed: Path, elsewhere: Path, *verb: str) -> subprocess.CompletedProcess[str]:
    # The tree is installed in this environment too: what comes first is taken.
    start = f"import sys; sys.path.insert(0, {str(installed)!r}); import cli; print(cli.__file__); sys.exit(cli.main())"
    return subprocess.run(
        [sys.executable, "-c", start, *verb], cwd=elsewhere, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": "", "RETURNONCE_HOME": str(elsewhere / "home")},
    )  # fmt: skip


def test_it_holds_every_file_of_its_packages_and_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = message_from_string(archive.read(f"returnonce-{VERSION}.dist-info/METADATA").decode())
    assert (metadata["License-Expression"], metadata["Name"]) == ("MIT", "returnonce")
    assert f"returnonce-{VERSION}.dist-info/licenses/LICENSE" in names
    folders = tuple(f"{name}/" for name in shipped() if not name.endswith(".py"))
    assert {name for name in git("ls-files") if name.startswith(folders)} - names == set()


@pytest.mark.parametrize(
    ("verb", "says"),
    [
        (["--version"], VERSION),
        (["init"], ""),
        (["catalogue", "check"], ""),
        (["doctor", "--checks"], "schema-newest"),
        (["mapping", "show", "vital-signs"], "VSB14"),
    ],
)
def test_it_runs_from_elsewhere(installed: Path, tmp_path: Path, verb: list[str], says: str) -> None:
    done = run(installed, tmp_path, *verb)
    assert done.returncode == 0, done.stderr
    first, _, rest = done.stdout.partition("\n")
    assert (Path(first).parent, says in rest) == (installed, True), done.stdout
