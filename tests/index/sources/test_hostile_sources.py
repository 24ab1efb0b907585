"""What is broken, cut off or hostile is a clear reject, and the rest is read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index.article import Article
from broadsheet.index.backup import back_up_archive
from broadsheet.index.cleaning import Cleaner, Cleaning
from broadsheet.index.errors import UnreadableSourceError
from broadsheet.index.report import Rejection
from broadsheet.index.sources import open_source, read_source
from broadsheet.index.store import Store

_ENTITIES = b"".join(
    b'<!ENTITY a%d "%s">' % (place, b"&a%d;" % (place - 1) * 10)
    for place in range(1, 10)
)
_LAUGHS = b'<!DOCTYPE x [<!ENTITY a0 "ha">' + _ENTITIES + b"]>"
_ITEM = b"<rss><channel><item><title>"
_SENTENCES = b"<p>A sentence that is long enough to be one of an article.</p>" * 8
_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def _warc(block: bytes, length: int | None = None, kind: bytes = b"response") -> bytes:
    size = len(block) if length is None else length
    uri = b"WARC-Target-URI: https://norrby.example/a\r\n"
    head = b"WARC/1.0\r\nWARC-Type: %s\r\n%sContent-Length: %d\r\n\r\n"
    return head % (kind, uri, size) + block + b"\r\n\r\n"


_HOSTILE: list[tuple[str, bytes, str]] = [
    ("laughs.rss", _LAUGHS + _ITEM + b"&a9;</title></item>", "defines an entity"),
    ("laughs.nitf", _LAUGHS + b"<nitf>&a9;</nitf>", "defines an entity"),
    (
        "outside.rss",
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + _ITEM + b"&a;",
        "defines an entity",
    ),
    ("deep.rss", b"<rss><channel><item>" + b"<a>" * 100_000, "nested more than 200"),
    ("tag.rss", _ITEM[:-1] + b' a="' + b"x" * 5_000_000, "longer than 4 MiB"),
    ("nul.rss", _ITEM + b"a\0b</title></item></channel></rss>", "not XML from line 1"),
    ("surrogate.atom", b"<rss>&#xD800;</rss>", "not XML from line 1"),
    ("cut.rss", _ITEM + b"Storm</title></ite", "not XML from line 1"),
    ("other.rss", b"<svg></svg>", "has no items"),
    ("other.nitf", b"<svg></svg>", "has no nitf element"),
    ("cut.nitf", b"<nitf><body>", "not XML from line 1"),
    ("empty.html", b"<html><body></body></html>", "no article was found"),
    ("large.html", b"<p>" + b"x" * (17 * 2**20), "longer than 16 MiB"),
    ("deep.html", b"<div>" * 60_000 + b"x", "a page of more than|no article was found"),
    ("binary.txt", bytes(range(32)) * 100, "is no text but binary"),
    ("large.txt", b"x " * (9 * 2**20), "longer than 16 MiB"),
    ("broken.md", b"---\na: [b\n---\ntext", "the front matter is not YAML"),
    ("alias.md", b"---\na: &a [x]\nb: [*a, *a]\n---\ntext", "has an alias"),
    ("deep.md", b"---\na: " + b"[" * 20_000 + b"\n---\nx", "nested too deeply"),
    ("broken.md", b"+++\na = \n+++\ntext", "the front matter is not TOML"),
    ("marks.md", b"[" * 50_000, "more marks than Markdown has"),
    ("draft.md", b"---\ndraft: true\n---\ntext", "a draft, by its front matter"),
    ("claim.warc", _warc(_HTTP + b"\r\n<p>x", 10**10), "the archive ends early"),
    ("cut.warc", b"WARC/1.0\r\nWARC-Type: x\r\n", "ends within a record's headers"),
    ("head.warc", b"WARC/1.0\r\n" + b"a: b\r\n" * 50_000, "headers of a record never"),
    (
        "other.warc",
        b"WARC/1.0\r\nContent-Length: 1\r\n\r\nxyz\r\n\r\n",
        "not WARC from",
    ),
    ("length.warc", b"WARC/1.0\r\nContent-Length: -1\r\n\r\n", "does not say how long"),
    (
        "bomb.warc",
        _warc(
            _HTTP
            + b"Content-Encoding: gzip\r\n\r\n"
            + gzip.compress(b"\0" * (20 * 2**20), mtime=0)
        ),
        "unpacks to more than",
    ),
    (
        "cut.warc",
        _warc(
            _HTTP + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"a" * 99)[:20]
        ),
        "packed data ends early",
    ),
    (
        "chunks.warc",
        _warc(_HTTP + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\nFF\r\nab"),
        "its chunks end early",
    ),
]


@pytest.mark.parametrize(("name", "data", "reason"), _HOSTILE)
def test_a_hostile_file_is_one_reject_and_the_run_goes_on(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "z.jsonl").write_bytes(b'{"id":1}\n')
    rejected, article = read_source(tmp_path)
    assert isinstance(rejected, Rejection)
    assert isinstance(article, Article)
    assert any(each in rejected.reason for each in reason.split("|")), rejected.reason
    assert rejected.path == str(tmp_path / name)
    assert len(rejected.raw) <= 65_536


def test_a_text_of_a_crawl_that_is_no_text_is_a_reject(tmp_path: Path) -> None:
    head = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\n"
    records = [
        head + b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(text), text)
        for text in (b"Rain in Norrby.", b"\xff\xfe\xfd", b"Sun in Norrby.")
    ]
    path = tmp_path / "a.wet"
    path.write_bytes(b"".join(records))
    as_it_is = Cleaner(Cleaning().changed(no_clean=["encoding"]))
    first, rejected, last = read_source(path, cleaner=as_it_is)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(rejected, Rejection)
    assert rejected.reason == "not UTF-8: byte 0xff at 0"


def test_damage_between_pages_of_a_crawl_is_told_where_it_is(tmp_path: Path) -> None:
    page = _warc(_HTTP + b"\r\n" + _SENTENCES)
    damaged = bytearray(gzip.compress(page))
    damaged[12] ^= 0xFF
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(page) + damaged)
    article, rejected = read_source(path)
    assert isinstance(article, Article)
    assert isinstance(rejected, Rejection)
    assert "is damaged" in rejected.reason
    assert (rejected.number, rejected.offset) == (2, len(page))


def test_items_before_the_broken_one_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.rss"
    path.write_bytes(_ITEM + b"a</title></item>\n<item><title>b</wrong>")
    article, rejected = read_source(path)
    assert isinstance(article, Article)
    assert isinstance(rejected, Rejection)
    assert rejected.raw == b"<item><title>b</wrong>"
    assert (rejected.line, rejected.number) == (2, 2)
    assert path.read_bytes()[rejected.offset :] == rejected.raw


def test_a_page_with_hostile_data_beside_its_text_is_read(tmp_path: Path) -> None:
    page = (
        b'<html><script type="application/ld+json">' + b"[" * 100_000 + b"</script>"
        b"<body><article>\x00&#xD800;" + _SENTENCES + b"</article></body></html>"
    )
    (tmp_path / "a.html").write_bytes(page)
    (article,) = read_source(tmp_path)
    assert isinstance(article, Article)
    assert "\0" not in article.body
    assert article.body.encode()


def test_in_a_zip_file_nothing_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.jsonl", b"\0" * (100 * 2**20))
        archive.writestr("../../up.jsonl", b'{"id":"up"}')
        archive.writestr("/root.jsonl", b'{"id":"root"}')
        archive.writestr("inner.zip", b"PK\x03\x04")
        archive.writestr("__MACOSX/a.jsonl", b"nothing")
        archive.writestr("a.css", b"nothing")
        link = zipfile.ZipInfo("link.jsonl")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("note.xyz", b"what is this")
    bomb, up, root, inner, link_, unknown = read_source(path)
    for each, reason in (
        (bomb, "unpacks to more than 200 times"),
        (inner, "is a zip file"),
        (link_, "is a link in an archive"),
        (unknown, "is in no known format"),
    ):
        assert isinstance(each, Rejection)
        assert each.reason.startswith(reason)
    assert [each.id for each in (up, root) if isinstance(each, Article)] == [
        "up",
        "root",
    ]
    assert sorted(tmp_path.rglob("*")) == [path]


def test_a_size_that_is_claimed_reserves_nothing(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.jsonl", b'{"id":1}')
    data = bytearray(held.getvalue())
    place = data.index(b"PK\x01\x02")
    data[place + 20 : place + 28] = b"\xf0\xff\xff\xff" * 2
    (tmp_path / "a.zip").write_bytes(data)
    big = tarfile.TarInfo("big.jsonl")
    big.size = 10**10
    (tmp_path / "b.tar").write_bytes(big.tobuf() + b'{"id":1}\n')
    header = tarfile.TarInfo("header")
    header.type, header.size = tarfile.XHDTYPE, 10**10
    (tmp_path / "c.tar").write_bytes(header.tobuf() + b"\0" * 10_000)
    found = list(read_source(tmp_path))
    assert all(isinstance(each, Rejection) for each in found)
    files = {
        each.path.partition("!")[0] for each in found if isinstance(each, Rejection)
    }
    assert files == {str(tmp_path / name) for name in ("a.zip", "b.tar", "c.tar")}


@pytest.mark.parametrize(
    ("damage", "left", "reason"),
    [
        (lambda tar: _damaged(tar, 1024, b"X" * 512), 1, "invalid header"),
        (lambda tar: _damaged(tar, 1024, b"\0" * 512), 1, "more behind its end"),
        (lambda tar: tar[:2048], 2, "empty header"),
        (lambda tar: tar[:2100], 2, "truncated header"),
        (lambda tar: tar + tar, 3, "more behind its end"),
    ],
)
def test_a_tar_file_that_is_not_whole_never_ends_in_silence(
    tmp_path: Path, damage: Callable[[bytes], bytes], left: int, reason: str
) -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for number in range(3):
            info = tarfile.TarInfo(f"{number}.jsonl")
            info.size = 9
            archive.addfile(info, io.BytesIO(b'{"id":%d}\n' % number))
    path = tmp_path / "a.tar"
    path.write_bytes(damage(held.getvalue()))
    *articles, rejected = read_source(path)
    assert [each.id for each in articles if isinstance(each, Article)] == [
        str(number) for number in range(left)
    ]
    assert isinstance(rejected, Rejection)
    assert rejected.path == str(path)
    assert reason in rejected.reason


def _damaged(data: bytes, place: int, part: bytes) -> bytes:
    return data[:place] + part + data[place + len(part) :]


def test_links_in_a_tar_file_are_refused_and_names_are_only_names(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for name, kind in (("s", tarfile.SYMTYPE), ("d", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(f"{name}.jsonl")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("../up.jsonl")
        info.size = 8
        archive.addfile(info, io.BytesIO(b'{"id":1}'))
    link, device, article = read_source(path)
    assert isinstance(link, Rejection)
    assert isinstance(device, Rejection)
    assert link.reason.startswith("is a link")
    assert device.reason.startswith("is no file")
    assert isinstance(article, Article)
    assert sorted(tmp_path.rglob("*")) == [path]


@pytest.mark.parametrize(
    "pack", [zstandard.compress, gzip.compress, bz2.compress, lzma.compress]
)
def test_what_unpacks_without_end_is_left(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(pack(b'{"id":1}\n') + pack(b" " * 2**20) * 400)
    article, rejected = read_source(path)
    assert isinstance(article, Article)
    assert isinstance(rejected, Rejection)
    assert rejected.reason.startswith("unpacks to more than 200 times")


@pytest.mark.parametrize("name", ["a.zip", "a.parquet", "a.html.gz"])
def test_a_cut_off_file_that_is_named_is_an_error(tmp_path: Path, name: str) -> None:
    data = {
        "a.zip": b"PK\x03\x04" + b"\0" * 100,
        "a.parquet": b"PAR1" + b"\0" * 100,
        "a.html.gz": gzip.compress(b"")[:8],
    }
    (tmp_path / name).write_bytes(data[name])
    with pytest.raises(UnreadableSourceError):
        list(read_source(tmp_path / name))
    (rejected,) = read_source(tmp_path)
    assert isinstance(rejected, Rejection)


def test_links_hidden_files_and_archives_of_ours_are_passed_over(
    tmp_path: Path,
) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    for each in (folder / ".git", folder / "archive/editions", outside):
        each.mkdir(parents=True)
    (outside / "b.jsonl").write_bytes(b'{"id":2}')
    (folder / "archive/CURRENT").write_bytes(b"1")
    for name in (".git/c.jsonl", "a.jsonl", "x.part", "a.rejects.jsonl", "a.png"):
        (folder / name).write_bytes(b'{"id":1}')
    (folder / "link").symlink_to(outside)
    (folder / "link.jsonl").symlink_to(outside / "b.jsonl")
    (article,) = read_source(folder)
    assert isinstance(article, Article)


def test_an_archive_of_ours_that_is_named_is_refused(tmp_path: Path) -> None:
    """Its manifests would pass for articles, and replace those that it holds."""
    with Store.open(tmp_path / "archive", create=True):
        pass
    with pytest.raises(UnreadableSourceError, match="archive of Broadsheet"):
        open_source(tmp_path / "archive")


def test_a_backup_is_refused_where_it_is_named_and_rejected_in_a_folder(
    tmp_path: Path,
) -> None:
    with Store.open(tmp_path / "archive", create=True):
        pass
    back_up_archive(tmp_path / "archive", tmp_path / "monday.backup")
    with pytest.raises(UnreadableSourceError, match="broadsheet restore"):
        open_source(tmp_path / "monday.backup")
    (rejected,) = read_source(tmp_path)
    assert isinstance(rejected, Rejection)


@pytest.mark.parametrize(
    "suffix",
    ["html", "txt", "md", "rss", "nitf", "warc", "parquet", "zip", "tar", "xml"],
)
@given(data=st.binary(max_size=2_000), start=st.booleans())
@settings(max_examples=15, deadline=None)
def test_random_bytes_in_a_folder_never_end_a_run(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, data: bytes, start: bool
) -> None:
    starts = {
        "rss": _ITEM,
        "warc": b"WARC/1.0\r\n",
        "zip": b"PK\x03\x04",
        "md": b"---\n",
    }
    folder = tmp_path_factory.mktemp("random")
    head = starts.get(suffix, b"") if start else b""
    (folder / f"a.{suffix}").write_bytes(head + data)
    (folder / "z.jsonl").write_bytes(b'{"id":1}\n')
    *_, last = read_source(folder)
    assert isinstance(last, Article)
