"""When a job runs, in words."""

from __future__ import annotations

from datetime import date

from mappings.definitions.job_definitions import LEAP, Job


def run_times_in_words(job: Job) -> str:
    """``every day at 02:30``, ``every 5 minutes``, ``each year on 1 April and 1 September at 00:05``."""
    if job.every is not None:
        return "every minute" if job.every == 1 else f"every {job.every} minutes"
    days = " and ".join(_day(text) for text in job.days)
    return f"{f'each year on {days}' if days else 'every day'} at {job.at:%H:%M}"


def _day(text: str) -> str:
    day = date.fromisoformat(f"{LEAP}-{text}")
    return f"{day.day} {day:%B}"
