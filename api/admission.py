"""Admission: how many requests one process answers at once.

More than that and each takes longer, memory grows with every one, and in the end all
time out. So those beyond the bound are told at once to come again. A change may wait
minutes for another writer of the archive, so changes have but half of the places: who
reads never waits for who writes.
"""

from __future__ import annotations

import threading
from functools import wraps
from typing import TYPE_CHECKING

from flask import request

from .errors import TooManyRequestsError, TooManyWritesError

if TYPE_CHECKING:
    from flask import Response

    from .routes import View


class Admission:
    """Lets at most so many requests in at a time; safe to share between threads.

    :param most: at least one.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._free = threading.BoundedSemaphore(most)
        self._most_changes = max(1, most // 2)
        self._free_for_changes = threading.BoundedSemaphore(self._most_changes)

    def admit(self, view: View, most_bytes: int) -> View:
        """Return *view*, which is not called while too many requests are under way.

        A request is under way when it is there, its body too: one that comes byte by
        byte keeps nobody out. An answer that is sent while it is made is under way
        until it is sent.

        :param most_bytes: of a body that the view takes; it refuses a longer one.
        """

        @wraps(view)
        def admitted(**values: str) -> Response:
            _receive(most_bytes)
            if not self._free.acquire(blocking=False):
                raise TooManyRequestsError(
                    f"{self._most} requests are being answered; try again soon."
                )
            response: Response | None = None
            try:
                response = view(**values)
            finally:
                if response is None or not response.is_streamed:
                    self._free.release()
            if response.is_streamed:
                response.call_on_close(self._free.release)
            return response

        return admitted

    def admit_change(self, view: View, most_bytes: int) -> View:
        """Return *view*, which changes the archive, as :meth:`admit` does.

        It is not called either while too many changes are under way.
        """
        admitted = self.admit(view, most_bytes)

        @wraps(view)
        def admitted_change(**values: str) -> Response:
            _receive(most_bytes)
            if not self._free_for_changes.acquire(blocking=False):
                raise TooManyWritesError(
                    f"{self._most_changes} changes are being made or wait; try again "
                    "soon."
                )
            try:
                return admitted(**values)
            finally:
                self._free_for_changes.release()

        return admitted_change


def _receive(most_bytes: int) -> None:
    """Return when the body of the current request is there, if it is not too long."""
    has_length = "CONTENT_LENGTH" in request.environ
    if has_length and 0 < (request.content_length or 0) <= most_bytes:
        request.get_data()
