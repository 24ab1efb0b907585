"""Progress while articles are read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from broadsheet.index import Article
from broadsheet.scripts import progress
from broadsheet.scripts.progress import read_all

if TYPE_CHECKING:
    from collections.abc import Iterator

_BYTES = 10


class _Source:
    """A source of *count* articles of ten bytes each."""

    def __init__(self, count: int, *, known: bool = True) -> None:
        self.size = count * _BYTES if known else None
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


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> _Terminal:
    stream = _Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    return stream


def _read(*sources: Any, quiet: bool = False) -> list[str]:
    return [item.id for item in read_all(sources, quiet=quiet)]


def test_everything_is_read_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    expected = [*map(str, range(3)), *map(str, range(200))]
    assert _read(_Source(3), _Source(200)) == expected
    assert _read(_Source(3), _Source(200), quiet=True) == expected
    assert capsys.readouterr() == ("", "")


def test_terminal_gets_a_bar_that_fills(terminal: _Terminal) -> None:
    assert len(_read(_Source(300), _Source(100))) == 400
    assert "100%" in terminal.getvalue()
    assert terminal.getvalue().endswith("Writing …\n")


def test_source_of_unknown_size_gets_no_bar(terminal: _Terminal) -> None:
    _read(_Source(300), _Source(100, known=False))
    assert terminal.getvalue() == ""


def test_quiet_means_silent_on_a_terminal_too(terminal: _Terminal) -> None:
    _read(_Source(300), quiet=True)
    assert terminal.getvalue() == ""


def test_elsewhere_a_line_is_written_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_INTERVAL_SECONDS", 0.0)
    _read(_Source(100), _Source(28))
    assert capsys.readouterr().err == "read 64, 50%\nread 128, 100%\n"
    _read(_Source(64, known=False))
    assert capsys.readouterr().err == "read 64\n"
