"""Whatever a URL holds is read exactly or refused by name and place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import flask
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.api.models import (
    ArticleParameters,
    SearchParameters,
    TimelineParameters,
)
from broadsheet.api.parameters import known_names, read_given, read_parameters
from broadsheet.search import RequestError

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient


@pytest.mark.parametrize("path", ["/v1/search", "/v1/timeline", "/v1/articles/n1"])
def test_an_unknown_parameter_is_named(
    client: FlaskClient, assert_problem: Any, path: str
) -> None:
    problem = assert_problem(client.get(f"{path}?zzz=1"), 400, "unknown_parameter")
    assert [each["parameter"] for each in problem["errors"]] == ["zzz"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sorce", "source"),
        ("date_form", "date_from"),
        ("per-page", "per_page"),
        ("exclude.sorce", "exclude.source"),
        ("exclude", "exclude.tag"),
    ],
)
def test_a_mistyped_parameter_is_told_its_likely_name(
    client: FlaskClient, assert_problem: Any, typed: str, meant: str
) -> None:
    response = client.get("/v1/search", query_string={typed: "x"})
    problem = assert_problem(response, 400, "unknown_parameter")
    assert problem["errors"][0]["suggestion"] == meant
    assert repr(meant) in problem["detail"]


def test_a_timeline_takes_no_parameter_of_hits(
    client: FlaskClient, assert_problem: Any
) -> None:
    response = client.get("/v1/timeline?q=oil&per_page=3&page=2")
    problem = assert_problem(response, 400, "unknown_parameter")
    assert [each["parameter"] for each in problem["errors"]] == ["per_page", "page"]


def test_a_second_value_is_never_dropped(
    client: FlaskClient, assert_problem: Any
) -> None:
    response = client.get("/v1/search?q=oil&q=gas&page=1&page=1")
    problem = assert_problem(response, 400, "repeated_parameter")
    assert [each["parameter"] for each in problem["errors"]] == ["q", "page"]


def test_a_repeated_filter_is_either_value(client: FlaskClient) -> None:
    def total(query: str) -> int:
        return int(client.get(f"/v1/search?{query}").get_json()["total"])

    both = total("source=Reuters&source=AP,%20New%20York")
    assert both == total("source=Reuters") + total("source=AP,%20New%20York") > 1


def test_names_may_be_repeated_or_separated_by_commas(client: FlaskClient) -> None:
    repeated = client.get("/v1/search?facet=source&facet=section&fields=title")
    commas = client.get("/v1/search?facet=source,section&fields=title")
    assert repeated.get_json()["facets"] == commas.get_json()["facets"]
    assert list(repeated.get_json()["facets"]) == ["source", "section"]


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("page=two", "not_a_number", "page"),
        ("page=1_000", "not_a_number", "page"),
        ("page=%D9%A3", "not_a_number", "page"),
        ("page=1.0", "not_a_number", "page"),
        ("page=", "not_a_number", "page"),
        ("per_page=" + "9" * 5000, "not_a_number", "per_page"),
        ("highlight=perhaps", "not_a_flag", "highlight"),
        ("snippets=some", "not_a_number", "snippets"),
        ("page=0", "bad_value", "page"),
        ("page=-1", "bad_value", "page"),
        ("page=999999999999999999", "bad_value", "page"),
        ("per_page=101", "bad_value", "per_page"),
        ("sort=best", "bad_value", "sort"),
        ("tz=Mars/Olympus", "bad_value", "tz"),
        ("tz=../../etc/passwd", "bad_value", "tz"),
        ("tz=%00", "bad_value", "tz"),
        ("date_from=soon", "bad_date", "date_from"),
        ("cursor=abc", "bad_cursor", "cursor"),
        ("interval=hour", "bad_value", "interval"),
        ("since=7d&date_from=2016", "conflicting_parameters", "since"),
    ],
)
def test_an_unusable_value_is_told(
    client: FlaskClient, assert_problem: Any, query: str, code: str, parameter: str
) -> None:
    response = client.get(f"/v1/search?{query}")
    problem = assert_problem(response, 400, "invalid_parameter")
    assert [(each["code"], each["parameter"]) for each in problem["errors"]] == [
        (code, parameter)
    ]


@pytest.mark.parametrize("flag", ["true", "TRUE", "1"])
def test_flags_have_two_spellings(client: FlaskClient, flag: str) -> None:
    answer = client.get(f"/v1/search?q=oil&explain={flag}").get_json()
    assert answer["results"][0]["explanation"]


def test_an_error_of_the_query_has_its_place(
    client: FlaskClient, assert_problem: Any
) -> None:
    response = client.get("/v1/search", query_string={"q": "é AND (oil"})
    problem = assert_problem(response, 400, "invalid_query")
    (error,) = problem["errors"]
    assert error["parameter"] == "q"
    assert error["at"] == [6, 7]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("q=%FF", "q"),
        ("q=%ED%A0%80", "q"),
        ("q=oil&source=%C3", "source"),
        ("%FF=1", "the name of a parameter"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/search", "/v1/timeline"])
def test_text_that_is_not_utf8_is_refused(
    client: FlaskClient, assert_problem: Any, path: str, query: str, parameter: str
) -> None:
    problem = assert_problem(client.get(f"{path}?{query}"), 400, "invalid_encoding")
    assert problem["errors"][0]["parameter"] == parameter


def test_plus_and_percent_are_read_as_forms_write_them(client: FlaskClient) -> None:
    answer = client.get("/v1/search?q=%22crude+oil%22%20C%2B%2B&&").get_json()
    assert answer["query"]["q"] == '"crude oil" C++'


def test_unescaped_utf8_is_read(client: FlaskClient) -> None:
    raw = {"QUERY_STRING": "q=日本".encode().decode("latin-1")}
    answer = client.get("/v1/search", environ_overrides=raw).get_json()
    assert answer["query"]["q"] == "日本"


_APP = flask.Flask("parameters", static_folder=None)
_NAMES = st.sampled_from([*known_names(SearchParameters), "id", "zzz"])
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_PAIRS = st.tuples(_NAMES, _TEXT | st.sampled_from(["1", "true", "all", "a,b", ""]))


def _told(read: Callable[[], dict[str, Any]]) -> Any:
    try:
        return read()
    except RequestError as error:
        return type(error), error.problems


@pytest.mark.parametrize(
    "model", [SearchParameters, TimelineParameters, ArticleParameters]
)
@given(pairs=st.lists(_PAIRS, max_size=4))
def test_what_is_given_is_what_the_model_has(
    model: type[Any], pairs: list[tuple[str, str]]
) -> None:
    with _APP.test_request_context(f"/?{urlencode(pairs)}"):
        plain = _told(lambda: read_parameters(model, 100).given())
        assert _told(lambda: read_given(model, 100)) == plain
