"""Proposals as pages show them: facts, cells beside the last edition, audiences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from api.pages.rendering import page_path
from api.pages.views.account import office_words
from api.pages.views.collection import figure_path
from api.pages.wording import PROPOSAL_STATES, figure_words, instant_words, number_words, period_words
from exports.editions.changes.cell_changes import KINDS
from exports.editions.proposals.read_proposals import Proposal
from exports.presentation.words import STATUS
from indicators.period.codes import parse_period
from mappings.definitions.return_definitions import ENTITLED
from mappings.ruleset.ruleset import Ruleset
from returnonce.count_text import format_count

PAGE = 60
NEXT = {
    "approval": "a second person's approval",
    "sign_off": "the statutory officer's sign-off",
    "publication": "publication",
}
AUDIENCES = {"regulator": "The recipient", "council": "The council", "public": "The public"}
ACTS = {"approved": "Approved", "sent_back": "Sent back", "signed_off": "Signed off", "superseded": "Replaced"}
CHANGES = {
    "added": ("New", "blue"), "withdrawn": ("Gone", "red"), "changed": ("Changed", "yellow"),
    "fell_to_zero": ("Fell to zero", "orange"), "went_missing": ("Went missing", "red"),
    "suppressed": ("Withheld now", "purple"), "rounded_away": ("Too small to show", "purple"),
    "appeared": ("Given now", "green"), "no_longer_suppressed": ("No longer withheld", "purple"),
    "symbol_changed": ("Other reason", "grey"), "status_changed": ("Other standing", "grey"),
}  # fmt: skip


@dataclass(frozen=True)
class ListItem:
    """One proposal or edition in a list."""

    href: str
    title: str
    where: str
    state: str
    colour: str
    about: tuple[str, ...]
    more: str = ""


@dataclass(frozen=True)
class CellRow:
    """One cell: its line, value now, value before, change, and remarks."""

    line: str
    label: str
    breakdown: str
    value: str
    before: str
    change: str
    colour: str
    flags: tuple[str, ...]
    href: str


@dataclass(frozen=True)
class AudienceRow:
    """What one audience would get. ``href``: where its hidden cells are listed."""

    name: str
    rule: str
    hidden: str
    refusal: str
    href: str


def proposal_list_item(ruleset: Ruleset, proposal: Proposal, names: Mapping[str, str], differs: str = "") -> ListItem:
    """A row of the list of proposals."""
    state, colour = PROPOSAL_STATES[proposal.state]
    waits = (
        f"Waits for {NEXT[proposal.waits_for]}"
        if proposal.waits_for
        else f"Edition {proposal.number}"
        if proposal.number
        else ""
    )
    put = f"Put up by {names.get(proposal.proposed_by, proposal.proposed_by)}, {instant_words(proposal.proposed_at)}"
    return ListItem(
        page_path("approvals", proposal.name), return_title(ruleset, proposal.return_code),
        where_words(ruleset, proposal.area, proposal.period), state, colour,
        tuple(text for text in (put, differs, waits) if text),
    )  # fmt: skip


def return_title(ruleset: Ruleset, code: str) -> str:
    """A return's title, or its code where it is no more."""
    return ruleset.returns[code].title if code in ruleset.returns else code


def where_words(ruleset: Ruleset, area: str, period: str) -> str:
    """``Lewisham, 2009-10``."""
    name = ruleset.areas.get(area).name if area in ruleset.areas else area
    return f"{name}, {period_words(parse_period(period))}"


def proposal_facts(proposal: Proposal, names: Mapping[str, str], reason: str) -> tuple[tuple[str, str], ...]:
    """Facts about a proposal: by whom, when, why, and every act on it."""

    def by(name: str) -> str:
        return names.get(name, name)

    facts = [
        ("Put up by", f"{by(proposal.proposed_by)}, {instant_words(proposal.proposed_at)}"),
        ("Why again", reason), ("Note", proposal.note),
        ("Signed off by", f"the {office_words(proposal.office).lower()}" if proposal.office else ""),
        *((ACTS[act.act], f"{by(act.by)}, {instant_words(act.at)}{f': {act.note}' if act.note else ''}")
          for act in proposal.acts),
        ("Waits for", NEXT[proposal.waits_for] if proposal.waits_for else ""),
    ]  # fmt: skip
    return tuple((name, text) for name, text in facts if text)


