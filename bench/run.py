"""The bench: the whole job beside a plain way to do it, the writers, a million rows, records beside the judges,
a year planned for every authority, and published editions served.

Run as ``make bench``, or ``python -m bench.run [--quick] [--skip-plain] [--skip-judges] [--home FOLDER]``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.beside_judges import FULL as FULL_RECORDS
from bench.beside_judges import QUICK as QUICK_RECORDS
from bench.beside_judges import beside, beside_table
from bench.processes import Result, contend, plain_python, read_result, run
from bench.report import million_lines, plans_table, serving_table, stages_table, writers_line

#: Indicators, areas, months.
FULL, QUICK = (700, 152, 1), (20, 12, 1)
#: Authorities (0: all), and the year; how the time grows, then the years around 2023, when they became 153.
PLANS = ((10, 2009), (40, 2009), (0, 2009), (0, 2025))
QUICK_PLANS = ((2, 2009), (4, 2009))
#: Turns, and the seconds of each.
SERVING, QUICK_SERVING = (10, 1.0), (1, 0.2)
MILLION, QUICK_MILLION = (700, 152, 12), (20, 12, 12)


def main(arguments: list[str]) -> int:
    """Prints the tables, and leaves every figure in ``result.json`` under the home folder."""
    options = _parse(arguments)
    home: Path = options.home.resolve()
    name = "quick" if options.quick else "full"
    result: Result = {"size": QUICK if options.quick else FULL}
    result |= whole_job(home, name, result["size"], plain=not options.skip_plain)
    result |= million(home, f"{name}-million", QUICK_MILLION if options.quick else MILLION)
    result |= records(home, name, quick=options.quick, judges=None if options.skip_judges else options.judges.resolve())
    result |= {"plans": plans(home, QUICK_PLANS if options.quick else PLANS)}
    result |= {"serving": served(home, *(QUICK_SERVING if options.quick else SERVING))}
    (home / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


def whole_job(home: Path, name: str, size: tuple[int, ...], *, plain: bool) -> Result:
    """Upload to workbooks by both contenders, whether they agree, and the two writers."""
    folder, out = home / name, home / f"{name}-out"
    run("bench.generate", folder, *size)
    ours = contend("bench.product_job", folder, out / "ours")
    other = contend("bench.plain.job", folder, out / "plain", python=plain_python(home)) if plain else None
    rows, books = ours["rows"], ours["books"]
    print(f"\n{rows:,} rows in, {ours['stored']:,} stored, {ours['rolled_up']:,} rolled up, {books} workbooks\n")
    print(stages_table(ours, other))
    agreed = _agreed(folder, out) if plain else {}
    run("bench.writers", folder, out / "ours")
    writers = read_result(out / "ours" / "writers.json")
    print("\n" + writers_line(writers))
    return {"ours": ours, "plain": other, "agreed": agreed, "writers": writers}


def _agreed(folder: Path, out: Path) -> dict[str, int]:
    # Imported late: what starts the contenders stays small.
    from bench.agreement import agree

    agreed = agree(folder, out / "ours", out / "plain")
    print("\nBoth agree on " + ", ".join(f"{count:,} {what}" for what, count in agreed.items()) + ".")
    return agreed


def million(home: Path, name: str, size: tuple[int, ...]) -> Result:
    """The large upload, and the plain cost of its bytes."""
    folder, out = home / name, home / f"{name}-out"
    run("bench.generate", folder, *size)
    plain = contend("bench.million_rows", folder, out / "bound", "bound")
    ours = contend("bench.million_rows", folder, out / "ours", "ours")
    print("\n" + million_lines(ours, plain))
    return {"million": ours, "bound": plain}


def records(home: Path, name: str, *, quick: bool, judges: Path | None) -> Result:
    """Records read, checked and derived beside the sector's own validators."""
    result = beside(home, name, QUICK_RECORDS if quick else FULL_RECORDS, judges=judges)
    print("\n" + beside_table(result))
    return {"records": result}


def plans(home: Path, sizes: Sequence[tuple[int, int]]) -> list[Result]:
    """A year of every return planned for more and more authorities."""
    result = [
        contend("bench.planning", home / "country", home / "plan-out", *size) | {"year": size[1]} for size in sizes
    ]
    print("\n" + plans_table(result))
    return result


def served(home: Path, rounds: int, seconds: float) -> list[Result]:
    """A published edition beside a bare route that returns the same bytes."""
    # Imported late: what starts the contenders stays small.
    from bench.serving import serving

    result = serving(home / "serving", rounds=rounds, seconds=seconds)
    print("\n" + serving_table(result))
    return result


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Times the bulk job.")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    parser.add_argument("--skip-plain", action="store_true", help="only the product")
    parser.add_argument("--skip-judges", action="store_true", help="records by the product alone")
    parser.add_argument("--judges", type=Path, default=Path("var/judges"), help="where the judges' environments are")
    parser.add_argument("--home", type=Path, default=Path("var/bench"), help="where everything goes")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
