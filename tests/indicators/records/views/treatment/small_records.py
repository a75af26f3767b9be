"""Small treatment worlds, drawn by hand: an episode is one call, and the tables follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from indicators.period.codes import parse_period
from indicators.records.record_frames import Records, build_records
from tests.shipped import load_record_set

Tables = dict[str, list[dict[str, Any]]]


@dataclass
class Episode:
    """One episode with its client; unless ``interventions`` says otherwise, psychosocial work starts at triage."""

    triaged: str | None
    ended: str | None = None
    reason: str | None = None
    started: str | None = None
    client: str = "1"
    agency: str = "N0001"
    drugs: Sequence[str | None] = ("1000", "9996", "9997")
    initials: str = "AB"
    born: str | None = "1980-01-01"
    sex: str = "F"
    lives: str | None = "A09B"
    consent: str | None = "Y"
    coordinates: str | None = "Y"
    parent: str | None = None
    vaccinated: str | None = None
    #: modality, referred, offered, started, and if it ended, when
    interventions: Sequence[tuple[str | None, ...]] | None = None
    #: stage, date
    tops: Sequence[tuple[str, str | None]] = field(default_factory=tuple)
    #: what each of these profiles answers, by column
    answers: Sequence[Mapping[str, str | None]] = field(default_factory=tuple)


def tables_of(*episodes: Episode) -> Tables:
    """Rows of every table; episodes are numbered in the order given."""
    tables: Tables = {"client": [], "episode": [], "intervention": [], "top": []}
    for number, held in enumerate(episodes):
        whose = {"AGNCY": held.agency, "CLIENTID": held.client}
        who = {"FINITIAL": held.initials[:1] or None, "SINITIAL": held.initials[1:] or None}
        client = whose | who | {"DOB": _day(held.born), "SEX": held.sex}
        if all(not whose.items() <= row.items() for row in tables["client"]):
            tables["client"].append(client)
        key = whose | {"EPISODID": str(number)}
        tables["episode"].append(key | _episode(held))
        done = held.interventions if held.interventions is not None else [_default(held)]
        for at, (modality, *days) in enumerate(done):
            referred, offered, started, ended = map(_day, [*days, None][:4])
            dated = {"REFMODDT": referred, "FAOMODDT": offered, "MODST": started, "MODEND": ended}
            tables["intervention"].append(key | {"MODID": str(at), "MODAL": modality} | dated)
        for at, (stage, day) in enumerate(held.tops):
            answers = held.answers[at] if at < len(held.answers) else {}
            tables["top"].append(key | {"TOPID": str(at), "TRSTAGE": stage, "TOPDATE": _day(day)} | dict(answers))
    return tables


def records_from(
    *episodes: Episode, period: str = "FY2014-15", settings: Mapping[str, Any] | None = None, version: str = "K"
) -> Records:
    record_set = load_record_set("treatment", version, settings=settings)
    return build_records(record_set, parse_period(period), tables_of(*episodes))


def _episode(held: Episode) -> dict[str, Any]:
    drugs = dict(zip(("DRUG1", "DRUG2", "DRUG3"), held.drugs, strict=False))
    told = {
        "CONSENT": held.consent,
        "DAT": held.lives,
        "TOPCC": held.coordinates,
        "PRNTSTAT": held.parent,
        "HEPBVAC": held.vaccinated,
    }
    dated = {"TRIAGED": _day(held.triaged), "DISD": _day(held.ended), "DISRSN": held.reason}
    return told | dated | drugs


def _default(held: Episode) -> tuple[str | None, ...]:
    started = held.started or held.triaged
    return ("95", started, started, started)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
