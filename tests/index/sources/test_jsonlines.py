"""JSON Lines: each line is a record or says why it is none."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.article import Article
from broadsheet.index.report import Rejection
from broadsheet.index.sources import rawrecord
from broadsheet.index.sources.jsonlines import read_json_lines

Read = Callable[..., list[Article | Rejection]]


def test_lines_are_records_and_blank_ones_are_passed_over(read: Read) -> None:
    data = b'\xef\xbb\xbf{"id":1}\r\n\n  \n {"id":2}\n{"id":3}'
    assert [each.id for each in read("a.jsonl", data)] == ["1", "2", "3"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"nope", "not JSON: Expecting value at column 1"),
        (b'{"id":1', "not JSON: Expecting ',' delimiter at column 8"),
        (b'{"id":"\x01"}', "not JSON: Invalid control character at column 8"),
        (b'{"id":"1', "not JSON: Unterminated string starting at column 7"),
        (b'{"id":1} {"id":2}', "not JSON: Extra data at column 10"),
        (b'{"id":NaN}', "not JSON: NaN is no JSON number; use null"),
        (b'{"id":"\xff"}', "not UTF-8: byte 0xff at offset 7 of the record"),
        (b"[" * 100_000, "not JSON: nested too deeply"),
        (b"1" * 5_000, "not JSON: a number of too many digits"),
        (b"[1]", "record: found a list; a record is a JSON object"),
        (b'{"id":[]}', "id: found a list"),
        (b'{"id":"\\ud800"}', "id: character U+D800"),
    ],
    ids=range(12),
)
def test_a_line_that_is_no_record_is_rejected_alone(
    read: Read, line: bytes, reason: str
) -> None:
    first, rejected, last = read("a.jsonl", b'{"id":1}\n\n' + line + b'\n{"id":2}')
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(rejected, Rejection)
    assert rejected.path.endswith("a.jsonl")
    assert (rejected.line, rejected.raw) == (3, line)
    assert rejected.reason.startswith(reason)


def test_lone_surrogates_become_replacement_characters(read: Read) -> None:
    (article,) = read("a.jsonl", b'{"id":1,"title":"a\\ud800b","x":"\\udc00"}')
    assert isinstance(article, Article)
    assert (article.title, article.extra) == ("a\ufffdb", {"x": "\ufffd"})


def test_a_line_too_long_is_rejected_and_not_held(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadsheet.index.sources.boundedbytes.MAX_RECORD_BYTES", 5_000)
    long = b'{"id":"' + b"x" * 200_000 + b'"}'
    first, rejected, last = read("a.jsonl", b'{"id":1}\n' + long + b'\n{"id":2}')
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(rejected, Rejection)
    assert rejected.line == 2
    assert rejected.raw == long[: rawrecord.KEPT_BYTES]
    assert rejected.reason.startswith("200,010 bytes long")


def test_an_empty_file_has_no_records(read: Read) -> None:
    assert read("a.jsonl", b"") == []


def test_a_broken_stream_ends_in_a_rejection(read: Read) -> None:
    lines = b"".join(b'{"id":%d}\n' % number for number in range(10_000))
    *articles, rejected = read("a.jsonl.gz", gzip.compress(lines, mtime=0)[:-2_000])
    assert [each.id for each in articles] == [str(n) for n in range(len(articles))]  # type: ignore[union-attr]
    assert len(articles) > 100
    assert isinstance(rejected, Rejection)
    assert rejected.line == len(articles) + 1
    assert rejected.reason.startswith("the gzip data ends early")
    start = sum(len(b'{"id":%d}\n' % number) for number in range(len(articles)))
    assert lines[start:].startswith(rejected.raw)


@given(st.lists(st.binary(max_size=12)), st.integers(1, 9))
def test_each_line_is_accounted_for(lines: list[bytes], step: int) -> None:
    data = b"\n".join(lines)
    chunks = [data[at : at + step] for at in range(0, len(data), step)]
    found = list(read_json_lines(chunks))
    expected = [
        (number, line.strip())
        for number, line in enumerate(data.split(b"\n"), 1)
        if line.strip()
    ]
    assert [(record.line, record.raw) for record in found] == expected


@given(st.recursive(st.text() | st.integers(-9, 9), st.lists))
def test_a_value_is_read_as_json_has_it(value: Any) -> None:
    assert rawrecord.read_json(json.dumps(value).encode()) == value
