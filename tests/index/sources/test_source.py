"""A source gives an article or a rejection for each record it has."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index.article import Article
from broadsheet.index.cleaning import NO_CLEANING, Cleaner
from broadsheet.index.errors import UnreadableSourceError
from broadsheet.index.field_mapping import FieldMapping
from broadsheet.index.report import Rejection
from broadsheet.index.settings import ArchiveSettings
from broadsheet.index.sources import open_source, read_source

Read = Callable[..., list[Article | Rejection]]

LINES = b'{"id":1,"title":"a"}\n{"id":2}\n'
ARRAY = b'[{"id":1,"title":"a"},{"id":2}]'
TABLE = b"id,title\n1,a\n2,\n"
BOTH = [Article(id="1", title="a"), Article(id="2")]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", LINES),
        ("A.JSONL", LINES),
        ("a.ndjson", LINES),
        ("a.json", LINES),
        ("a.json", ARRAY),
        ("a.csv", TABLE),
        ("a.tsv", TABLE.replace(b",", b"\t")),
        ("a.jsonl.gz", gzip.compress(LINES, mtime=0)),
        ("a.json.zst", zstandard.compress(ARRAY)),
        ("a.csv.zstd", zstandard.compress(TABLE)),
        ("a.csv.gz", TABLE),
        ("a.jsonl", gzip.compress(LINES, mtime=0)),
        ("lines", LINES),
        ("array.txt", ARRAY),
        ("table", TABLE),
        ("table", gzip.compress(TABLE, mtime=0)),
    ],
)
def test_format_and_packing_are_told_from_name_and_content(
    read: Read, name: str, data: bytes
) -> None:
    assert read(name, data) == BOTH


@pytest.mark.parametrize("data", [LINES, ARRAY, TABLE, gzip.compress(ARRAY, mtime=0)])
def test_standard_input_is_told_by_its_content(
    monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    stdin = io.BytesIO(data)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=stdin))
    assert list(read_source("-")) == BOTH
    assert not stdin.closed


def test_a_rejection_names_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"{nope\n{}")))
    rejected, _ = read_source("-", format="jsonl")
    assert isinstance(rejected, Rejection)
    assert (rejected.path, rejected.line) == ("-", 1)


def test_the_format_may_be_named(read: Read) -> None:
    assert read("a.txt", TABLE.replace(b",", b"\t"), format="tsv") == BOTH
    assert read("a.jsonl", ARRAY, format="json") == BOTH


@pytest.mark.parametrize(
    ("name", "data", "options", "reason"),
    [
        ("a.dat", b"Hello, world", {}, "is in no known format; JSON Lines"),
        ("a.pdf", b"%PDF-1.7", {}, "is in no known format"),
        ("a", b"", {}, "is empty"),
        ("a.json", b" \n", {}, "is empty"),
        ("a.jsonl", LINES, {"format": "xml"}, "no format 'xml'; there are jsonl"),
    ],
)
def test_an_unknown_format_is_an_error_that_names_the_known(
    read: Read, name: str, data: bytes, options: dict[str, str], reason: str
) -> None:
    with pytest.raises(UnreadableSourceError) as caught:
        read(name, data, **options)
    assert caught.value.reason.startswith(reason)


def test_records_are_read_as_the_caller_says(read: Read) -> None:
    (article,) = read(
        "a.jsonl",
        b'{"id":1,"when":"03/04/2016 10:00"}',
        settings=ArchiveSettings(timezone="America/New_York"),
        mapping=FieldMapping.parse(["published=when"]),
        day_first=True,
    )
    assert isinstance(article, Article)
    assert article.published == "2016-04-03T14:00Z"


def test_an_open_source_tells_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINES * 10_000)
    with open_source(path) as source:
        assert source.path == str(path)
        assert source.size == len(LINES) * 10_000
        assert 0 < source.position() < source.size
        assert sum(1 for _ in source) == 20_000
        assert source.position() == source.size


@pytest.mark.parametrize(
    "suffix", ["jsonl", "json", "csv", "tsv", "rejects.jsonl", "x"]
)
@given(data=st.binary() | st.text('{}[]",:\n 1id').map(str.encode))
@settings(max_examples=60)
def test_random_bytes_give_records_rejections_or_one_error(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / f"random.{suffix}"
    path.write_bytes(data)
    try:
        found = list(read_source(path))
    except UnreadableSourceError as error:
        assert error.path == str(path)  # noqa: PT017 - or none is raised
    else:
        lines = [line for line in data.split(b"\n") if line.strip()]
        if suffix.endswith("jsonl") and not data.startswith((b"\x1f\x8b", b"\xef\xbb")):
            assert len(found) == len(lines)
        elif suffix == "json":
            assert found or json.loads(data) == []


@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers()), max_size=5))
def test_lines_and_array_of_one_list_are_read_alike(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, object]]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    lines, array = folder / "alike.jsonl", folder / "alike.json"
    lines.write_text("".join(json.dumps(record) + "\n" for record in records))
    array.write_text(json.dumps(records, indent=1))
    found = [
        [
            each if isinstance(each, Article) else each.reason
            for each in read_source(path)
        ]
        for path in (lines, array)
    ]
    assert found[0] == found[1]
    assert len(found[0]) == len(records)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("pack", [bytes, lambda data: gzip.compress(data, mtime=0)])
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", b'\n{"id":1}\n\n {"id":{}}\nnope\n{"id":2}\n[\n{"id":'),
        ("a.json", b'[ {"id":1}, {"id":{}} ,\n\n nope, {"id":2},\n,{"id":'),
        ("a.csv", b'id,title\n1,a\n\n2,b,c\n3,"d\ne"x\n4,f\n5,g,h\n6,"i\n'),
    ],
)
def test_a_rejection_says_which_record_it_is_and_where(
    read: Read, name: str, data: bytes, mark: bytes, pack: Callable[[bytes], bytes]
) -> None:
    whole = mark + data + b" " * 70_000 + data
    read_ones = read(name, pack(whole))
    rejected = [each for each in read_ones if isinstance(each, Rejection)]
    assert len(rejected) > 2
    for number, each in enumerate(read_ones, 1):
        if isinstance(each, Rejection):
            assert each.number == number
            assert each.offset is not None
            assert whole[each.offset :].lstrip().startswith(each.raw.strip())


def test_articles_are_cleaned_and_what_was_done_is_counted(read: Read) -> None:
    data = b'{"id":1,"body":"One.\\u0000 Two."}\n{"id":2,"title":"a","body":"b"}\n'
    cleaner = Cleaner()
    assert read("a.jsonl", data, cleaner=Cleaner()) == read("a.jsonl", data)
    assert read("a.jsonl", data, cleaner=cleaner) == [
        Article(
            "1", "One.", "One. Two.", extra={"derived": {"title": "first sentence"}}
        ),
        Article("2", "a", "b"),
    ]
    # The fixture has it read twice.
    assert cleaner.counts == {"control_characters": 2, "title": 2}
    given_ones = read("a.jsonl", data, cleaner=Cleaner(NO_CLEANING))
    assert given_ones == [Article("1", "", "One.\0 Two."), Article("2", "a", "b")]
