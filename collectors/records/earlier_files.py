"""Rolling files that were sent before, read where no store keeps them: at home, and where a joining is explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from collectors.records.headings import load_headings
from collectors.records.period_and_version import decide_period, decide_version
from collectors.records.read import read_records
from collectors.records.typed_records import type_records
from indicators.records.record_catalogue import RecordDefinitions
from indicators.records.record_frames import Records
from returnonce.errors import Refused


def read_earlier_files(
    files: Sequence[Path], definitions: RecordDefinitions, code: str, *, today: date, settings: Mapping[str, Any]
) -> list[Records]:
    """The records of files given the oldest first, as those that a store keeps are: the newest first.

    Raises:
        Refused: there is no row that can be read in one of them.
        WrongUsage: one does not say of which period it is.
    """
    every = enumerate(files, start=1)
    read = [
        read_rolling_file(path, definitions, code, number, today=today, settings=settings) for number, path in every
    ]
    return read[::-1]


def read_rolling_file(
    path: Path,
    definitions: RecordDefinitions,
    code: str,
    number: int,
    *,
    today: date,
    settings: Mapping[str, Any],
    period: str | None = None,
    version: str | None = None,
) -> Records:
    """The records of one file; ``number`` is its place among those that were given, by which an error names it.

    Raises:
        Refused, WrongUsage: as :func:`read_earlier_files` does.
        NotFound: there is no such file or version.
    """
    raw = read_records(path, load_headings(definitions, code), name=path.name)
    if not raw.tables:
        raise Refused(
            "No event can be read in the file.",
            where=f"file {number}",
            mend="returnonce check says what is wrong with it; give the CSV as it is sent.",
        )
    when = decide_period(definitions.files_of(code).definition, period, raw.facts)
    read_as = decide_version(definitions, code, when, version, raw.facts)
    records, _ = type_records(raw, definitions.record_set(code, read_as, settings=settings), when)
    return replace(records, received=today)
