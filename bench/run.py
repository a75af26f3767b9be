"""The bench: the whole job beside a plain way, the verdict beside other tools', growth with rows, hostile uploads,
records beside the judges, a year planned for every authority, published editions served, and pages of a large store.

Run as ``make bench``, or ``python -m bench.run [--quick] [--repeat N] [--seed N] [--only PART ...] [--skip-largest]
[--skip-plain] [--skip-peers] [--skip-judges] [--home FOLDER]``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.parts import PARTS, REPEAT
from bench.processes import Result
from bench.report import machine_line

#: Of the made-up figures and catalogue unless another is asked for.
SEED = 20091


def main(arguments: list[str]) -> int:
    """Prints the tables, and leaves every figure in ``result.json`` under the home folder."""
    options = _parse(arguments)
    options.home.mkdir(parents=True, exist_ok=True)
    # What was not run again keeps its figures.
    path = options.home / "result.json"
    result: Result = json.loads(path.read_text(encoding="utf-8")) if options.only and path.exists() else {}
    start, load_before = time.monotonic(), os.getloadavg()[0]
    for name in options.only or PARTS:
        print(f"\n## {name.capitalize()}", flush=True)
        result |= PARTS[name](options)
        result["machine"] = _machine(options.seed, (time.monotonic() - start) / 60, load_before)
        path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"\n{machine_line(result['machine'])}")
    return 0


def _machine(seed: int, minutes: float, load_before: float) -> Result:
    """What the run was on. ``load``: mean of the last minute, before and after."""
    return {
        "processors": len(os.sched_getaffinity(0)), "python": platform.python_version(), "seed": seed,
        "minutes": minutes, "load": (load_before, os.getloadavg()[0]),
    }  # fmt: skip


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Times the bulk job.")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=f"some parts: {', '.join(PARTS)}")
    parser.add_argument("--repeat", type=int, help=f"how often ours does the whole job (else {REPEAT} times)")
    parser.add_argument("--seed", type=int, default=SEED, help="other figures, other bad rows, another catalogue")
    parser.add_argument("--skip-largest", action="store_true", help="uploads of up to a million rows only")
    parser.add_argument("--skip-plain", action="store_true", help="only the product")
    parser.add_argument("--skip-peers", action="store_true", help="no other tools' verdicts")
    parser.add_argument("--skip-judges", action="store_true", help="records by the product alone")
    parser.add_argument("--judges", type=Path, default=Path("var/judges"), help="where the judges' environments are")
    parser.add_argument("--home", type=Path, default=Path("var/bench"), help="where everything goes")
    options = parser.parse_args(arguments)
    options.home, options.judges = options.home.resolve(), options.judges.resolve()
    options.size = "quick" if options.quick else "full"
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
