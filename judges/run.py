"""The judges: the sector's own validators and schemas, on what the product writes of a clean made-up council.

Run as ``make judges``, or ``python -m judges.run [--children N] [--seed S] [--year FY] [--area A] [--home FOLDER]
[--no-mistakes]``. It fails when a rule that ran finds an issue in the clean council, when one raises, or when a schema
complains.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from indicators.period.codes import parse_period
from judges.council import Files, write_council
from judges.verdict_text import verdict_in_words
from judges.verdicts import (
    CENSUS,
    CENSUS_FITS_FROM,
    CLA,
    Verdict,
    ask_cin,
    ask_schema,
    ask_ssda903,
)

NOTTINGHAMSHIRE = "E10000024"


def main(arguments: list[str]) -> int:
    """Prints every verdict; 1 where the clean council did not pass."""
    options = _parse(arguments)
    home: Path = options.home.resolve()
    shutil.rmtree(home / "council", ignore_errors=True)
    year = parse_period(options.year)
    files = write_council(options.children, seed=options.seed, year=year, area=options.area, folder=home / "council")
    print(
        f"A clean made-up council: {options.children} children in each return of {year}, seed {options.seed}.\n",
        flush=True,
    )
    heard = [_heard(verdict) for verdict in verdicts(home, files)]
    passed = all(heard + list(_schemas(home, files)))
    print("\nThe clean council passes." if passed else "\nThe clean council DOES NOT pass.", flush=True)
    if not options.no_mistakes:
        # Imported late: the comparisons need the whole of our own reading and checking.
        from judges.census_rule_by_rule import compare_census_rules
        from judges.mistakes_found import compare
        from judges.rule_by_rule import compare_rules

        for each in (compare, compare_rules, compare_census_rules):
            print("\n" + each(home, files), flush=True)
    return 0 if passed else 1


def verdicts(home: Path, files: Files) -> Iterator[Verdict]:
    """Both validators on the clean council: the tables beside last year's, the XML form by itself, the census."""
    this, last = sorted(files.this.glob("*.csv")), sorted(files.last.glob("*.csv"))
    yield ask_ssda903(home, files, this=this, last=last, shown="CSV tables beside last year's")
    yield ask_ssda903(home, files, this=[files.xml], last=(), shown="the XML form alone")
    yield ask_cin(home, files, files.census, shown="the census")


def _heard(verdict: Verdict) -> bool:
    print(verdict_in_words(verdict), flush=True)
    return verdict.clean


def _schemas(home: Path, files: Files) -> Iterator[bool]:
    """Whether each schema takes its file; one that is not at hand, or is of another year, is told and not asked."""
    for schema, file, first in ((CLA, files.xml, 0), (CENSUS, files.census, CENSUS_FITS_FROM)):
        if not schema.exists():
            print(f"{schema.name} is not at hand (RETURNONCE_SHARED says where): {file.name} was not shown to it.")
        elif files.year.end.year < first:
            print(f"{schema.name} is of a later year: {file.name} was not shown to it.")
        else:
            count, first_of_them = ask_schema(home, schema, file)
            print(f"{schema.name}: {file.name} is {'valid' if not count else f'NOT valid, {count} complaints'}.")
            print("".join(f"  {one}\n" for one in first_of_them), end="", flush=True)
            yield not count


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m judges.run", description="Asks the sector's own validators.")
    parser.add_argument("--children", type=int, default=100, help="in each of the two returns")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--year", default="FY2025-26", help="FY2022-23 to FY2026-27: the validators know no others")
    parser.add_argument("--area", default=NOTTINGHAMSHIRE, help="E10000024 or E09000023")
    parser.add_argument("--home", type=Path, default=Path("var/judges"), help="where everything goes")
    parser.add_argument("--no-mistakes", action="store_true", help="only the clean council")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
