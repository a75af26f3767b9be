"""How long verbs take from the first keystroke: processor seconds of whole processes, beside a bare import of polars.

Run as ``python -m bench.start_up FOLDER [TURNS]``; the folder gets a small store, and ``start_up.json``.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.processes import ROOT, Result
from bench.report import markdown_table

TURNS = 7
BARE = "import polars"
AGENCY, AREA, PERIOD = "nottinghamshire-childrens-services", "E10000024", "FY2009-10"
SMALL_FILE = f"""\
indicator,area,period,numerator,denominator,value,symbol,note
NI 62,{AREA},{PERIOD},62,596,,,
NI 63,{AREA},{PERIOD},98,150,,,
NI 58,{AREA},{PERIOD},,,,not_available,Questionnaires are still coming in
"""
PROGRAM = "import sys; from cli import main; sys.exit(main())"


def verbs(folder: Path) -> dict[str, tuple[str, ...]]:
    """What is typed, by what it is called in the table."""
    where = ("--area", AREA, "--period", PERIOD)
    return {
        "--help": ("--help",),
        "--version": ("--version",),
        "a mistyped verb": ("fil",),
        "fill --help": ("fill", "--help"),
        "figure": ("figure", "NI 62", *where),
        "catalogue show": ("catalogue", "show", "cla-three-or-more-placements"),
        "fill one return": ("fill", "national-indicators", *where, "--out", str(folder / "filled")),
        "plan one agency": ("plan", "--agency", AGENCY, "--from", "2009-04-01", "--to", "2010-03-31"),
        "check small.csv": ("check", str(folder / "small.csv"), "--agency", AGENCY),
        "submissions": ("submissions",),
        "editions": ("editions",),
        "template of one agency": (
            "template",
            "--agency",
            AGENCY,
            "--period",
            PERIOD,
            "--out",
            str(folder / "asked.xlsx"),
        ),
    }


def measure(folder: Path, turns: int = TURNS) -> Result:
    """Processor seconds (user and system, the median of the turns) of each verb and of the bare import.

    Each turn runs all of them once, so that a noisy moment meets all alike. The store, the ruleset's cache and the
    compiled modules are made before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "small.csv").write_text(SMALL_FILE, encoding="utf-8")
    environment = _environment(folder)
    _process_seconds(_command("init"), environment)
    _process_seconds(_command("collect", str(folder / "small.csv"), "--agency", AGENCY), environment)
    # A check of the very bytes that were received would tell their receipt.
    (folder / "small.csv").write_text(f"{SMALL_FILE}\n", encoding="utf-8")
    commands = {BARE: (sys.executable, "-c", BARE)}
    commands |= {name: _command(*words) for name, words in verbs(folder).items()}
    rounds = [{name: _process_seconds(each, environment) for name, each in commands.items()} for _ in range(turns + 1)]
    return {name: median(each[name] for each in rounds[1:]) for name in commands}


def start_up_table(seconds: Result) -> str:
    """One row for each verb, with its ratio to the bare import."""
    rows = [(name, f"{value:.3f}", f"{value / seconds[BARE]:.2f}") for name, value in seconds.items()]
    return markdown_table([("what is run", "cpu s", "times the bare import"), *rows])


def _command(*words: str) -> tuple[str, ...]:
    return sys.executable, "-c", PROGRAM, *words


def _environment(folder: Path) -> dict[str, str]:
    """As a person has it: compiled modules are kept, and no setting but the home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RETURNONCE_", "PYTHON"))}
    return kept | {"PYTHONPATH": str(ROOT), "RETURNONCE_HOME": str(folder / "home")}


def _process_seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Processor seconds of one process. A refusal is an answer too; a bug (70) is none."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    if done.returncode not in {0, 1, 2}:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(arguments: list[str]) -> int:
    """Prints the table."""
    folder, *turns = arguments
    seconds = measure(Path(folder), int(turns[0]) if turns else TURNS)
    (Path(folder) / "start_up.json").write_text(json.dumps(seconds, indent=1) + "\n", encoding="utf-8")
    print(start_up_table(seconds))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
