"""Progress: how far the reading of articles is, told on standard error."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Protocol

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..index import Article, Document, Rejection

#: Seconds between two lines, where standard error is no terminal.
_INTERVAL_SECONDS = 10.0
#: Records between two looks at the position and the clock.
_STRIDE = 64


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
    """Yield everything in *feed*, telling how far it is.

    On a terminal that is a bar over the bytes of the files, packed as they are;
    elsewhere, or where their size is unknown, a line now and then; nothing with
    *quiet*.
    """
    if quiet:
        yield from feed
    elif feed.size and sys.stderr.isatty():
        yield from _with_bar(feed)
    else:
        yield from _with_lines(feed)


def _with_bar(feed: Readable) -> Iterator[Article | Document | Rejection]:
    with click.progressbar(length=feed.size, label="Reading", file=sys.stderr) as bar:
        for count, item in enumerate(feed, start=1):
            yield item
            if count % _STRIDE == 0:
                bar.update(feed.position() - bar.pos)
        bar.update(feed.size - bar.pos)
    click.echo("Writing …", err=True)


def _with_lines(feed: Readable) -> Iterator[Article | Document | Rejection]:
    told = time.monotonic()
    for count, item in enumerate(feed, start=1):
        yield item
        if count % _STRIDE == 0 and time.monotonic() - told >= _INTERVAL_SECONDS:
            told = time.monotonic()
            share = f", {feed.position() / feed.size:.0%}" if feed.size else ""
            click.echo(f"read {count:,}{share}", err=True)