def audience_rows(proposal: Proposal) -> tuple[AudienceRow, ...]:
    """The gate's verdict for each audience."""
    return tuple(
        AudienceRow(
            AUDIENCES[audience.audience],
            "true figures, whole"
            if audience.audience == ENTITLED
            else f"rule {audience.rule}, version {audience.version}",
            format_count(audience.hidden, "cell hidden", "cells hidden") if audience.hidden else "nothing hidden",
            audience.refusal or "",
            page_path("approvals", proposal.name, "hidden", audience.audience) if audience.hidden else "",
        )
        for audience in proposal.audiences
    )


def cell_rows(cells: pl.DataFrame, changes: pl.DataFrame, *, only_changed: bool, same: str = "") -> list[CellRow]:
    """Cells (``CELL_SCHEMA``), beside each what changed (``CHANGE_SCHEMA``) or ``same``; what is gone comes last."""
    keys = ("line", "area", "period", "breakdown", "indicator")
    changed = {tuple(row[key] for key in keys): row for row in changes.iter_rows(named=True)}
    rows = [_cell(row, changed.pop(tuple(row[key] for key in keys), None), same) for row in cells.iter_rows(named=True)]
    gone = [change_row(row) for row in changed.values() if row["change"] == "withdrawn"]
    return [row for row in (*rows, *gone) if row.change or not only_changed]


def change_row(row: Mapping[str, Any], mark: str = "", href: str | None = None) -> CellRow:
    """One change (``CHANGE_SCHEMA``) by itself; ``mark`` follows its values. ``href``: where they come from, by itself
    the figure as it is now."""
    words, colour = CHANGES[row["change"]]
    new = "" if row["change"] == "withdrawn" else value_words(row, "new_", mark)
    return CellRow(
        row["line"], row["label"] or "", part_words(row["breakdown"]), new, value_words(row, "old_", mark), words,
        colour, (KINDS[row["change"]],), cell_figure_path(row) if href is None else href,
    )  # fmt: skip


def _cell(row: Mapping[str, Any], change: Mapping[str, Any] | None, same: str) -> CellRow:
    words, colour = CHANGES[change["change"]] if change else ("", "")
    mark = "%" if row["unit"] == "percentage" else ""
    before = value_words(change, "old_", mark) if change else same
    return CellRow(
        row["line"], row["label"], part_words(row["breakdown"]), figure_words(row, mark), before, words, colour,
        tuple(make_flags(row)), cell_figure_path(row),
    )  # fmt: skip


def value_words(row: Mapping[str, Any], side: str, mark: str = "") -> str:
    """The figure on one side (``old_`` or ``new_``) of a change (``CHANGE_SCHEMA``)."""
    parts = {name: row[f"{side}{name}"] for name in ("value", "numerator", "denominator", "symbol")}
    return figure_words(parts, mark) if any(part is not None for part in parts.values()) else "nothing"


def part_words(breakdown: str | None) -> str:
    """The breakdown of a cell; empty where it is the total."""
    return "" if breakdown in {None, "total"} else str(breakdown)


def make_flags(row: Mapping[str, Any]) -> Sequence[str]:
    """What has to be known of a cell (``CELL_SCHEMA``), in words."""
    told = (
        STATUS.get(row["status"] or "", "") if row["status"] not in {None, "final"} else "",
        "Not sent: its code is not certain" if row["withheld"] else "",
        row["disagreement"] or "",
        row["reason"] or "" if row["value"] is None else "",
        f"Rounded to {number_words(row['rounded_to'])}" if row["rounded_to"] else "",
    )
    return [text for text in told if text]


def cell_figure_path(row: Mapping[str, Any]) -> str:
    """The page of the figure that a cell or a change shows; empty where it shows none of an indicator."""
    if row["indicator"] is None or row["period"] is None:
        return ""
    return figure_path(row["indicator"], row["area"], row["period"], row["breakdown"] or "total")


def change_counts(changes: pl.DataFrame) -> str:
    """``3 changed, 1 fell to zero``; empty where nothing did."""
    counts = changes.group_by("change", maintain_order=True).len().sort("len", descending=True)
    return ", ".join(f"{many:,} {CHANGES[kind][0].lower()}" for kind, many in counts.iter_rows())
