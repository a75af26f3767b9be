"""The burden as asked about: narrowed, with what came, with its lists, and beside a world that might be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import Session

from mappings.burden.collected import Collected, collected
from mappings.burden.its_lines import Row
from mappings.burden.ledger import Ledger, ledger
from mappings.burden.lists import kept_lines, not_needed, twice_in_a_return
from mappings.burden.shared import shared_lines
from mappings.burden.worlds import Change, changed, only_ground
from mappings.editions import find_return
from mappings.record_returns import load_record_returns
from returnonce.errors import NotFound

if TYPE_CHECKING:
    from mappings.ruleset import Ruleset


@dataclass(frozen=True)
class Question:
    """What is asked. ``area``: a code or name; its returns, those of areas in it and of bodies on its ground.
    ``folders``: a change may name a folder of the caller's own machine."""

    start: date
    end: date
    place: str | None = None
    area: str | None = None
    agency: str | None = None
    return_code: str | None = None
    changes: tuple[Change, ...] = ()
    folders: bool = False


@dataclass(frozen=True)
class Answer:
    """``ledger`` and ``after`` are narrowed to the question; ``collected`` is None where no store was read,
    and ``after`` where no change was imagined. ``lists``: ``kept``, ``twice``, ``shared`` and ``not_needed``."""

    question: Question
    ruleset: Ruleset
    ledger: Ledger
    collected: Collected | None
    lists: dict[str, list[Row]]
    after: Ledger | None = None


def burden(ruleset: Ruleset, session: Session | None, question: Question) -> Answer:
    """The answer. Nothing is changed, whatever is imagined.

    Raises:
        NotFound: no such place, area, agency, return or line.
        Refused: a change cannot be imagined so.
    """
    _check(ruleset, question)
    rules = only_ground(ruleset, question.area, question.end) if question.area else ruleset
    imagined = _imagined(ruleset, question)
    whole = _ledger(rules, session, question)
    mine = _narrowed(whole, question)
    came = collected(rules, session, whole.obligations) if session is not None else None
    return Answer(
        question=question,
        ruleset=ruleset,
        ledger=mine,
        collected=_narrowed_too(came, question),
        lists=_lists(rules, whole, session, question),
        after=_narrowed(_ledger(imagined, session, question), question) if imagined else None,
    )


def _check(ruleset: Ruleset, question: Question) -> None:
    if question.place is not None and question.place not in ruleset.places:
        raise NotFound(f"There is no place {question.place!r}.", mend=f"Places are: {', '.join(ruleset.places)}.")
    code = question.return_code
    if code is not None and code not in load_record_returns():
        find_return(ruleset.returns, code)
    places = [ruleset.places[question.place]] if question.place in ruleset.places else list(ruleset.places.values())
    if question.agency is not None and not any(question.agency in place.agencies for place in places):
        places[0].agency(question.agency)


def _ledger(rules: Ruleset, session: Session | None, question: Question) -> Ledger:
    return ledger(rules, session, start=question.start, end=question.end, place=question.place)


def _narrowed(whole: Ledger, question: Question) -> Ledger:
    return whole.narrowed(agency=question.agency, **{"return": question.return_code})


def _narrowed_too(came: Collected | None, question: Question) -> Collected | None:
    for name, code in (("agency", question.agency), ("return", question.return_code)):
        came = came.part(name, code) if came is not None and code is not None else came
    return came


def _imagined(ruleset: Ruleset, question: Question) -> Ruleset | None:
    """The ruleset as the changes would have it; none are asked for, none is made."""
    if not question.changes:
        return None
    rules = changed(
        ruleset, question.changes, start=question.start, end=question.end, place=question.place,
        folders=question.folders,
    )  # fmt: skip
    # That nothing is left for the area is an answer too.
    return only_ground(rules, question.area, question.end, empty=True) if question.area else rules


def _lists(rules: Ruleset, whole: Ledger, session: Session | None, question: Question) -> dict[str, list[Row]]:
    code = question.return_code
    return {
        "kept": _of_return(kept_lines(rules, whole), code),
        "twice": _of_return(twice_in_a_return(rules, whole), code),
        "shared": _of_return(shared_lines(rules, whole), code),
        "not_needed": not_needed(rules, whole, session),
    }


def _of_return(rows: Iterable[Row], code: str | None) -> list[Row]:
    return [row for row in rows if code is None or code in (row["return"], row.get("other_return"))]
