"""One act in a process of its own, to be killed in the middle: ``python -m tests.upkeep.acts ACT HOME FILE``.

``done`` on standard output is the act's acknowledgement.
"""

from __future__ import annotations

import sys
from pathlib import Path

from returnonce.db import open_store
from returnonce.errors import ReturnOnceError
from returnonce.settings import Settings


def collect(home: Path, file: Path) -> None:
    from tests.collectors.figures.small_ruleset import AGENCY
    from tests.contexts import make_context
    from tests.upkeep.world import RULES, at
    from tests.uploads import send_figures

    context = make_context(open_store(Settings(home=home)), home, RULES, clock=at(900_000))
    send_figures(context, file, AGENCY)


def backup(home: Path, file: Path) -> None:
    from tests.contexts import make_context
    from tests.upkeep.world import RULES, at
    from upkeep.backup import back_up

    back_up(make_context(home=home, ruleset=RULES, clock=at(900_000)), file)


def restore(home: Path, file: Path) -> None:
    from upkeep.restore import restore

    restore(Settings(home=home), file)


def migrate(home: Path, file: Path) -> None:
    open_store(Settings(home=home)).dispose()


def publish(home: Path, file: Path) -> None:
    from datetime import UTC, datetime

    from tests.upkeep.world import Editions

    world = Editions(open_store(Settings(home=home)), home, now=datetime(2026, 11, 2, tzinfo=UTC))
    world.batches = ["", ""]
    world.value(35, 260)
    world.edition(reason="late-figures")


if __name__ == "__main__":
    act, home, file = sys.argv[1:]
    try:
        globals()[act](Path(home), Path(file))
    except ReturnOnceError as error:
        print(type(error).__name__)
        sys.exit(1)
    print("done", flush=True)
