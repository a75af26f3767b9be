"""Checks of figures and findings: known words, known marks, an index that agrees, kept rulesets."""

from __future__ import annotations

import json
from collections.abc import Iterator

from collectors.submissions.findings import finding_kinds
from indicators.figures.store import KINDS, STATUSES, SYMBOLS
from indicators.period.codes import parse_period
from mappings.ruleset.archive import read_archived_ruleset
from returnonce.errors import ReturnOnceError
from upkeep.doctor.health_context import Patient


def kinds(patient: Patient) -> Iterator[str]:
    """Marks are places in the lists of marks."""
    query = (
        f"SELECT DISTINCT batch FROM figure WHERE kind NOT BETWEEN 0 AND {len(KINDS) - 1}"  # noqa: S608 (numbers of ours)
        f" OR status NOT BETWEEN 0 AND {len(STATUSES) - 1} OR symbol NOT BETWEEN 0 AND {len(SYMBOLS) - 1} ORDER BY 1"
    )
    yield from (f"figures of batch {batch}" for (batch,) in patient.rows(query))


def touches(patient: Patient) -> Iterator[str]:
    """What is touched is what there are figures of."""
    figures, touched = "SELECT DISTINCT batch, area, period FROM figure", "SELECT batch, area, period FROM touch"
    for first, second in ((figures, touched), (touched, figures)):
        query = f"SELECT DISTINCT batch FROM ({first} EXCEPT {second}) AS odd ORDER BY 1"  # noqa: S608 (our own)
        yield from (f"batch {batch}" for (batch,) in patient.rows(query))


def indicators(patient: Patient) -> Iterator[str]:
    """Indicators are in the catalogue."""
    yield from (f"indicator {code}" for code in _words(patient, "indicator") if code not in patient.ruleset.catalogue)


def areas(patient: Patient) -> Iterator[str]:
    """Areas are in the lists."""
    for code in _words(patient, "area"):
        try:
            patient.ruleset.areas.find(code)
        except ReturnOnceError:
            yield f"area {code}"


def periods(patient: Patient) -> Iterator[str]:
    """Periods can be read."""
    for code in _words(patient, "period"):
        try:
            parse_period(code)
        except ReturnOnceError:
            yield f"period {code}"


def findings(patient: Patient) -> Iterator[str]:
    """Findings are of known kinds."""
    known = finding_kinds()
    for (code,) in patient.rows("SELECT DISTINCT code FROM finding ORDER BY code"):
        if code not in known:
            yield f"finding {code}"


def counts(patient: Patient) -> Iterator[str]:
    """Counts are a JSON object of whole numbers."""
    for name, told in patient.rows("SELECT name, counts FROM submission ORDER BY id"):
        try:
            is_sound = all(isinstance(count, int) for count in json.loads(str(told)).values())
        except (ValueError, AttributeError):
            is_sound = False
        if not is_sound:
            yield f"submission {str(name)[:12]}"


def rules(patient: Patient) -> Iterator[str]:
    """Every ruleset that was in use is kept, and is whole."""
    for (name,) in patient.rows("SELECT DISTINCT hash FROM ruleset ORDER BY hash"):
        try:
            read_archived_ruleset(patient.home, str(name))
        except ReturnOnceError as error:
            yield f"files/rulesets/{str(name)[:12]}….zip: {error.what}"


def _words(patient: Patient, domain: str) -> list[str]:
    return [str(word) for word, kind in patient.rows("SELECT text, domain FROM code ORDER BY text") if kind == domain]
