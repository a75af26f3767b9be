"""Checks of sealed cases: complete, readable with their key, purged in time, and their keys private."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from collectors.submissions.acceptance import REFUSED_CASE
from returnonce.clock import today
from returnonce.errors import ReturnOnceError
from returnonce.vault import FACTS_FILE, KEY_FILE, Case, Vault
from upkeep.doctor.health_context import Patient
from upkeep.home_files import KEYS, RECORDS, kept_files

KEPT = "SELECT case_name FROM record_submission WHERE batch NOT IN (SELECT batch FROM record_purge) ORDER BY batch"
PURGED = "SELECT case_name FROM record_submission WHERE batch IN (SELECT batch FROM record_purge) ORDER BY batch"


def there(patient: Patient) -> Iterator[str]:
    """Each case that is kept has its key, its facts and a sealed file."""
    for (name,) in patient.rows(KEPT):
        folder = patient.home / RECORDS / str(name)[:2] / str(name)
        if not (folder / KEY_FILE).is_file() or not (folder / FACTS_FILE).is_file() or not any(folder.glob("*.sealed")):
            yield f"case {str(name)[:12]}"


def purged(patient: Patient) -> Iterator[str]:
    """Nothing is left of a case that was purged."""
    for (name,) in patient.rows(PURGED):
        if (patient.home / RECORDS / str(name)[:2] / str(name)).exists():
            yield f"case {str(name)[:12]}"


def overdue(patient: Patient) -> Iterator[str]:
    """No case is past its day."""
    for case in _cases(patient):
        if case.keep_until < today(patient.clock):
            yield f"case {case.name[:12]}: until {case.keep_until}"


def facts(patient: Patient) -> Iterator[str]:
    """What is said of each case can be read."""
    for name in _names(patient):
        if _facts(patient, name) is None:
            yield f"case {name[:12]}"
    said = "SELECT case_name, keep_until FROM record_submission ORDER BY batch"
    for case_name, until in patient.rows(said) if "record_submission" in patient.tables else ():
        case = _facts(patient, str(case_name))
        if case is not None and case.keep_until.isoformat() != str(until):
            yield f"case {str(case_name)[:12]}: not as the store says"


def opens(patient: Patient) -> Iterator[str]:
    """Every sealed file opens; without the key here nothing can be said."""
    vault = patient.vault
    for name in _names(patient) if vault else ():
        for label in _labels(vault, name):
            try:
                vault.read(name, label) if vault else None
            except ReturnOnceError:
                yield f"case {name[:12]}: {label}"


def known(patient: Patient) -> Iterator[str]:
    """Every case is a submission's, or a refused upload's."""
    submitted = {str(name) for (name,) in patient.rows("SELECT case_name FROM record_submission")}
    for case in _cases(patient):
        if case.kind != REFUSED_CASE and case.name not in submitted:
            yield f"case {case.name[:12]}"


def key_there(patient: Patient) -> Iterator[str]:
    """Where something is sealed there is a key."""
    if patient.vault is None and any(_names(patient)):
        yield "keys/master.key"


def keys_private(patient: Patient) -> Iterator[str]:
    """No key can be read by others."""
    private = [
        *kept_files(patient.home, KEYS),
        *(k for k in kept_files(patient.home, RECORDS) if k.path.name == KEY_FILE),
    ]
    yield from (kept.name for kept in private if kept.path.stat().st_mode & 0o077)


def _names(patient: Patient) -> list[str]:
    return sorted(path.parent.name for path in (patient.home / RECORDS).glob(f"*/*/{FACTS_FILE}"))


def _cases(patient: Patient) -> Iterator[Case]:
    yield from (case for name in _names(patient) if (case := _facts(patient, name)) is not None)


def _facts(patient: Patient, name: str) -> Case | None:
    """What is said of one case; None where it cannot be read."""
    try:
        told = json.loads((patient.home / RECORDS / name[:2] / name / FACTS_FILE).read_bytes())
        return Case(name, str(told["kind"]), date.fromisoformat(told["keep_until"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _labels(vault: Vault | None, name: str) -> tuple[str, ...]:
    return vault.labels(name) if vault else ()
