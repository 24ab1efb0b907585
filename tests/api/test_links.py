"""The canonical parameters of a request are the request, and no more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import flask
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.api.links import PageLinks, canonical_pairs, with_query
from broadsheet.api.models import SearchParameters
from broadsheet.api.page_request import PAGE_DEFAULTS, PageRequest
from broadsheet.api.parameters import to_model, url_values
from broadsheet.search import FILTERS, SearchRequest

if TYPE_CHECKING:
    from flask.testing import FlaskClient

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_VALUES = st.lists(_TEXT, max_size=3).map(tuple)
_FACETS = st.lists(st.sampled_from(FILTERS), unique=True).map(tuple)
_REQUESTS = st.builds(
    SearchRequest,
    q=_TEXT,
    within=st.sampled_from([("title", "body"), ("body",), ("title",)]),
    op=st.sampled_from(["and", "or"]),
    syntax=st.sampled_from(["strict", "lenient"]),
    date_from=st.sampled_from([None, "1987", "1987-03"]),
    tz=st.sampled_from([None, "Asia/Tokyo"]),
    undated=st.sampled_from([None, "only", "include"]),
    source=_VALUES,
    tag=_VALUES,
    exclude=st.dictionaries(
        st.sampled_from(FILTERS), st.lists(_TEXT, min_size=1, max_size=2).map(tuple)
    ),
    sort=st.sampled_from(["relevance", "newest"]),
    page=st.integers(1, 50),
    per_page=st.integers(1, 100),
    fields=st.sampled_from([(), ("title",), ("title", "url")]),
    highlight=st.booleans(),
    snippets=st.sampled_from([0, 3, 20, "all"]),
    facet=_FACETS,
    interval=st.sampled_from([None, "auto", "day"]),
    explain=st.booleans(),
)
_APP = flask.Flask("links", static_folder=None)


@given(_REQUESTS)
def test_a_request_is_read_back_from_its_canonical_address(
    request: SearchRequest,
) -> None:
    with _APP.test_request_context(with_query("/", canonical_pairs(request))):
        given = to_model(SearchParameters, url_values()).given()
    assert SearchRequest.of(**given) == request


@given(_REQUESTS.map(lambda each: replace(each, interval="auto")))
def test_a_page_is_read_back_from_its_canonical_address(
    request: SearchRequest,
) -> None:
    """But for empty values, which a form sends for what was left out."""
    filled = replace(
        request,
        source=tuple(filter(None, request.source)),
        tag=tuple(filter(None, request.tag)),
        fields=("title",),
        exclude={},
    )
    pairs = canonical_pairs(filled, PAGE_DEFAULTS)
    with _APP.test_request_context(with_query("/", pairs)):
        wanted = PageRequest.read()
    assert wanted == PageRequest(filled, ())


def test_defaults_stand_in_no_address() -> None:
    assert canonical_pairs(SearchRequest()) == []
    assert canonical_pairs(PAGE_DEFAULTS, PAGE_DEFAULTS) == []


@pytest.mark.parametrize(
    "q", ["a b&c=d#e", "100%", "+", "日本", "a\r\nb: c", '>; rel="x"']
)
def test_no_text_breaks_out_of_the_link_header(client: FlaskClient, q: str) -> None:
    response = client.get("/v1/search", query_string={"q": q, "syntax": "lenient"})
    assert response.status_code == 200
    header = response.headers["Link"]
    assert header.isascii()
    assert header.count("<") == header.count(">; rel=")
    assert client.get(header.split("<")[-1].split(">")[0]).status_code == 200


def test_a_link_header_too_long_for_proxies_is_left_out(client: FlaskClient) -> None:
    links = PageLinks("/" + "x" * 4_000, None, None)
    assert links.header() is None
    body: dict[str, Any] = {"q": " ".join(["日本" * 60] * 10), "op": "or", "page": 2}
    response = client.post("/v1/search", json=body)
    assert "Link" not in response.headers
    assert response.get_json()["previous"].startswith("/v1/search?")
