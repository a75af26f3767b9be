"""A return of the schedule alone as its page shows it: what is known of it, and each time that it was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.pages.views.edition import PortalVisit, finding_rows
from api.pages.wording import instant_words
from exports.sent_returns.sent_returns import SentReturn
from mappings.definitions.scheduled_returns import Hours, ScheduledReturn, Step, describe_recurrence
from returnonce.definition_files.base import NOT_ESTABLISHED

Pairs = list[tuple[str, str]]


def scheduled_facts(
    definition: ScheduledReturn, area: str, portals: Mapping[str, str], changes: Iterable[str]
) -> Pairs:
    """Facts by name. ``area``: its name; ``portals``: titles by code; ``changes``: what packs change, in words."""
    assumed = " (our assumption)"
    pairs = [
        ("For", area),
        ("Recipient", definition.recipient),
        ("Portal", portals.get(definition.portal, definition.portal)),
        ("How often", describe_recurrence(definition.frequency)),
        ("Made by", ", ".join(kind.replace("_", " ") for kind in definition.made_by.kinds)),
        ("Owner", f"{definition.owner.role}{assumed if definition.owner.assumed else ''}"),
        ("Steps", _steps(definition)),
        ("Hours of work", _hours(definition)),
        ("Last known of its due day", definition.last_known or ""),
        ("Confidence", definition.confidence),
        ("Sources", "; ".join(definition.sources)),
        ("Note", definition.notes or ""),
        ("Changed here", " ".join(changes)),
    ]
    return [(name, text) for name, text in pairs if text]


def _steps(definition: ScheduledReturn) -> str:
    if definition.steps == NOT_ESTABLISHED:
        return NOT_ESTABLISHED
    return "; ".join(_step(step) for step in definition.steps)


def _step(step: Step) -> str:
    if step.working_days is None:
        return step.title
    return f"{step.title} ({step.working_days} working days before)"


def _hours(definition: ScheduledReturn) -> str:
    hours = definition.hours
    if not isinstance(hours, Hours):
        return NOT_ESTABLISHED
    return f"{hours.each} each time{' (assumed)' if hours.assumed else ''}"


def sent_return_items(
    sent_returns: Iterable[SentReturn], names: Mapping[str, str], portals: Mapping[str, str]
) -> tuple[PortalVisit, ...]:
    """Each sending in words; ``names``: of accounts, ``portals``: titles by code."""
    return tuple(
        PortalVisit(
            sent.number,
            portals.get(sent.portal, sent.portal),
            sent.receipt,
            _when(sent, names),
            finding_rows(sent.reports[-1].findings if sent.reports else ()),
            bool(sent.reports),
        )
        for sent in sent_returns
    )


def _when(sent_return: SentReturn, names: Mapping[str, str]) -> str:
    noted = names[sent_return.recorded_by]
    words = f"{instant_words(sent_return.sent_at)}, by {sent_return.sent_by}; noted by {noted}"
    return f"{words}. Taken back: {sent_return.ended}" if sent_return.ended else words
