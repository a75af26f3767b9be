"""The figures of a run as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from bench.processes import Result

Row = tuple[str, ...]
HEADER: Row = ("stage", "ours s", "plain s", "times", "ours cpu s", "plain cpu s", "times", "ours MB", "plain MB",
               "times")  # fmt: skip


def machine_line(machine: Result) -> str:
    """What the figures were taken on, and how busy it was."""
    before, after = machine["load"]
    return (
        f"One run of {machine['minutes']:.0f} minutes on {machine['processors']} processors of one machine, Python "
        f"{machine['python']}, seed {machine['seed']}; load {before:.1f} at its start and {after:.1f} at its end."
    )


def stages_table(ours: Result, plain: Result | None) -> str:
    """One row for each stage, then the sums; plain's columns stay empty where it was not run."""
    rows = [HEADER, *_stages(ours, plain), *_sums(ours, plain)]
    return markdown_table(rows)


def _stages(ours: Result, plain: Result | None) -> Iterator[Row]:
    for stage in ours["seconds"]:
        walls = _pair(ours["seconds"], plain and plain["seconds"], stage)
        cpus = _pair(ours["cpu"], plain and plain["cpu"], stage)
        peaks = _pair(ours["peak"], plain and plain["peak"], stage)
        yield (stage, *_compared(*walls), *_compared(*cpus), *_whole(*peaks))


def _sums(ours: Result, plain: Result | None) -> Iterator[Row]:
    stages = (sum(ours["seconds"].values()), plain and sum(plain["seconds"].values()))
    worked = (sum(ours["cpu"].values()), plain and sum(plain["cpu"].values()))
    peaks = _pair(ours, plain, "peak_mb")
    yield ("**all stages**", *_compared(*stages), *_compared(*worked), *_whole(*peaks))
    whole, cpu = _pair(ours, plain, "whole"), _pair(ours, plain, "whole_cpu")
    yield ("**whole process, imports too**", *_compared(*whole), *_compared(*cpu), *_whole(*peaks))


def _pair(ours: Result, plain: Result | None, name: str) -> tuple[float, float | None]:
    return ours[name], plain[name] if plain else None


def _compared(ours: float, plain: float | None) -> Row:
    if plain is None:
        return (f"{ours:.2f}", "", "")
    return (f"{ours:.2f}", f"{plain:.2f}", f"{plain / ours:.1f}")


def _whole(ours: float, plain: float | None) -> Row:
    if plain is None:
        return (f"{ours:.0f}", "", "")
    return (f"{ours:.0f}", f"{plain:.0f}", f"{plain / ours:.1f}")


def spread_table(runs: Sequence[Result]) -> str:
    """Least, middle and greatest of several runs of ours: seconds, processor seconds and memory of each stage."""
    header = ("stage", *(f"{what} {name}" for name in ("s", "cpu s", "MB") for what in ("min", "median", "max")))
    rows = [(stage, *_spread(runs, "seconds", stage), *_spread(runs, "cpu", stage), *_spread(runs, "peak", stage))
            for stage in runs[0]["seconds"]]  # fmt: skip
    sums = [{name: {"": sum(run[name].values())} for name in ("seconds", "cpu")} | {"peak": {"": run["peak_mb"]}}
            for run in runs]  # fmt: skip
    whole = [{"seconds": {"": run["whole"]}, "cpu": {"": run["whole_cpu"]}, "peak": {"": run["peak_mb"]}}
             for run in runs]  # fmt: skip
    for title, these in (("**all stages**", sums), ("**whole process, imports too**", whole)):
        rows.append((title, *_spread(these, "seconds", ""), *_spread(these, "cpu", ""), *_spread(these, "peak", "")))
    return markdown_table([header, *rows])


def _spread(runs: Sequence[Result], name: str, stage: str) -> Row:
    values = sorted(run[name][stage] for run in runs)
    form = ".0f" if name == "peak" else ".2f"
    return tuple(f"{each:{form}}" for each in (values[0], median(values), values[-1]))


def writers_line(writers: Result) -> str:
    """The two writers of workbooks."""
    fast, slow = (writers["seconds"][name] for name in ("fast", "xlsxwriter"))
    count = writers["books"]
    return (
        f"{count} workbooks, nothing but writing: fast {fast:.2f} s ({1000 * fast / count:.1f} ms each), "
        f"xlsxwriter {slow:.2f} s ({1000 * slow / count:.1f} ms each): {slow / fast:.1f} times."
    )


def million_lines(ours: Result, plain: Result) -> str:
    """The large upload beside the plain cost of its bytes."""
    stored, read, load = ours["seconds"]["verdict and stored"], *plain["seconds"].values()
    worked = ours["cpu"]["verdict and stored"] / sum(plain["cpu"].values())
    return (
        f"{ours['stored']:,} rows: verdict {ours['seconds']['verdict']:.2f} s; verdict and stored {stored:.2f} s, "
        f"{ours['peak_mb']:.0f} MB. The same bytes read ({read:.2f} s) and loaded ({load:.2f} s) and nothing else: "
        f"{read + load:.2f} s, {plain['peak_mb']:.0f} MB. {stored / (read + load):.1f} times the plain cost; of the "
        f"processor's time {worked:.1f} times."
    )


