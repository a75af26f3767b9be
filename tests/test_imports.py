"""Imports go downwards only: the contracts in pyproject.toml, run as they stand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.repository import ROOT, pyproject, shipped


def test_contracts_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_contracts_cover_every_package_that_ships() -> None:
    packages = {name for name in shipped() if not name.endswith(".py")}
    assert set(pyproject()["tool"]["importlinter"]["root_packages"]) | {"migrations"} == packages
