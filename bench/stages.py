"""Stage by stage: seconds and peak memory of the process that runs them. Standard library only."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEBI = 1 << 20


class Stages:
    """Seconds and processor seconds by stage, in order, and the peak memory (MiB) reached by its end."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.cpu: dict[str, float] = {}
        self.peak: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside; a stage entered again adds up."""
        start, worked = time.perf_counter(), processor_seconds()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
        self.cpu[name] = self.cpu.get(name, 0.0) + processor_seconds() - worked
        self.peak[name] = peak_mebi()

    def save(self, path: Path, **facts: object) -> None:
        """As JSON, with whatever else is told."""
        body = {
            "seconds": self.seconds,
            "cpu": self.cpu,
            "peak": self.peak,
            "peak_mb": peak_mebi(),
            "whole_cpu": processor_seconds(),
            **facts,
        }
        path.write_text(json.dumps(body, indent=1), encoding="utf-8")


def processor_seconds() -> float:
    """Of this process and of children that have ended, such as those that read a file in the jail."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak_mebi() -> float:
    """Most memory that this process has held, in MiB.

    Linux hands ``ru_maxrss`` down from the parent over fork and exec, so its own high-water mark is read.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return read_peak(status)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEBI


def read_peak(status: Path) -> float:
    """The high-water mark of a process in MiB, by its ``status`` under ``/proc``."""
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / MEBI
