"""Progress: how far the reading of articles is, told on a terminal."""

from __future__ import annotations

import sys
import time
from collections import deque
from typing import TYPE_CHECKING, NamedTuple, Protocol

import click

from ..index import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..index import Article, Document

#: Seconds between two tellings.
_INTERVAL_SECONDS = 0.2
#: Rate and time left are those of so many tellings: of the last ten seconds.
_TELLINGS = 50
#: Records between two looks at the clock.
_STRIDE = 64
_ERASE = "\r\x1b[K"


class Readable(Protocol):
    """What progress is told of."""

    #: Bytes in all; 0 where that is not known.
    size: int

    def position(self) -> int:
        """Return how many of them have been read."""

    def __iter__(self) -> Iterator[Article | Document | Rejection]: ...


def read_all(
    feed: Readable, *, quiet: bool
) -> Iterator[Article | Document | Rejection]:
    """Yield everything in *feed*, telling on a terminal how far it is.

    That is one line on standard error, written anew a few times a second: records,
    rejects and rate and, where the size of the files is known, their share that was
    read and the time that the rest takes to read at the rate of late. Elsewhere
    nothing is told, nor with *quiet*.
    """
    if quiet or not sys.stderr.isatty():
        yield from feed
        return
    line = _Line(feed)
    try:
        for count, item in enumerate(feed, start=1):
            if isinstance(item, Rejection):
                line.rejected += 1
            yield item
            line.count = count
            if count % _STRIDE == 0:
                line.tell()
    except BaseException:
        # What is said of it stands on a line of its own.
        _write("\n")
        raise
    line.end()


class _Moment(NamedTuple):
    seconds: float
    records: int
    position: int


class _Line:
    """The line that tells how far *feed* is."""

    def __init__(self, feed: Readable) -> None:
        self.count = 0
        self.rejected = 0
        self._feed = feed
        self._started = time.monotonic()
        self._moments = deque([_Moment(self._started, 0, 0)], _TELLINGS)

    def tell(self) -> None:
        """Write the line anew, if it is time to."""
        now = time.monotonic()
        if now - self._moments[-1].seconds >= _INTERVAL_SECONDS:
            self._moments.append(_Moment(now, self.count, self._feed.position()))
            _write(f"{_ERASE}Reading: {self._facts()}{self._rest()}")

    def end(self) -> None:
        """Write what was read in all."""
        seconds = time.monotonic() - self._started
        rate = self.count / max(seconds, 1e-9)
        told = f"{self._counts()}, {rate:,.0f}/s, in {_clock(seconds)}"
        _write(f"{_ERASE}Read: {told}\nWriting …\n")

    def _facts(self) -> str:
        first, last = self._moments[0], self._moments[-1]
        seconds = max(last.seconds - first.seconds, 1e-9)
        return f"{self._counts()}, {(last.records - first.records) / seconds:,.0f}/s"

    def _counts(self) -> str:
        return f"{self.count:,} records, {self.rejected:,} rejected"

    def _rest(self) -> str:
        """Return the share that was read, and the time that the rest takes."""
        first, last = self._moments[0], self._moments[-1]
        if not self._feed.size:
            return ""
        share = f", {last.position / self._feed.size:.0%}"
        read = last.position - first.position
        if not read:
            return share
        rest = self._feed.size - last.position
        left = rest * (last.seconds - first.seconds) / read
        return f"{share}, {_clock(left)} left to read"


def _write(text: str) -> None:
    click.echo(text, err=True, nl=False, color=True)


def _clock(seconds: float) -> str:
    """Return a time as minutes and seconds, and hours where there are some."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
