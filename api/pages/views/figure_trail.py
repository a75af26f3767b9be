"""The life of one figure in sentences, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.pages.rendering import page_path
from api.pages.views.edition import edition_page_path
from api.pages.views.figure import agency_name
from api.pages.views.proposal import return_title, where_words
from api.pages.wording import instant_words
from exports.editions.figure_trail import TrailEvent
from mappings.ruleset.ruleset import Ruleset
from returnonce.count_text import format_count

#: What each act is called; what is not here is shown by its own name.
ACTS: Mapping[str, str] = {
    "receive-file": "A file came, and waited for its check",
    "accept-upload": "Received and accepted",
    "accept-records": "Records received and accepted",
    "accept-published": "Taken from a published file",
    "refuse-upload": "Refused",
    "refuse-records": "Records refused",
    "refuse-published": "A published file was refused",
    "derive-partnership": "Worked out from the records of several agencies",
    "answer queries": "Queries on it were answered",
    "withdraw": "Taken back",
    "purge": "The records that it came from were destroyed",
    "propose": "Frozen in a return and put up for approval",
    "supersede proposal": "Replaced by another that was put up",
    "approved proposal": "Approved",
    "sent back proposal": "Sent back",
    "signed off proposal": "Signed off",
    "publish": "Published",
    "acknowledge": "Acknowledged by a recipient",
    "mark sent": "Taken to a portal",
    "load portal report": "The portal’s report came",
    "leave edition": "Left as it is, although figures changed",
    "withdraw edition": "Withdrawn",
}


@dataclass(frozen=True)
class TrailItem:
    """One act. ``href``: the page of what it was done to, where the reader may open it; ``proof``: the row and its
    hash, for who may read the audit trail."""

    title: str
    when: str
    about: str
    href: str
    link: str
    proof: str


@dataclass(frozen=True)
class TrailReader:
    """What the reader may open and know. ``names``: titles of accounts by name."""

    names: Mapping[str, str]
    may_open_submissions: bool
    may_open_proposals: bool
    may_prove: bool


def trail_items(ruleset: Ruleset, events: Iterable[TrailEvent], reader: TrailReader) -> list[TrailItem]:
    """Each act in words."""
    return [_item(ruleset, event, reader) for event in events]


def _item(ruleset: Ruleset, event: TrailEvent, reader: TrailReader) -> TrailItem:
    href, link = _link(event, reader)
    proof = f"Row {event.number:,} of the audit trail, {event.hash}" if reader.may_prove else ""
    title = ACTS.get(event.act, event.act.replace("-", " ").capitalize())
    return TrailItem(title, instant_words(event.at), _about(ruleset, event, reader), href, link, proof)


def _about(ruleset: Ruleset, event: TrailEvent, reader: TrailReader) -> str:
    details = event.details
    by = str(details.get("by") or "")
    parts = [f"by {reader.names[by]}" if by else ""]
    if event.of == "submission" and details.get("agency"):
        parts.insert(0, f"from {agency_name(ruleset, str(details['agency']))}")
    counts = details.get("counts")
    if isinstance(counts, dict) and counts.get("query"):
        parts.append(f"with {format_count(int(counts['query']), 'query', 'queries')}")
    if event.edition is not None:
        parts.insert(0, _edition_words(ruleset, event))
    return ", ".join(part for part in parts if part)


def _edition_words(ruleset: Ruleset, event: TrailEvent) -> str:
    edition = event.edition
    assert edition is not None
    where = where_words(ruleset, edition.area, edition.period)
    line = f", in {'line' if len(event.lines) == 1 else 'lines'} {', '.join(event.lines)}"
    return f"{return_title(ruleset, edition.return_code)}, {where}, edition {edition.number}{line}"


def _link(event: TrailEvent, reader: TrailReader) -> tuple[str, str]:
    if event.of == "edition" and event.edition is not None:
        return edition_page_path(event.edition), f"See edition {event.edition.number}"
    if event.of == "proposal":
        return (page_path("approvals", event.subject), "See what was put up") if reader.may_open_proposals else ("", "")
    accepted = event.act.startswith("accept") and reader.may_open_submissions
    return (page_path("submissions", event.subject), "See its receipt") if accepted else ("", "")
