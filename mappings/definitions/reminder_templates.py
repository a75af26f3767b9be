"""Days, quiet hours and text templates of reminders: ``reminders.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from string import Formatter
from typing import Annotated

from pydantic import Field, field_validator

from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import read_definition

Days = Annotated[int, Field(ge=1, le=365)]
Template = Annotated[str, Field(min_length=1)]
#: What each template may name: these alone are passed in, and none is a figure's value or a person's name.
_PARTS = {
    "subject_due_one": "days title period", "subject_due_many": "days title period more",
    "subject_late_one": "title period", "subject_late_many": "title period more",
    "subject_chase_one": "agency title period", "subject_chase_many": "count", "subject_nobody": "count",
    "opening": "name today", "heading_late": "", "heading_due": "", "heading_chase": "", "heading_nobody": "",
    "group_due": "title when days", "group_late": "title when days", "entry": "period asked state",
    "entry_of_agency": "agency period asked state", "why": "why", "assumed": "", "opens": "opens", "lines": "lines",
    "page": "address", "add_contact": "agency", "add_agency": "", "send": "agency_code", "send_records": "agency_code",
    "closing": "",
}  # fmt: skip
_REQUEST_PARTS = {"figures_one": "", "figures": "count", "records": "record_set"}
_STATES = {"none": "", "some": "accepted count", "mend": ""}
_UNDELIVERED = {"subject": "", "body": "contact reason subject"}

SCHEDULED = {
    "asked": "the return, made and sent elsewhere",
    "none": "not sent yet, as far as is known here",
    "send": "Once a return that is made elsewhere is sent, note it: returnonce sent RETURN --area AREA --period PERIOD "
    "--receipt RECEIPT.",
    "add_agency": "Nobody here makes it; name an agency of its role, or the council, in the place's agencies.tsv.",
}


class QuietHoursDefinition(Definition):
    """London wall times: nothing is sent from ``from`` to ``to``; what waited goes out in the ``morning``."""

    start: time = Field(alias="from")
    end: time = Field(alias="to")
    morning: time

    @field_validator("start", "end", "morning", mode="before")
    @classmethod
    def _check_quoted(cls, value: object) -> object:
        # YAML reads 20:00 without quotation marks as a number of minutes to the base of sixty.
        if not isinstance(value, str):
            raise ValueError('write a wall time in quotation marks, such as "20:00"')
        return value


class ReminderTemplates(Definition):
    """The whole of ``reminders.yaml``."""

    days_before: tuple[Days, ...] = Field(min_length=1)
    late_days: Days
    quiet: QuietHoursDefinition
    lines_shown: Annotated[int, Field(ge=1)]
    words: dict[Text, Template]
    asked: dict[Text, Template]
    states: dict[Text, Template]
    undelivered: dict[Text, Template]
    #: Of returns that stand in the schedule alone; rulesets of before say nothing of them.
    scheduled: dict[Text, Template] = SCHEDULED

    @field_validator("words", "asked", "states", "undelivered")
    @classmethod
    def _check_complete(cls, templates: dict[str, str]) -> dict[str, str]:
        parts = next(
            (parts for parts in (_PARTS, _REQUEST_PARTS, _STATES, _UNDELIVERED) if set(parts) == set(templates)), None
        )
        if parts is None:
            raise ValueError("a wording is missing, or is one that nothing uses")
        for name, text in templates.items():
            _check(name, text, parts)
        return templates


def _check(name: str, text: str, parts: Mapping[str, str]) -> None:
    named = [part for _, part, _, _ in Formatter().parse(text) if part is not None]
    unknown = sorted(set(named) - set(parts[name].split()))
    if unknown:
        raise ValueError(f"{name} names {{{unknown[0]}}}, which it is not given")


def load_templates(path: FilePath) -> ReminderTemplates:
    """The templates that ship, or those of another file.

    Raises:
        Refused: the file is wrong; names the field.
    """
    return read_definition(ReminderTemplates, path)
