"""Write proposals as SSSOM, a table that a person reviews and merges into the lines of a return."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from io import StringIO

from mappings.overlap.comparison import OverlapReport
from mappings.overlap.profiles import Measure, split_code
from mappings.overlap.proposals import IndicatorProposal
from mappings.overlap.similarity_words import COMPOSITE, LEXICAL, PREDICATES, PROPOSAL_LABELS

COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification", "confidence",
    "author_label", "reviewer_label", "mapping_date", "comment",
)  # fmt: skip
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
#: What a formula can begin with: a spreadsheet opens this file by a double click.
_DANGEROUS = ("=", "+", "-", "@")


def write_sssom(report: OverlapReport, *, on: date) -> str:
    """Tab-separated, one row for each proposal; none is an exact match, and no reviewer is named."""
    out = StringIO()
    writer = csv.writer(
        out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None, escapechar=None
    )
    writer.writerow(COLUMNS)
    writer.writerows(_list_rows(report, on))
    return out.getvalue()


def _list_rows(report: OverlapReport, on: date) -> Iterator[list[str]]:
    for measure in report.measures:
        for proposed in measure.proposals:
            yield [
                _flatten(format_subject(measure.measure)),
                _flatten(measure.measure.title),
                PREDICATES[proposed.proposal],
                proposed.indicator,
                _flatten(proposed.title),
                find_justification(proposed),
                f"{proposed.score / 100:.2f}",
                "Return Once, proposed",
                "",
                on.isoformat(),
                _flatten(f"{PROPOSAL_LABELS[proposed.proposal]}: {proposed.reason}"),
            ]


def format_subject(measure: Measure) -> str:
    """The list's own code, else its row."""
    return measure.code or split_code(measure.title)[1] or f"row {measure.row}"


def find_justification(proposed: IndicatorProposal) -> str:
    """Words alone, or words and hard evidence together."""
    return COMPOSITE if ";" in proposed.reason else LEXICAL


def _flatten(text: str) -> str:
    flat = _UNSEEN.sub(" ", text).strip()
    return f"'{flat}" if flat.startswith(_DANGEROUS) else flat
