"""Structured logs on standard error: a sentence and named fields, never a figure or a person.

The library that writes them is loaded with the first thing that is logged, since most commands log nothing.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from returnonce.settings import Settings


def where_it_broke(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception as its type and traceback lines only: its message and variables may name a person."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        # As the standard library hands it over.
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        # Where it broke in a child, its error says itself.
        event["where"] = [*frames_of(error), *getattr(error, "frames_elsewhere", ())]
    return event


def frames_of(error: BaseException) -> list[str]:
    """Where an exception was raised: file, line and function of each call, the outermost first."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


class Logger:
    """Logs by the settings of the moment: ``log.warning("a sentence", action="a_name")``, as structlog's does."""

    settings: ClassVar[Settings] = Settings.model_construct()

    def writes(self, level: str) -> bool:
        """Whether lines of a level are written: asked where there is much to say, and often."""
        levels = logging.getLevelNamesMapping()
        return levels[level.upper()] >= levels[self.settings.log_level.upper()]

    def __getattr__(self, method: str) -> Any:
        return getattr(_load(self.settings), method)


def get_logger() -> Any:
    """A logger for a module; it follows :func:`configure`, also where that comes later."""
    return Logger()


def configure(settings: Settings) -> None:
    """Set level and form once, at a door."""
    Logger.settings = settings


def line_processors() -> list[Any]:
    """What is added to every line, whichever library it comes from."""
    import structlog

    return [structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True), where_it_broke]


def make_renderer(settings: Settings) -> Any:
    """What makes a line of text, or of JSON, of an event."""
    import structlog

    if settings.log_format == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


@lru_cache(maxsize=1)
def _load(settings: Settings) -> Any:
    import structlog

    structlog.configure(
        processors=[*line_processors(), make_renderer(settings)],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, settings.log_level.upper())),
        # Standard error as it is when something is logged, not as it was when this was set.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    return structlog.get_logger()
