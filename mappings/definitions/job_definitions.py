"""Jobs as data: what runs when, and what becomes of missed times. ``jobs.yaml`` holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from mappings.definitions.letter_templates import LetterTemplates, load_letter_templates
from returnonce.claims.retry_policy import RetryPolicy
from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import read_definition

#: A year with a 29 February, by which a day of the year is read.
LEAP = 2000
DAY_MINUTES = 24 * 60

CatchUp = Literal["each", "newest", "none"]
DayOfYear = Annotated[str, Field(pattern=r"^\d\d-\d\d$")]
Minutes = Annotated[int, Field(ge=1, le=DAY_MINUTES)]
DeliveryMinutes = Annotated[int, Field(ge=1, le=10080)]


class Job(Definition):
    """One duty: daily ``at`` a London wall time, on ``days`` of the year at that time, or ``every`` so many minutes.

    ``catch_up`` says what becomes of times that passed while no machine was awake: ``each`` is done, only
    the ``newest`` is, or ``none`` that is later than ``grace`` minutes.
    """

    code: Code
    title: Text
    #: The name of its function in ``jobs.job_functions``; the file calls it ``task``.
    function: Annotated[str, Field(alias="task", pattern=r"^[a-z_]+$")]
    at: time | None = None
    days: tuple[DayOfYear, ...] = ()
    every: Minutes | None = None
    catch_up: CatchUp = "newest"
    grace: Minutes = 15
    #: How long a worker may be silent before another takes its work over.
    lease: Minutes = 10
    #: Minutes to wait after each failure; after as many failures as there are pauses, and one more, it has failed.
    retry_after: tuple[Minutes, ...] = (2, 10, 60)

    @property
    def retry_policy(self) -> RetryPolicy:
        """How long a worker has it, and when it is tried again."""
        return RetryPolicy.of_minutes(self.lease, self.retry_after)

    @field_validator("at", mode="before")
    @classmethod
    def _wall_time(cls, value: object) -> object:
        # YAML reads 02:30 without quotation marks as a number of minutes to the base of sixty.
        if value is not None and not (isinstance(value, str) and len(value) == 5):
            raise ValueError('write a wall time in quotation marks, such as "02:30"')
        return value

    @field_validator("days")
    @classmethod
    def _days_exist(cls, days: tuple[str, ...]) -> tuple[str, ...]:
        for day in days:
            date.fromisoformat(f"{LEAP}-{day}")
        return days

    @model_validator(mode="after")
    def _check_rhythm(self) -> Job:
        if (self.at is None) == (self.every is None):
            raise ValueError("give a wall time (at) or a number of minutes (every), not both")
        if self.days and self.at is None:
            raise ValueError("days of the year need a wall time (at)")
        return self


class QueueSettings(Definition):
    """How heavy work is shared out; both as for a duty."""

    lease: Minutes = 2
    retry_after: tuple[Minutes, ...] = (2, 10, 60)

    @property
    def retry_policy(self) -> RetryPolicy:
        """How long a worker has it, and when it is tried again."""
        return RetryPolicy.of_minutes(self.lease, self.retry_after)


class JobsFile(Definition):
    """The whole file."""

    queueing: QueueSettings = QueueSettings()
    jobs: tuple[Job, ...]

    @field_validator("jobs")
    @classmethod
    def _once_each(cls, jobs: tuple[Job, ...]) -> tuple[Job, ...]:
        codes = [job.code for job in jobs]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"{twice[0]} is there twice")
        return jobs


class DeliveryPolicy(Definition):
    """``delivery.yaml``: minutes, and ``patience`` in seconds."""

    retry_after: tuple[DeliveryMinutes, ...] = Field(min_length=1)
    hold: DeliveryMinutes
    lease: DeliveryMinutes
    patience: Annotated[int, Field(ge=1, le=300)]

    @property
    def retry_policy(self) -> RetryPolicy:
        """How long a process has a message, and when it is tried again."""
        return RetryPolicy.of_minutes(self.lease, self.retry_after)


@dataclass(frozen=True)
class JobDefinitions:
    """What the clock does and when, how work is shared out and messages are sent, and in which words."""

    jobs: tuple[Job, ...]
    queueing: QueueSettings
    delivery: DeliveryPolicy
    letters: LetterTemplates


def load_job_definitions(folder: FilePath) -> JobDefinitions:
    """The files of a folder: ``jobs.yaml``, ``delivery.yaml`` and ``letter_templates.yaml``.

    Raises:
        Refused: a file is wrong; names the field.
    """
    file = load_jobs_file(folder / "jobs.yaml")
    delivery = read_definition(DeliveryPolicy, folder / "delivery.yaml")
    return JobDefinitions(file.jobs, file.queueing, delivery, load_letter_templates(folder / "letter_templates.yaml"))


def load_jobs_file(path: FilePath) -> JobsFile:
    """Every job of the service, in the file's order, and how heavy work is shared out. Raises ``Refused``."""
    return read_definition(JobsFile, path)
