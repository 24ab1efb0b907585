"""Deadline: how long a search may go on."""

from __future__ import annotations

import time

from .errors import SearchTimeoutError


class Deadline:
    """A moment after which :meth:`check` raises; measured by a monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        """Return if there is time left.

        Called inside every loop whose length the query or the archive decides.

        :raises SearchTimeoutError: if the time has run out.
        """
        if time.monotonic() > self._end:
            raise SearchTimeoutError(self._seconds)
