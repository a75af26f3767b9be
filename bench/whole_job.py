"""The whole job, upload to workbooks, by both contenders: times, memory, spread, and whether they agree."""

from __future__ import annotations

from pathlib import Path

from bench.processes import Result, contend, plain_python, read_result, run
from bench.report import spread_table, stages_table, writers_line


def whole_job(home: Path, name: str, size: tuple[int, ...], *, repeat: int, plain: bool) -> Result:
    """Ours so often, plain once; then whether they agree, and the two writers."""
    folder, out = home / name, home / f"{name}-out"
    run("bench.generate", folder, *size)
    runs = [contend("bench.product_job", folder, out / "ours") for _ in range(repeat)]
    ours = sorted(runs, key=lambda one: one["whole_cpu"])[len(runs) // 2]
    other = contend("bench.plain.job", folder, out / "plain", python=plain_python(home)) if plain else None
    rows, books = ours["rows"], ours["books"]
    print(f"\n{rows:,} rows in, {ours['stored']:,} stored, {ours['rolled_up']:,} rolled up, {books} workbooks\n")
    print(stages_table(ours, other))
    if repeat > 1:
        print(f"\nOurs {repeat} times (above: the run whose processor time is in the middle)\n\n{spread_table(runs)}")
    agreed = _agreed(folder, out) if plain else {}
    run("bench.writers", folder, out / "ours")
    writers = read_result(out / "ours" / "writers.json")
    print("\n" + writers_line(writers))
    return {"ours": ours, "runs": runs, "plain": other, "agreed": agreed, "writers": writers}


def _agreed(folder: Path, out: Path) -> dict[str, int]:
    # Imported late: what starts the contenders stays small.
    from bench.agreement import agree

    agreed = agree(folder, out / "ours", out / "plain")
    print("\nBoth agree on " + ", ".join(f"{count:,} {what}" for what, count in agreed.items()) + ".")
    return agreed
