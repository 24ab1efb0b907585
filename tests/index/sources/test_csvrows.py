"""CSV and TSV: a header names the columns, each row is a record or a rejection."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.article import Article
from broadsheet.index.errors import UnreadableSourceError
from broadsheet.index.field_mapping import FieldMapping
from broadsheet.index.report import Rejection
from broadsheet.index.sources.csvrows import read_csv

Read = Callable[..., list[Article | Rejection]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_header(read: Read, delimiter: str) -> None:
    text = '\ufeffID_Title_Desk\n1_"a_b"_City\n\n2_c_\n'.replace("_", delimiter)
    first, second = read("a.csv", text.encode())
    assert first == Article(id="1", title=f"a{delimiter}b", extra={"Desk": "City"})
    assert second == Article(id="2", title="c")


def test_a_tab_separated_file_has_tabs(read: Read) -> None:
    (article,) = read("a.tsv", b"id\ttitle,body\n1\tx,y;z\n")
    assert article == Article(id="1", extra={"title,body": "x,y;z"})


def test_lists_are_split_and_empty_cells_are_missing(read: Read) -> None:
    data = b'id,author,tags,language,extra\n1,Ann; Bo,oil;;gas,,"{""a"": 1}"\n2\n'
    assert read("a.csv", data) == [
        Article(id="1", authors=("Ann", "Bo"), tags=("oil", "gas"), extra={"a": 1}),
        Article(id="2"),
    ]


def test_a_mapped_column_is_split_too(read: Read) -> None:
    mapping = FieldMapping.parse(["authors=By", "body=Text"])
    (article,) = read("a.csv", b"id,By,Text,title\n1,Ann;Bo,x,a\n", mapping=mapping)
    assert article == Article(id="1", title="a", authors=("Ann", "Bo"), body="x")


@pytest.mark.parametrize(
    ("row", "reason", "raw"),
    [
        (b"1,2,3,4", "4 cells, but the header names 3 columns", b"1,2,3,4\n"),
        (b'1,"a"b,c', "not CSV: ',' expected after '\"'", b'1,"a"b,c\n'),
        (b"1,\xff,c", "not UTF-8: byte 0xff at offset 2", b"1,\xff,c\n"),
        (b"1,a,[]", "extra: found a list", b'{"id":"1","title":"a","extra":[]}'),
    ],
)
def test_a_row_that_is_no_record_is_rejected_alone(
    read: Read, row: bytes, reason: str, raw: bytes
) -> None:
    data = b'id,title,extra\n0,"a\nb",\n' + row + b"\n2,c\n"
    first, rejected, last = read("a.csv", data)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(rejected, Rejection)
    assert rejected.reason.startswith(reason)
    assert (rejected.line, rejected.raw) == (4, raw)


def test_a_row_with_lines_in_it_has_the_line_of_its_start(read: Read) -> None:
    _, rejected = read("a.csv", b'id,title\n1,"a\n\nb"\n2,"c\nd",e\n')
    assert isinstance(rejected, Rejection)
    assert (rejected.line, rejected.raw) == (5, b'2,"c\nd",e\n')


def test_a_quote_never_closed_rejects_the_rest(read: Read) -> None:
    _, rejected = read("a.csv", b'id,title\n1,a\n2,"b\n3,c\n')
    assert isinstance(rejected, Rejection)
    assert rejected.reason == (
        "not CSV: a double quote that opens in this row is never closed"
    )
    assert (rejected.line, rejected.raw) == (3, b'2,"b\n3,c\n')


def test_long_cells_are_read_and_the_limit_is_put_back(read: Read) -> None:
    before = csv.field_size_limit()
    body = "x" * (before + 1)
    data = f"id,title,body\n1,a,{body}\n".encode()
    assert read("a.csv", data) == [Article("1", "a", body)]
    assert csv.field_size_limit() == before


def test_a_row_too_long_is_rejected(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadsheet.index.sources.boundedbytes.MAX_RECORD_BYTES", 5_000)
    first, rejected, last = read(
        "a.csv", b"id,body\n1,a\n2," + b"x" * 9_000 + b"\n3,b\n"
    )
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(rejected, Rejection)
    assert rejected.reason.startswith("9,003 bytes long")


def test_a_broken_stream_ends_in_a_rejection(read: Read) -> None:
    rows = b"".join(b'%d,"a\nb %d"\n' % (number, number) for number in range(9_000))
    *articles, rejected = read(
        "a.csv.gz", gzip.compress(b"id,title\n" + rows, mtime=0)[:-2_000]
    )
    assert [each.id for each in articles] == [str(n) for n in range(len(articles))]  # type: ignore[union-attr]
    assert len(articles) > 100
    assert isinstance(rejected, Rejection)
    assert rejected.reason.startswith("the gzip data ends early")
    assert rejected.line == 2 * len(articles) + 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"a,b\n1,2\n", "has no header"),
        (b"id,title,ID\n", "two columns of the header are named 'id'"),
        (b"id,,title\n", "column 2 of the header has no name"),
        (b'id,"title\n', "has no readable header"),
        (b"id,\xff\n", "has no readable header"),
    ],
)
def test_an_unusable_header_is_an_error(read: Read, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSourceError) as caught:
        read("a.csv", data)
    assert caught.value.reason.startswith(reason)


CELLS = st.text('a1 é,;"\n\t|', max_size=6)


@given(st.lists(st.tuples(CELLS, CELLS)), st.sampled_from(",;\t|"))
def test_what_csv_wrote_is_read_back(rows: list[tuple[str, str]], mark: str) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=mark, lineterminator="\n")
    writer.writerows([("title", "body"), *rows])
    data = file.getvalue().encode()
    found = list(read_csv([data], "a.csv", FieldMapping(), None))
    expected = [
        {key: cell for key, cell in zip(("title", "body"), row, strict=True) if cell}
        for row in rows
    ]
    assert [record.value for record in found] == expected


@given(st.binary())
def test_random_rows_have_a_value_or_a_reason(data: bytes) -> None:
    for record in read_csv([b"id,title\n", data], "a.csv", FieldMapping(), None):
        assert (record.reason is None) == isinstance(record.value, dict)
