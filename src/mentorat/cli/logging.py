"""Logs: one line an event on stderr; JSON unless a person is watching."""

import logging
import sys
from datetime import UTC, datetime
from typing import Any

import structlog
from structlog.typing import EventDict

from mentorat.text.redaction import for_logs
from mentorat.web.access_log import AccessLog, json_lines, structured


def configure_logs() -> None:
    """Structured lines with an explicit list of fields; traces without local variables, and no
    e-mail address or API key in either."""
    watching = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redacted,
            structlog.dev.ConsoleRenderer() if watching else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def access_log() -> AccessLog:
    """How answers are told, in the same lines as everything else."""
    return structured if sys.stderr.isatty() else json_lines(sys.stderr, _now)


def _now() -> datetime:
    return datetime.now(UTC)


class _Formatter(logging.Formatter):
    """Plain lines of libraries, whose traces may quote what a database or a server said."""

    def format(self, record: logging.LogRecord) -> str:
        return for_logs(super().format(record))


def _redacted(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {
        name: for_logs(value) if isinstance(value, str) else value for name, value in event.items()
    }
