"""Cursors: where a page ended, for the same query and revision alone."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index import Store
from broadsheet.search import Archive, CursorExpiredError, Limits, ParameterError
from broadsheet.search.cursor import Cursor, query_digest, read_cursor, verify_cursor
from broadsheet.search.plan import Position
from broadsheet.search.request import PARAMETERS, SearchRequest

SECRET = b"s" * 32
CLOCK = datetime(2026, 3, 31, 12, 0, 0, 123_456, tzinfo=UTC)
REQUEST = SearchRequest(q="oil")
ids = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
keys = st.one_of(st.none(), st.floats(allow_nan=False), st.integers(-(2**62), 2**62))
clocks = st.datetimes(timezones=st.just(UTC))


def refusal(text, request=REQUEST, secret=SECRET):
    """Return the code of the one problem that *text* meets."""
    with pytest.raises(ParameterError) as caught:
        verify_cursor(text, request, secret)
    (problem,) = caught.value.problems
    assert problem.parameter == "cursor"
    return problem.code


def sign(secret=SECRET):
    position = Position(1.25, "a")
    return Cursor("7.12", CLOCK, position, query_digest(REQUEST)).sign(secret)


@pytest.mark.parametrize(
    "revision", ["1" * 5000 + ".1", "1" * 300 + ".1", "1." + "1" * 300]
)
def test_a_revision_of_more_digits_than_there_can_be_is_gone(tmp_path, revision):
    forged = Cursor(revision, CLOCK, Position(1.0, "1"), "").sign(SECRET)
    with (
        Archive.open(tmp_path / "archive", create=True) as archive,
        pytest.raises(CursorExpiredError),
    ):
        archive.search("oil", cursor=forged)


@given(ids, keys, clocks, st.sampled_from(["1.0", "7.12"]))
def test_what_is_signed_is_read_again_exactly(article_id, key, clock, revision):
    position = Position(key, article_id)
    cursor = Cursor(revision, clock, position, query_digest(REQUEST))
    text = cursor.sign(SECRET)
    assert read_cursor(text) == cursor
    assert type(read_cursor(text).position.key) is type(key)
    assert text.isascii()
    verify_cursor(text, REQUEST, SECRET)


@given(st.data())
def test_no_other_text_passes_for_the_cursor(data):
    text = sign()
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(
        st.sampled_from("ABCDXYZabcxyz0189-_=+/ é").filter(lambda x: x != text[at])
    )
    assert refusal(text[:at] + other + text[at + 1 :]) == "bad_cursor"
    assert refusal(text[:at]) == "bad_cursor"


@given(ids)
def test_the_last_letter_of_a_cursor_is_told_from_its_neighbour(article_id):
    """Bits that base64 leaves over at the end are not free either."""
    text = Cursor("7.12", CLOCK, Position(1, article_id), "d").sign(SECRET)
    for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
        if other != text[-1]:
            assert refusal(text[:-1] + other) == "bad_cursor"


@given(st.one_of(st.text(max_size=80), st.binary(max_size=80)))
def test_any_text_is_read_or_refused(text):
    if isinstance(text, bytes):
        text = base64.urlsafe_b64encode(text).decode()
    assert refusal(text) == "bad_cursor"


@pytest.mark.parametrize(
    "payload",
    [
        b"[1]", b"{}", b'[2,"1.0",0,1,"a","d"]', b'[1,1,0,1,"a","d"]',
        b'[1,"1.0",0,"x","a","d"]', b'[1,"1.0",1e300,1,"a","d"]',
        b'[1,"1.0","0",1,"a","d"]', b'[1,"1.0",0,1,"a",5]',
        b'[1,"1.0",0,1,5,"d"]', b'[1,["1.0"],0,1,"a","d"]',
        b"\xff",
    ],
)  # fmt: skip
def test_a_payload_of_another_shape_is_refused_before_it_is_used(payload):
    text = base64.urlsafe_b64encode(payload + b"x" * 16).rstrip(b"=").decode()
    with pytest.raises(ParameterError):
        read_cursor(text)


def test_another_secret_is_refused():
    assert refusal(sign(b"t" * 32)) == "bad_cursor"


SHOWING = {
    "page": 1, "per_page": 50, "cursor": "x", "fields": ("url",), "highlight": False,
    "snippets": 1, "snippet_size": 50, "facet": ("tag",), "facet_size": 3,
    "interval": "day", "explain": True,
}  # fmt: skip
DECIDING = {
    "q": "gas", "within": ("title",), "op": "or", "stem": "none", "syntax": "lenient",
    "date_from": "2016", "date_to": "2016", "since": "7d", "tz": "UTC",
    "undated": "only", "source": ("a",), "section": ("a",), "author": ("a",),
    "tag": ("a",), "lang": ("en",), "exclude": {"tag": ("a",)}, "sort": "newest",
    "recency": "30d", "story": "0123456789abcdef", "collapse": "story",
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), SHOWING.items())
def test_a_cursor_goes_on_whatever_is_shown_of_the_rows(name, value):
    verify_cursor(sign(), SearchRequest.of(**{"q": "oil", name: value}), SECRET)


@pytest.mark.parametrize(("name", "value"), DECIDING.items())
def test_a_cursor_goes_on_with_the_same_rows_alone(name, value):
    request = SearchRequest.of(**{"q": "oil", name: value})
    assert refusal(sign(), request) == "cursor_of_another_query"


def test_every_parameter_shows_or_decides():
    assert {*SHOWING, *DECIDING} == set(PARAMETERS)


def articles(start, stop):
    return [
        {"id": f"{n:03}", "title": "oil", "body": "gas " * (n % 4),
         "published": f"20{n % 20:02}" if n % 3 else None}
        for n in range(start, stop)
    ]  # fmt: skip


def follow(archive, cursor, **parameters):
    while cursor is not None:
        page = archive.search("oil", cursor=cursor, **parameters)
        yield page
        cursor = page.next


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_go_on_over_the_revision_they_began_with(tmp_path, sort):
    with Archive.open(tmp_path / "a", create=True) as archive:
        archive.add(articles(0, 23))
        parameters = {"per_page": 4, "sort": sort}
        first = archive.search("oil", **parameters)
        archive.add(articles(20, 40))
        archive.delete([first[3].id, "022", "001"])
        archive.rebuild(articles(50, 60))
        pages = [first, *follow(archive, first.next, **parameters)]
        rows = [hit.id for page in pages for hit in page]
        assert sorted(rows) == [f"{n:03}" for n in range(23)]
        assert {page.revision for page in pages} == {first.revision}
        assert {page.total for page in pages} == {23}
        assert len({page.query.clock for page in pages}) == 1
        assert [page.page for page in pages] == [1, None, None, None, None, None]
        assert archive.search("oil").total == 10


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_by_cursor_are_the_pages_by_number(tmp_path, sort):
    with Archive.open(tmp_path / "a", create=True) as archive:
        archive.add(articles(0, 23))
        archive.add(articles(10, 15))
        parameters = {"per_page": 5, "sort": sort, "recency": "365d"}
        first = archive.search("oil", **parameters)
        following = list(follow(archive, first.next, **parameters))
        for number, page in enumerate(following, start=2):
            same = archive.search("oil", page=number, **parameters)
            assert [hit.id for hit in page] == [hit.id for hit in same]
        assert following[-1].next is None


def test_a_cursor_whose_revision_is_gone_has_expired(tmp_path):
    store = Store.open(tmp_path / "a", create=True, pin_seconds=0)
    with Archive(store, Limits()) as archive:
        archive.add(articles(0, 10))
        cursor = archive.search("oil", per_page=4).next
        revision = archive.revision
        for _ in range(3):
            archive.rebuild(articles(0, 10))
        with pytest.raises(CursorExpiredError) as caught:
            archive.search("oil", per_page=4, cursor=cursor)
        assert caught.value.revision == revision


def test_a_cursor_of_another_archive_is_refused(tmp_path):
    with (
        Archive.open(tmp_path / "a", create=True) as one,
        Archive.open(tmp_path / "b", create=True) as other,
    ):
        for archive in (one, other):
            archive.add(articles(0, 10))
        cursor = one.search("oil", per_page=4).next
        with pytest.raises(ParameterError):
            other.search("oil", per_page=4, cursor=cursor)
