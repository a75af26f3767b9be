"""The scripts of the how-to for R and Python, run against a server; and what the Power Query text must say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from exports.cells.columns import load_cell_columns
from returnonce.client import ReturnsClient
from tests.api.clients.tools import PYTHON_TOOLS
from tests.api.real_server import serve_app
from tests.api.tenants import Tenants, furnished
from tests.repository import ROOT

PAGE = ROOT / "docs" / "howto" / "pull-from-r-and-python.md"
QUERY = ROOT / "docs" / "howto" / "returns.pq"
EDITION = "national/COUNTY/FY2008-09/1"
#: What readers of data are installed in, apart from the environment.
BESIDE = (PYTHON_TOOLS, PYTHON_TOOLS.with_name("pandas"))
#: By package: prints the figures that are there, as whole numbers.
READERS = {
    "pandas": "import pandas; print(*(f'{x:.0f}' for x in pandas.read_csv('cells.csv').value.dropna()))",
    "duckdb": "import duckdb; print(*(f'{x[0]:.0f}' for x in duckdb.sql("
    "\"FROM 'cells.csv' SELECT value WHERE value IS NOT NULL\").fetchall()))",
    "R": "x <- read.csv('cells.csv', na.strings = '')$value;cat(format(x[!is.na(x)], scientific = FALSE, trim = TRUE))",
}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Tenants, str]]:
    """A store with an edition behind a real server."""
    tenants = furnished(tmp_path / "home")
    with serve_app(tenants.app) as address:
        yield tenants, address
    tenants.engine.dispose()


def run(served: tuple[Tenants, str], folder: Path, role: str, *command: str) -> tuple[int, str]:
    """A script of the page, as somebody of that role."""
    tenants, service = served
    scripts = dict(re.findall(r"^```\w+ file=(\S+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S))
    for name, body in scripts.items():
        (folder / name).write_text(body, encoding="utf-8")
    known = {
        "RETURNS_SERVICE": service, "RETURNS_EDITION": EDITION, "RETURNS_CODE": "national",
        "RETURNS_PERIOD": "FY2008-09", "RETURNS_KEY": tenants.keys[role], "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    done = subprocess.run(command, cwd=folder, env=os.environ | known, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.long
def test_the_python_scripts_pull_cells_and_an_edition(served: tuple[Tenants, str], tmp_path: Path) -> None:
    code, said = run(served, tmp_path, "regulator", sys.executable, "pull.py")
    assert (code, "71347131" in said) == (0, True), said
    assert run(served, tmp_path, "regulator_of_another", sys.executable, "keep.py")[0] == 1
    said_twice = [run(served, tmp_path, "regulator", sys.executable, "keep.py") for _ in range(2)]
    assert [(code, said.split()[0]) for code, said in said_twice] == [(0, "new"), (0, "unchanged")], said_twice


def test_the_script_that_follows_changes_hears_of_each_once(served: tuple[Tenants, str], tmp_path: Path) -> None:
    """And says how far each council is."""
    said = [run(served, tmp_path, "regulator", sys.executable, "follow.py") for _ in range(2)]
    assert [code for code, _ in said] == [0, 0], said
    assert ["return.published" in text for _, text in said] == [True, False], said
    assert all("withdrawn" in text or "published" in text for _, text in said)
    code, other = run(served, tmp_path, "regulator_of_another", sys.executable, "follow.py")
    assert (code, "return." in other) == (0, False), other


@pytest.mark.long
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed (Debian: r-base-core, r-cran-httr2)")
def test_the_r_script_says_who_is_late(served: tuple[Tenants, str], tmp_path: Path) -> None:
    code, said = run(served, tmp_path, "regulator", "Rscript", "late.R")
    assert (code, "area_name" in said) == (0, True), said


@pytest.mark.long
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed (Debian: r-base-core, r-cran-httr2)")
def test_the_r_script_pulls_cells(served: tuple[Tenants, str], tmp_path: Path) -> None:
    code, said = run(served, tmp_path, "regulator", "Rscript", "pull.R")
    assert (code, "71347131" in said) == (0, True), said


@pytest.mark.long
def test_cells_are_read_with_default_inference(served: tuple[Tenants, str], tmp_path: Path) -> None:
    """Figures come as numbers and codes as text, in whatever of these is installed."""
    tenants, service = served
    with ReturnsClient(service, tenants.keys["regulator"]) as client:
        exact = client.cells()
        client.keep("/v1/cells.csv", tmp_path / "cells.csv")
    values = exact["value"].drop_nulls().cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".").to_list()
    guessed = pl.read_csv(tmp_path / "cells.csv", try_parse_dates=True)
    assert guessed["value"].dtype.is_numeric()
    assert guessed["line"].dtype == pl.String
    assert [f"{value:.0f}" for value in guessed["value"].drop_nulls()] == values
    for name, program in READERS.items():
        if name == "R" and shutil.which("Rscript"):
            assert _said(["Rscript", "-e", program], tmp_path).split() == values, name
        elif any((folder / name).exists() for folder in BESIDE):
            assert _said([sys.executable, "-c", program], tmp_path).split() == values, name
        else:
            print(f"{name} is not installed: not tried")


@pytest.mark.long
def test_the_line_for_duckdb_adds_up_the_figures(served: tuple[Tenants, str], tmp_path: Path) -> None:
    if not any((folder / "duckdb").exists() for folder in BESIDE):
        pytest.skip("DuckDB is not here: make clients installs it")
    tenants, service = served
    with ReturnsClient(service, tenants.keys["regulator"]) as client:
        client.keep("/v1/cells.csv", tmp_path / "cells.csv")
    found = re.search(r'duckdb -c "(.*?)"', PAGE.read_text(encoding="utf-8"))
    assert found
    program = f"import duckdb, json; print(json.dumps(dict(duckdb.sql({found[1]!r}).fetchall())))"
    sums = pl.read_csv(tmp_path / "cells.csv").group_by("line").agg(pl.col("value").sum())
    counted = {line: value or 0 for line, value in json.loads(_said([sys.executable, "-c", program], tmp_path)).items()}
    assert counted == dict(sums.iter_rows())


def _said(command: list[str], folder: Path) -> str:
    beside = {"PYTHONPATH": os.pathsep.join(map(str, BESIDE))}
    done = subprocess.run(command, cwd=folder, env=os.environ | beside, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_the_power_query_text_keeps_the_key_out_of_the_address() -> None:
    text = QUERY.read_text(encoding="utf-8")
    assert 'Headers = [Authorization = "Bearer " & Key' in text
    assert 'RelativePath = "/v1/cells.csv"' in text
    assert "ro_" not in text
    assert 'meta [IsParameterQuery = true, Type = "Text"' in QUERY.with_name("returns-key.pq").read_text(
        encoding="utf-8"
    )
    assert "429" not in text.split("ManualStatusHandling")[1].split("}")[0]
    typed = set(re.findall(r'\{"(\w+)", ', text))
    assert typed <= {column.name for column in load_cell_columns()}
    assert text.count("(") == text.count(")")
    assert text.count("[") == text.count("]")
    assert text.count("{") == text.count("}")
