"""Our verdict on the upload beside the tools that somebody would take instead, on the same file in one run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.processes import Result, contend, read_result
from bench.report import Row, markdown_table
from judges.environments import has_environment, make_environment

NEEDS = Path(__file__).parent / "peers"
HEADER: Row = ("tool", "verdict s", "times", "verdict cpu s", "times", "start cpu s", "whole cpu s",
               "times", "MB", "rows found")  # fmt: skip
OURS = "Return Once"


#: By module and file of requirements, both named for the tool: what it is called.
PEERS = {"pandera": "Pandera, by hand", "frictionless": "Frictionless", "dve": "NHS Data Validation Engine"}
#: How the jobs differ.
NOT_CHECKED = """\
- None of the three says what to write instead, knows whose areas a sender may give, or what was stored before.
- Frictionless marks the second of two rows that give the same figure, and not the first.
- The NHS engine also writes the rows with their types, and a workbook of the errors."""


def beside_peers(home: Path, folder: Path, out: Path, names: Iterable[str] | None = None) -> Result:
    """Ours and each tool's verdict on ``upload.csv`` of a folder: times, memory, and how many spoiled rows it found.

    ``names``: some of the tools; None is all.

    Raises:
        AssertionError: somebody rejected a row that is sound, or we missed one that is spoiled.
    """
    result = {OURS: contend("bench.verdict_job", folder, out / "ours") | _found(folder, out / "ours")}
    for name in PEERS if names is None else names:
        python = make_environment(home / "peers" / name, NEEDS / f"{name}.txt")
        result[PEERS[name]] = contend(f"bench.peers.{name}_job", folder, out / name, python=python)
        result[PEERS[name]] |= _found(folder, out / name)
    assert result[OURS]["found"] == result[OURS]["spoiled"], "we find every spoiled row"
    return result


def has_peers(home: Path) -> bool:
    """True when each tool's environment is there."""
    return all(has_environment(home / "peers" / name, NEEDS / f"{name}.txt") for name in PEERS)


def _found(folder: Path, out: Path) -> dict[str, int]:
    spoiled, rejected = (set(read_result(path)) for path in (folder / "spoiled.json", out / "rejected.json"))
    assert rejected <= spoiled, f"{out.name} rejects sound rows, such as {sorted(rejected - spoiled)[:5]}"
    return {"spoiled": len(spoiled), "found": len(rejected)}


def peers_table(result: Result) -> str:
    """One row for each tool: its time over ours, with and without the start of its process; then how they differ."""
    table = markdown_table([HEADER, *_rows(result)])
    return f"{table}\n\n{NOT_CHECKED}" if len(result) > 1 else table


def _rows(result: Result) -> Iterator[Row]:
    ours = result[OURS]
    for title, one in result.items():
        walls = (one["seconds"]["verdict"], ours["seconds"]["verdict"])
        cpus = (one["cpu"]["verdict"], ours["cpu"]["verdict"])
        wholes, start = (one["whole_cpu"], ours["whole_cpu"]), one["whole_cpu"] - one["cpu"]["verdict"]
        yield (
            title, *_over(*walls), *_over(*cpus), f"{start:.2f}", *_over(*wholes), f"{one['peak_mb']:.0f}",
            f"{one['found']} of {one['spoiled']}",
        )  # fmt: skip


def _over(one: float, ours: float) -> Row:
    return f"{one:.2f}", f"{one / ours:.1f}"
