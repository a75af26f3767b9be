"""Editions as pages show them: state, files with hashes, changes, acknowledgements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from api.pages.rendering import page_path
from api.pages.views.proposal import AUDIENCES, CellRow, ListItem, change_row, return_title, where_words
from api.pages.wording import count_words, instant_words, number_words
from exports.editions.changes.impact import Impact
from exports.editions.published_editions import PublishedEdition
from exports.editions.recipients.acknowledgements import Acknowledgement
from exports.editions.recipients.portal_submissions import PortalSubmission
from exports.editions.return_key import ReturnKey
from mappings.ruleset.ruleset import Ruleset

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


def edition_state(one: PublishedEdition, newest: int) -> tuple[str, str]:
    """Words and colour of an edition's tag."""
    if one.withdrawn_at is not None:
        return "Withdrawn", "red"
    return ("Current", "green") if one.number == newest else ("Restated since", "orange")


def newest_standing(found: Iterable[PublishedEdition]) -> dict[ReturnKey, int]:
    """The number of the edition that counts, by return, area and period."""
    told: dict[ReturnKey, int] = {}
    for one in found:
        if one.withdrawn_at is None:
            told[one.key] = max(one.number, told.get(one.key, 0))
    return told


def edition_page_path(one: PublishedEdition) -> str:
    """Where an edition is shown."""
    return page_path("editions", *one.key, str(one.number))


def edition_list_item(ruleset: Ruleset, one: PublishedEdition, newest: int, names: Mapping[str, str]) -> ListItem:
    """A row of the list of editions."""
    words, colour = edition_state(one, newest)
    why = (ruleset.edition_reasons.get(one.reason, one.reason),) if one.reason else ()
    told = f"Edition {one.number}, published {instant_words(one.published_at)} by {names[one.published_by]}"
    return ListItem(
        edition_page_path(one), return_title(ruleset, one.return_code), where_words(ruleset, one.area, one.period),
        words, colour, (told, *why), f"edition {one.number}",
    )  # fmt: skip


def edition_facts(ruleset: Ruleset, one: PublishedEdition, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Facts about an edition; hashes last."""
    facts = (
        ("Published", f"{instant_words(one.published_at)}, by {names[one.published_by]}"),
        ("Why again", ruleset.edition_reasons.get(one.reason or "", one.reason or "")), ("Note", one.note),
        ("Released to", ", ".join(AUDIENCES[each].lower() for each in one.audiences)),
        ("Figures as known", instant_words(one.as_of)),
        ("Its true cells (SHA-256)", one.content), ("Rules and calendars", one.ruleset),
        ("Audit row it carries", one.head),
    )  # fmt: skip
    return tuple((name, text) for name, text in facts if text)


def file_rows(one: PublishedEdition, audience: str) -> tuple[FileRow, ...]:
    """The files of one audience."""
    return tuple(
        FileRow(each.name, f"{edition_page_path(one)}/{audience}/{page_path(each.name)[1:]}", size_words(each.size),
                each.sha256)
        for each in one.files if each.audience == audience
    )  # fmt: skip


@dataclass(frozen=True)
class ChangedEdition:
    """An edition that a file would change; ``rows`` only for who may read it."""

    title: str
    many: str
    rows: tuple[CellRow, ...]
    more: int


def changed_edition(ruleset: Ruleset, one: Impact, *, may_read: bool, most: int = 50) -> ChangedEdition:
    """What a file would change in one edition, and by how much."""
    title = return_title(ruleset, one.edition.return_code)
    where = where_words(ruleset, one.edition.area, one.edition.period)
    rows = [_by_how_much(row) for row in one.cells.head(most).iter_rows(named=True)] if may_read else []
    return ChangedEdition(
        f"{title}, {where}: edition {one.edition.number}", count_words(one.cells.height, "cell"), tuple(rows),
        max(0, one.cells.height - most) if may_read else 0,
    )  # fmt: skip


def _by_how_much(row: Mapping[str, Any]) -> CellRow:
    found = change_row(row)
    by = row["difference"]
    if by is None:
        return found
    return replace(found, flags=(f"{'up' if by > 0 else 'down'} by {number_words(abs(by))}",) if by else ())


def size_words(size: int) -> str:
    """``12 kB``."""
    return f"{max(1, round(size / 1000)):,} kB" if size < 1_000_000 else f"{size // 100_000 / 10:,} MB"


def acknowledgement_rows(
    found: Iterable[Acknowledgement], names: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    """By whom, when, and of which file."""
    return tuple((names[each.by], instant_words(each.at), each.file_name or "its cells") for each in found)


def portal_submission_items(
    found: Iterable[PortalSubmission], names: Mapping[str, str], portals: Mapping[str, str]
) -> tuple[PortalVisit, ...]:
    """Each sending in words; ``portals``: titles by code."""
    return tuple(
        PortalVisit(
            each.number, portals.get(each.portal, each.portal), each.receipt,
            f"{instant_words(each.sent_at)}, noted by {names[each.recorded_by]}",
            tuple((SEVERITIES[f.severity][0], f.line or f"row {f.row}", f.message) for r in each.reports
                  for f in r.findings),
            bool(each.reports),
        )
        for each in found
    )  # fmt: skip
