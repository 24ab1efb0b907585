"""Progress: how far the reading of articles is, told on standard error."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..index import Article, Rejection, Source

#: Seconds between two lines, where standard error is no terminal.
_INTERVAL_SECONDS = 10.0
#: Records between two looks at the position and the clock.
_STRIDE = 64


def read_all(
    sources: Sequence[Source], *, quiet: bool
) -> Iterator[Article | Rejection]:
    """Yield everything in *sources*, telling how far it is.

    On a terminal that is a bar over the bytes of the files, compressed as they
    are; elsewhere, or where a size is unknown, a line now and then; nothing
    with *quiet*.
    """
    if quiet:
        for source in sources:
            yield from source
        return
    known = all(source.size is not None for source in sources)
    total = sum(source.size or 0 for source in sources) if known else 0
    if sys.stderr.isatty() and total:
        yield from _with_bar(sources, total)
    else:
        yield from _with_lines(sources, total)


def _with_bar(sources: Sequence[Source], total: int) -> Iterator[Article | Rejection]:
    with click.progressbar(length=total, label="Reading", file=sys.stderr) as bar:
        for count, item in _numbered(sources):
            yield item
            if count % _STRIDE == 0:
                bar.update(_position(sources) - bar.pos)
        bar.update(total - bar.pos)
    click.echo("Writing …", err=True)


def _with_lines(sources: Sequence[Source], total: int) -> Iterator[Article | Rejection]:
    told = time.monotonic()
    for count, item in _numbered(sources):
        yield item
        if count % _STRIDE == 0 and time.monotonic() - told >= _INTERVAL_SECONDS:
            told = time.monotonic()
            share = f", {_position(sources) / total:.0%}" if total else ""
            click.echo(f"read {count:,}{share}", err=True)


def _numbered(
    sources: Sequence[Source],
) -> Iterator[tuple[int, Article | Rejection]]:
    count = 0
    for source in sources:
        for item in source:
            count += 1
            yield count, item


def _position(sources: Sequence[Source]) -> int:
    return sum(source.position() for source in sources)
