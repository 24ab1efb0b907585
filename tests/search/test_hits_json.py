"""The JSON of a page of hits is that of their dictionaries, byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index import Article, StoredArticle, load_kernels
from broadsheet.index.codec.stored import encode_stored
from broadsheet.search import ARTICLE_FIELDS, Hit, json_of_hits
from broadsheet.search.engine import Row
from broadsheet.search.plan import Position

if TYPE_CHECKING:
    from broadsheet.search import Archive

_KERNELS = load_kernels()
_TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    [
        "".join(map(chr, range(160))),
        'a text of several words \\ and more than eight bytes before\nit "ends"',
        "seven..\x7f\x80\uffff\U0010ffff" * 3,
        '} ] , : \\\\" {[',
    ]
)
_TEXTS = st.lists(_TEXT, max_size=3).map(tuple)
_VALUES = st.recursive(
    st.none() | st.booleans() | _TEXT | st.integers(-(2**63), 2**64 - 1) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(_TEXT, inner, max_size=2)
    ),
    max_leaves=4,
)
_DATED = st.sampled_from([("1987-10", "month", "given"), (None, None, "missing")])
_ARTICLES = st.builds(
    lambda dated, **given: Article(
        published=dated[0], date_precision=dated[1], date_source=dated[2], **given
    ),
    dated=_DATED,
    id=_TEXT,
    title=_TEXT,
    body=_TEXT,
    updated=st.sampled_from([None, "2016-07"]),
    authors=_TEXTS,
    source=st.none() | _TEXT,
    section=st.none() | _TEXT,
    tags=_TEXTS,
    language=st.sampled_from([None, "en"]),
    url=st.none() | _TEXT,
    extra=st.dictionaries(_TEXT, _VALUES, max_size=3),
)
_PASSAGES = st.tuples(
    st.integers(0, 10**12),
    _TEXT,
    _TEXT,
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6))).map(tuple),
)
_SHOWN = st.tuples(_PASSAGES, st.lists(_PASSAGES, max_size=3)) | st.just((None, ()))
_FIELDS = st.lists(st.sampled_from(ARTICLE_FIELDS)).map(tuple)


def _hit(
    article: Article, shown: tuple[Any, Any], score: float, fields: tuple[str, ...]
) -> Hit:
    row = Row(0, Position(score, article.id), score, frozenset(), None)
    return Hit(row, StoredArticle(encode_stored(article)), *shown, fields)


def _from_dicts(hits: Any) -> bytes:
    return orjson.dumps([hit.to_dict() for hit in hits])


@given(
    hits=st.lists(st.tuples(_ARTICLES, _SHOWN, st.floats()), max_size=3),
    fields=_FIELDS,
)
def test_hits_are_the_json_of_their_dictionaries(
    hits: list[tuple[Article, Any, float]], fields: tuple[str, ...]
) -> None:
    made = [_hit(*each, fields) for each in hits]
    assert json_of_hits(made, _KERNELS) == _from_dicts(made)


@pytest.mark.parametrize("build", ["plain", None])
@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"highlight": False, "fields": ["title"]},
        {"explain": True},
        {"collapse": "story"},
        {"snippets": "all", "snippet_size": 20, "fields": ["body", "extra", "body"]},
        {"sort": "newest", "per_page": 3, "page": 2},
    ],
)
def test_what_is_found_is_told_alike(
    traps: Archive, build: Any, parameters: dict[str, Any]
) -> None:
    hits = traps.search("oil", **parameters).hits
    assert json_of_hits(hits, load_kernels(build)) == _from_dicts(hits)


def test_no_hits_are_an_empty_list() -> None:
    assert json_of_hits((), _KERNELS) == b"[]"


@pytest.mark.skipif(_KERNELS.build == "plain", reason="what it makes, if anything")
def test_the_kernel_makes_it() -> None:
    article = Article("a", "Oil", "Oil rose.")
    payload = encode_stored(article)
    made = _KERNELS.hits.tell_hits([("a", 1.5, payload, None, ())], [b"1.5"], ("url",))
    assert made == b'[{"id":"a","url":null,"score":1.5}]'


_DAMAGED = st.binary(max_size=40) | st.builds(
    lambda record, cut: encode_stored(Article("a"))[:8] + record[:cut],
    st.sampled_from(
        [
            b'{"a":"\\\\","b":{"c":[1,"]"]},"d":2}',
            b'{"a\\":1}',
            b'{"a":[}',
            b'{"d":"\xff"}',
        ]
    ),
    st.integers(0, 40),
)


@given(_DAMAGED)
def test_what_is_no_stored_article_is_left_to_others(payload: bytes) -> None:
    """Whatever is there, nothing outside of it is read."""
    hits = [("a", 1.0, payload, None, ())]
    made = _KERNELS.hits.tell_hits(hits, [b"1"], ("title", "url", "d"))
    assert made is None or made.decode().startswith('[{"id":"a","title":"')
