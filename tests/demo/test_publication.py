"""The demonstration publishes, restates and tells; what it says a recipient types does what it says."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from api.app import create_app
from demo.publication import KEY_FILE, recipient_types
from returnonce.clock import FixedClock
from returnonce.settings import Settings
from tests.api.real_server import serve_app
from tests.contexts import make_context
from tests.demo.conftest import DAY, Shown
from tests.shipped import load_ruleset


def test_one_figure_was_restated_as_it_was_foreseen(shown: Shown) -> None:
    published = shown.outcome.data["published"]
    first, second = published["editions"]
    assert published["foreseen"] == {first: 1}
    assert published["changed"] == [{"line": "NI 46", "area": "E09000023", "change": "changed"}]
    assert (first[-1], second[-1]) == ("1", "2")


def test_the_key_is_for_its_owner_s_eyes_only(shown: Shown) -> None:
    file = shown.out / KEY_FILE
    assert file.stat().st_mode & 0o077 == 0
    assert file.read_text() not in shown.outcome.text


@pytest.fixture(scope="module")
def service(shown: Shown) -> Iterator[str]:
    settings = Settings(home=shown.out / "home")
    engine = shown.outcome.engine
    app = create_app(make_context(engine, ruleset=load_ruleset(), clock=FixedClock(DAY), settings=settings))
    with serve_app(app) as address:
        yield address


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")
def test_what_the_recipient_types_works(shown: Shown, service: str, tmp_path: Path) -> None:
    lines = [f"{line} --silent --show-error --fail" if line.startswith("curl") else line
             for line in recipient_types(shown.out / KEY_FILE, service)]  # fmt: skip
    done = subprocess.run(
        ["bash", "-euc", "\n".join(lines)], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert '"number":2' in done.stdout
    assert "NI 46" in done.stdout
    cells = pl.read_parquet(tmp_path / "cells.parquet")
    assert cells.height == pl.read_csv(tmp_path / "cells-1.csv", infer_schema=False).height
    assert (tmp_path / "edition.zip").read_bytes()[:2] == b"PK"


def test_everybody_sees_less_than_the_recipient(shown: Shown, service: str) -> None:
    released = shown.outcome.data["released"]
    with urllib.request.urlopen(f"{service}/v1/editions/{released['edition']}/cells.csv") as answer:
        rows = list(csv.DictReader(answer.read().decode().splitlines()))
    seen = {row["line"] for row in rows if row["value"]}
    assert released["hidden"]
    assert seen
    assert len(rows) - len([row for row in rows if row["value"]]) >= len(released["hidden"])
    assert all(row["symbol"] for row in rows if not row["value"])
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{service}/v1/editions/{released['edition']}/cells.csv?audience=regulator")
