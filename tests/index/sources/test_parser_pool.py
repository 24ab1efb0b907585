"""What other processes parse comes out as if one had read it all."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index.cleaning.cleaner import Cleaner
from broadsheet.index.errors import SettingsError, UnreadableSourceError
from broadsheet.index.field_mapping import FieldMapping
from broadsheet.index.kernels.choice import load_kernels
from broadsheet.index.report import Rejection
from broadsheet.index.settings import ArchiveSettings
from broadsheet.index.sources import open_source, parser_pool
from broadsheet.index.sources.judge import Judge, UnreadArticle
from broadsheet.index.sources.ordered import Ordered
from broadsheet.index.sources.parser_pool import ParserPool
from broadsheet.index.sources.plaintext import read_text
from broadsheet.index.sources.unparsed import UnparsedRecord

_KERNELS = load_kernels()
_GOLDEN = Path(__file__).parents[2] / "data/sources/golden"
_PAGES = sorted((_GOLDEN.parent / "pages").iterdir())
_LINE = b'{"id": "a", "title": "Rain &amp; wind"}\n'
_FILES = {
    **{f"{each.stem}.html": each.read_bytes() for each in _PAGES},
    "utf16.html": _PAGES[0].read_text("utf-8").encode("utf-16"),
    "old.html": "<p>Où est passée la forêt&nbsp;? ".encode("latin-1") * 40,
    "empty.html": b"<html><body></body></html>",
    "blank.html": b"",
    "deep.html": b"<div>" * 60_000 + b"x",
    "long.html": b"<p>" + b"x" * (17 * 2**20),
    "large.html": b"<p>x" * 55_000,
    "nul.html": b"<p>\0&#xD800;" * 400,
    "text.txt": b"Rain.\n\nIt rained, and it went on raining for a week in Norrby.",
    "binary.txt": bytes(range(32)) * 100,
    "story.md": (_GOLDEN / "story.md").read_bytes(),
    "draft.md": b"---\ndraft: true\n---\ntext",
    "crawl.warc.gz": (_GOLDEN / "crawl.warc.gz").read_bytes(),
    "cut.warc.gz": (_GOLDEN / "crawl.warc.gz").read_bytes()[:-300],
    "lines.jsonl": _LINE + b"nope\n" + _LINE,
    "no-header.csv": b"1,2\n3,4\n",
    "unknown.xyz": b"What is this?",
}
_NAMES = sorted(_FILES)


@pytest.fixture(autouse=True)
def _begins_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser_pool, "BEGIN_AFTER_SECONDS", 0.0)


def _folder(path: Path, names: list[str]) -> Path:
    for number, name in enumerate(names):
        file = path / f"{number:03} {name}"
        if number % 5 == 3:
            file.with_suffix(".zip").write_bytes(_zip(name))
        elif number % 5 == 4:
            file.with_suffix(".tar").write_bytes(_tar(name))
        else:
            file.write_bytes(_FILES[name])
    return path


def _zip(name: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, _FILES[name])
        archive.writestr("more/arc.html", _FILES["arc.html"])
    return data.getvalue()


def _tar(name: str) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(_FILES[name])
        archive.addfile(info, io.BytesIO(_FILES[name]))
    return data.getvalue()[:-100]


def _told(path: Path, processes: int, after: int = 0) -> list[Any]:
    """Return all that is told of each record, and what was cleaned up to it."""
    with open_source(path, processes=processes) as source:
        return [
            (asdict(item) if isinstance(item, Rejection) else item, source.cleaned)
            for item in source.documents(_KERNELS, after)
        ]


@given(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=25), st.integers(0, 9))
@settings(max_examples=8)
def test_any_mix_is_read_as_in_one_process(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], after: int
) -> None:
    folder = _folder(tmp_path_factory.mktemp("files"), names)
    assert _told(folder, 2, after) == _told(folder, 0, after)


def test_what_is_passed_over_is_not_parsed(tmp_path: Path) -> None:
    folder = _folder(tmp_path, [each.name for each in _PAGES])
    found = list(open_source(folder))
    for after in (0, 1, 7, len(found), len(found) + 1):
        things = list(open_source(folder).unread(None, after))
        assert all(isinstance(thing, UnreadArticle) for thing in things)
        assert list(ParserPool(0).in_order(things)) == found[after:]


def _judge() -> Judge:
    return Judge(
        path="a.html",
        skipped=3,
        is_recoded=False,
        is_untold=True,
        settings=ArchiveSettings(),
        mapping=FieldMapping(),
        day_first=None,
        cleaner=Cleaner(),
    )


class _Call:
    """What reads a page here, and makes a call where another process is to."""

    def __init__(self, *call: Any) -> None:
        self._call = call

    def __reduce__(self) -> Any:
        function, *arguments = self._call
        return function, tuple(arguments)

    def __call__(self, raw: bytes, _decode: object) -> dict[str, Any]:
        if raw == b"wrong":
            raise SettingsError("clean", "a library is missing")
        return {"body": f"here: {raw.decode()}"}


_FAIL = _Call(int, "no number")
_DIE = _Call(signal.raise_signal, signal.SIGKILL)
_BE_SLOW = _Call(signal.raise_signal, signal.SIGALRM)
_WAIT = _Call(time.sleep, 60)


def _article(raw: bytes, call: _Call | None = None) -> UnreadArticle:
    (record,) = read_text([raw], "a.txt", None)
    assert isinstance(record, UnparsedRecord)
    record = record._replace(parse=call or record.parse, line=7, offset=20)
    return UnreadArticle(_judge(), record, 5)


def _read(things: Iterable[Ordered]) -> list[Any]:
    return [
        item.reason if isinstance(item, Rejection) else item.body
        for item in ParserPool(2).in_order(things)
    ]


def _pids(pool: ParserPool) -> list[int]:
    return [each.pid for each in pool.processes]


def _is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_what_another_process_cannot_read_is_read_here() -> None:
    cannot_be_sent = _Call(lambda: None)
    things = [
        _article(b"rain"),
        _article(b"hail", _FAIL),
        _article(b"sun"),
        _article(b"snow", cannot_be_sent),
    ]
    assert _read(things) == ["rain", "here: hail", "sun", "here: snow"]


def test_an_error_is_raised_when_its_turn_comes() -> None:
    def things() -> Iterator[Ordered]:
        yield from map(_article, (b"rain", b"hail"))
        raise UnreadableSourceError("b.csv", "has no header")

    items = ParserPool(2).in_order(things())
    assert [item.body for item in islice(items, 2)] == ["rain", "hail"]
    with pytest.raises(UnreadableSourceError, match="no header"):
        next(items)
    wrong = [_article(b"rain"), _article(b"wrong", _FAIL), _article(b"hail")]
    items = ParserPool(2).in_order(wrong)
    assert next(items).body == "rain"
    with pytest.raises(SettingsError, match="library is missing"):
        next(items)


def test_a_page_that_ends_the_process_is_refused_and_no_other() -> None:
    things = [_article(b"%d" % number) for number in range(20)]
    things[3:3] = [_article(b"<p>dead", _DIE)]
    things[9:9] = [_article(b"<p>late", _BE_SLOW)]
    found = list(ParserPool(2).in_order(things))
    dead, late = found.pop(3), found.pop(8)
    assert [item.body for item in found] == [str(number) for number in range(20)]
    assert isinstance(dead, Rejection)
    assert dead.reason == "ended the process that read it, 2 times: by signal 9, Killed"
    assert (dead.path, dead.line, dead.number) == ("a.html", 7, 5)
    assert (dead.offset, dead.raw) == (23, b"<p>dead")
    assert isinstance(late, Rejection)
    assert late.reason == "takes longer than 300 seconds to read"


def test_processes_that_are_killed_lose_nothing(tmp_path: Path) -> None:
    folder = _folder(tmp_path, [f"{each.stem}.html" for each in _PAGES] * 4)
    expected = list(open_source(folder))
    pool = ParserPool(2)
    found = []
    for number, item in enumerate(pool.in_order(open_source(folder).unread(None))):
        found.append(item)
        if number in (5, 20):
            for pid in _pids(pool):
                os.kill(pid, signal.SIGKILL)
    assert found == expected


def test_no_more_than_so_much_is_read_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = 0

    def things(raw: bytes) -> Iterator[Ordered]:
        nonlocal taken
        for taken in range(1, 200):  # noqa: B007 - it is looked at
            yield _article(raw)

    for raw, most in ((b"rain", 17), (b"x" * 400, 4)):
        monkeypatch.setattr(parser_pool, "_AHEAD_BYTES", 1_000)
        pool = ParserPool(2)
        for number, _ in enumerate(pool.in_order(things(raw)), 1):
            assert taken - number < most
        assert number == taken == 199


@pytest.mark.parametrize("is_source", [True, False])
def test_no_process_is_left_by_a_reading_that_is_given_up(is_source: bool) -> None:
    pool = ParserPool(2)
    things = [_article(b"rain"), *(_article(b"<p>", _WAIT) for _ in range(9))]
    items = pool.in_order(things)
    assert next(items).body == "rain"
    pids = _pids(pool)
    assert len(pids) == 2
    if is_source:
        pool.close()
    else:
        items.close()  # type: ignore[attr-defined] # it is a generator
    assert not any(map(_is_running, pids))


_PROGRAM = """
import sys
from itertools import chain
from broadsheet.index.sources import open_source, parser_pool
parser_pool.BEGIN_AFTER_SECONDS = 0.0
source = open_source(sys.argv[1], processes=2)
for item in source:
    print(*(each.pid for each in source._pool.processes), flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_by_a_program_that_is_ended(
    tmp_path: Path, number: int
) -> None:
    """It has no ``if __name__ == "__main__"``, and needs none."""
    folder = _folder(tmp_path, [_PAGES[0].name, _PAGES[1].name])
    with subprocess.Popen(
        [sys.executable, "-P", "-c", _PROGRAM, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as program:
        assert program.stdout is not None
        pids = list(map(int, program.stdout.readline().split()))
        assert len(pids) == 2
        assert all(map(_is_running, pids))
        program.send_signal(number)
        program.wait(60)
    end = time.monotonic() + 60
    while any(map(_is_running, pids)) and time.monotonic() < end:
        time.sleep(0.01)
    assert not any(map(_is_running, pids))


def test_little_is_read_without_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser_pool, "BEGIN_AFTER_SECONDS", 60.0)
    folder = _folder(tmp_path, [each.name for each in _PAGES])
    pool = ParserPool(2)
    for item in pool.in_order(open_source(folder).unread(None)):
        assert not isinstance(item, Rejection)
        assert not pool.processes
