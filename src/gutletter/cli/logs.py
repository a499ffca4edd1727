"""Where the log goes while a verb runs: never among its results."""

from __future__ import annotations

import logging
import sys

import structlog


def log_to_stderr(least: int = logging.NOTSET) -> None:
    """One event, one line, on stderr; readable on a terminal, JSON for a log collector elsewhere.

    ``least``: nothing below this level.
    """
    for name in ("apscheduler", "python_http_client"):
        logging.getLogger(name).setLevel(logging.ERROR)
    renderer = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(least),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # looked up each time: a bar puts lines above it
    )
