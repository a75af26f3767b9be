"""What a judge said, and asking one: each in its own environment, as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from judges.council import Files
from judges.environments import environment
from tests.repository import ROOT

SCRIPTS = Path(__file__).parent / "scripts"
SCHEMAS = Path(os.environ.get("RETURNONCE_SHARED", ROOT.parent / "shared")) / "data"
CLA, CENSUS = SCHEMAS / "ssda903" / "CLA.xsd", SCHEMAS / "cin" / "CIN_schema_2025.xsd"
#: Years from which the one census schema at hand fits: the sex was another element before.
CENSUS_FITS_FROM = 2025
Providers = Sequence[Sequence[str | None]]


@dataclass(frozen=True)
class Issue:
    """A rule broken: by whom, and in which row of which table, as the judge counts them."""

    rule: str
    child: str
    table: str
    row: int


@dataclass(frozen=True)
class Verdict:
    """One run of one judge. ``skipped`` and ``raised``: why, by rule. ``wrapped``: rules that had to be helped.

    ``costs``: ``seconds``, ``cpu`` (processor seconds) and ``peak_mb``, without the start of its process.
    """

    judge: str
    shown: str
    rules: int
    ran: tuple[str, ...]
    skipped: dict[str, str]
    raised: dict[str, str]
    wrapped: dict[str, str]
    issues: tuple[Issue, ...]
    messages: dict[str, str]
    costs: dict[str, float]

    @property
    def clean(self) -> bool:
        """No rule that ran found an issue, and none raised."""
        return not self.issues and not self.raised


def ask_ssda903(home: Path, files: Files, *, this: Sequence[Path], last: Sequence[Path], shown: str) -> Verdict:
    """What csc-validator-be-903 says of tables of this year and last year."""
    csv = this[0].suffix == ".csv"
    job = {
        "year": files.collected,
        "area": files.area,
        "providers": files.providers if csv else [],
        "postcodes": files.postcodes,
        "files": [{"path": str(path), "year": "this"} for path in this]
        + [{"path": str(path), "year": "last"} for path in last],
    }
    home.mkdir(parents=True, exist_ok=True)
    path = home / "job.json"
    path.write_text(json.dumps(job), encoding="utf-8")
    return _verdict("csc-validator-be-903", shown, _run(home, "ssda903", "ssda903.py", path))


def ask_cin(home: Path, files: Files, census: Path, *, shown: str) -> Verdict:
    """What csc-validator-be-cin says of a census."""
    return _verdict("csc-validator-be-cin", shown, _run(home, "cin", "cin.py", files.collected, census))


def ask_schema(home: Path, schema: Path, file: Path) -> tuple[int, list[str]]:
    """How many complaints a schema has of a file, and the first of them."""
    content = _run(home, "cin", "schema.py", schema, file)
    return content["complaints"], content["first"]


def _run(home: Path, judge: str, script: str, *arguments: object) -> dict[str, Any]:
    home.mkdir(parents=True, exist_ok=True)
    out = home / f"{judge}.json"
    command = [str(environment(home, judge)), str(SCRIPTS / script), *map(str, arguments), str(out)]
    # Some of the judges write a log where they stand.
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=home)
    if done.returncode:
        raise SystemExit(f"The judge {judge} failed:\n{done.stderr[-3000:]}")
    content: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return content


def _verdict(judge: str, shown: str, content: dict[str, Any]) -> Verdict:
    return Verdict(
        judge=judge,
        shown=shown,
        rules=content["rules"],
        ran=tuple(content["ran"]),
        skipped=content["skipped"],
        raised=content["raised"],
        wrapped=content["wrapped"],
        issues=tuple(Issue(*issue) for issue in content["issues"]),
        messages=content["messages"],
        costs=content["costs"],
    )
