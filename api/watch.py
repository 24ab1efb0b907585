"""Watch: tells of each answer, to the metrics and to the log.

Each is a record of the logger ``broadsheet.requests``, with its facts as the attribute
``facts``. What was searched for is not among them unless that is asked for: people look
for what concerns them.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from flask import request

if TYPE_CHECKING:
    from flask import Response

    from .metrics import Metrics

_LOGGER = logging.getLogger("broadsheet.requests")


class Watch:
    """Watches the answers of one archive.

    :param log_queries: whether the log tells the query string of each request.
    """

    def __init__(self, metrics: Metrics, *, log_queries: bool) -> None:
        #: Where they are counted.
        self.metrics = metrics
        self._log_queries = log_queries

    def tell(
        self, route: str, request_id: str, response: Response, started: float
    ) -> None:
        """Tell of *response* to the current request.

        :param route: the rule of its address, which no article or query is in.
        :param started: when it came, by the performance counter.
        """
        seconds = time.perf_counter() - started
        self.metrics.count(route, request.method, response.status_code, seconds)
        if _LOGGER.isEnabledFor(logging.INFO):
            line: dict[str, Any] = {
                "request_id": request_id,
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "ms": round(seconds * 1000, 3),
                "bytes": response.content_length,
            }
            if self._log_queries:
                line["query"] = request.query_string.decode("latin-1")
            _LOGGER.info(
                "%(method)s %(route)s: %(status)s in %(ms).1f ms (%(request_id)s)",
                line,
                extra={"facts": line},
            )
