"""Text files in other encodings are read as the text that they are."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.article import Article
from broadsheet.index.cleaning import Cleaner, Cleaning
from broadsheet.index.errors import SettingsError, UnreadableSourceError
from broadsheet.index.report import Rejection
from broadsheet.index.sources import open_source, read_source

Read = Callable[..., list[Article | Rejection]]

FRENCH = "L’été à Paris : déjà vu, « garçon » — élève, forêt, Noël."
ARTICLES = [Article("1", "Été", FRENCH), Article("2", "Hiver", FRENCH)]
LINES = "".join(
    f'{{"id": "{each.id}", "title": "{each.title}", "body": "{each.body}"}}\n'
    for each in ARTICLES
)
TABLE = "id;title;body\n" + "".join(
    f'{each.id};{each.title};"{each.body}"\n' for each in ARTICLES
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl", LINES),
        ("a.json", "[" + LINES.strip().replace("\n", ",") + "]"),
        ("a.csv", TABLE),
        ("a.tsv", TABLE.replace(";", "\t")),
        ("table", TABLE),
    ],
)
@pytest.mark.parametrize("pack", [bytes, lambda data: gzip.compress(data, mtime=0)])
def test_what_a_file_is_in_is_found_out(
    read: Read, name: str, text: str, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    if encoding == "windows-1252":
        pytest.importorskip("resiliparse")
    cleaner = Cleaner()
    data = pack(text.encode(encoding))
    assert read(name, data, cleaner=cleaner) == ARTICLES
    # The fixture has it read twice.
    is_recoded = encoding in ("utf-16", "windows-1252")
    assert cleaner.counts == ({"encoding": 4} if is_recoded else {})


def test_an_encoding_that_is_said_is_taken(read: Read) -> None:
    data = "id,title,body\n1,Погода,Rain\n".encode("koi8-r")
    assert read("a.csv", data, encoding="KOI8-R") == [Article("1", "Погода", "Rain")]
    with pytest.raises(SettingsError, match="no encoding 'koi9'"):
        read("a.csv", data, encoding="koi9")


def test_too_little_is_no_proof(read: Read) -> None:
    good, bad = read("a.jsonl", b'{"id": "1"}\n{"id": "2", "title": "\xc9t\xe9"}\n')
    assert isinstance(good, Article)
    assert isinstance(bad, Rejection)
    assert bad.reason.startswith("not UTF-8")


@pytest.mark.parametrize(("whole", "other"), [(1, 1), (1, 4), (4, 1), (20, 20)])
def test_lines_of_utf8_among_others_are_read_as_they_are(
    read: Read, whole: int, other: int
) -> None:
    """In a file made of two, what is UTF-8 would be read as cafÃ©."""
    line = LINES.partition("\n")[0] + "\n"
    found = read("a.jsonl", line.encode() * whole + line.encode("cp1252") * other)
    assert found[:whole] == ARTICLES[:1] * whole
    rejected = [each for each in found[whole:] if isinstance(each, Rejection)]
    assert len(rejected) == other
    assert all(each.reason.startswith("not UTF-8") for each in rejected)


def test_what_seldom_looks_like_utf8_is_no_proof_of_it(read: Read) -> None:
    pytest.importorskip("resiliparse")
    text = "Größe, Übung, Änderung, Öl, für, über, „Spaß“, schön, Bäume, Füße."
    line = f'{{"id": "1", "title": "Öl", "body": "{text}"}}\n'
    assert read("a.jsonl", line.encode("cp1252")) == [Article("1", "Öl", text)]


def test_damage_in_a_text_of_utf8_is_a_rejection(read: Read) -> None:
    bad = b'{"id": "3", "body": "\xff \xff \xff \xff"}\n'
    *good, rejected = read("a.jsonl", LINES.encode() + bad)
    assert good == ARTICLES
    assert isinstance(rejected, Rejection)


def test_nothing_is_found_out_without_the_step(read: Read, tmp_path: Path) -> None:
    strict = Cleaner(Cleaning().changed(no_clean=["encoding"]))
    data = LINES.encode("windows-1252")
    assert all(
        isinstance(each, Rejection) for each in read("a.jsonl", data, cleaner=strict)
    )
    (tmp_path / "b.jsonl").write_bytes(LINES.encode("utf-16"))
    with pytest.raises(UnreadableSourceError, match="is UTF-16 text"):
        list(read_source(tmp_path / "b.jsonl", cleaner=strict))


def test_a_file_that_ends_within_a_character_ends_in_a_rejection(read: Read) -> None:
    *good, rejected = read("a.jsonl", LINES.encode("utf-16")[:-1])
    assert good[0] == ARTICLES[0]
    assert isinstance(rejected, Rejection)
    assert "ends within a character" in rejected.reason


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=9)),
    st.sampled_from(["utf-16", "utf-16-le", "gb18030"]),
)
def test_a_long_file_is_read_whole(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str], encoding: str
) -> None:
    path = tmp_path_factory.mktemp("files") / "a.csv"
    rows = [f"{number}\t{title}{'é' * 20_000}" for number, title in enumerate(titles)]
    path.write_text("id\ttitle\n" + "\n".join(rows) + "\n", encoding, newline="")
    options = {} if encoding == "utf-16" else {"encoding": encoding}
    cleaner = Cleaner(Cleaning().changed(no_clean=["unicode", "markup", "title"]))
    with open_source(path, cleaner=cleaner, format="tsv", **options) as source:
        read_titles = [item.title for item in source if isinstance(item, Article)]
    quoted = [title for title in titles if '"' not in title]
    if len(quoted) == len(titles):
        assert len(read_titles) == len(titles)
