"""Records in = added + replaced + unchanged + duplicate + rejected, always."""

from __future__ import annotations

import csv
import gzip
import io
import tarfile
import zipfile
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index.article import Article
from broadsheet.index.kernels.choice import load_kernels
from broadsheet.index.preview import preview
from broadsheet.index.report import Rejection, Report
from broadsheet.index.sources import RejectsFile, open_source
from broadsheet.index.store import Store

_TEXTS = st.sampled_from(
    ["", "Rain.", "<p>Rain.</p>", "R\u0301ain\x00", "Rain, he said: on\nand on"]
)
_GOOD = st.fixed_dictionaries(
    {"id": st.sampled_from(["a", "b", "c"])},
    optional={"title": _TEXTS, "body": _TEXTS, "published": st.just("2024-05-03")},
).map(orjson.dumps)
_BROKEN = st.sampled_from(
    [b"nope", b"[]", b'{"id":[]}', b'{"id":""}', b'{"id":"d","title":7}', b'"\xff"']
)
_RECORDS = st.lists(_GOOD | _BROKEN, max_size=8)


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    data: bytes
    #: Records in it.
    count: int


def _lines(records: list[bytes]) -> _File:
    return _File("a.jsonl", b"\n\n".join(records), len(records))


def _packed(records: list[bytes]) -> _File:
    lines = _lines(records)
    return _File("a.ndjson.gz", gzip.compress(lines.data, mtime=0), lines.count)


def _array(records: list[bytes]) -> _File:
    data = b"[" + b" ,".join(records) + b"]"
    return _File("a.json", data, len(records))


def _cut_off(records: list[bytes]) -> _File:
    """Return an array that is never closed: what is missing counts as one."""
    data = b"[" + b"".join(record + b"," for record in records)
    return _File("b.json", data, len(records) + 1)


def _table(records: list[bytes]) -> _File:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["id", "title", "body"])
    for record in records:
        writer.writerow(_row(record))
    return _File("a.csv", text.getvalue().encode(), len(records))


def _row(record: bytes) -> list[str]:
    try:
        value: Any = orjson.loads(record)
    except orjson.JSONDecodeError:
        return ["1", "2", "3", "too many"]
    if not isinstance(value, dict) or not isinstance(value["id"], str):
        return ["\x01", "an id that cannot be"]
    return [value["id"], str(value.get("title", "")), str(value.get("body", ""))]


def _zip(records: list[bytes]) -> _File:
    """Return an archive of records, and of a file and an archive that are none."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("../a.jsonl", _lines(records).data)
        archive.writestr("a.xyz", b"What is this?")
        archive.writestr("b.zip", b"PK\x03\x04")
    return _File("a.zip", data.getvalue(), len(records) + 2)


def _tar(records: list[bytes]) -> _File:
    """Return an archive of texts that ends within the last of them."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for number, record in enumerate((*records, b"x" * 600)):
            info = tarfile.TarInfo(f"{number}.txt")
            text = b"A text. " + record
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text))
    cut = data.getvalue()[: (len(records) * 2 + 1) * 512 + 100]
    return _File("b.tar", cut, len(records) + 2)


def _feed(records: list[bytes]) -> _File:
    """Return a feed that breaks off: what is missing counts as one."""
    item = b"<item><title>%d</title></item>"
    items = b"".join(item % number for number in range(len(records)))
    return _File("a.rss", b"<rss><channel>" + items + b"<item>", len(records) + 1)


def _markdown(records: list[bytes]) -> _File:
    """Return a text, which is one record."""
    text = b"\n\n".join((b"# Rain", *records))
    return _File("a.md", b"---\nid: [\n---\n" + text if records else text, 1)


_FILES = st.tuples(
    st.sampled_from(
        [_lines, _packed, _array, _cut_off, _table, _zip, _tar, _feed, _markdown]
    ),
    _RECORDS,
).map(lambda each: each[0](each[1]))


def _counts(report: Report) -> int:
    written = report.added + report.replaced + report.unchanged + report.duplicate
    return written + report.rejected


@given(st.lists(_FILES, max_size=4), st.lists(_FILES, max_size=2))
@settings(max_examples=60)
def test_every_record_has_one_outcome(
    tmp_path_factory: pytest.TempPathFactory, first: list[_File], second: list[_File]
) -> None:
    folder = tmp_path_factory.mktemp("files")
    with Store.open(folder / "archive", create=True) as store:
        for files, put in ((first, store.rebuild), (second, store.add)):
            report = put(_read(folder, files))
            assert _counts(report) == sum(file.count for file in files)
            rejected = [each for each in _read(folder, files) if _is_rejected(each)]
            assert list(report.rejections) == rejected


@given(st.lists(_FILES, max_size=4))
@settings(max_examples=60)
def test_what_was_rejected_is_rejected_again_until_it_is_mended(
    tmp_path_factory: pytest.TempPathFactory, files: list[_File]
) -> None:
    folder = tmp_path_factory.mktemp("files")
    with RejectsFile(folder / "a.rejects.jsonl") as rejects:
        for each in _read(folder, files):
            if isinstance(each, Rejection):
                rejects.write(each)
    if not rejects.count:
        return
    report = preview(
        _read_file(folder / "a.rejects.jsonl"),
        None,
        is_rebuild=False,
        strict=False,
        kernels=load_kernels(),
    )
    assert (_counts(report), report.rejected) == (rejects.count, rejects.count)
    written = (folder / "a.rejects.jsonl").read_bytes()
    mended = [
        {**orjson.loads(line), "record": {"id": f"mended {number}"}}
        for number, line in enumerate(written.splitlines())
    ]
    lines = b"\n".join(orjson.dumps(each) for each in mended)
    (folder / "b.rejects.jsonl").write_bytes(lines)
    again = _read_file(folder / "b.rejects.jsonl")
    assert sum(isinstance(each, Article) for each in again) == rejects.count


def _read(folder: Path, files: list[_File]) -> list[Any]:
    found = []
    for number, file in enumerate(files):
        path = folder / f"{number}{file.name}"
        path.write_bytes(file.data)
        found.append(_read_file(path))
    return list(chain.from_iterable(found))


def _read_file(path: Path) -> list[Any]:
    with open_source(path) as source:
        return list(source)


def _is_rejected(item: object) -> bool:
    return isinstance(item, Rejection)
