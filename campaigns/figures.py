"""What a campaign did and found, as JSON: a file for each run under ``var/reliability/PART``.

How much is done are environment variables ``SOAK_…``, by :data:`SIZES`; a part that needs longer than
``SOAK_SECONDS`` stops there, and its figures say how far it came.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var" / "reliability"
#: What each part does where nothing else is asked for. ``seconds``: of a part, so that it ends within the hour.
SIZES = {
    "seed": 1, "seconds": 3300, "processes": 2, "files": 20_000, "points": 500, "tamperings": 1_000, "kills": 20,
    "full_disks": 50, "agencies": 4_500, "uploads": 4_500, "hour_seconds": 900, "cases": 20_000, "years": 10,
    "tables": 5_000, "sequences": 200,
}  # fmt: skip


def size(name: str) -> int:
    """How much of something is asked for: ``SOAK_FILES`` for ``files``."""
    return int(os.environ.get(f"SOAK_{name.upper()}", SIZES[name]))


@dataclass
class Campaign:
    """One run. ``wanted``: what is to be done; ``figures``: what else is told of it."""

    wanted: int
    until: float
    done: int = 0
    figures: dict[str, Any] = field(default_factory=dict)

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """The items, counted when the next is asked for, until all are done or the time is over."""
        for item in items:
            if time.monotonic() > self.until:
                return
            yield item
            self.done += 1


@contextmanager
def campaign(part: str, name: str, wanted: int, *, share: float = 1) -> Iterator[Campaign]:
    """A run of a part, with its share of the part's time; its figures are written however it ends."""
    began, load = time.monotonic(), os.getloadavg()[0]
    run = Campaign(wanted, began + share * size("seconds"))
    held = False
    try:
        yield run
        held = True
    finally:
        write(part, name, {
            "held": held, "wanted": wanted, "done": run.done, **run.figures, "seed": size("seed"),
            "day": datetime.now(UTC).date().isoformat(), "seconds": round(time.monotonic() - began),
            "load": [round(each, 1) for each in (load, os.getloadavg()[0])], "machine": machine(),
        })  # fmt: skip


def machine() -> str:
    """What it ran on, in a few words that name nobody."""
    return f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def write(part: str, name: str, figures: dict[str, Any]) -> None:
    """Keep the figures of one run of a part; those of an earlier run of the same name go."""
    path = FOLDER / part / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(f"\n{part}, {name}: {figures}")
