"""Ending: what tells a command that goes on until it is ended that it is."""

from __future__ import annotations

import signal
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class Ending:
    """Whether the process is to end; a signal may say so at any instruction."""

    def __init__(self) -> None:
        # Unlike an Event, which a handler waits for if it comes while the thread that
        # it interrupts holds the Event's lock, it can be put to from anywhere.
        self._signals: SimpleQueue[int] = SimpleQueue()

    def tell(self, number: int) -> None:
        """Say that signal *number* came."""
        self._signals.put(number)

    def is_told(self) -> bool:
        """Tell whether the process is to end."""
        return not self._signals.empty()

    def wait(self, seconds: float) -> None:
        """Return when the process is to end, after *seconds* at the latest."""
        with suppress(Empty):
            self.tell(self._signals.get(timeout=seconds))


@contextmanager
def until_ended() -> Iterator[Ending]:
    """Give what SIGTERM and Ctrl-C tell; a second one does what it did before."""
    ending = Ending()
    before: dict[int, Any] = {}

    def end(number: int, _frame: FrameType | None) -> None:
        ending.tell(number)
        signal.signal(number, before[number])

    for number in (signal.SIGINT, signal.SIGTERM):
        before[number] = signal.signal(number, end)
    try:
        yield ending
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
