"""Everything a check can say of an upload, a file of records or a published file, but for the rules of record sets."""

from __future__ import annotations

from collections.abc import Iterator

from docs.pages.markdown import code, page, table
from mappings.definitions.finding_kinds import SEVERITIES, FindingKind, FindingKinds, Severity
from mappings.ruleset.ruleset import Ruleset

MEANS: dict[Severity, str] = {
    "error": "The upload is refused, whole. Nothing of it is stored.",
    "query": "The upload is accepted, and its agency is asked to explain.",
    "note": "For information.",
}


def pages(ruleset: Ruleset) -> dict[str, str]:
    """``findings.md``."""
    opening = (
        "`{value}` stands for the cell as it was sent, `{detail}` and `{advice}` for what the check knows. All "
        "findings are told at once, with the sheet, the row as a spreadsheet shows it, and the column. Codes that "
        "begin with `record-` are of files of records, whose cells are never shown; what else is asked about them are "
        "[the rules of each record set](record-rules.md)."
    )
    return {
        "findings.md": page(
            "Findings", opening, *(_section(ruleset.finding_kinds, severity) for severity in SEVERITIES)
        )
    }


def _section(kinds: FindingKinds, severity: Severity) -> str:
    rows = [(code(name), kind.what, kind.why, kind.mend) for name, kind in _of(kinds, severity)]
    heading = {"error": "Errors", "query": "Queries", "note": "Notes"}[severity]
    return f"## {heading}\n\n{MEANS[severity]} {len(rows)} kinds.\n\n{table(('code', 'what', 'why', 'mend'), rows)}"


def _of(kinds: FindingKinds, severity: Severity) -> Iterator[tuple[str, FindingKind]]:
    return ((n, kind) for n, kind in kinds.items() if kind.severity == severity and ":" not in n)
