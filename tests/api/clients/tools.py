"""Where the generators and judges lie that ``make long`` installs; without them their tests skip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
NODE_TOOLS = FOLDER / "node_modules"
PYTHON_TOOLS = Path(sys.executable).parents[1] / "clients"
#: What a client for R needs, all in Debian.
R_PACKAGES = ("httr", "jsonlite", "R6", "base64enc", "stringr")
RULES = "extends: ['spectral:oas']\n"


def node_tool(name: str) -> str:
    """The path of a tool of npm's, or the test is skipped."""
    path = NODE_TOOLS / ".bin" / name
    if not path.exists() or shutil.which("node") is None:
        pytest.skip(f"{name} is not here: make long installs it where Node is")
    return str(path)


def node_package(name: str) -> None:
    """Skips the test where a package of npm's is not installed."""
    if not (NODE_TOOLS / name).exists() or shutil.which("node") is None:
        pytest.skip(f"{name} is not here: make long installs it where Node is")


def run(*words: str, folder: Path, **environment: str) -> str:
    """What a program says; the test fails with it where it does not end well."""
    done = subprocess.run(
        words, cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=600
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def python_environment() -> dict[str, str]:
    """The environment of the Python generator and of what it makes, or the test is skipped."""
    if not (PYTHON_TOOLS / "openapi_python_client").exists():
        pytest.skip("openapi-python-client is not here: make long installs it")
    return {"PYTHONPATH": str(PYTHON_TOOLS), "PATH": f"{PYTHON_TOOLS / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def generator_jar() -> str:
    """The path of openapi-generator's jar; without it, Java, or R with its packages the test is skipped."""
    path = PYTHON_TOOLS / "openapi_generator_cli" / "openapi-generator.jar"
    if not path.exists() or shutil.which("java") is None:
        pytest.skip("openapi-generator is not here: make long installs it, and Java runs it")
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed (Debian: r-base-core)")
    for name in R_PACKAGES:
        found = ("Rscript", "--vanilla", "-e", f"quit(status = !requireNamespace('{name}', quietly = TRUE))")
        if subprocess.run(found, capture_output=True, check=False).returncode:
            pytest.skip(f"R has no package {name} (Debian: r-cran-{name.lower()})")
    return str(path)
