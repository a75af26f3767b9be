from __future__ import annotations

from pathlib import Path

import pytest

from jobs.job_functions import JOB_FUNCTIONS
from jobs.runner.run_times_text import run_times_in_words
from mappings.definitions.job_definitions import load_jobs_file
from returnonce.errors import Refused
from tests.shipped import load_jobs

GOOD = {"code": "count", "title": "Count", "task": "count", "at": '"02:30"'}


def written(folder: Path, *jobs: dict[str, str]) -> Path:
    path = folder / "jobs.yaml"
    lines = ["jobs:"]
    for duty in jobs:
        lines += [f"{'- ' if n == 0 else '  '}{name}: {value}" for n, (name, value) in enumerate(duty.items())]
    path.write_text("\n".join(lines))
    return path


def test_every_duty_names_a_task_that_there_is_and_every_task_is_used() -> None:
    assert {duty.function for duty in load_jobs()} == set(JOB_FUNCTIONS)


def test_no_two_duties_are_due_at_the_same_time_of_day() -> None:
    times = [duty.at for duty in load_jobs() if duty.at is not None and not duty.days]
    assert len(times) == len(set(times))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"at": "12:30"}, "quotation marks"),
        ({"at": '"2:30"'}, "quotation marks"),
        ({"at": '"24:00"'}, "at"),
        ({"every": "5"}, "not both"),
        ({"days": "[02-30]"}, "days"),
        ({"days": "[4-1]"}, "days"),
        ({"catch_up": "all"}, "catch_up"),
        ({"task": "os.system"}, "task"),
        ({"lease": "0"}, "lease"),
        ({"then": "x"}, "then"),
    ],
)
def test_what_is_wrong_is_refused(changed: dict[str, str], expected: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=expected):
        load_jobs_file(written(tmp_path, GOOD | changed))


def test_a_duty_without_a_time_or_there_twice_is_refused(tmp_path: Path) -> None:
    timeless = {name: value for name, value in GOOD.items() if name != "at"}
    cases = (([timeless], "wall"), ([GOOD, GOOD], "twice"), ([timeless | {"days": "[04-01]"}], "wall"))
    for number, (jobs, told) in enumerate(cases):
        (tmp_path / str(number)).mkdir()
        with pytest.raises(Refused, match=told):
            load_jobs_file(written(tmp_path / str(number), *jobs))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "every day at 02:30"),
        ({"days": "[04-01]"}, "each year on 1 April at 02:30"),
        ({"days": "[04-01, 09-01]"}, "each year on 1 April and 1 September at 02:30"),
    ],
)
def test_when_it_is_done_in_words(changed: dict[str, str], words: str, tmp_path: Path) -> None:
    (duty,) = load_jobs_file(written(tmp_path, GOOD | changed)).jobs
    assert run_times_in_words(duty) == words
