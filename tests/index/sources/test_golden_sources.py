"""Each format has a file in tests/data/sources/golden, and this is what is in it."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import zstandard

from broadsheet.index.article import Article
from broadsheet.index.errors import UnreadableSourceError
from broadsheet.index.records import article_to_record
from broadsheet.index.report import Rejection
from broadsheet.index.sources import open_source, read_source

_PAGE: dict[str, Any] = {
    "title": "Harbour wall to be raised by a metre & a half",
    "body": "The council of Norrby voted on Monday to raise the wall of the old "
    "harbour by a metre and a half, after three floods in as many winters.\n"
    "The work will cost £ 2 million and is to begin in September, when the boats have "
    "left for the season, said the harbour master, Bo Falk.\n"
    "Residents of the quay had asked for a gate instead, which the council found too "
    "dear and too slow to close in a storm from the east.",
    "published": "2016-07-04T07:30:00Z",
    "updated": "2016-07-04T09:00:00Z",
    "authors": ["Ida Ek", "Sam Lind"],
    "source": "The Norrby Post",
    "section": "Local",
    "tags": ["harbour", "floods"],
    "language": "en-gb",
    "url": "https://norrby.example/2016/07/04/harbour-wall?print=no",
}
_STORM: dict[str, Any] = {
    "title": "Storm closes the bridge",
    "published": "2016-07-04T07:30:00Z",
}
_GOLDEN: dict[str, list[dict[str, Any]]] = {
    "page.html": [_PAGE],
    "2016/07/04/storm.txt": [
        {
            **_STORM,
            "body": "Storm closes the bridge\n\nNORRBY - The bridge to the islands was "
            "closed on Sunday night.\n\nIt opened again at six.\n",
            "published": "2016-07-04",
            "date_source": "derived",
        }
    ],
    "story.md": [
        {
            **_STORM,
            "body": "The bridge to the islands was\nclosed.\n\nIt opened again"
            "\n\nat six.",
            "published": "2016-07-04",
            "authors": ["Ida Ek", "Sam Lind"],
            "section": "Local",
            "tags": ["storm", "bridge"],
            "language": "en",
            "url": "https://norrby.example/storm",
            "extra": {"categories": ["Local"], "mood": "calm"},
        }
    ],
    "feed.rss": [
        {
            **_STORM,
            "body": "The bridge to the islands was closed.\n\nIt opened again at six.",
            "authors": ["Ida Ek"],
            "tags": ["storm", "bridge"],
            "source": "The Norrby Post",
            "language": "en-gb",
            "url": "https://norrby.example/storm",
        },
        {
            "id": "post-18",
            "title": "Caf\xa0opens",
            "body": "A café & a bar.",
            "authors": ["Sam Lind"],
        },
    ],
    "feed.atom": [
        {
            "title": "Storm & bridge",
            "body": "The bridge was closed.\n\nIt opened again.",
            "published": "2016-07-04T07:30:00Z",
            "updated": "2016-07-04T09:00:00Z",
            "authors": ["Ida Ek"],
            "tags": ["Storm"],
            "source": "The Norrby Post",
            "language": "en",
            "url": "https://norrby.example/storm",
        }
    ],
    "rdf.xml": [
        {
            **_STORM,
            "body": "The bridge was closed.",
            "published": "2016-07-04",
            "authors": ["Ida Ek"],
            "tags": ["storm"],
            "source": "The Norrby Post",
            "language": "en",
            "url": "https://norrby.example/storm",
        }
    ],
    "export.xml": [
        {
            **_STORM,
            "body": "The bridge was closed.\n\nThe bridge on Sunday\n\n"
            "It opened again.",
            "updated": "2016-07-04T09:00:00Z",
            "authors": ["Ida Ek"],
            "section": "Local",
            "tags": ["storm"],
            "source": "The Norrby Post",
            "url": "https://norrby.example/storm/",
        },
        {"reason": "not published in WordPress: its status is 'draft'"},
    ],
    "wire.nitf": [
        {
            **_STORM,
            "id": "nw-17",
            "body": "The bridge to the islands was closed on Sunday.\n\nOpen again\n\n"
            "It opened at six.",
            "authors": ["Ida Ek"],
            "source": "The Norrby Wire",
            "section": "Local",
            "tags": ["storm", "bridge"],
        }
    ],
    "crawl.warc.gz": [
        _PAGE,
        {
            "title": "Storm closes the bridge",
            "body": "Storm closes the bridge\n\nThe bridge was closed.",
            "url": "https://norrby.example/y",
        },
    ],
    "table.parquet": [
        {
            **_STORM,
            "id": "17",
            "body": "The bridge was closed.",
            "authors": ["Ida Ek", "Sam Lind"],
            "extra": {"day": "2016-07-04"},
        },
        {"id": "18", "body": "It opened."},
    ],
}
_NAMES = sorted(_GOLDEN)


@pytest.fixture
def golden(project_path: Path) -> Path:
    """Return the folder of the golden files."""
    return project_path / "tests/data/sources/golden"


@pytest.mark.parametrize("name", _NAMES)
def test_a_golden_file_has_its_articles(golden: Path, name: str) -> None:
    assert_holds(list(read_source(golden / name)), _GOLDEN[name])


@pytest.mark.parametrize("name", ["page.html", "feed.rss", "wire.nitf", "rdf.xml"])
def test_the_format_is_told_by_the_content(
    golden: Path, tmp_path: Path, name: str
) -> None:
    copied = tmp_path / "unnamed.xml"
    shutil.copy(golden / name, copied)
    assert_holds(list(read_source(copied)), _GOLDEN[name])


def test_a_folder_has_what_its_files_have_in_their_order(golden: Path) -> None:
    expected = [each for name in _NAMES for each in _GOLDEN[name]]
    with open_source(golden) as source:
        assert_holds(list(source), expected)
        assert source.position() == source.size
    explicit = [each for name in _NAMES for each in read_source(golden / name)]
    assert list(read_source(golden)) == explicit


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tar.zst", "tar.bz2", "txz"])
def test_an_archive_has_what_the_files_in_it_have(
    golden: Path, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"all.{kind}"
    path.write_bytes(_zip(golden) if kind == "zip" else _tar(golden, kind))
    found = list(read_source(path))
    assert_holds(found, [each for name in _NAMES for each in _GOLDEN[name]])
    (rejected,) = [each for each in found if isinstance(each, Rejection)]
    assert rejected.path == f"{path}!/export.xml"


def _zip(golden: Path) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in _NAMES:
            archive.write(golden / name, name)
    return held.getvalue()


def _tar(golden: Path, kind: str) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name in _NAMES:
            archive.add(golden / name, name)
    data = held.getvalue()
    match kind:
        case "tar.gz":
            return gzip.compress(data, mtime=0)
        case "tar.zst":
            return zstandard.compress(data)
        case "tar.bz2":
            return bz2.compress(data)
        case "txz":
            return lzma.compress(data)
    return data


def assert_holds(found: list[Article | Rejection], expected: list[Any]) -> None:
    assert len(found) == len(expected)
    for each, wanted in zip(found, expected, strict=True):
        if isinstance(each, Rejection):
            assert wanted == {"reason": each.reason}
        else:
            record = article_to_record(each)
            assert {key: record.get(key) for key in wanted} == wanted


def test_a_missing_library_is_an_error_that_names_the_extra(
    golden: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("trafilatura", "markdown_it", "pyarrow.parquet"):
        monkeypatch.setitem(__import__("sys").modules, name, None)
    for name, extra in (
        ("page.html", "ingest"),
        ("story.md", "ingest"),
        ("crawl.warc.gz", "ingest"),
        ("table.parquet", "parquet"),
    ):
        with pytest.raises(UnreadableSourceError) as caught:
            open_source(golden / name)
        assert f"pip install 'broadsheet[{extra}]'" in caught.value.reason
    reasons = [
        each.reason for each in read_source(golden) if isinstance(each, Rejection)
    ]
    assert sum("pip install" in reason for reason in reasons) == 4
