"""Checks of sealed cases: complete, readable with their key, purged in time, and their keys private."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from collectors.submissions.acceptance import REFUSED_CASE
from collectors.submissions.judgements import JUDGED_CASE
from collectors.submissions.pending_uploads import WAITING_CASE
from collectors.submissions.uploads_in_parts import RECEIVING_CASE
from returnonce.blobs.object_store import read_whole
from returnonce.clock import today
from returnonce.errors import ReturnOnceError
from returnonce.vault import FACTS_FILE, KEY_FILE, RECORDS, SEALED, Case, Vault, case_folder
from upkeep.doctor.health_context import HealthContext
from upkeep.home_files import KEYS, list_home_files

KEPT = "SELECT case_name FROM record_submission WHERE batch NOT IN (SELECT batch FROM record_purge) ORDER BY batch"
PURGED = "SELECT case_name FROM record_submission WHERE batch IN (SELECT batch FROM record_purge) ORDER BY batch"


def complete(context: HealthContext) -> Iterator[str]:
    """Each case that is kept has its key, its facts and a sealed file."""
    for (name,) in context.rows(KEPT):
        files = {each.name.rpartition("/")[2] for each in context.app.objects.entries(case_folder(str(name)))}
        if not {KEY_FILE, FACTS_FILE} <= files or not any(file.endswith(SEALED) for file in files):
            yield f"case {str(name)[:12]}"


def purged(context: HealthContext) -> Iterator[str]:
    """Nothing is left of a case that was purged."""
    for (name,) in context.rows(PURGED):
        if any(context.app.objects.entries(case_folder(str(name)))):
            yield f"case {str(name)[:12]}"


def overdue(context: HealthContext) -> Iterator[str]:
    """No case is past its day."""
    for case in _cases(context):
        if case.keep_until < today(context.app.clock):
            yield f"case {case.name[:12]}: until {case.keep_until}"


def facts(context: HealthContext) -> Iterator[str]:
    """What is said of each case can be read."""
    for name in _names(context):
        if _facts(context, name) is None:
            yield f"case {name[:12]}"
    query = "SELECT case_name, keep_until FROM record_submission ORDER BY batch"
    for case_name, until in context.rows(query) if "record_submission" in context.tables else ():
        case = _facts(context, str(case_name))
        if case is not None and case.keep_until.isoformat() != str(until):
            yield f"case {str(case_name)[:12]}: not as the store says"


def opens(context: HealthContext) -> Iterator[str]:
    """Every sealed file opens; without the key here nothing can be said."""
    vault = context.vault
    for name in _names(context) if vault else ():
        for label in _labels(vault, name):
            try:
                vault.read(name, label) if vault else None
            except ReturnOnceError:
                yield f"case {name[:12]}: {label}"


def referenced(context: HealthContext) -> Iterator[str]:
    """Every case is a submission's, a refused upload's, or of one that is checked in its turn."""
    submitted = {str(name) for (name,) in context.rows("SELECT case_name FROM record_submission")}
    for case in _cases(context):
        if case.kind not in {REFUSED_CASE, WAITING_CASE, RECEIVING_CASE, JUDGED_CASE} and case.name not in submitted:
            yield f"case {case.name[:12]}"


def key_there(context: HealthContext) -> Iterator[str]:
    """Where something is sealed there is a key."""
    if context.vault is None and any(_names(context)):
        yield "keys/master.key"


def keys_private(context: HealthContext) -> Iterator[str]:
    """No key can be read by others."""
    private = [
        *list_home_files(context.app.home, KEYS),
        *(k for k in list_home_files(context.app.home, RECORDS) if k.path.name == KEY_FILE),
    ]
    yield from (file.name for file in private if file.path.stat().st_mode & 0o077)


def _names(context: HealthContext) -> list[str]:
    names = (each.name.split("/") for each in context.app.objects.entries(RECORDS))
    return sorted(parts[-2] for parts in names if parts[-1] == FACTS_FILE)


def _cases(context: HealthContext) -> Iterator[Case]:
    yield from (case for name in _names(context) if (case := _facts(context, name)) is not None)


def _facts(context: HealthContext, name: str) -> Case | None:
    """What is said of one case; None where it cannot be read."""
    try:
        content = json.loads(read_whole(context.app.objects, f"{case_folder(name)}/{FACTS_FILE}"))
        return Case(name, str(content["kind"]), date.fromisoformat(content["keep_until"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _labels(vault: Vault | None, name: str) -> tuple[str, ...]:
    return vault.labels(name) if vault else ()
