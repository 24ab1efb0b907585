"""The log of a server: each record a line of JSON on standard error."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import orjson


class JsonLines(logging.Formatter):
    """Formats a record as one line: JSON escapes whatever would begin another."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the JSON object of *record*: what it says, and its facts."""
        facts: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            facts["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(facts, default=repr).decode()


def log_to_stderr() -> None:
    """Have Broadsheet's records written; those of other libraries are left alone."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("broadsheet")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
