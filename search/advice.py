"""Advice: what a search that finds little or nothing may do instead."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from .corrections import correct
from .errors import SearchTimeoutError
from .no_hits import explain_no_hits

if TYPE_CHECKING:
    from .corrections import Correction
    from .request import SearchRequest
    from .results import Results
    from .service import Service


def advised(service: Service, request: SearchRequest, results: Results) -> Results:
    """Return *results*, which are few, with what to do instead.

    It takes no more than the time that the search has left: what cannot be found
    out in it is left out.
    """
    started = time.perf_counter()
    correction = _correction(service, request, results.total)
    no_hits = None if results.total else explain_no_hits(service, request)
    took_ms = results.took_ms + (time.perf_counter() - started) * 1000
    return replace(
        results,
        did_you_mean=correction,
        no_hits=no_hits,
        took_ms=round(took_ms, 3),
    )


def _correction(
    service: Service, request: SearchRequest, total: int
) -> Correction | None:
    try:
        return correct(service, request, total)
    except SearchTimeoutError:
        return None
