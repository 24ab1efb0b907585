"""Progress while articles are read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from broadsheet.index import Article
from broadsheet.scripts import progress
from broadsheet.scripts.progress import read_all

if TYPE_CHECKING:
    from collections.abc import Iterator

_BYTES = 10


class _Feed:
    """A feed of *count* articles of ten bytes each."""

    def __init__(self, count: int, *, known: bool = True) -> None:
        self.size = count * _BYTES if known else 0
        self._count = count
        self._read = 0

    def __iter__(self) -> Iterator[Article]:
        for number in range(self._count):
            self._read += 1
            yield Article(id=str(number))

    def position(self) -> int:
        return self._read * _BYTES


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _read_on_terminal(feed: _Feed, *, quiet: bool = False) -> str:
    """Read *feed* with standard error on a terminal; return what it shows."""
    terminal = _Terminal()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stderr", terminal)
        _read(feed, quiet=quiet)
    return terminal.getvalue()


def _read(feed: _Feed, *, quiet: bool = False) -> int:
    ids = [item.id for item in read_all(feed, quiet=quiet)]
    assert ids == [str(number) for number in range(len(ids))]
    return len(ids)


def test_everything_is_read_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert _read(_Feed(203)) == 203
    assert _read(_Feed(203), quiet=True) == 203
    assert capsys.readouterr() == ("", "")


def test_terminal_gets_a_bar_that_fills() -> None:
    shown = _read_on_terminal(_Feed(400))
    assert "100%" in shown
    assert shown.endswith("Writing …\n")


def test_feed_of_unknown_size_gets_no_bar() -> None:
    assert _read_on_terminal(_Feed(300, known=False)) == ""


def test_quiet_means_silent_on_a_terminal_too() -> None:
    assert _read_on_terminal(_Feed(300), quiet=True) == ""


def test_elsewhere_a_line_is_written_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_INTERVAL_SECONDS", 0.0)
    _read(_Feed(128))
    assert capsys.readouterr().err == "read 64, 50%\nread 128, 100%\n"
    _read(_Feed(64, known=False))
    assert capsys.readouterr().err == "read 64\n"