def past_table(milliseconds: dict[str, float]) -> str:
    """What was known on a past day: one row for each question."""
    rows = [(question, f"{cost:.1f}") for question, cost in milliseconds.items()]
    return markdown_table([("asked as at a past day", "cpu ms"), *rows])


def markdown_table(rows: Sequence[Row]) -> str:
    """A table as Markdown has it, and as a terminal shows it: columns of equal width, numbers to the right."""
    widths = [max(3, *(len(row[n]) for row in rows)) for n in range(len(rows[0]))]
    header, *body = [_markdown_row(row, widths) for row in rows]
    rule = [f"{'-' * (w - 1)}:" if n else "-" * w for n, w in enumerate(widths)]
    return "\n".join([header, _markdown_row(rule, widths), *body])


def _markdown_row(cells: Sequence[str], widths: Sequence[int]) -> str:
    shown = (cell.rjust(w) if n else cell.ljust(w) for n, (cell, w) in enumerate(zip(cells, widths, strict=True)))
    return f"| {' | '.join(shown)} |"


def plans_table(plans: Sequence[Result]) -> str:
    """One row for each size: what was planned, and how long it took. ``again``: what all places share is known."""
    header = ("year", "authorities", "returns", "cells", "figures asked", "load s", "plan s", "cpu s", "again s", "MB")
    return markdown_table([header, *(_plan_row(one) for one in plans)])


def pages_table(result: Result) -> str:
    """One row for each page: processor milliseconds of the server, first and warm, and its size."""
    rows = [
        (one["page"], f"{one['first']:,.0f}", f"{one['warm']:.0f}", f"{one['bytes'] / 1000:,.0f}")
        for one in result["pages"]
    ]
    about = (
        f"{result['figures']:,} figures, {result['agencies']:,} agencies, {result['returns']:,} returns of areas.\n\n"
    )
    return about + markdown_table([("page", "first ms", "warm ms", "kB"), *rows])


def _plan_row(one: Result) -> Row:
    counts = (f"{one[name]:,}" for name in ("authorities", "returns", "cells", "figures"))
    seconds = one["seconds"]
    took = (seconds["load"], seconds["plan"], one["cpu"]["plan"], seconds["again"])
    return (
        f"{one['year']}-{(one['year'] + 1) % 100:02}",
        *counts,
        *(f"{each:.2f}" for each in took),
        f"{one['peak_mb']:.0f}",
    )


def serving_table(cases: Sequence[Result]) -> str:
    """One row for each form of an edition and each status. ``times``: how many times as fast the bare route is."""
    header = ("form", "status", "bytes", "ours /s", "bare /s", "times", "ours cpu µs", "bare cpu µs", "times")
    return markdown_table([header, *(_served(one) for one in cases)])


def small_uploads_table(result: Result) -> str:
    """One row for each act: processor seconds of all the server's processes for one file."""
    rows = [(act, f"{result['bytes']}", f"{result[act]:.3f}") for act in ("check", "send")]
    return markdown_table([("what is asked", "bytes", "cpu s"), *rows])


def cells_table(rows: Sequence[Result]) -> str:
    """One row for each form. ``times``: how many times as fast the bare server is."""
    header = ("form", "MB", "ours s", "bare s", "times", "ours cpu s", "bare cpu s", "one period s", "peak MB then",
              "peak MB", "304 ms")  # fmt: skip
    return markdown_table([header, *map(_sent, rows)])


def _sent(one: Result) -> Row:
    form = one["form"] if one["bare"] is not None else f"{one['form']}, first time"
    bare = ("", "", f"{one['ours_cpu']:.1f}", "")
    if one["bare"] is not None:
        bare = (
            f"{one['bare']:.2f}",
            f"{one['ours'] / one['bare']:.0f}",
            f"{one['ours_cpu']:.1f}",
            f"{one['bare_cpu']:.2f}",
        )
    peaks = tuple(f"{peak:.0f}" for peak in one["peaks"])
    asked = f"{1000 * one['question']:.0f}" if "question" in one else ""
    return (form, f"{one['bytes'] / 1e6:,.0f}", f"{one['ours']:.1f}", *bare, f"{one['nation']:.2f}", *peaks, asked)


def _served(one: Result) -> Row:
    rates = (f"{one['ours']:,.0f}", f"{one['bare']:,.0f}", f"{one['times']:.2f}")
    worked = (f"{one['ours_cpu']:.0f}", f"{one['bare_cpu']:.0f}", f"{one['cpu_times']:.2f}")
    return (one["form"], str(one["status"]), f"{one['bytes']:,}", *rates, *worked)
