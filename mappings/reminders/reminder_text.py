"""The text of a digest: collections by return and date, with days left, the reason and the lines that wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from indicators.period.codes import parse_period
from mappings.calendar.deadlines import format_date, format_hour
from mappings.definitions.reminder_templates import ReminderTemplates
from mappings.plan.scheduled_collections import is_scheduled_row
from mappings.reminders.public_explanations import remove_names
from returnonce.count_text import format_days_from_today

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

Row = Mapping[str, Any]
TO_OFFICERS = frozenset({"chase", "nobody"})


@dataclass(frozen=True)
class DigestContent:
    """What a digest is about: rows of the board that are the agency's own, to be chased, or of no contact.

    ``names``: whose mailbox it is; one may be several agencies'. ``base_url``: where the pages are, if anywhere.
    ``has_ending``: how to send, and that no answer is needed; not where somebody writes in their own name.
    """

    names: Sequence[str]
    today: date
    own_rows: Sequence[Row]
    chase_rows: Sequence[Row]
    nobody_rows: Sequence[Row]
    base_url: str | None
    has_ending: bool = True


def write_digest(ruleset: Ruleset, content: DigestContent) -> tuple[str, str]:
    """Subject and body of the digest; lines are not wrapped."""
    templates = ruleset.reminders
    late = [row for row in content.own_rows if row["state"] == "late"]
    due = [row for row in content.own_rows if row["state"] != "late"]
    parts = [
        templates.words["opening"].format(name=", ".join(content.names), today=format_date(content.today)),
        *_write_section(ruleset, content, templates, "late", late),
        *_write_section(ruleset, content, templates, "due", due),
        *_write_section(ruleset, content, templates, "chase", content.chase_rows),
        *_write_section(ruleset, content, templates, "nobody", content.nobody_rows),
        *(_write_ending(content, templates) if content.has_ending else ()),
    ]
    return _write_subject(ruleset, content, templates, late, due), "\n\n".join(parts) + "\n"


def _format_days(row: Row, content: DigestContent) -> str:
    return format_days_from_today((row["due"] - content.today).days)


def _write_subject(
    ruleset: Ruleset, content: DigestContent, templates: ReminderTemplates, late: Sequence[Row], due: Sequence[Row]
) -> str:
    kinds = (("late", late), ("due", due), ("chase", content.chase_rows), ("nobody", content.nobody_rows))
    kind, rows = next((kind, _sort_rows(rows)) for kind, rows in kinds if rows)
    first = rows[0]
    parts = {
        "days": _format_days(first, content), "title": _find_title(ruleset, first),
        "period": _format_period(first),
        "more": len(rows) - 1, "count": len(rows), "agency": _find_agency_name(first),
    }  # fmt: skip
    size = "" if kind == "nobody" else "_many" if parts["more"] else "_one"
    return templates.words[f"subject_{kind}{size}"].format(**parts)


def _write_section(
    ruleset: Ruleset, content: DigestContent, templates: ReminderTemplates, kind: str, rows: Sequence[Row]
) -> Iterator[str]:
    """A heading, then a paragraph for each return and date."""
    if rows:
        yield templates.words[f"heading_{kind}"]
    for _, same in groupby(_sort_rows(rows), key=_make_group_key):
        yield "\n".join(_write_paragraph(ruleset, content, templates, kind, list(same)))


def _write_paragraph(
    ruleset: Ruleset, content: DigestContent, templates: ReminderTemplates, kind: str, rows: Sequence[Row]
) -> Iterator[str]:
    first, texts = rows[0], templates.words
    when = f"{format_date(first['due'])}, {format_hour(time.fromisoformat(first['at'] or '17:00'))}"
    group = "group_late" if first["state"] == "late" else "group_due"
    yield texts[group].format(title=_find_title(ruleset, first), when=when, days=_format_days(first, content))
    for row in rows:
        parts = {
            "period": _format_period(row),
            "asked": _format_asked(templates, row),
            "state": _format_state(templates, row),
        }
        names_agency = kind in TO_OFFICERS or len(content.names) > 1
        yield texts["entry_of_agency" if names_agency else "entry"].format(**parts, agency=_find_agency_name(row))
        yield from (f"  {more}" for more in _write_details(ruleset, content, templates, kind, row))


def _write_details(
    ruleset: Ruleset, content: DigestContent, templates: ReminderTemplates, kind: str, row: Row
) -> Iterator[str]:
    """The details of one collection, one line each."""
    texts = templates.words
    yield texts["why"].format(why=remove_names(row["explanation"] or ""))
    if row["assumed"]:
        yield texts["assumed"]
    if row["state"] == "not_yet_open" and row["opens"]:
        yield texts["opens"].format(opens=format_date(row["opens"]))
    lines = _format_lines(ruleset, templates, row.get("lines") or row["returns"] or ())
    if kind not in TO_OFFICERS and lines not in {"", _find_title(ruleset, row)}:
        yield texts["lines"].format(lines=lines)
    if kind == "nobody":
        add_agency = templates.scheduled["add_agency"] if is_scheduled_row(row) else texts["add_agency"]
        yield texts["add_contact"].format(agency=row["agency"]) if row["agency"] else add_agency
    if content.base_url:
        yield texts["page"].format(address=f"{content.base_url.rstrip('/')}/collections/{quote(row['key'])}")


def _write_ending(content: DigestContent, templates: ReminderTemplates) -> Iterator[str]:
    for agency in sorted({row["agency"] for row in content.own_rows}) if not content.base_url else ():
        agency_rows = [row for row in content.own_rows if row["agency"] == agency]
        if not all(row["record_set"] or is_scheduled_row(row) for row in agency_rows):
            yield templates.words["send"].format(agency_code=agency)
        if any(row["record_set"] for row in agency_rows):
            yield templates.words["send_records"].format(agency_code=agency)
        if any(is_scheduled_row(row) for row in agency_rows):
            yield templates.scheduled["send"]
    if content.own_rows:
        yield templates.words["closing"]


def _format_asked(templates: ReminderTemplates, row: Row) -> str:
    if row["record_set"]:
        return templates.asked["records"].format(record_set=row["record_set"])
    if is_scheduled_row(row):
        return templates.scheduled["asked"]
    count = row["figures"] or 0
    return templates.asked["figures_one" if count == 1 else "figures"].format(count=f"{count:,}")


def _format_state(templates: ReminderTemplates, row: Row) -> str:
    if row["state"] == "needs_fixing":
        return templates.states["mend"]
    if is_scheduled_row(row):
        return templates.scheduled["none"]
    if not row["accepted"] or row["record_set"]:
        return templates.states["none"]
    return templates.states["some"].format(accepted=f"{row['accepted']:,}", count=f"{row['figures']:,}")


def _format_lines(ruleset: Ruleset, templates: ReminderTemplates, returns: Sequence[str]) -> str:
    """Lines by return, the first few by name: ``national-indicators NI 58`` is what the plan writes of each."""
    shown_lines, more = returns[: templates.lines_shown], len(returns) - templates.lines_shown
    split = [tuple(text.partition(" ")[::2]) for text in shown_lines]
    grouped = groupby(sorted(split, key=lambda pair: pair[0]), key=lambda pair: pair[0])
    return_words = [_format_return_lines(ruleset, code, [line for _, line in lines]) for code, lines in grouped]
    return "; ".join(return_words) + (f" and {more} more" if more > 0 else "")


def _format_return_lines(ruleset: Ruleset, code: str, lines: Sequence[str]) -> str:
    title = find_return_title(ruleset, code, of_records=not any(lines))
    return f"{title} {', '.join(filter(None, lines))}".strip()


def find_return_title(ruleset: Ruleset, code: str, *, of_records: bool) -> str:
    """Title of a return, whatever its edition; the code itself where the return is unknown.

    A return of figures and one of records may share a code.
    """
    records, figures = ruleset.record_returns.get(code), ruleset.returns.get(code)
    a_return = (records or figures) if of_records else (figures or records)
    return a_return.title if a_return else ruleset.unfilled_titles().get(code, code)


def _find_title(ruleset: Ruleset, row: Row) -> str:
    if is_scheduled_row(row):
        # The title names the stage too, where a return is sent in several.
        return str(row["title"])
    return find_return_title(ruleset, row["return"], of_records=bool(row["record_set"]))


def _find_agency_name(row: Row) -> str:
    return row["agency_name"] or "nobody of record"


def _format_period(row: Row) -> str:
    return parse_period(row["period"]).label()


def _sort_rows(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (*_make_group_key(row), row["period"], row["key"]))


def _make_group_key(row: Row) -> tuple[date, str, str, str]:
    return row["due"], row["at"] or "", row["title"], row["return"]
