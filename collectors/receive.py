"""Whatever an agency sends: figures or records, told apart by what the file is."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from sqlalchemy import Engine

from collectors.figures.accept import collect
from collectors.figures.check import check
from collectors.readers.file_names import safe_name
from collectors.recognition import recognise
from collectors.records.accept import collect_records
from collectors.records.check import Surroundings, judge_records
from collectors.submissions.acceptance import Sent
from collectors.submissions.receipts import Receipt
from collectors.submissions.sending_agency import find_sender
from collectors.submissions.verdict import Verdict
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import Clock
from returnonce.errors import NotFound, Refused, WrongUsage
from returnonce.files import NO_ROOM, no_room
from returnonce.scratch import scratch
from returnonce.vault import Vault

#: A zip made of a folder is the same on any day.
EPOCH = (1980, 1, 1, 0, 0, 0)


def receive(
    path: Path,
    agency: str,
    *,
    ruleset: Ruleset,
    engine: Engine,
    home: Path,
    vault: Vault,
    clock: Clock,
    period: str | None = None,
    version: str | None = None,
    postcodes: pl.DataFrame | None = None,
    name: str | None = None,
    sent: Sent = Sent(),  # noqa: B008
) -> Receipt:
    """Take an upload of figures or a file (or folder) of records; see :func:`collect` and :func:`collect_records`.

    Raises:
        NotFound, WrongUsage, Refused, Conflict, Unavailable: as those two do; and what ``sent`` checks.
    """
    shown = safe_name(name or path.name)
    with own_copy(path) as copy:
        code = recognise(copy, name=shown)
        if code is None:
            return collect(
                copy, agency, ruleset=ruleset, engine=engine, home=home, vault=vault, clock=clock, name=shown, sent=sent
            )
        return collect_records(
            copy, find_sender(ruleset, agency).code, name=shown, code=code, ruleset=ruleset, engine=engine, vault=vault,
            clock=clock, period=period, version=version, postcodes=postcodes, sent=sent,
        )  # fmt: skip


def judge(
    path: Path,
    agency: str | None,
    *,
    around: Surroundings,
    period: str | None = None,
    version: str | None = None,
    name: str | None = None,
) -> Verdict:
    """What receiving the file would say; nothing is stored.

    Raises:
        NotFound, WrongUsage, Refused: as for receiving it.
    """
    shown = safe_name(name or path.name)
    with own_copy(path) as copy:
        code = recognise(copy, name=shown)
        if code is None:
            return check(copy, agency, ruleset=around.ruleset, session=around.session, clock=around.clock, name=shown)
        if agency is None:
            raise WrongUsage("Who sends these records is not said.", mend="Give --agency CODE.")
        told = judge_records(copy, agency, name=shown, code=code, around=around, period=period, version=version)
        return told.verdict


@contextmanager
def own_copy(path: Path) -> Iterator[Path]:
    """What is hashed, checked and kept must be the same bytes, even if the sender saves the file meanwhile.

    A folder becomes one zip of the files that lie in it, the same for the same files; links are not followed.

    Raises:
        NotFound: there is no such file or folder.
        NoRoom: there is no place for a copy.
        Refused: it cannot be read.
    """
    if not path.is_file() and not path.is_dir():
        raise NotFound(f"There is no file {path.name!r}.", mend="Give the path of a file, or of a folder of CSV files.")
    with scratch() as folder:
        copy = folder / "upload"
        try:
            _zipped(path, copy) if path.is_dir() else shutil.copyfile(path, copy)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise no_room() from error
            raise Refused(
                f"The file cannot be read or copied ({type(error).__name__}).",
                mend="Look whether you may open it, and whether the disk has room.",
            ) from error
        yield copy


def _zipped(folder: Path, target: Path) -> None:
    files = (path for path in folder.iterdir() if path.is_file() and not path.is_symlink())
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in files if not path.name.startswith(".")):
            entry = zipfile.ZipInfo(path.name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as packed:
                shutil.copyfileobj(source, packed)
