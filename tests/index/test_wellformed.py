"""An article that was made by hand is refused by the field that is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.article import Article
from broadsheet.index.dates import UNDATED, date_span, parse_date
from broadsheet.index.errors import UnusableRecordError
from broadsheet.index.wellformed import check_article, span_of

RIGHT = Article(
    id="1",
    title="T",
    body="B",
    published="2016-07-04",
    date_precision="day",
    date_source="given",
    updated="2017",
    authors=("Ann", "Bo"),
    source="S",
    section="W",
    tags=("t",),
    language="en",
    url="/a",
    extra={"a": 1},
)


class Text(str):
    """A string, though not of the type itself."""

    __slots__ = ()


@pytest.mark.parametrize(
    "article", [Article("1"), RIGHT, Article(Text("1"), Text("t"), source=Text("s"))]
)
def test_a_right_article_passes(article: Article) -> None:
    check_article(article)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"id": 5}, "id: found a number; make it a str"),
        ({"id": None}, "id: found null; make it a str"),
        ({"id": ""}, "id: 0 bytes long"),
        ({"title": None}, "title: found null; make it a str"),
        ({"body": b"x"}, "body: found a value of type bytes; make it a str"),
        ({"source": ""}, "source: found null; make it a str with text, or None"),
        ({"section": 5}, "section: found a number; make it a str with text, or None"),
        ({"language": []}, "language: found null; make it a str with text"),
        ({"url": ["a"]}, "url: found a list; make it a str with text, or None"),
        ({"published": True}, "published: found a boolean; make it a str with text"),
        ({"updated": 2016}, "updated: found a number; make it a str with text"),
        ({"authors": "Ann"}, "authors: found a string; make it a tuple of str"),
        ({"authors": ("Ann", "")}, "authors: found null; make it a tuple of str with"),
        ({"tags": None}, "tags: found null; make it a tuple of str"),
        ({"tags": ("t", 5)}, "tags: found a number; make it a tuple of str with text"),
        ({"extra": [1]}, "extra: found a list; make it a dict"),
        ({"url": 5, "source": 5}, "source: found a number"),
    ],
    ids=range(17),
)
def test_a_wrong_one_is_refused(wrong: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnusableRecordError) as caught:
        check_article(replace(RIGHT, **wrong))
    assert caught.value.reason.startswith(reason)


@given(st.datetimes() | st.dates() | st.integers(1000, 9999))
def test_the_span_is_that_of_the_date(value: Any) -> None:
    read = parse_date(value)
    assert read is not None
    article = Article("1", published=read.text, date_precision=read.precision)
    assert span_of(article) == date_span(*read)


@given(
    st.text("0123456789-:TZ.+", max_size=24)
    | st.sampled_from(["2016-07-04T10:00:00Z", "2016-07-04T10:00:00+02:00Z"]),
    st.sampled_from(
        ["year", "month", "day", "minute", "second", "week", None, ["day"]]
    ),
)
def test_no_text_and_no_precision_raises(text: str, precision: Any) -> None:
    span = span_of(Article("1", published=text, date_precision=precision))
    assert span is UNDATED or span.start < span.end
