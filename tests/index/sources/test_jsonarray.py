"""JSON arrays are cut into elements, however they are laid out and chunked."""

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
from broadsheet.index.sources.jsonarray import read_json_array

Read = Callable[..., list[Article | Rejection]]

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-99, 99)
    | st.text('a"\\[]{},é', max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text('k"],}', max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


def chunks(data: bytes, step: int) -> list[bytes]:
    return [data[at : at + step] for at in range(0, len(data), step)]


@given(st.lists(VALUES), st.sampled_from([None, 2]), st.integers(1, 7))
def test_the_elements_are_those_of_json(
    values: list[Any], indent: int | None, step: int
) -> None:
    data = json.dumps(values, indent=indent, ensure_ascii=False).encode()
    found = list(read_json_array(chunks(b" \n" + data + b"\n", step)))
    assert [record.value for record in found] == values
    assert [json.loads(record.raw) for record in found] == values
    assert [record.line for record in found] == list(range(1, len(values) + 1))


@given(st.lists(st.sampled_from('["\\]{},1 ').map(str.encode)), st.integers(1, 5))
def test_what_is_no_array_has_a_reason(parts: list[bytes], step: int) -> None:
    data = b"[" + b"".join(parts)
    found = list(read_json_array(chunks(data, step)))
    try:
        expected = json.loads(data)
    except ValueError:
        assert any(record.reason for record in found)
    else:
        assert [record.value for record in found] == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"[]", []),
        (b" [ ] ", []),
        (b'[{"id":1},nope,{"id":2}]', [None, "not JSON", None]),
        (b'[{"id":1},"\xff",{"id":2}]', [None, "not UTF-8", None]),
        (b'[{"id":1],{"id":2}]', ["not JSON", None]),
        (b'[{"id":1},,{"id":2}]', [None, "an empty place", None]),
        (b'[{"id":1},]', [None, "an empty place"]),
        (b'[{"id":1}', ["the array is never closed"]),
        (b"[", ["the array is never closed"]),
        (b'[{"id":1}] {}', [None, "there is text after the end"]),
        (b'[{"id":1}]\n[{"id":2}]', [None, "there is text after the end"]),
        (b"[1]", ["record: found a number; a record is a JSON object"]),
    ],
)
def test_one_bad_element_costs_no_other(
    read: Read, data: bytes, expected: list[str | None]
) -> None:
    found = read("a.json", data)
    reasons = [each.reason if isinstance(each, Rejection) else None for each in found]
    assert len(reasons) == len(expected)
    for reason, start in zip(reasons, expected, strict=True):
        assert (reason is None) == (start is None)
        assert (reason or "").startswith(start or "")


def test_numbers_keep_their_kind(read: Read) -> None:
    (article,) = read("a.json", b'[{"id":1,"x":[1.5,2,1e3,18446744073709551615]}]')
    assert isinstance(article, Article)
    assert [type(each) for each in article.extra["x"]] == [float, int, float, int]
    assert article.extra["x"] == [1.5, 2, 1000.0, 18446744073709551615]


def test_an_element_too_long_is_rejected_alone(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadsheet.index.sources.boundedbytes.MAX_RECORD_BYTES", 5_000)
    long = b'{"id":"' + b"x" * 200_000 + b'"}'
    first, rejected, last = read("a.json", b'[{"id":1},' + long + b',{"id":2}]')
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(rejected, Rejection)
    assert (rejected.line, rejected.raw) == (2, long[:1_000])


def test_a_broken_stream_ends_in_a_rejection(read: Read) -> None:
    data = b"[" + b",".join(b'{"id":%d}' % number for number in range(10_000)) + b"]"
    *articles, rejected = read("a.json.gz", gzip.compress(data, mtime=0)[:-2_000])
    assert [each.id for each in articles] == [str(n) for n in range(len(articles))]  # type: ignore[union-attr]
    assert isinstance(rejected, Rejection)
    assert rejected.line == len(articles) + 1
    assert rejected.reason.startswith("the gzip data ends early")


@pytest.mark.parametrize(
    ("name", "data", "ids"),
    [
        ("a.json", b'{"id":1}', ["1"]),
        ("a.json", b'{\n "id": 1,\n "title": "x"\n}\n', ["1"]),
        ("a.json", b'{"meta":\n {"a": 1}, "id": 1}', ["1"]),
        ("a.json", b'{"id":1}\n{"id":2}\n', ["1", "2"]),
        ("a.json", b'{"id":1,}\n{"id":2}\n', [None, "2"]),
        ("a.json", b'{\n"id": 1\n', [None]),
        ("stdin", b'\n{\n"id": 1}\n', ["1"]),
    ],
)
def test_an_object_is_one_record_unless_more_follow(
    read: Read, name: str, data: bytes, ids: list[str | None]
) -> None:
    assert [getattr(each, "id", None) for each in read(name, data)] == ids
