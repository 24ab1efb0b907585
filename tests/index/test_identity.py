"""Ids are kept as given; a missing one is made of the url or the content."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.errors import UnusableRecordError
from broadsheet.index.identity import canonical_url, check_id, derived_id


@pytest.mark.parametrize("value", ["a", " a b ", "é" * 256, "x" * 512, "a/b?c#d", "𝒳"])
def test_a_usable_id_is_kept_exactly(value: str) -> None:
    assert check_id(value) == value


@pytest.mark.parametrize(("value", "expected"), [(123, "123"), (0, "0"), (-5, "-5")])
def test_an_integer_is_its_digits(value: int, expected: str) -> None:
    assert check_id(value) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("", "0 bytes long"),
        ("x" * 513, "513 bytes long"),
        ("é" * 257, "514 bytes long"),
        ("a\tb", "U+0009 at position 1"),
        ("a\x7f", "U+007F"),
        ("\x85", "U+0085"),
        ("a\ud800", "U+D800"),
        (1.0, "found a number"),
        (True, "found a boolean"),
        (["a"], "found a list"),
        ({}, "found an object"),
        pytest.param(10**5000, "too long", id="5000 digits"),
    ],
)
def test_an_unusable_id_is_refused(value: object, message: str) -> None:
    with pytest.raises(UnusableRecordError) as caught:
        check_id(value)
    assert caught.value.reason.startswith("id: ")
    assert message in caught.value.reason


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Example.COM/A?B=c#d", "http://example.com/A?B=c"),
        ("https://example.com:443/", "https://example.com/"),
        ("http://example.com:443/", "http://example.com:443/"),
        ("http://example.com:/", "http://example.com/"),
        ("http://Ann:Pw@Example.com:80", "http://Ann:Pw@example.com"),
        ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x"),
        ("http://example.com", "http://example.com"),
        ("http://example.com/a/../b/", "http://example.com/a/../b/"),
        ("/a/b", None),
        ("example.com/a", None),
        ("http://:", None),
        ("http://:80/a", None),
        ("mailto:ann@example.com", None),
        ("", None),
    ],
)
def test_urls_are_made_equal_without_guessing(url: str, expected: str | None) -> None:
    assert canonical_url(url) == expected


@given(st.text())
def test_a_canonical_url_is_its_own(text: str) -> None:
    found = canonical_url("Http://" + text)
    assert found is None or canonical_url(found) == found


def test_a_missing_id_is_made_of_the_canonical_url() -> None:
    expected = sha256(b"http://example.com/a").hexdigest()[:16]
    assert derived_id("http://EXAMPLE.com/a#b", "T", "B", "2016") == expected
    assert derived_id("http://example.com/a", "t", "b", None) == expected


@pytest.mark.parametrize("url", [None, "/a"])
def test_without_an_absolute_url_it_is_made_of_the_content(url: str | None) -> None:
    content = '["Título","b\\n",2016]'
    expected = sha256(content.encode()).hexdigest()[:16]
    assert derived_id(url, "Título", "b\n", 2016) == expected


@given(st.text(), st.text(), st.none() | st.text() | st.integers() | st.floats())
def test_the_content_is_written_as_json(title: str, body: str, date: object) -> None:
    content = [title, body, date]
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    expected = sha256(written.encode()).hexdigest()[:16]
    assert derived_id(None, title, body, date) == expected


@given(st.lists(st.tuples(st.text(), st.text(), st.none() | st.text()), unique=True))
def test_different_contents_have_different_ids(
    contents: list[tuple[str, str, str | None]],
) -> None:
    distinct = {json.dumps(content) for content in contents}
    ids = {derived_id(None, *content) for content in contents}
    assert len(ids) == len(distinct)
