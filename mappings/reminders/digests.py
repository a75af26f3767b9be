"""The text of a digest: collections by return and date, with days left, the reason and the lines that wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from indicators.period.codes import parse_period
from mappings.calendar.working_days import hour_in_words, in_words
from mappings.definitions.record_returns import load_record_returns
from mappings.reminders.public_explanations import remove_names
from mappings.reminders.templates import ReminderTemplates, load_templates

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

Row = Mapping[str, Any]
TO_OFFICERS = frozenset({"chase", "nobody"})


@dataclass(frozen=True)
class DigestContent:
    """What a digest is about: rows of the board that are the agency's own, to be chased, or of no contact.

    ``names``: whose mailbox it is; one may be several agencies'. ``base_url``: where the pages are, if anywhere.
    """

    names: Sequence[str]
    today: date
    own: Sequence[Row]
    chase: Sequence[Row]
    nobody: Sequence[Row]
    base_url: str | None


def write_digest(ruleset: Ruleset, about: DigestContent) -> tuple[str, str]:
    """Subject and body of the digest; lines are not wrapped."""
    words = load_templates()
    late = [row for row in about.own if row["state"] == "late"]
    due = [row for row in about.own if row["state"] != "late"]
    parts = [
        words.words["opening"].format(name=", ".join(about.names), today=in_words(about.today)),
        *_section(ruleset, about, words, "late", late),
        *_section(ruleset, about, words, "due", due),
        *_section(ruleset, about, words, "chase", about.chase),
        *_section(ruleset, about, words, "nobody", about.nobody),
        *_ending(about, words),
    ]
    return _subject(ruleset, about, words, late, due), "\n\n".join(parts) + "\n"


def format_days_from_today(due: date, today: date) -> str:
    """``in 7 days``, ``tomorrow``, ``today``, ``yesterday``, ``3 days ago``."""
    days = (due - today).days
    near = {1: "tomorrow", 0: "today", -1: "yesterday"}
    return near.get(days) or (f"in {days} days" if days > 0 else f"{-days} days ago")


def _subject(
    ruleset: Ruleset, about: DigestContent, words: ReminderTemplates, late: Sequence[Row], due: Sequence[Row]
) -> str:
    kinds = (("late", late), ("due", due), ("chase", about.chase), ("nobody", about.nobody))
    kind, rows = next((kind, _ordered(rows)) for kind, rows in kinds if rows)
    first = rows[0]
    parts = {
        "days": format_days_from_today(first["due"], about.today), "title": _name(ruleset, first),
        "period": _period(first),
        "more": len(rows) - 1, "count": len(rows), "agency": _agency(first),
    }  # fmt: skip
    size = "" if kind == "nobody" else "_many" if parts["more"] else "_one"
    return words.words[f"subject_{kind}{size}"].format(**parts)


def _section(
    ruleset: Ruleset, about: DigestContent, words: ReminderTemplates, kind: str, rows: Sequence[Row]
) -> Iterator[str]:
    """A heading, then a paragraph for each return and date."""
    if rows:
        yield words.words[f"heading_{kind}"]
    for _, same in groupby(_ordered(rows), key=_group):
        yield "\n".join(_paragraph(ruleset, about, words, kind, list(same)))


def _paragraph(
    ruleset: Ruleset, about: DigestContent, words: ReminderTemplates, kind: str, rows: Sequence[Row]
) -> Iterator[str]:
    first, say = rows[0], words.words
    when = f"{in_words(first['due'])}, {hour_in_words(time.fromisoformat(first['at'] or '17:00'))}"
    group = "group_late" if first["state"] == "late" else "group_due"
    yield say[group].format(
        title=_name(ruleset, first), when=when, days=format_days_from_today(first["due"], about.today)
    )
    for row in rows:
        parts = {"period": _period(row), "asked": _asked(words, row), "state": _state(words, row)}
        named = kind in TO_OFFICERS or len(about.names) > 1
        yield say["entry_of_agency" if named else "entry"].format(**parts, agency=_agency(row))
        yield from (f"  {more}" for more in _more(ruleset, about, words, kind, row))


def _more(ruleset: Ruleset, about: DigestContent, words: ReminderTemplates, kind: str, row: Row) -> Iterator[str]:
    """The details of one collection, one line each."""
    say = words.words
    yield say["why"].format(why=remove_names(row["explanation"] or ""))
    if row["assumed"]:
        yield say["assumed"]
    if row["state"] == "not_yet_open" and row["opens"]:
        yield say["opens"].format(opens=in_words(row["opens"]))
    lines = _lines(ruleset, words, row.get("lines") or row["returns"] or ())
    if kind not in TO_OFFICERS and lines not in {"", _name(ruleset, row)}:
        yield say["lines"].format(lines=lines)
    if kind == "nobody":
        yield say["add_contact"].format(agency=row["agency"]) if row["agency"] else say["add_agency"]
    if about.base_url:
        yield say["page"].format(address=f"{about.base_url.rstrip('/')}/collections/{quote(row['key'])}")


def _ending(about: DigestContent, words: ReminderTemplates) -> Iterator[str]:
    for agency in sorted({row["agency"] for row in about.own}) if not about.base_url else ():
        mine = [row for row in about.own if row["agency"] == agency]
        if not all(row["record_set"] for row in mine):
            yield words.words["send"].format(agency_code=agency)
        if any(row["record_set"] for row in mine):
            yield words.words["send_records"].format(agency_code=agency)
    if about.own:
        yield words.words["closing"]


def _asked(words: ReminderTemplates, row: Row) -> str:
    if row["record_set"]:
        return words.asked["records"].format(record_set=row["record_set"])
    count = row["figures"] or 0
    return words.asked["figures_one" if count == 1 else "figures"].format(count=f"{count:,}")


def _state(words: ReminderTemplates, row: Row) -> str:
    if row["state"] == "needs_fixing":
        return words.states["mend"]
    if not row["accepted"] or row["record_set"]:
        return words.states["none"]
    return words.states["some"].format(accepted=f"{row['accepted']:,}", count=f"{row['figures']:,}")


def _lines(ruleset: Ruleset, words: ReminderTemplates, returns: Sequence[str]) -> str:
    """Lines by return, the first few by name: ``national-indicators NI 58`` is what the plan writes of each."""
    shown, more = returns[: words.lines_shown], len(returns) - words.lines_shown
    split = [tuple(text.partition(" ")[::2]) for text in shown]
    grouped = groupby(sorted(split, key=lambda pair: pair[0]), key=lambda pair: pair[0])
    named = [_waiting(ruleset, code, [line for _, line in lines]) for code, lines in grouped]
    return "; ".join(named) + (f" and {more} more" if more > 0 else "")


def _waiting(ruleset: Ruleset, code: str, lines: Sequence[str]) -> str:
    title = find_return_title(ruleset, code, of_records=not any(lines))
    return f"{title} {', '.join(filter(None, lines))}".strip()


def find_return_title(ruleset: Ruleset, code: str, *, of_records: bool) -> str:
    """Title of a return, whatever its edition; the code itself where the return is unknown.

    A return of figures and one of records may share a code.
    """
    records, figures = load_record_returns().get(code), ruleset.returns.get(code)
    found = (records or figures) if of_records else (figures or records)
    return found.title if found else code


def _name(ruleset: Ruleset, row: Row) -> str:
    return find_return_title(ruleset, row["return"], of_records=bool(row["record_set"]))


def _agency(row: Row) -> str:
    return row["agency_name"] or "nobody of record"


def _period(row: Row) -> str:
    return parse_period(row["period"]).label()


def _ordered(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (*_group(row), row["period"], row["key"]))


def _group(row: Row) -> tuple[date, str, str, str]:
    return row["due"], row["at"] or "", row["title"], row["return"]
