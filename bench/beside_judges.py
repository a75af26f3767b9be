"""Our reading and checking of records beside the sector's own validators, on the same files in one run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.processes import Result, contend, run
from bench.report import Row, markdown_table

RETURN, CENSUS, TREATMENT = "children-looked-after", "children-in-need", "treatment"
HEADER = ("records", "rows", "ours s", "theirs s", "times", "ours cpu s", "theirs cpu s", "times", "ours MB",
          "theirs MB", "times", "derive cpu s")  # fmt: skip


@dataclass(frozen=True)
class Sizes:
    """Children of the large return, children of each census, and treatment clients (episodes are a few more).

    ``times``: how many times as many children a return has that we alone read.
    """

    children: int
    censuses: tuple[int, ...]
    clients: int
    times: int


FULL, QUICK = Sizes(10_000, (300, 1_000, 3_000), 48_000, 10), Sizes(150, (60,), 600, 2)


def beside(home: Path, name: str, sizes: Sizes, *, seed: int, judges: Path | None) -> Result:
    """Seconds of ours and of theirs for each set of files; ours alone where no home of the judges is given."""
    result: Result = {}
    for children in (sizes.children, *sizes.censuses):
        folder = home / f"{name}-records-{children}-{seed}"
        run("bench.synthetic_records", folder, children, 0, seed, sizes.times if children == sizes.children else 0)
        if children == sizes.children:
            result |= _looked_after(home, folder, sizes, judges)
        else:
            files = folder / "council" / "cin.xml"
            result[f"{children:,} children in need"] = _one(home, files, CENSUS, "FY2024-25", judges)
    folder = home / f"{name}-records-treatment-{sizes.clients}-{seed}"
    run("bench.synthetic_records", folder, 0, sizes.clients, seed)
    file = next((folder / "treatment").iterdir())
    result[f"{sizes.clients:,} treatment clients"] = _one(home, file, TREATMENT, "FY2013-14", None)
    return result


def _looked_after(home: Path, folder: Path, sizes: Sizes, judges: Path | None) -> Result:
    """Their validator is asked about the CSV files alone, and not about many times as many children."""
    result: Result = {}
    for children, files in ((sizes.children, folder / "council"), (sizes.children * sizes.times, folder / "many")):
        asked = judges if children == sizes.children else None
        result[f"{children:,} children looked after"] = _one(home, files / "this", RETURN, "FY2024-25", asked)
        name = f"{children:,} children looked after, XML"
        result[name] = _one(home, files / "ssda903.xml", RETURN, "FY2024-25", None)
    return result


def _one(home: Path, files: Path, code: str, year: str, judges: Path | None) -> Result:
    ours = contend("bench.records", files, home / "records-out", code, year)
    return ours | {"theirs": _theirs(files, code, judges) if judges else None}


def _theirs(files: Path, code: str, judges: Path) -> dict[str, float]:
    # Imported late: what starts the contenders stays small.
    from indicators.period.codes import parse_period
    from judges.council import Files
    from judges.verdicts import ask_cin, ask_ssda903

    year, council = parse_period("FY2024-25"), files.parent
    judged_files = Files(year, "E10000024", council / "this", council / "last", council / "x", council / "cin.xml", ())
    if code == CENSUS:
        return ask_cin(judges, judged_files, files, shown="the census").costs
    return ask_ssda903(
        judges, judged_files, this=sorted(files.glob("*.csv")), last=(), shown="this year's tables"
    ).costs


def beside_table(result: Result) -> str:
    """One row for each set of files. Theirs is the validator's own time, without the start of its process."""
    return markdown_table([HEADER, *_rows(result)])


def _rows(result: Result) -> Iterator[Row]:
    for name, one in result.items():
        theirs = one["theirs"] or {}
        walls, cpus = (one[clock]["read"] + one[clock]["check"] for clock in ("seconds", "cpu"))
        yield (
            name, f"{one['rows']:,}", *_compared(walls, theirs.get("seconds")), *_compared(cpus, theirs.get("cpu")),
            *_compared(one["peak_mb"], theirs.get("peak_mb"), ".0f"), f"{one['cpu']['derive']:.2f}",
        )  # fmt: skip


def _compared(ours: float, theirs: float | None, form: str = ".2f") -> Row:
    if theirs is None:
        return f"{ours:{form}}", "", ""
    return f"{ours:{form}}", f"{theirs:{form}}", f"{theirs / ours:.1f}"
