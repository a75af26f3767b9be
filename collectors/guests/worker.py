"""The child's side of a check: what the fork server makes ready once, and the check of one file. Stores nothing.

While the file is checked the store is neither locked nor held to one moment: each question to it is answered by itself.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import collectors.records.check
import returnonce.brief_reading
import returnonce.db
from collectors.check_upload import check_here
from collectors.guests.stage_files import StageFile
from collectors.guests.verdict_files import write_verdict
from collectors.recognise_record_set import recognise_record_set
from collectors.records.headings import load_headings
from collectors.submissions.uploaded_file import UploadedFile
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.archive import read_packed_files
from mappings.ruleset.as_of import load_kept_ruleset
from mappings.ruleset.loading import load_supposed
from mappings.ruleset.ruleset import Ruleset
from returnonce.blobs.opening import forget_place
from returnonce.clock import FixedClock, SystemClock
from returnonce.db import open_store
from returnonce.errors import Refused
from returnonce.fork_server.child import NeedsOwnChild
from returnonce.progress import show_progress_on
from returnonce.settings import Settings

#: Imported where they are needed elsewhere; a child that forks for each file would import them each time.
LATE_MODULES = (collectors.records.check, returnonce.brief_reading, returnonce.db)
PREPARE, CHECK, CHECK_SMALL = f"{__name__}:prepare", f"{__name__}:check", f"{__name__}:check_small"


class Prepared:
    """What every check needs, loaded before anything was run."""

    def __init__(self, settings: Settings, ruleset: Ruleset, *, is_supposed: bool) -> None:
        self.settings, self.ruleset, self.is_supposed = settings, ruleset, is_supposed


def prepare(arguments: Mapping[str, Any]) -> tuple[dict[str, Any], Prepared]:
    """Import and load everything, and run nothing of polars: whoever forks after that hangs."""
    settings = Settings.model_validate(arguments["settings"])
    supposed = arguments.get("definitions")
    ruleset = (
        load_supposed(read_packed_files(Path(supposed)))[0]
        if supposed
        else _load_ruleset(settings, arguments["ruleset"])
    )
    ruleset.load_parts()
    for code in ruleset.records.codes:
        load_headings(ruleset.records, code)
    # What a child works out, it works out for itself alone.
    _ = ruleset.former_codes
    gc.collect()
    gc.freeze()
    return {"ruleset": ruleset.hash}, Prepared(settings, ruleset, is_supposed=bool(supposed))


def _load_ruleset(settings: Settings, name: str) -> Ruleset:
    """The ruleset of that hash: today's, or as it was kept where the files say something else by now."""
    context = AppContext(settings, SystemClock())
    with suppress(Refused):
        ruleset = context.load_current_ruleset()
        if ruleset.hash == name:
            return ruleset
    return load_kept_ruleset(context, name)


def check(prepared: Prepared, arguments: Mapping[str, Any], out: Path) -> None:
    """Check one file, and leave the verdict in ``out``."""
    clock = FixedClock(datetime.fromisoformat(arguments["now"]))
    file = arguments["file"]
    upload = UploadedFile(**file | {"path": Path(file["path"])})
    # A store that is opened by a ruleset notes that work is done by it, which by supposed definitions is not so.
    engine = open_store(prepared.settings) if prepared.is_supposed else None
    context = AppContext(forget_place(prepared.settings), clock, ruleset=prepared.ruleset, engine=engine)
    try:
        with show_progress_on(StageFile(out)):
            write_verdict(check_here(context, upload), out)
    finally:
        context.close()


def check_small(prepared: Prepared, arguments: Mapping[str, Any], out: Path) -> None:
    """Check one small file in a child that checks others after it.

    Raises:
        NeedsOwnChild: its rows are about people.
    """
    file = arguments["file"]
    if recognise_record_set(Path(file["path"]), prepared.ruleset.records, name=file["name"]) is not None:
        raise NeedsOwnChild
    check(prepared, arguments, out)
