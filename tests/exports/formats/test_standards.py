"""What the standards' own tools say of our files: frictionless, csvw, pysdmx."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from decimal import Decimal
from pathlib import Path

import pytest

from exports.filled_returns.machine_files import render_machine_files
from exports.formats.data_dictionary import KEY
from exports.formats.sdmx.components import load_components
from exports.formats.sdmx.status_codes import CONF_STATUS, OBS_STATUS
from exports.formats.sdmx.time_periods import time_period
from tests.exports.builders import filled
from tests.exports.formats.tables import truth

#: Where pysdmx finds pandas, which its reader of data needs and the product does not have.
PANDAS = Path(sys.prefix) / "pandas"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, _, data in render_machine_files(filled()):
        (tmp_path / name).write_bytes(data)
    return tmp_path


def named(folder: Path, ending: str) -> Path:
    (path,) = folder.glob(f"*{ending}")
    return path


def test_frictionless_finds_the_package_sound_and_reads_the_figures(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package

        package = Package(str(folder / "datapackage.json"))
        report = package.validate()
        assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
        rows = package.get_resource("cells").read_rows()
    told = {tuple(row[name] for name in KEY): row["value"] for row in rows}
    assert told == {key: row[0] for key, row in truth(filled()).items()}


def test_frictionless_finds_a_changed_byte(folder: Path) -> None:
    table = named(folder, ".data.csv")
    table.write_bytes(table.read_bytes().replace(b"12.5", b"12.6", 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package

        report = Package(str(folder / "datapackage.json")).validate()
    assert "hash-count" in {kind for (kind,) in report.flatten(["type"])}


def test_the_package_names_no_licence_and_says_what_is_missing(folder: Path) -> None:
    document = json.loads((folder / "datapackage.json").read_bytes())
    (resource,) = document["resources"]
    assert "licenses" not in document
    assert (resource["schema"]["primaryKey"], resource["schema"]["missingValues"]) == (list(KEY), [""])


def test_csvw_finds_the_description_by_the_name_and_reads_the_figures(folder: Path) -> None:
    from csvw import CSVW

    described = CSVW(str(named(folder, ".data.csv-metadata.json")), validate=True)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert described.is_valid, [str(each.message) for each in caught]
    rows = list(described.tables[0].iterdicts())
    assert {tuple(row[name] for name in KEY): row["value"] for row in rows} == {
        key: row[0] for key, row in truth(filled()).items()
    }
    assert {type(row["value"]) for row in rows} <= {Decimal, type(None)}
    assert {row["published"] for row in rows} <= {True, False}


def test_pysdmx_reads_it_back_and_would_have_written_the_same(folder: Path) -> None:
    if not PANDAS.is_dir():
        pytest.skip("pandas, with which pysdmx reads data, is not here; make test puts it beside the environment")
    script = Path(__file__).with_name("by_pysdmx.py")
    done = subprocess.run(
        [sys.executable, str(script), str(named(folder, ".sdmx.csv")), str(named(folder, ".sdmx-structure.json"))],
        env=os.environ | {"PYTHONPATH": str(PANDAS)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["flow"] == "Dataflow=RETURNONCE:NATIONAL_INDICATORS(1.0.0)"
    assert document["components"] == [part.id for part in load_components()]
    assert document["written"] == named(folder, ".sdmx.csv").read_bytes().decode().replace("\r\n", "\n")
    assert {row["OBS_STATUS"] for row in document["rows"]} <= set(OBS_STATUS)
    assert {row["CONF_STATUS"] for row in document["rows"]} <= set(CONF_STATUS)
    found = {
        (row["LINE"], row["REF_AREA"], row["PERIOD"], row["BREAKDOWN"]): Decimal(row["OBS_VALUE"] or "NaN")
        for row in document["rows"]
    }
    assert {key: None if value.is_nan() else value for key, value in found.items()} == {
        key: row[0] for key, row in truth(filled()).items()
    }


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("FY2009-10", "2009-04-01/P1Y"),
        ("AY2023-24", "2023-09-01/P1Y"),
        ("CY2009", "2009"),
        ("FY2009-10-Q3", "2009-10-01/P3M"),
        ("2009-M04", "2009-04"),
        ("2009-03-31", "2009-03-31"),
        ("2009-04-01..2009-06-15", "2009-04-01/P76D"),
        ("no period", "no period"),
    ],
)
def test_periods_are_written_as_sdmx_writes_time(code: str, written: str) -> None:
    assert time_period(code) == written
