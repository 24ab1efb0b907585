"""Cleaning keeps all of an article, changes none that is tidy, and is done once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.article import Article
from broadsheet.index.cleaning import NO_CLEANING, Cleaner, Cleaning
from broadsheet.index.documents import plain_document, read_document
from broadsheet.index.errors import SettingsError, UnusableRecordError
from broadsheet.index.kernels.choice import load_kernels
from broadsheet.index.records import article_from_record, article_to_record
from broadsheet.index.settings import ArchiveSettings

_PIECES = st.sampled_from(
    [
        "The harbour was closed on Thursday after a storm. ",
        "You may also like",
        "Related: Boats burn",
        "<p>",
        "</b>",
        "&amp;",
        "&lt;",
        "&#1;",
        "p&gt;",
        "amp;",
        "\x00",
        "\x0c",
        "\ufeff",
        "e\u0301",
        "\u0301",
        "\n",
        "<BP>",
        ". ",
        "é",
        "ß",
        "क़",
        "😀",
    ]
)
_TEXTS = st.lists(_PIECES | st.text(max_size=4), max_size=30).map("".join)
_TEXTS |= st.tuples(_TEXTS, _TEXTS).map(lambda each: each[0] * 2 + each[1])


def _clean(body: str, title: str = "", **changes: Any) -> Article:
    cleaned = Cleaner().clean(Article("1", title, body, **changes))
    assert isinstance(cleaned, Article)
    return cleaned


def test_a_scraped_text_becomes_its_article(
    scraped: str, body: str, headlines: str
) -> None:
    article = _clean(scraped)
    assert article.body == body
    assert article.extra["cut"]["link_lists"] == headlines
    assert article.extra["cut"]["repeated_body"] == body.partition("\n")[2]
    assert article.title == body.partition("\n")[0]
    assert article.extra["derived"] == {"title": "first sentence"}
    assert (article.published, article.date_source) == (None, "missing")


def test_headlines_after_a_second_copy_are_links_whatever_they_are_called(
    scraped: str, body: str
) -> None:
    text = scraped.replace("You may also like", "Picked by our robots")
    article = _clean(text)
    assert article.body == body
    assert article.extra["cut"]["link_lists"].startswith(
        "Picked by our robots\nCapital"
    )
    byline = f"{body}\n{body}\nBy Ann Lee"
    assert _clean(byline).body == f"{body}\nBy Ann Lee"


def test_a_record_becomes_the_same_article_plain_or_not(scraped: str) -> None:
    record = {"id": "1", "body": scraped}
    expected = _clean(scraped)
    kernels = load_kernels()
    document = plain_document(record, ArchiveSettings(), kernels)
    assert Cleaner().clean(document or article_from_record(record)) == expected
    assert (
        Cleaner(kernels=load_kernels("plain")).clean(article_from_record(record))
        == expected
    )


def test_what_each_step_did_is_counted(scraped: str) -> None:
    cleaner = Cleaner()
    cleaner.clean(Article("1", "", scraped))
    cleaner.clean(Article("2", "Title", "<p>a&amp;b\x00</p>"))
    cleaner.clean(Article("3", "Title", "Tidy."))
    assert cleaner.counts == {
        "repeated_body": 1,
        "link_lists": 1,
        "title": 1,
        "markup": 1,
        "control_characters": 1,
    }


def test_what_is_tidy_is_returned_as_it_is() -> None:
    if load_kernels().build == "plain":
        pytest.skip("which suspects all")
    article = Article("1", "Title", "It was tidy. " * 3, extra={"derived": 3})
    document = read_document(
        Article("2", "Title", "Élan, погода, 天气"), load_kernels()
    )
    cleaner = Cleaner()
    assert cleaner.clean(article) is article
    assert cleaner.clean(document) is document


def test_no_step_is_taken_that_was_not_asked_for(scraped: str) -> None:
    article = Article(
        "1", "", scraped + "<p>\x00</p>", url="https://x.example/2024/05/03/"
    )
    assert Cleaner(NO_CLEANING).clean(article, is_untold=True) is article
    only = Cleaner(NO_CLEANING.changed(["title"])).clean(article)
    assert (only.title != "", only.body) == (True, article.body)
    dated = Cleaner(NO_CLEANING.changed(["url-date"])).clean(article)
    assert isinstance(dated, Article)
    assert (dated.published, dated.date_precision, dated.date_source) == (
        "2024-05-03",
        "day",
        "derived",
    )
    assert dated.extra == {"derived": {"published": "url"}}


def test_a_date_that_was_given_stays() -> None:
    cleaner = Cleaner(NO_CLEANING.changed(["dateline", "url_date"]))
    article = Article("1", "", "LONDON, 12 May 2025 — Rain.", "2001", "year", "given")
    assert cleaner.clean(article) is article
    dated = cleaner.clean(Article("1", "", article.body))
    assert article_to_record(dated)["published"] == "2025-05-12"  # type: ignore[arg-type]


def test_a_language_is_detected_where_articles_do_not_say(body: str) -> None:
    pytest.importorskip("py3langid")
    article = Article("1", "Title", body)
    assert Cleaner().clean(article) is article
    untold = Cleaner().clean(article, is_untold=True)
    asked = Cleaner(Cleaning().changed(["language"])).clean(article)
    assert untold == asked
    assert (untold.language, untold.extra) == (
        "en",
        {"derived": {"language": "detected"}},
    )
    given_one = Article("1", "Title", body, language="sv")
    assert Cleaner().clean(given_one, is_untold=True) == given_one


def test_what_a_record_says_itself_is_never_written_over(scraped: str) -> None:
    own = {"derived": "mine", "cut": {"link_lists": "mine"}}
    article = _clean(scraped, extra=own)
    assert article.extra["derived"] == "mine"
    assert article.extra["derived_"] == {"title": "first sentence"}
    assert article.extra["cut"]["link_lists"] == "mine"
    assert article.extra["cut_"]["link_lists"].startswith("You may also like")
    assert own == {"derived": "mine", "cut": {"link_lists": "mine"}}
    merged = _clean("A sentence. And more.", extra={"derived": {"published": "url"}})
    assert merged.extra == {"derived": {"published": "url", "title": "first sentence"}}


def test_what_was_markup_is_kept() -> None:
    article = _clean("<p>a</p>", "<b>T</b>")
    assert (article.title, article.body) == ("T", "a")
    assert article.extra == {"given": {"title": "<b>T</b>", "body": "<p>a</p>"}}


def test_bytes_are_read_as_the_step_says() -> None:
    cleaner = Cleaner()
    assert cleaner.decode(b"caf\xe9", "latin-1").text == "café"
    assert cleaner.decode("café".encode()).text == "café"
    assert cleaner.counts == {"encoding": 1}
    strict = Cleaner(Cleaning().changed(no_clean=["encoding"]))
    assert strict.decode(b"\xef\xbb\xbfcaf\xc3\xa9", "latin-1").text == "café"
    with pytest.raises(UnusableRecordError, match="not UTF-8: byte 0xe9 at 3"):
        strict.decode(b"caf\xe9", "latin-1")


def test_unknown_steps_are_told_with_what_was_meant() -> None:
    with pytest.raises(SettingsError, match=r"no step 'repeated'.*'repeated_body'"):
        Cleaning().changed(no_clean=["repeated"])
    with pytest.raises(SettingsError, match="steps: encoding, mojibake"):
        Cleaning().changed(["wash"])
    with pytest.raises(SettingsError, match="language is to be taken and left out"):
        Cleaning().changed(["language"], ["Language"])
    assert Cleaning().changed(no_clean=["all"]) == NO_CLEANING


@given(_TEXTS, _TEXTS)
def test_once_is_enough(title: str, body: str) -> None:
    once = Cleaner().clean(Article("1", title, body))
    assert Cleaner().clean(once) == once


@given(_TEXTS, _TEXTS)
def test_every_build_cleans_alike(title: str, body: str) -> None:
    article = Article("1", title, body)
    plain = Cleaner(kernels=load_kernels("plain"))
    cleaner = Cleaner()
    assert cleaner.clean(article) == plain.clean(article)
    assert cleaner.counts == plain.counts


@given(st.text(max_size=5), _TEXTS)
def test_what_is_cut_and_what_is_kept_is_what_was_given(title: str, body: str) -> None:
    steps = NO_CLEANING.changed(["repeated_body", "link_lists"])
    article = Cleaner(steps).clean(Article("1", title, body))
    assert isinstance(article, Article)
    cuts = article.extra.get("cut", {}).values()
    assert sorted(" ".join((article.body, *cuts)).split()) == sorted(body.split())
