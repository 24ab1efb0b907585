"""What is exported can be read back exactly, and shows where it was cut off."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index import article_to_record
from broadsheet.search import Archive, ExportText, ParameterError, export_format
from broadsheet.search.export_text import defused

HOSTILE = [
    {"id": "=1+1", "title": '=HYPERLINK("http://x")', "body": "+cmd|' /C calc'!A0"},
    {"id": "-2", "title": "@SUM(1)", "body": "\t=1", "authors": ["=1", "Lee; Bo"]},
    {"id": "'3", "title": "'=1", "body": "\r\n=1", "source": "＝1"},
    {"id": "4,", "title": 'a "quote", b', "body": "one\r\ntwo\nthree\rfour"},
    {"id": "5", "title": "\x00\x01\x1b[31m\x7f", "body": "\u2028\u202e\ufeff<b>&amp;"},
    {"id": "6", "title": "東京 🗞", "body": "", "extra": {"a": [1, None, "=2"]}},
    {"id": "#end rows=1", "title": "{}", "body": '{"end": {}}', "tags": ["a", "b"]},
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with Archive.open(tmp_path_factory.mktemp("archive"), create=True) as archive:
        assert archive.add(HOSTILE).added == len(HOSTILE)
        yield archive


def written(archive, name, **parameters):
    """Return the text of an export, what it says of itself, and the export."""
    with archive.export(**parameters) as export:
        text = ExportText(export, export_format(name))
        return b"".join(text), text, export


def check_end(data, end, text, export):
    *_, rest = data.rpartition(end)
    before = data[: len(data) - len(end) - len(rest)]
    assert text.sha256 == hashlib.sha256(before).hexdigest()
    assert text.rows == export.total == len(HOSTILE)


def test_ndjson_has_an_article_a_line(archive):
    data, text, export = written(archive, "ndjson")
    *lines, last = data.splitlines(keepends=True)
    records = [json.loads(line) for line in lines]
    assert sorted(each["id"] for each in records) == sorted(
        each["id"] for each in HOSTILE
    )
    for each in records:
        assert each == article_to_record(archive.get(each["id"]))
    check_end(data, last, text, export)
    assert json.loads(last) == {
        "end": {
            "rows": text.rows,
            "revision": archive.revision,
            "sha256": text.sha256,
        }
    }


def recovered(cell):
    return cell[1:] if cell.startswith("'") else cell


def test_csv_has_an_article_a_row(archive):
    data, text, export = written(archive, "csv")
    # The end has no line end within.
    last = data.splitlines(keepends=True)[-1]
    check_end(data, last, text, export)
    header, *rows, end = csv.reader(io.StringIO(data.decode(), newline=""))
    assert header == list(export.columns)
    assert {len(row) for row in (*rows, end)} == {len(header)}
    for row in rows:
        cells = dict(zip(header, map(recovered, row), strict=True))
        article = archive.get(cells["id"])
        assert (cells["title"], cells["body"]) == (article.title, article.body)
        assert cells["authors"] == ";".join(article.authors)
        assert cells["source"] == (article.source or "")
        assert json.loads(cells["extra"] or "{}") == article.extra
    assert end[0] == (
        f"#end rows={text.rows} revision={archive.revision} sha256={text.sha256}"
    )
    assert set(end[1:]) == {""}
    assert data.endswith(b"\r\n")


def test_no_cell_of_the_csv_is_a_formula(archive):
    data, _text, _export = written(archive, "csv")
    for row in csv.reader(io.StringIO(data.decode(), newline="")):
        assert not [
            cell for cell in row if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))
        ]


@given(st.text())
def test_a_cell_is_recovered_by_taking_one_apostrophe_off(text):
    assert recovered(defused(text)) == text
    assert not defused(text).startswith(tuple("=+-@\t\r\n＝＋－＠"))


def test_an_export_of_nothing_still_ends(archive):
    data, text, _export = written(archive, "ndjson", q="nothing")
    assert json.loads(data)["end"]["rows"] == text.rows == 0
    data, _text, _export = written(archive, "csv", q="nothing", fields="title")
    header, end = csv.reader(io.StringIO(data.decode(), newline=""))
    assert header == ["id", "title"]
    assert end[0].startswith("#end rows=0 ")


def test_the_text_comes_in_pieces(tmp_path):
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.add({"id": str(number), "body": "x" * 9_000} for number in range(50))
        with archive.export() as export:
            sizes = [len(p) for p in ExportText(export, export_format("ndjson"))]
    assert len(sizes) > 5
    assert max(sizes) < 80_000


@pytest.mark.parametrize("name", ["xlsx", "", None, 3])
def test_there_is_no_other_format(name):
    with pytest.raises(ParameterError) as refused:
        export_format(name)
    assert refused.value.problems[0].parameter == "format"
