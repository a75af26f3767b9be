"""Job: take published files from the drop folder and from addresses, each file once by its hash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from sqlmodel import Session

from collectors.published.accept import accept_published
from collectors.readers.limits import CSV_BYTES
from collectors.submissions.receipts import SubmissionReceipt
from jobs.runner.job_function import Finish
from jobs.transport.file_download import DownloadLimits, check_address, download
from mappings.definitions.published_sources import Source, get_source
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.blobs import sha256, sha256_file
from returnonce.claims.background_tasks import queue_task
from returnonce.count_text import format_count
from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.tsv_files import read_table
from returnonce.errors import Conflict, NotFound, Refused, TooLarge
from returnonce.logs import get_logger
from returnonce.scratch import scratch

log = get_logger()
PULLS = "pulls.tsv"
PULL_COLUMNS = ("source", "address")
#: What may follow a source's name in a file's: ``cla-rates.csv``, ``cla-rates_2026.csv``.
AFTER_NAME = ("", "-", "_", " ", ".")
#: A file that was written to so shortly ago may not be wholly there.
SETTLING = timedelta(seconds=30)
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class PublishedAddress(Definition):
    """One row of a place's ``pulls.tsv``: a published file that is fetched every night."""

    source: Code
    address: Text


@dataclass(frozen=True)
class DroppedFile:
    """A file in the drop folder, of a source by its name."""

    source: str
    path: Path
    sha256: str


def queue_pulls(context: AppContext, slot: datetime) -> Finish:
    """The job: have each file that is new in the drop folder, and each address, taken by a worker."""
    files, passed_over = find_dropped_files(context)
    pulls = list(read_pulls(context.settings.place_folders, context.ruleset))
    if passed_over:
        log.warning("files are named for no source", action="files_not_named", files=passed_over)

    def finish(session: Session) -> str:
        new = sum(_queue_file(session, context, file) for file in files)
        called = sum(_queue_address(session, context, slot, pull) for pull in pulls)
        unnamed = f"; {passed_over} in the drop folder are named for no source" if passed_over else ""
        return f"{new} new files, {called} addresses{unnamed}"

    return finish


def find_dropped_files(context: AppContext) -> tuple[list[DroppedFile], int]:
    """The settled files of the drop folder that are named for a source, and how many are not."""
    folder = context.settings.published
    if folder is None:
        return [], 0
    if not folder.is_dir():
        raise NotFound("The drop folder is not there.", where="RETURNONCE_PUBLISHED", mend="Make it, or unset it.")
    paths = [path for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".")]
    source_by_path = {path: find_source(path.name, context.ruleset.sources) for path in paths}
    files = [
        DroppedFile(source, path, sha256_file(path))
        for path, source in source_by_path.items()
        if source is not None and not _is_settling(context, path)
    ]
    return files, sum(source is None for source in source_by_path.values())


def find_source(name: str, sources: Mapping[str, Source]) -> str | None:
    """The source for which a file is named, the longest that fits."""
    stem = PurePosixPath(name.lower()).stem
    fitting = [code for code in sources if stem.startswith(code) and stem[len(code) :][:1] in AFTER_NAME]
    return max(fitting, key=len, default=None)


def read_pulls(folders: Sequence[Path], ruleset: Ruleset) -> Iterator[PublishedAddress]:
    """Every row of the places' own ``pulls.tsv``.

    Raises:
        Refused: an address is none that may be fetched.
        NotFound: there is no such source.
    """
    for path in (path for folder in folders for path in sorted(folder.glob(f"*/{PULLS}"))):
        for row in read_table(path, PublishedAddress, PULL_COLUMNS):
            get_source(ruleset.sources, row.source)
            check_address(row.address)
            yield row


def pull_file(context: AppContext, arguments: Mapping[str, str]) -> str:
    """The heavy part for a file of the drop folder."""
    path = Path(arguments["path"])
    if not path.is_file() or sha256_file(path) != arguments["sha256"]:
        return "the file has changed since, and is taken as it is now when its turn comes"
    return _collect(context, path, arguments["source"])


def pull_address(context: AppContext, arguments: Mapping[str, str]) -> str:
    """The heavy part for an address. A file that was taken before is told to be so."""
    try:
        data = download(arguments["address"], DownloadLimits(CSV_BYTES))
    except (Refused, TooLarge) as error:
        return f"not fetched: {error.what}"
    with scratch() as folder:
        path = folder / name_fetched_file(arguments["address"], arguments["source"])
        path.write_bytes(data)
        return _collect(context, path, arguments["source"])


def name_fetched_file(address: str, source: str) -> str:
    """What a fetched file is called: as at its publisher's, where that is a plain name."""
    name = PurePosixPath(urlsplit(address).path).name
    return name if PLAIN.fullmatch(name) else f"{source}.csv"


def _collect(context: AppContext, path: Path, source: str) -> str:
    try:
        receipt = accept_published(context, path, get_source(context.ruleset.sources, source))
    except (Refused, NotFound, TooLarge, Conflict) as error:
        return f"not taken: {error.what}"
    return _outcome(receipt)


def _outcome(receipt: SubmissionReceipt) -> str:
    if not receipt.accepted:
        return f"refused, with {format_count(receipt.counts.get('error', 0), 'error')}"
    name = (receipt.name or "")[:12]
    if receipt.repeated:
        return f"taken before, as {name}"
    return f"taken as {name}: {format_count(receipt.counts.get('figures', 0), 'figure')}"


def _queue_file(session: Session, context: AppContext, file: DroppedFile) -> bool:
    # By another mapping the same file says something else; then it is looked at once more.
    mapping = sha256(context.ruleset.sources[file.source].model_dump_json().encode())
    key = f"pull-file/{file.source}/{file.sha256[:24]}/{mapping[:12]}"
    arguments = {"source": file.source, "path": str(file.path), "sha256": file.sha256}
    return queue_task(session, context.clock, name="pull-file", key=key, arguments=arguments)


def _queue_address(session: Session, context: AppContext, slot: datetime, pull: PublishedAddress) -> bool:
    key = f"pull-address/{pull.source}/{sha256(pull.address.encode())[:12]}/{slot.isoformat()}"
    return queue_task(session, context.clock, name="pull-address", key=key, arguments=pull.model_dump())


def _is_settling(context: AppContext, path: Path) -> bool:
    age = context.clock.now().timestamp() - path.stat().st_mtime
    return 0 <= age < SETTLING.total_seconds()
