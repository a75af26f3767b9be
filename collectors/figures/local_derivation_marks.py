"""A workbook of figures derived where the records stayed: what it says of them, and marks where that does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from collectors.readers.marks import Mark

#: What the sheet ``Derived`` says, in column A; column B has the answer.
DERIVED_SHEET, FINDINGS_SHEET = "derived", "findings"
AGENCY, RECORD_SET, VERSION, PERIOD, FILE_HASH, ROWS, RULESET = (
    "agency", "record set", "version of the record set", "period", "sha256 of the records", "rows", "ruleset",
)  # fmt: skip
_HASH = re.compile(r"[0-9a-f]{64}")


def is_locally_derived(facts: Mapping[str, str]) -> bool:
    """Whether a workbook names the file of records from which its figures were derived."""
    return _HASH.fullmatch(facts.get(FILE_HASH, "")) is not None and RECORD_SET in facts


def local_derivation_marks(facts: Mapping[str, str], *, agency: str | None, ruleset: str) -> Iterator[Mark]:
    """Marks on the workbook as a whole."""
    if not is_locally_derived(facts):
        return
    yield Mark("derived-at-home", detail=f"{facts[RECORD_SET]}, SHA-256 {facts[FILE_HASH][:12]}")
    if agency is not None and facts.get(AGENCY) != agency:
        yield Mark("derived-agency", value=facts.get(AGENCY), detail=agency)
    if facts.get(RULESET) != ruleset:
        yield Mark("derived-ruleset")
