"""Progress while articles are read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from broadsheet.index import Article, Rejection
from broadsheet.scripts.progress import read_all

if TYPE_CHECKING:
    from collections.abc import Iterator

_BYTES = 10


class _Clock:
    """A clock that only the feed moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def monotonic(self) -> float:
        return self.seconds


class _Feed:
    """A feed of *count* records of ten bytes each, every tenth of them rejected."""

    def __init__(
        self, count: int, *, known: bool = True, clock: _Clock | None = None
    ) -> None:
        self.size = count * _BYTES if known else 0
        self._count = count
        self._read = 0
        self._clock = clock or _Clock()

    def __iter__(self) -> Iterator[Article | Rejection]:
        for number in range(self._count):
            self._read += 1
            self._clock.seconds += 0.01
            if number % 10 == 9:
                yield Rejection("a", number, "no object", b"1")
            else:
                yield Article(id=str(number))

    def position(self) -> int:
        return self._read * _BYTES


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _shown(count: int, *, known: bool = True, quiet: bool = False) -> list[str]:
    """Read a feed on a terminal; return the lines that were seen on it."""
    terminal, clock = _Terminal(), _Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stderr", terminal)
        patch.setattr("broadsheet.scripts.progress.time", clock)
        _read(_Feed(count, known=known, clock=clock), quiet=quiet)
    lines = terminal.getvalue().replace("\n", "\r\x1b[K").split("\r\x1b[K")
    return [line for line in lines if line]


def _read(feed: _Feed, *, quiet: bool = False) -> int:
    items = list(read_all(feed, quiet=quiet))
    numbers = [
        item.line if isinstance(item, Rejection) else int(item.id) for item in items
    ]
    assert numbers == list(range(len(items)))
    return len(items)


def test_everything_is_read_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert _read(_Feed(203)) == 203
    assert _read(_Feed(203), quiet=True) == 203
    assert capsys.readouterr() == ("", "")


def test_a_terminal_is_told_the_truth() -> None:
    assert _shown(12_800)[:2] == [
        "Reading: 64 records, 6 rejected, 100/s, 0%, 2:07 left to read",
        "Reading: 128 records, 12 rejected, 100/s, 1%, 2:07 left to read",
    ]
    assert _shown(1_280)[-3:] == [
        "Reading: 1,280 records, 128 rejected, 100/s, 100%, 0:00 left to read",
        "Read: 1,280 records, 128 rejected, 100/s, in 0:13",
        "Writing …",
    ]


def test_the_time_left_is_not_told_where_the_size_is_unknown() -> None:
    assert _shown(64, known=False) == [
        "Reading: 64 records, 6 rejected, 100/s",
        "Read: 64 records, 6 rejected, 100/s, in 0:01",
        "Writing …",
    ]


def test_hours_are_told_as_hours() -> None:
    first, *_ = _shown(600_000)
    assert first.endswith("0%, 1:39:59 left to read")


def test_quiet_means_silent_on_a_terminal_too() -> None:
    assert _shown(300, quiet=True) == []


def test_an_empty_feed_is_told_of() -> None:
    assert _shown(0)[0] == "Read: 0 records, 0 rejected, 0/s, in 0:00"


def test_an_error_is_told_on_a_line_of_its_own() -> None:
    class Broken(_Feed):
        def __iter__(self) -> Iterator[Article | Rejection]:
            yield Article("0")
            raise OSError("no more")

    terminal = _Terminal()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stderr", terminal)
        with pytest.raises(OSError, match="no more"):
            _read(Broken(1))
    assert terminal.getvalue() == "\n"
