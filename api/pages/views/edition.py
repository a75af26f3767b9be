"""Editions as pages show them: state, files with hashes, changes, acknowledgements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from api.pages.rendering import page_path
from api.pages.views.proposal import AUDIENCES, CellRow, ListItem, change_row, return_title, where_words
from api.pages.wording import instant_words, number_words
from exports.editions.changes.impact import Impact
from exports.editions.published_editions import PublishedEdition
from exports.editions.recipients.acknowledgements import Acknowledgement
from exports.editions.recipients.portal_submissions import PortalSubmission
from exports.editions.return_key import ReturnKey
from exports.filled_returns.machine_files import ENDINGS
from exports.filled_returns.render import file_stem_from_codes
from mappings.definitions.portals import PortalFinding
from mappings.ruleset.ruleset import Ruleset
from returnonce.count_text import format_count

SEVERITIES = {"error": ("Error", "red"), "query": ("Query", "yellow"), "note": ("Note", "grey")}


@dataclass(frozen=True)
class FileRow:
    """One file for its audience."""

    name: str
    href: str
    size: str
    sha256: str


@dataclass(frozen=True)
class PortalVisit:
    """One time that it was taken to a portal, and what the portal said."""

    number: int
    portal: str
    receipt: str
    when: str
    findings: tuple[tuple[str, str, str], ...]
    reported: bool


def edition_state(edition: PublishedEdition, newest: int) -> tuple[str, str]:
    """Words and colour of an edition's tag."""
    if edition.withdrawn_at is not None:
        return "Withdrawn", "red"
    return ("Current", "green") if edition.number == newest else ("Restated since", "orange")


def newest_standing(editions: Iterable[PublishedEdition]) -> dict[ReturnKey, int]:
    """The number of the edition that counts, by return, area and period."""
    told: dict[ReturnKey, int] = {}
    for edition in editions:
        if edition.withdrawn_at is None:
            told[edition.key] = max(edition.number, told.get(edition.key, 0))
    return told


def edition_page_path(edition: PublishedEdition) -> str:
    """Where an edition is shown."""
    return page_path("editions", *edition.key, str(edition.number))


def edition_list_item(ruleset: Ruleset, edition: PublishedEdition, newest: int, names: Mapping[str, str]) -> ListItem:
    """A row of the list of editions."""
    words, colour = edition_state(edition, newest)
    reason = ruleset.edition_reasons.get(edition.reason, edition.reason) if edition.reason else ""
    why = (f"{reason[0].upper()}{reason[1:]}",) if reason else ()
    text = f"Edition {edition.number}, published {instant_words(edition.published_at)} by {names[edition.published_by]}"
    return ListItem(
        edition_page_path(edition), return_title(ruleset, edition.return_code), where_words(ruleset, edition.area,
        edition.period),
        words, colour, (text, *why), f"edition {edition.number}",
    )  # fmt: skip


def edition_facts(
    ruleset: Ruleset, edition: PublishedEdition, names: Mapping[str, str], audience: str
) -> tuple[tuple[str, str], ...]:
    """Facts about an edition; hashes last, without those that cover true figures where the public reads: from such a
    hash a small figure that was hidden can be found by trying."""
    entitled = audience != "public"
    facts = (
        ("Published", f"{instant_words(edition.published_at)}, by {names[edition.published_by]}"),
        ("Why again", ruleset.edition_reasons.get(edition.reason or "", edition.reason or "")), ("Note", edition.note),
        ("Sample", ruleset.describe_sample(edition.return_code)),
        ("Released to", ", ".join(AUDIENCES[audience].lower() for audience in edition.audiences)),
        ("Figures as known", instant_words(edition.as_of)),
        ("Fingerprint of its figures (SHA-256)", edition.content if entitled else ""),
        ("Fingerprint of the definitions it was filled by", edition.ruleset),
        ("Place in the audit trail", edition.head if entitled else ""),
    )  # fmt: skip
    return tuple((name, text) for name, text in facts if text)


def file_rows(edition: PublishedEdition, audience: str) -> tuple[FileRow, ...]:
    """The files of one audience."""
    return tuple(
        FileRow(file.name, f"{edition_page_path(edition)}/{audience}/{page_path(file.name)[1:]}", size_words(file.size),
                file.sha256)
        for file in edition.files if file.audience == audience
    )  # fmt: skip


def list_downloads(edition: PublishedEdition, audience: str) -> tuple[FileRow, ...]:
    """The three that most readers want: a workbook, a table for programs, and everything signed. One that an edition
    was not written in is left out."""
    here, stem = edition_page_path(edition), file_stem_from_codes(*edition.key)
    titles = {f"{stem}.xlsx": "Excel workbook", f"{stem}{ENDINGS['csv']}": "CSV, for programs"}
    rows = {row.name: row for row in file_rows(edition, audience)}
    files = [replace(rows[name], name=title) for name, title in titles.items() if name in rows]
    bundle = FileRow("Signed bundle, which proves itself", f"{here}/bundle.zip?audience={audience}", "zip", "")
    return (*files, bundle)


@dataclass(frozen=True)
class ChangedEdition:
    """An edition that a file would change; ``rows`` only for who may read it."""

    title: str
    many: str
    rows: tuple[CellRow, ...]
    more: int


def changed_edition(ruleset: Ruleset, impact: Impact, *, may_read: bool, most: int = 50) -> ChangedEdition:
    """What a file would change in one edition, and by how much."""
    title = return_title(ruleset, impact.edition.return_code)
    where = where_words(ruleset, impact.edition.area, impact.edition.period)
    rows = [_by_how_much(row) for row in impact.cells.head(most).iter_rows(named=True)] if may_read else []
    return ChangedEdition(
        f"{title}, {where}: edition {impact.edition.number}", format_count(impact.cells.height, "cell"), tuple(rows),
        max(0, impact.cells.height - most) if may_read else 0,
    )  # fmt: skip


def _by_how_much(row: Mapping[str, Any]) -> CellRow:
    change = change_row(row)
    by = row["difference"]
    if by is None:
        return change
    return replace(change, flags=(f"{'up' if by > 0 else 'down'} by {number_words(abs(by))}",) if by else ())


def size_words(size: int) -> str:
    """``12 kB``."""
    return f"{max(1, round(size / 1000)):,} kB" if size < 1_000_000 else f"{size // 100_000 / 10:,} MB"


def acknowledgement_rows(
    acknowledgements: Iterable[Acknowledgement], names: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    """By whom, when, and of which file."""
    return tuple((names[row.by], instant_words(row.at), row.file_name or "its cells") for row in acknowledgements)


def finding_rows(findings: Iterable[PortalFinding]) -> tuple[tuple[str, str, str], ...]:
    """What a portal found: how grave, where, and in which words."""
    return tuple((SEVERITIES[one.severity][0], one.line or f"row {one.row}", one.message) for one in findings)


def portal_submission_items(
    submissions: Iterable[PortalSubmission], names: Mapping[str, str], portals: Mapping[str, str]
) -> tuple[PortalVisit, ...]:
    """Each sending in words; ``portals``: titles by code."""
    return tuple(
        PortalVisit(
            submission.number, portals.get(submission.portal, submission.portal), submission.receipt,
            f"{instant_words(submission.sent_at)}, noted by {names[submission.recorded_by]}",
            finding_rows(finding for report in submission.reports for finding in report.findings),
            bool(submission.reports),
        )
        for submission in submissions
    )  # fmt: skip
