"""Structured logs on standard error: a sentence and named fields, never a figure or a person."""

from __future__ import annotations

import logging
import sys

import structlog

from returnonce.settings import Settings


def configure(settings: Settings) -> None:
    """Set level and form once, at a door."""
    renderer = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, settings.log_level.upper())),
        # Standard error as it is when something is logged, not as it was when this was set.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
