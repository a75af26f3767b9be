"""Files of records for the bench: a made-up council's two returns, and one service's treatment.

Run as ``python -m bench.synthetic_records FOLDER CHILDREN CLIENTS SEED``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from demo.synthetic import clients
from exports.records.ndtms_csv import ndtms_file
from indicators.period.codes import parse_period
from judges.council import write_council
from mappings.ruleset.loading import load_ruleset

#: The newest year of a data set whose columns were seen in a working exporter.
YEAR, TREATED = "FY2024-25", "FY2013-14"
AREA, AGENCY = "E10000024", "N0901"


def main(folder: Path, children: int, treated: int, seed: int) -> None:
    """``council/`` as the judges are shown it, and ``treatment/`` with one file; what is there is kept."""
    if children and not (folder / "council" / "cin.xml").exists():
        write_council(children, seed=seed, year=parse_period(YEAR), area=AREA, folder=folder / "council")
    if treated and not (folder / "treatment").exists():
        clients_of_agency = clients(
            treated, load_ruleset(), seed=seed, year=parse_period(TREATED), providers=(AGENCY,)
        )[AGENCY]
        name, data = ndtms_file(clients_of_agency, agency=AGENCY)
        (folder / "treatment").mkdir(parents=True)
        (folder / "treatment" / name).write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
