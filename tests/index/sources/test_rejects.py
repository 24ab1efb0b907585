"""What was rejected can be mended and fed in again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.article import Article
from broadsheet.index.report import Rejection
from broadsheet.index.sources import RejectsFile, read_source
from broadsheet.index.sources.rejects import _line, read_rejects

BROKEN = b'{"id":1,"title":2}\nnope\n{"id":"\xff"}\n"x"\n{"id":4}\n{"id":5,"body":[]}'


AS_OBJECT = "; write the record as a JSON object"


def rejections(path: Path) -> list[Rejection]:
    return [each for each in read_source(path) if isinstance(each, Rejection)]


def write(path: Path, items: list[Rejection]) -> None:
    with RejectsFile(path) as rejects:
        for each in items:
            rejects.write(each)
        assert rejects.count == len(items)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", BROKEN),
        ("a.json", b'[{"id":[]},,nope,{"id":"\xff"}'),
        ("a.csv", b'id,title\n1,2,3\n"a"b\n2,\xff\n\x00\x01,x\n5,"y'),
    ],
)
def test_fed_in_again_each_is_refused_for_the_same_reason(
    tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    first = rejections(tmp_path / name)
    assert len(first) >= 4
    for round_number in range(3):
        path = tmp_path / f"{round_number}.rejects.jsonl"
        write(path, first)
        again = rejections(path)
        assert [each.raw for each in again] == [each.raw for each in first]
        for now, before in zip(again, first, strict=True):
            assert now.reason.removesuffix(AS_OBJECT) == before.reason
        assert [each.line for each in again] == list(range(1, len(first) + 1))


def test_mended_records_go_in(tmp_path: Path) -> None:
    path = tmp_path / "a.rejects.jsonl"
    entry = {"path": "a.jsonl", "line": 7, "reason": "title: found a number"}
    path.write_text(
        json.dumps({**entry, "record": '{"id":1,"title":"2"}'})
        + "\n"
        + json.dumps({**entry, "record": {"id": 2}})
        + "\n"
        + json.dumps({**entry, "record_base64": "eyJpZCI6M30="})
    )
    ids = [each.id for each in read_source(path) if isinstance(each, Article)]
    assert ids == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{}", 'has neither "record" nor "record_base64"'),
        ('{"record":null}', 'has neither "record" nor "record_base64"'),
        ('{"id":1}', 'has neither "record" nor "record_base64"'),
        ("[]", 'has neither "record" nor "record_base64"'),
        ("nope", "not JSON"),
        ('{"record_base64":"?"}', "record_base64: "),
        ('{"record":"1,2,3","reason":"3 cells"}', "3 cells"),
        ('{"record":"{","reason":"not JSON: elsewhere"}', "not JSON: Expecting"),
        ('{"record":"{"}', "not JSON: Expecting"),
        ('{"record":[1]}', "record: found a list; a record is a JSON object"),
        ('{"record":"\\ud800"}', "not UTF-8"),
    ],
)
def test_a_line_without_a_record_says_so(
    tmp_path: Path, line: str, reason: str
) -> None:
    path = tmp_path / "a.rejects.jsonl"
    path.write_text(line)
    (found,) = rejections(path)
    assert found.reason.startswith(reason)


def test_a_row_mended_as_a_row_is_told_to_become_an_object(tmp_path: Path) -> None:
    """Its header is not in the rejects file; told once, however often it is read."""
    path = tmp_path / "a.rejects.jsonl"
    write(path, [Rejection("a.csv", 5, "3 cells, but the header names 2", b"1,2\n")])
    for _ in range(2):
        found = rejections(path)
        assert [each.reason for each in found] == [
            f"3 cells, but the header names 2{AS_OBJECT}"
        ]
        write(path, found)


def test_without_rejections_no_file_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.rejects.jsonl"
    write(path, [])
    assert list(tmp_path.iterdir()) == []
    path.write_text("kept")
    write(path, [])
    assert path.read_text() == "kept"


def test_a_rejects_file_can_be_read_while_it_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.rejects.jsonl"
    write(path, [Rejection("a", n, "r", b'{"id":[]}') for n in range(1, 4)])
    with RejectsFile(str(path)) as rejects:
        for each in read_source(path):
            assert isinstance(each, Rejection)
            rejects.write(each)
    assert len(rejections(path)) == 3
    assert [each.name for each in tmp_path.iterdir()] == ["a.rejects.jsonl"]


@given(st.binary(), st.text(st.characters()), st.text())
def test_any_record_comes_back_byte_for_byte(
    raw: bytes, path: str, reason: str
) -> None:
    line = _line(Rejection(path, 1, reason, raw))
    (found,) = read_rejects([line])
    assert found.raw == raw
