"""One act in a process of its own, to be killed in the middle: ``python -m tests.upkeep.acts ACT HOME FILE [URL]``.

``done`` on standard output is the act's acknowledgement.
"""

from __future__ import annotations

import sys
from pathlib import Path

from returnonce.db import open_store
from returnonce.errors import ReturnOnceError
from returnonce.settings import Settings


def collect(settings: Settings, file: Path) -> None:
    from tests.collectors.figures.small_ruleset import AGENCY
    from tests.contexts import make_context
    from tests.upkeep.world import RULES, at
    from tests.uploads import send_figures

    context = make_context(open_store(settings), ruleset=RULES, clock=at(900_000), settings=settings)
    send_figures(context, file, AGENCY)


def backup(settings: Settings, file: Path) -> None:
    from tests.contexts import make_context
    from tests.upkeep.world import RULES, at
    from upkeep.backup import back_up

    back_up(make_context(ruleset=RULES, clock=at(900_000), settings=settings), file)


def restore(settings: Settings, file: Path) -> None:
    from upkeep.restore import restore

    restore(settings, file)


def migrate(settings: Settings, file: Path) -> None:
    open_store(settings).dispose()


def publish(settings: Settings, file: Path) -> None:
    from datetime import UTC, datetime

    from tests.upkeep.world import Editions

    world = Editions(open_store(settings), settings.home, settings=settings, now=datetime(2026, 11, 2, tzinfo=UTC))
    world.batches = ["", ""]
    world.value(35, 260)
    world.edition(reason="late-figures")


def jobs(settings: Settings, file: Path) -> None:
    from tests.upkeep.claimed_acts import keep_clock

    keep_clock(open_store(settings), settings)


def work(settings: Settings, file: Path) -> None:
    from tests.upkeep.claimed_acts import do_tasks

    do_tasks(open_store(settings), settings)


if __name__ == "__main__":
    act, home, file, *urls = sys.argv[1:]
    # A disk that is meant to fill must be let fill.
    settings = Settings(home=Path(home), database_url=next(iter(urls), None), least_room=0)
    try:
        globals()[act](settings, Path(file))
    except ReturnOnceError as error:
        print(type(error).__name__)
        sys.exit(1)
    print("done", flush=True)
