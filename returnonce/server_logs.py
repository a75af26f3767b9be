"""Logs of a process that runs for long: whatever any library says goes out in the program's own form."""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType
from typing import Any

from returnonce.logs import get_logger, line_processors, make_renderer
from returnonce.settings import Settings

log = get_logger()
#: Libraries that tell of each thing they do where others tell of what matters.
TALKATIVE = ("alembic", "apscheduler", "procrastinate", "httpx", "httpcore")


def take_over_logs(settings: Settings) -> None:
    """Send the logs of all libraries, warnings and uncaught errors through the program's form, on standard error."""
    import structlog

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=line_processors(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, make_renderer(settings)],
        )
    )
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda uncaught: _log_uncaught(uncaught.exc_type, uncaught.exc_value, None)


def _log_uncaught(kind: type[BaseException], error: BaseException | None, _traceback: TracebackType | None) -> Any:
    log.error("an error was caught by nobody", action="uncaught", error=kind.__name__, exc_info=error)
