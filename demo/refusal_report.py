"""What an agency reads when its file is refused: every finding, worst first."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.submissions.findings import group_findings
from collectors.submissions.receipts import SubmissionReceipt
from mappings.definitions.finding_kinds import FindingKinds


def refusal_text(receipt: SubmissionReceipt, kinds: FindingKinds) -> str:
    """The whole answer, as a page of text."""
    head = f"{receipt.file_name}, sent by {receipt.agency}: refused. Nothing of it was stored."
    return "\n".join([head, "", *_findings(receipt, kinds)]) + "\n"


def _findings(receipt: SubmissionReceipt, kinds: FindingKinds) -> Iterator[str]:
    for group in group_findings(receipt.table, kinds):
        yield f"{group.kind.severity.upper()} {group.code}: {group.kind.why}"
        for finding in group.first_findings:
            yield f"  row {finding.row}, {finding.column}: {finding.message}"
            yield f"    {finding.mend}"
        yield ""
