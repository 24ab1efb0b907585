"""Advice: what a search that finds little or nothing may do instead."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .corrections import correct
from .errors import SearchTimeoutError
from .no_hits import explain_no_hits

if TYPE_CHECKING:
    from .corrections import Correction
    from .no_hits import NoHits
    from .request import SearchRequest
    from .service import Service


class Advice:
    """What to do instead of *request*, worked out when it is asked for.

    That takes longer than the search, so it is not done for who does not ask; each
    part gets as much time as a search, and what cannot be found out in it is left
    out.

    :param total: how many articles the search found.
    """

    def __init__(self, service: Service, request: SearchRequest, total: int) -> None:
        self._service = service
        self._request = request
        self._total = total

    @cached_property
    def correction(self) -> Correction | None:
        """What may have been meant."""
        try:
            return correct(self._service.again(), self._request, self._total)
        except SearchTimeoutError:
            return None

    @cached_property
    def no_hits(self) -> NoHits | None:
        """Why nothing was found; None where something was."""
        if self._total:
            return None
        return explain_no_hits(self._service.again(), self._request)
