"""Files of records for the bench: a made-up council's two returns, and one service's treatment.

Run as ``python -m bench.synthetic_records FOLDER CHILDREN CLIENTS SEED [TIMES]``. TIMES: the return of children looked
after is also written with so many times as many children.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from demo.synthetic import clients
from exports.records.ndtms_csv import ndtms_file
from indicators.period.codes import parse_period
from judges.council import write_council
from mappings.ruleset.loading import load_ruleset

#: The newest year of a data set whose columns were seen in a working exporter.
YEAR, TREATED = "FY2024-25", "FY2013-14"
AREA, AGENCY = "E10000024", "N0901"


def main(folder: Path, children: int, treated: int, seed: int, times: int = 0) -> None:
    """``council/`` as the judges are shown it, ``many/`` with more of its children, and ``treatment/`` with one file;
    what is there is kept.
    """
    if children and not (folder / "council" / "cin.xml").exists():
        write_council(children, seed=seed, year=parse_period(YEAR), area=AREA, folder=folder / "council")
    if times and not (folder / "many").exists():
        _repeat_children(folder / "council", folder / "many", times)
    if treated and not (folder / "treatment").exists():
        clients_of_agency = clients(
            treated, load_ruleset(), seed=seed, year=parse_period(TREATED), providers=(AGENCY,)
        )[AGENCY]
        name, data = ndtms_file(clients_of_agency, agency=AGENCY)
        (folder / "treatment").mkdir(parents=True)
        (folder / "treatment" / name).write_bytes(data)


def _repeat_children(council: Path, folder: Path, times: int) -> None:
    """This year's return as CSV and as XML, each child so many times under other numbers."""
    (folder / "this").mkdir(parents=True)
    for path in (council / "this").glob("*.csv"):
        rows = pl.read_csv(path, infer_schema=False)
        repeats = (rows.with_columns(pl.col("CHILD").str.replace("MU", f"M{n}", literal=True)) for n in range(times))
        pl.concat(repeats).write_csv(folder / "this" / path.name)
    head, start, rest = (council / "ssda903.xml").read_text(encoding="utf-8").partition("<CHILD>")
    body, end, tail = rest.rpartition("</CHILD>")
    children = "".join(f"{start}{body}{end}".replace("<CHILDID>MU", f"<CHILDID>M{n}") for n in range(times))
    (folder / "ssda903.xml").write_text(f"{head}{children}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
